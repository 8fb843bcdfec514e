"""Company numbers of the United Kingdom: eight characters, either digits or a prefix that names register and kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vinculum.marks.fold import fold
from vinculum.marks.reference import rows_of

LENGTH = 8
SHORTEST = 6  # spreadsheets strip leading zeros; below this a number is more likely something else
PREFIXED = re.compile(r"([A-Z]{2})(\d{1,6})")
OLD_NORTHERN_IRISH = re.compile(r"R\d{7}")
REGISTERED_SOCIETY = re.compile(r"(IP|SP|NP|RS)\d{5}R")


@dataclass(frozen=True, slots=True)
class Company:
    """A company number as read; ``normal`` is padded to eight characters."""

    raw: str
    normal: str
    company_class: str
    well_formed: bool
    jurisdiction: str | None = None
    notes: tuple[str, ...] = ()


@cache
def _prefixes() -> dict[str, tuple[str, str]]:
    """Return (jurisdiction, kind) by prefix."""
    return {row["prefix"]: (row["jurisdiction"], row["kind"]) for row in rows_of("company_prefixes")}


def parse_company(text: str) -> Company:
    """Return what a company number says of itself; zeros that a spreadsheet has stripped are put back and noted."""
    folded = fold(text)
    if folded.isdecimal() and SHORTEST <= len(folded) <= LENGTH:
        notes = ("leading zeros put back",) if len(folded) < LENGTH else ()
        return Company(text, folded.zfill(LENGTH), "company", well_formed=True, jurisdiction="England and Wales", notes=notes)
    if OLD_NORTHERN_IRISH.fullmatch(folded):
        return Company(text, folded, "company", well_formed=True, jurisdiction="Northern Ireland")
    found = PREFIXED.fullmatch(folded)
    society = REGISTERED_SOCIETY.fullmatch(folded)
    if society is not None:
        jurisdiction, kind = _prefixes()[society[1]]
        return Company(text, folded, kind, well_formed=True, jurisdiction=jurisdiction)
    if found is None or found[1] not in _prefixes():
        return Company(text, folded, "unknown", well_formed=False, notes=("not eight digits, nor a known prefix and six digits",))
    jurisdiction, kind = _prefixes()[found[1]]
    notes = ("leading zeros put back",) if len(folded) < LENGTH else ()
    return Company(text, found[1] + found[2].zfill(LENGTH - 2), kind, well_formed=True, jurisdiction=jurisdiction, notes=notes)
