"""Facts about items, and what was known by a moment: a fold over them. Pure: no store, no clock.

An item is one arrest, one vehicle, one premises, named by the reference of whoever reported it. Its event is in its fields
(``on``); when it was told, and when that was checked, is in the facts. Nothing is changed: a correction, a withdrawal, a merge is
another fact, and what is known as at a moment is all that was told by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact says of an item. The order is that in which facts known at one and the same moment are taken."""

    REPORTED = "reported"
    CORRECTED = "corrected"
    REALLOCATED = "reallocated"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    MERGED = "merged"
    UNMERGED = "unmerged"
    APART = "apart"


RANK = {kind: place for place, kind in enumerate(FactKind)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing told about an item.

    ``known_at`` is when it was told, ``checked_at`` when somebody else validated it (None: not yet), both UTC. ``told`` holds the
    fields (all of them when reported, those that change when corrected, ``force`` when reallocated). ``other`` is the second item
    of a merge or of "these are two"; ``undoes`` the key of the merge that an unmerging takes back.
    """

    kind: FactKind
    item: str
    known_at: datetime
    told: Mapping[str, str] = field(default_factory=dict)
    other: str = ""
    undoes: str = ""
    reason: str = ""
    by: str = ""
    source: str = ""
    checked_at: datetime | None = None

    @property
    def key(self) -> str:
        """A name made of what the fact says and when it was known: the same fact has the same name wherever it is kept."""
        parts = (
            self.kind, self.item, self.known_at.isoformat(), *(f"{name}={value}" for name, value in sorted(self.told.items())),
            self.other, self.undoes, self.source,
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass(slots=True)
class Item:
    """An item as it was known by a moment. ``force`` is who it counts for; ``reporter`` who told of it first."""

    reference: str
    force: str
    reporter: str
    reported_at: datetime
    fields: dict[str, str]
    withdrawn: bool = False
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """A standing judgement that two items are one."""

    key: str
    one: str
    other: str
    at: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that was known by a moment: the items, the merges that stand, and the pairs judged to be two."""

    items: Mapping[str, Item]
    merges: tuple[Merge, ...]
    apart: frozenset[frozenset[str]]


def known_by(facts: Iterable[Fact], as_at: datetime, *, checked: bool) -> Known:
    """Fold the facts that were known by ``as_at``; with ``checked`` only those that had been validated by then.

    The order in which facts are handed over or were entered makes no difference. Facts known at the same moment are taken in the
    order of their kinds, then of what they say.
    """
    if checked:
        told = [fact for fact in facts if fact.checked_at is not None and fact.checked_at <= as_at and fact.known_at <= as_at]
    else:
        told = [fact for fact in facts if fact.known_at <= as_at]
    items: dict[str, Item] = {}
    merges: dict[str, Merge] = {}
    apart: set[frozenset[str]] = set()
    for fact in _in_order(told):
        if fact.kind is FactKind.MERGED:
            merges[fact.key] = Merge(fact.key, fact.item, fact.other, fact.known_at, fact.reason, fact.by)
            apart.discard(frozenset((fact.item, fact.other)))
        elif fact.kind is FactKind.UNMERGED:
            merges.pop(fact.undoes, None)
        elif fact.kind is FactKind.APART:
            apart.add(frozenset((fact.item, fact.other)))
        else:
            _tell(items, fact)
    return Known(items, tuple(merges[key] for key in sorted(merges)), frozenset(apart))


def _in_order(facts: list[Fact]) -> list[Fact]:
    """Return facts by moment, kind, item and then by what they say; the last is looked at only where the rest does not decide."""
    places = [_place(fact) for fact in facts]
    if len(set(places)) == len(places):
        return [facts[number] for number in sorted(range(len(facts)), key=places.__getitem__)]
    return sorted(facts, key=lambda fact: (*_place(fact), sorted(fact.told.items())))


def _place(fact: Fact) -> tuple[datetime, int, str, str, str]:
    return fact.known_at, RANK[fact.kind], fact.item, fact.other, fact.undoes


def _tell(items: dict[str, Item], fact: Fact) -> None:
    """Take a fact about one item; one about an item that nobody has reported says nothing yet."""
    item = items.get(fact.item)
    if item is None:
        if fact.kind is FactKind.REPORTED:
            force = fact.told.get("force", "")
            items[fact.item] = Item(fact.item, force, force, fact.known_at, dict(fact.told))
        return
    if fact.kind is FactKind.WITHDRAWN:
        item.withdrawn = True
    elif fact.kind is FactKind.RESTORED:
        item.withdrawn = False
    elif fact.kind is FactKind.REALLOCATED:
        item.force = fact.told["force"]
    else:
        # "" takes a field away: it turned out not to be known.
        for name, value in fact.told.items():
            if name == "force":
                continue
            if value:
                item.fields[name] = value
            else:
                item.fields.pop(name, None)
    item.changed_at = fact.known_at
