"""What a typed text could be: the kinds it is looked for as, and those it may be a misreading of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from vinculum.marks.fold import fold
from vinculum.marks.mark import MarkKind, check
from vinculum.marks.misread import MisreadKind
from vinculum.picture.searchable import WORDED, TextKind

# How each kind goes wrong: plates as cameras read them, stamped and painted marks as they are defaced or miscopied.
# Lengths are of the reading; a shorter one is near to too much to mean anything.
MISREAD_AS = {
    TextKind.VRM: MisreadKind.CAMERA,
    TextKind.VIN: MisreadKind.DEFACED,
    TextKind.ENGINE: MisreadKind.DEFACED,
    TextKind.SERIAL: MisreadKind.DEFACED,
    TextKind.CONTAINER: MisreadKind.DEFACED,
}
LENGTHS = {
    TextKind.VRM: (4, 8),
    TextKind.VIN: (11, 18),
    TextKind.ENGINE: (6, 24),
    TextKind.SERIAL: (6, 24),
    TextKind.CONTAINER: (10, 12),
}
MARK_OF = {TextKind(kind.value): kind for kind in MarkKind if kind.value in {one.value for one in TextKind}}


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a typed text could be; ``plausible`` (0 to 1) ranks the readings of one text and is no probability."""

    kind: TextKind
    normal: str
    well_formed: bool
    plausible: float
    about: str


def readings(text: str) -> list[Reading]:
    """Return what a typed text could be, most plausible first; names and references have no shape and are not told."""
    of_mark = {mark: kind for kind, mark in MARK_OF.items()}
    return [
        Reading(of_mark[told.kind], told.normal, told.well_formed, told.plausible, "; ".join(note for note in told.notes if note))
        for told in check(text)
        if told.kind in of_mark and told.plausible > 0
    ]


def misreadable_as(text: str) -> list[TextKind]:
    """Return the kinds of mark that a typed text may be a misreading of: those whose length it has, if it holds a digit."""
    folded = fold(text)
    if not any(character.isdigit() for character in folded):
        return []
    return [kind for kind, (least, most) in LENGTHS.items() if least <= len(folded) <= most]


def has_words(text: str) -> bool:
    """Return whether a typed text can be a name, a place or words of a sentence: it has two letters side by side."""
    folded = fold(text)
    return any(one.isalpha() and other.isalpha() for one, other in pairwise(folded))


def is_only_words(text: str) -> bool:
    """Return whether a typed text is several words without a digit, which is never part of a mark."""
    return len(text.split()) > 1 and not any(character.isdigit() for character in fold(text))


def folded_kinds(kinds: frozenset[TextKind]) -> list[TextKind]:
    """Return those of ``kinds`` whose texts are marks, not words."""
    return [kind for kind in TextKind if kind in kinds and kind not in WORDED]
