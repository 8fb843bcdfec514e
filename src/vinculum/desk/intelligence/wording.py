"""The closed lists of a report's head, as ``wording.toml`` tells them: markings, priorities, flags, roles of links, stages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from vinculum.errors import VinculumError
from vinculum.marks.mark import MarkKind


class Pole(StrEnum):
    """What sort of thing a link leads to (DOMAIN 2.9): person, object, location or event."""

    PERSON = "person"
    OBJECT = "object"
    LOCATION = "location"
    EVENT = "event"


# Kinds of link beside those of marks.
PERSON, ORGANISATION, PLACE, FORCE = "person", "organisation", "place", "force"
POLES = {
    PERSON: Pole.PERSON,
    ORGANISATION: Pole.PERSON,
    MarkKind.COMPANY.value: Pole.PERSON,
    MarkKind.EORI.value: Pole.PERSON,
    PLACE: Pole.LOCATION,
    MarkKind.LOCODE.value: Pole.LOCATION,
    FORCE: Pole.LOCATION,
    MarkKind.CRIME.value: Pole.EVENT,
    MarkKind.MRN.value: Pole.EVENT,
}


class AboveCeiling(VinculumError):
    """A marking that this platform may not hold."""


@dataclass(frozen=True, slots=True)
class Told:
    """One word of a closed list."""

    code: str
    title: str
    about: str = ""
    pole: tuple[str, ...] = ()


def words(name: str) -> dict[str, Told]:
    """Return a closed list (``priority``, ``flag``, ``role``, ``stage``, ``marking``) by code, in the order of its file."""
    return {
        code: Told(code, one["title"], one.get("about", ""), tuple(one.get("pole", ()))) for code, one in _read()[name].items()
    }


def choices(name: str) -> list[tuple[str, str]]:
    """Return a closed list as the choices of a form; a meaning stands behind its title."""
    return [(one.code, f"{one.title}: {one.about}" if one.about else one.title) for one in words(name).values()]


def pole_of(kind: str) -> Pole:
    """Return what sort of thing a kind of link is: an object, unless it is told otherwise."""
    return POLES.get(kind, Pole.OBJECT)


def marking_of(text: str) -> str:
    """Return a marking as this platform holds it, old ones as what they are taken in as; AboveCeiling for anything higher."""
    told = " ".join(text.upper().replace("_", "-").split())
    told = told.replace("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE").replace("OFFICIAL - SENSITIVE", "OFFICIAL-SENSITIVE")
    if told in _read()["marking"]:
        return told
    old: dict[str, str] = _read()["old_markings"]
    if told in old:
        return old[told]
    raise AboveCeiling(
        f"{text!r}: this workbench holds OFFICIAL and OFFICIAL-SENSITIVE, nothing higher and nothing unmarked. "
        "Have it reclassified by its owner, or keep it where it may be held."
    )


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.intelligence") / "wording.toml").read_text("utf-8"))
