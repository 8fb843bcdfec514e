"""Offence classes of the Home Office Counting Rules that touch vehicles (DOMAIN 2.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vinculum.marks.reference import rows_of

SHAPE = re.compile(r"0*(\d{1,3})\s*([A-Z]?)\s*(?:[/\-. ]\s*0*(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Offence:
    """One offence class: its code as ``class/subclass``, title, the group that the picture counts it in, and the law."""

    code: str
    title: str
    group: str
    law: str | None


@dataclass(frozen=True, slots=True)
class Crime:
    """An offence code or title as read; ``offence`` is its class, or the class above when the subclass is not listed."""

    raw: str
    normal: str
    well_formed: bool
    offence: Offence | None = None
    notes: tuple[str, ...] = ()


@cache
def offences() -> dict[str, Offence]:
    """Return the listed offence classes by code."""
    return {row["code"]: Offence(row["code"], row["title"], row["group"], row["law"] or None) for row in rows_of("offences")}


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))


@cache
def _by_title() -> dict[str, str]:
    return {_words(offence.title): offence.code for offence in offences().values()}


def parse_crime(text: str) -> Crime:
    """Return the offence class of a code (``48/1``, ``048-01``, ``34B``) or of a title; well-formed when it reads as either."""
    by_title = _by_title().get(_words(text))
    if by_title is not None:
        return Crime(text, by_title, well_formed=True, offence=offences()[by_title])
    found = SHAPE.fullmatch(text.strip().upper())
    if found is None:
        return Crime(text, text.strip(), well_formed=False, notes=("neither an offence class such as 48/1 nor a known title",))
    above = found[1] + found[2]
    code = f"{above}/{found[3]}" if found[3] else above
    offence = offences().get(code) or offences().get(above) or offences().get(found[1])
    notes = () if offence else ("not among the classes that touch vehicles",)
    return Crime(text, code, well_formed=True, offence=offence, notes=notes)
