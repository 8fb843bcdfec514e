"""Why a text fits what was typed, in one sentence that an officer could read out. It tells of nothing but these two texts."""

from __future__ import annotations

from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.nearby import explain_misread
from vinculum.picture.searchable import TextKind
from vinculum.search.propose import Way

MARKS = {
    TextKind.VIN: "VIN",
    TextKind.VRM: "plate",
    TextKind.ENGINE: "engine number",
    TextKind.SERIAL: "part serial",
    TextKind.CONTAINER: "container number",
    TextKind.VESSEL: "IMO number of a vessel",
    TextKind.PHONE: "telephone number",
    TextKind.COMPANY: "company number",
    TextKind.EORI: "EORI number",
    TextKind.MRN: "customs reference (MRN)",
    TextKind.EMAIL: "mail address",
    TextKind.CRIME: "crime reference",
    TextKind.REFERENCE: "reference",
    TextKind.NAME: "name",
    TextKind.PLACE: "address or place",
    TextKind.TEXT: "running text",
}


def why_it_fits(way: Way, kind: TextKind, mark: str, typed: str, weight: float) -> str:
    """Return the sentence for a text ``mark`` that fits ``typed``; ``weight`` is that of the way."""
    name = MARKS[kind]
    match way:
        case Way.EXACT:
            return f"This is the {name} as typed."
        case Way.PATTERN:
            unread = mark.count(UNKNOWN)
            but = f"; {unread} of them could not be read where it was seen" if unread else ""
            return (
                f"The {name} fits the pattern: {round(weight * len(mark))} of its {len(mark)} characters are known to agree{but}."
            )
        case Way.DEFACED:
            return f"The {name} was seen with {mark.count(UNKNOWN)} of {len(mark)} characters illegible; the others agree."
        case Way.WORDS:
            return f"The words of the {name} are like those typed ({weight:.0%})."
        case Way.PART:
            at = mark.upper().find(fold(typed)) + 1
            return f"What was typed is part of the {name}: characters {at} to {at + len(fold(typed)) - 1} of {len(mark)}."
        case Way.MISREAD:
            return (
                f"The {name} may have been misread: {explain_misread(mark, fold(typed))}. "
                f"That happens {_share(weight)} as often as a right reading."
            )


def _share(weight: float) -> str:
    return f"about {weight:.1%}" if weight >= 0.001 else "less than 0.1%"  # noqa: PLR2004 - where three decimals say nothing
