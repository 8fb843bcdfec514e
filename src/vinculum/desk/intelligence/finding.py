"""Marks, ports and forces in running text, each with where it stands and the form in which it is looked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from vinculum.desk.intelligence.wording import FORCE, PLACE, Pole, pole_of
from vinculum.marks.extract import extract_marks
from vinculum.marks.fold import fold
from vinculum.marks.locode import ports
from vinculum.marks.reference import forces
from vinculum.picture.search_texts import search_text, words
from vinculum.picture.searchable import TextKind

SEARCHED = frozenset(kind.value for kind in TextKind)


@dataclass(frozen=True, slots=True)
class FoundLink:
    """Something that a text names: from ``start`` to ``end`` (characters), its kind, how it is looked for and how it stands."""

    start: int
    end: int
    kind: str
    normal: str
    shown: str

    @property
    def pole(self) -> Pole:
        """What sort of thing it is."""
        return pole_of(self.kind)


def normal_of(kind: str, text: str) -> str:
    """Return the form in which a mark, name or place is looked for, the same as in the search box."""
    if kind in SEARCHED:
        return search_text(TextKind(kind), text)
    return words(text) if pole_of(kind) in {Pole.PERSON, Pole.LOCATION} else fold(text)


@lru_cache(maxsize=512)
def find_links(text: str) -> tuple[FoundLink, ...]:
    """Return the marks, ports and police forces in a text, in order, none overlapping another; marks go first."""
    found = [
        FoundLink(mark.start, mark.end, mark.kind.value, normal_of(mark.kind.value, mark.text), mark.text)
        for mark in extract_marks(text)
    ]
    named = [
        FoundLink(match.start(), match.end(), kind, words(match[0]), match[0])
        for kind, pattern in ((FORCE, _force_names()), (PLACE, _port_names()))
        for match in pattern.finditer(text)
    ]
    return tuple(apart([*found, *named]))


def apart(found: Iterable[FoundLink]) -> list[FoundLink]:
    """Return links in the order of the text; of two that overlap, the one that was given first stays."""
    kept: list[FoundLink] = []
    for link in found:
        if link.normal and not any(one.start < link.end and link.start < one.end for one in kept):
            kept.append(link)
    return sorted(kept, key=lambda link: link.start)


@cache
def _port_names() -> re.Pattern[str]:
    return _any_of(port.name for port in ports().values())


@cache
def _force_names() -> re.Pattern[str]:
    return _any_of(force.name for force in forces())


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
