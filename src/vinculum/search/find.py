"""Finding: what a person may see of what the index proposes, each with why it fits and where it leads.

``relation`` is the person's view of ``search_marks``. Hits, counts, limits, facets and suggestions are all taken from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import numpy as np

from vinculum.engine.door import Door
from vinculum.marks.fold import fold
from vinculum.picture.search_texts import words
from vinculum.picture.searchable import WORDED, TextKind
from vinculum.search.group import group_hits
from vinculum.search.index import WHOLE, Index, index_of
from vinculum.search.pattern import is_pattern
from vinculum.search.propose import Proposal, Way, propose
from vinculum.search.scan import Ids
from vinculum.search.shown import PUT_SQL, Rows, Shown
from vinculum.search.wording import why_it_fits

FIRST_LOOK = 2_048  # rows put to the relation at a time, at first; four times as many each further time
ALL_KINDS = frozenset(TextKind)
WEAKER = frozenset({Way.WORDS, Way.PART, Way.MISREAD})  # needless once the mark itself is there

COUNTS_SQL = f"SELECT DISTINCT h.place, r.kind, r.feed, r.force {PUT_SQL}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a hit opens: a kind of page and its reference; ``n`` rows that the person may see say so."""

    kind: str
    reference: str
    n: int


@dataclass(frozen=True, slots=True)
class Found:
    """One text that fits: ``mark`` as looked for, ``shown`` as handed over, how it fits, its weight (0 to 1) and why.

    ``sources`` are the (feed, column, delivery) that say it, ``n`` the rows; both of what the person may see.
    """

    mark: str
    shown: str
    kind: TextKind
    way: Way
    weight: float
    why: str
    subjects: tuple[Subject, ...]
    subject_count: int
    sources: tuple[tuple[str, str, str], ...]
    n: int

    @property
    def subject(self) -> Subject | None:
        """Where it leads first: what most rows say; None if the person may not be told."""
        return next(iter(self.subjects), None)

    @property
    def vehicles(self) -> tuple[str, ...]:
        """The vehicles it leads to."""
        return tuple(subject.reference for subject in self.subjects if subject.kind == "vehicle")

    def as_documents(self) -> list[dict[str, Any]]:
        """Return what ``vinculum find --json`` prints of it: one document a vehicle, or one without any."""
        told = {"mark": self.mark, "kind": self.kind.value, "weight": round(self.weight, 6), "why": self.why}
        return [told | {"vehicle": vehicle} for vehicle in self.vehicles or (None,)]


@dataclass(frozen=True, slots=True)
class Facets:
    """How many texts fit, in all and by kind, feed and force; a text that two feeds say is counted under both."""

    total: int
    kinds: dict[str, int]
    feeds: dict[str, int]
    forces: dict[str, int]


def find(
    door: Door,
    text: str,
    kind: TextKind | None = None,
    limit: int = 20,
    relation: str = WHOLE,
    index: Index | None = None,
    shown: Shown | None = None,
) -> list[Found]:
    """Return what fits ``text`` in the person's ``relation``, best first, at most ``limit``.

    Exact ones come first, then what fits a pattern by how much of it is known, names by likeness, parts, and misreadings by how
    readily they happen. Parts and misreadings are looked for only if nothing of the sure ways is visible. BadPattern if the
    typed pattern cannot be read. ``shown`` is what was asked of the relation already, if anything was.
    """
    held = index if index is not None else index_of(door, relation)
    seen = shown or Shown(door, held, relation)
    found: list[Found] = []
    met: set[int] = set()
    certain = False
    for way, going in propose(held, text, ALL_KINDS if kind is None else frozenset({kind})):
        if certain and way in WEAKER:
            continue
        proposal = going()
        fresh = ~np.isin(proposal.texts, list(met))
        proposal = replace(proposal, texts=proposal.texts[fresh], weights=proposal.weights[fresh])
        for number, hit in _visible(seen, proposal, text, limit - len(found)):
            met.add(number)
            found.append(hit)
            certain |= way is Way.EXACT and hit.kind not in WORDED
        if len(found) >= limit:
            break
    return found[:limit]


def _visible(shown: Shown, proposal: Proposal, typed: str, limit: int) -> Iterator[tuple[int, Found]]:
    """Yield what the relation shows of a proposal, best first, at most ``limit``; ever more of it is put to the relation."""
    index = shown.index
    start, most = 0, FIRST_LOOK
    ends = np.cumsum(_sizes(index, proposal))
    while start < proposal.texts.size and limit > 0:
        held = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, held + most, side="right")))
        numbers = proposal.texts[start:end]
        told = group_hits(shown.rows_of(numbers), limit)
        for hit in told:
            number, weight = int(numbers[hit.place]), float(proposal.weights[start + hit.place])
            mark, kind = index.texts[number].as_py(), index.kind_of(number)
            why = why_it_fits(proposal.way, kind, mark, typed, weight)
            subjects = tuple(Subject(*subject) for subject in hit.subjects)
            found = Found(mark, hit.shown, kind, proposal.way, weight, why, subjects, len(hit.opened), hit.sources, hit.n)
            yield number, found
        limit -= len(told)
        start, most = end, most * 4


def _sizes(index: Index, proposal: Proposal) -> Ids:
    """Return how many rows of the whole say each text of a proposal."""
    sizes: Ids = index.starts[proposal.texts + 1] - index.starts[proposal.texts]
    return sizes


def records_behind(shown: Shown, found: Sequence[Found]) -> Rows:
    """Return every row that says a text of ``found``, column by column and delivery by delivery; ``place`` is the text's."""
    numbers = np.array([shown.index.first_from(one.kind, one.mark) for one in found], dtype=np.int64)
    order = ("place", "feed", "column_name", "delivery", "row")
    return sorted(shown.rows_of(numbers), key=lambda row: tuple(row[name] for name in order))


def facets(
    door: Door,
    text: str,
    kind: TextKind | None = None,
    relation: str = WHOLE,
    index: Index | None = None,
    shown: Shown | None = None,
) -> Facets:
    """Return how many texts of the person's ``relation`` fit, by kind, feed and force: the same ways as ``find`` goes."""
    held = index if index is not None else index_of(door, relation)
    seen = shown or Shown(door, held, relation)
    tallies: dict[str, dict[str, set[int]]] = {"kind": {}, "feed": {}, "force": {}}
    fits: set[int] = set()
    certain = False
    for way, going in propose(held, text, ALL_KINDS if kind is None else frozenset({kind})):
        if certain and way in WEAKER:
            continue
        proposal = going()
        if not proposal.texts.size:
            continue
        # Of many texts only what is counted is asked for.
        few = int(_sizes(held, proposal).sum()) <= FIRST_LOOK
        for row in seen.rows_of(proposal.texts) if few else seen.put(proposal.texts, COUNTS_SQL).to_pylist():
            number = int(proposal.texts[row["place"]])
            fits.add(number)
            certain |= way is Way.EXACT and row["kind"] not in WORDED
            for name, tally in tallies.items():
                if row[name] is not None:
                    tally.setdefault(row[name], set()).add(number)
    kinds, feeds, forces = ({value: len(texts) for value, texts in sorted(tally.items())} for tally in tallies.values())
    return Facets(len(fits), kinds, feeds, forces)


def suggestions(
    door: Door, beginning: str, limit: int = 8, relation: str = WHOLE, index: Index | None = None
) -> list[tuple[str, TextKind]]:
    """Return texts of the person's ``relation`` that begin as typed so far, kind by kind in turn; none for a pattern."""
    if not fold(beginning) or is_pattern(beginning):
        return []
    held = index if index is not None else index_of(door, relation)
    shown = Shown(door, held, relation)
    columns: list[list[tuple[str, TextKind]]] = []
    for kind, shelf in held.shelves.items():
        begun = words(beginning) if kind in WORDED else fold(beginning)
        numbers = held.starting_with(kind, begun) + shelf.first
        proposal = Proposal(Way.PART, numbers, np.zeros(numbers.size))
        columns.append([(hit.mark, kind) for _, hit in _visible(shown, proposal, begun, limit)])
    in_turn = [told for row in zip_longest(*columns) for told in row if told is not None]
    return in_turn[:limit]
