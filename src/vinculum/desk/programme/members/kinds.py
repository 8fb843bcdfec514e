"""Kinds of member as data (``kinds.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of member; ``bodies`` are the kinds of organisation of the reference data that it takes in."""

    code: str
    title: str
    bodies: tuple[str, ...]


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by code, in the order of the file."""
    told = tomllib.loads((resources.files("vinculum.desk.programme.members") / "kinds.toml").read_text("utf-8"))
    return {code: Kind(code, one["title"], tuple(one["bodies"])) for code, one in told.items()}


def kind_title(code: str) -> str:
    """Return the words of a kind; of one that is not told yet, that it is not."""
    found = kinds().get(code)
    return found.title if found else "Kind not told yet"
