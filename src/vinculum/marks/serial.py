"""Engine and part serial numbers: no standard rules them, so a normal form and how plausible they are is all there is to say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from vinculum.marks.fold import UNKNOWN, fold

SHORTEST, LONGEST = 5, 24
LEAST_DIGITS = 2
LEAST_DIFFERENT = 3
FILLERS = frozenset(
    {"UNKNOWN", "NONE", "NOTKNOWN", "ILLEGIBLE", "NOTSEEN", "MISSING", "REMOVED", "OBLITERATED", "TBC", "TEST", "NA"}
)
RUNS = ("0123456789", "9876543210")


class SerialKind(StrEnum):
    """What the number is stamped on."""

    ENGINE = "engine"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Serial:
    """A serial number as read. ``shape`` writes A for a letter, 9 for a digit and ``?`` for an unknown character."""

    raw: str
    normal: str
    kind: SerialKind
    well_formed: bool
    shape: str
    known_characters: int
    notes: tuple[str, ...] = ()


def shape_of(folded: str) -> str:
    """Return the shape of a folded text; serials of one maker and component share a few shapes."""
    return re.sub(r"[A-Z]", "A", re.sub(r"[0-9]", "9", folded))


def _faults(folded: str) -> list[str]:
    """Return what speaks against a text being a serial number."""
    if folded in FILLERS or not folded:
        return ["says that there is no number"]
    faults = []
    if not SHORTEST <= len(folded) <= LONGEST:
        faults.append(f"{len(folded)} characters: serial numbers have {SHORTEST} to {LONGEST}")
    known = folded.replace(UNKNOWN, "")
    if sum(character.isdigit() for character in known) < LEAST_DIGITS and UNKNOWN not in folded:
        faults.append(f"fewer than {LEAST_DIGITS} digits")
    if len(set(known)) < LEAST_DIFFERENT or any(known in run for run in RUNS):
        faults.append("a filler: hardly any different characters, or a run of digits")
    return faults


def parse_serial(text: str, kind: SerialKind = SerialKind.PART) -> Serial:
    """Return what a serial number says of itself; it is well-formed when nothing speaks against it."""
    folded = fold(text)
    faults = _faults(folded)
    known = len(folded) - folded.count(UNKNOWN)
    notes = faults if known == len(folded) else [*faults, f"{folded.count(UNKNOWN)} unknown character(s)"]
    return Serial(text, folded, kind, not faults, shape_of(folded), known, tuple(notes))


def parse_engine(text: str) -> Serial:
    """Return what an engine number says of itself."""
    return parse_serial(text, SerialKind.ENGINE)
