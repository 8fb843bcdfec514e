"""The words of the public site, read from ``public.toml``: who keeps it, its sections, the kinds of enquiry."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the public site."""

    code: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class EnquiryKind:
    """What somebody can write to the partnership about; ``organisation`` says whether theirs is asked for."""

    code: str
    title: str
    about: str
    organisation: bool


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.programme.public") / "public.toml").read_text("utf-8"))


def keeper() -> str:
    """Return the code of the organisation that keeps the public site."""
    return str(_told()["keeper"])


@cache
def sections() -> dict[str, Section]:
    """Return the sections in the order of the site."""
    return {code: Section(code, one["title"], one["about"]) for code, one in _told()["sections"].items()}


@cache
def enquiry_kinds() -> dict[str, EnquiryKind]:
    """Return what an enquiry can be about."""
    told = _told()["enquiries"]
    return {code: EnquiryKind(code, one["title"], one["about"], one["organisation"]) for code, one in told.items()}
