"""Whether listeners may be told something: its marking and handling against what their kind may hear, each with the reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.programme.engagement.models import Attendance
from vinculum.desk.programme.engagement.vocabulary import Marking


@dataclass(frozen=True, slots=True)
class Listener:
    """A kind of listener and the most that it may hear."""

    code: str
    title: str
    bodies: frozenset[str]
    marking: Marking
    handling: Handling


@cache
def listeners() -> dict[str, Listener]:
    """Return every kind of listener by code (``telling.toml``)."""
    told = tomllib.loads((resources.files("vinculum.desk.programme.engagement") / "telling.toml").read_text("utf-8"))
    return {
        code: Listener(code, one["title"], frozenset(one["bodies"]), Marking(one["marking"]), Handling(one["handling"]))
        for code, one in told.items()
    }


def listener_of(attendance: Attendance) -> Listener:
    """Return what kind of listener somebody is: by their body, as a partner for a member that is none, else the public."""
    body = attendance.organisation or (attendance.member.organisation if attendance.member else None)
    if body is not None:
        for one in listeners().values():
            if body.kind in one.bodies:
                return one
    return listeners()["partner" if attendance.member is not None else "public"]


def why_not_told(attendance: Attendance, marking: Marking, handling: Handling) -> str:
    """Return why a listener may not be told something of a marking and handling; "" where they may."""
    heard = listener_of(attendance)
    if marking.height > heard.marking.height:
        return f"{attendance.name} may hear up to {heard.marking} ({heard.title}), and this is {marking}."
    if handling is Handling.CONDITIONS and heard.handling is not Handling.CONDITIONS:
        return f"{attendance.name} may not hear what has conditions (handling code C): it is for police and law enforcement."
    return ""
