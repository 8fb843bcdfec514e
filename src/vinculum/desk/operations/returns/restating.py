"""Restatements: what moved a figure between two moments, item by item, with the facts that moved it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from vinculum.desk.operations.returns.counting import counted
from vinculum.desk.operations.returns.facts import Fact, FactKind, known_by
from vinculum.desk.operations.returns.totals import Amount, amounts_of, moved, total
from vinculum.desk.operations.returns.vocabulary import Metric

ZERO = Decimal(0)


class Moved(StrEnum):
    """Why an item moved a figure; the first that applies is told."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    UNMERGED = "unmerged"
    RESTORED = "restored"
    REALLOCATED = "reallocated"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Movement:
    """One item that moved a figure: by how much, why, for which force it counts, and the words of those who told."""

    key: str
    force: str
    why: Moved
    before: Decimal | None
    after: Decimal | None
    reasons: tuple[str, ...]

    @property
    def by(self) -> Decimal:
        """By how much it moved the figure."""
        return (self.after or ZERO) - (self.before or ZERO)


@dataclass(frozen=True, slots=True)
class Restatement:
    """One metric at two moments, and everything that moved it; the movements add up to the difference."""

    metric: Metric
    before: Decimal
    after: Decimal
    movements: tuple[Movement, ...]

    @property
    def counts(self) -> Mapping[Moved, int]:
        """How many items moved it for each reason."""
        told = Counter(movement.why for movement in self.movements)
        return {why: told[why] for why in Moved if told[why]}

    @property
    def by_force(self) -> Mapping[str, Decimal]:
        """By how much each force moved it."""
        found: dict[str, Decimal] = {}
        for movement in self.movements:
            found[movement.force] = found.get(movement.force, ZERO) + movement.by
        return dict(sorted(found.items()))


def restate(facts: Sequence[Fact], since: datetime, until: datetime, metrics: Iterable[Metric]) -> list[Restatement]:
    """Return what moved each metric between two moments, by what was validated by each."""
    known_then, known_now = (known_by(facts, moment, checked=True) for moment in (since, until))
    then, now = counted(known_then), counted(known_now)
    about = _about(facts, since, until)
    members = {thing.key: set(thing.members) for thing in then}
    for thing in now:
        members[thing.key] = members.get(thing.key, set()) | set(thing.members)
    found = []
    for metric in metrics:
        before, after = amounts_of(metric, then), amounts_of(metric, now)
        movements = tuple(
            _movement(key, one, other, [fact for item in sorted(members[key]) for fact in about.get(item, ())], known_then.items)
            for key, (one, other) in moved(before, after).items()
        )
        found.append(Restatement(metric, total(before), total(after), movements))
    return found


def _about(facts: Sequence[Fact], since: datetime, until: datetime) -> dict[str, list[Fact]]:
    """Return the facts that came to count between the two moments, by each item that they are about."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.checked_at is not None and since < fact.checked_at <= until:
            for item in {fact.item, fact.other} - {""}:
                found.setdefault(item, []).append(fact)
    return found


def _movement(key: str, one: Amount | None, other: Amount | None, facts: list[Fact], known: Mapping[str, object]) -> Movement:
    kinds = {fact.kind for fact in facts}
    force = (other or one or Amount(key, "", ZERO)).force
    reasons = tuple(dict.fromkeys(fact.reason for fact in facts if fact.reason))
    before, after = one.amount if one else None, other.amount if other else None
    return Movement(key, force, _why(one, other, kinds, new=key not in known), before, after, reasons)


def _why(one: Amount | None, other: Amount | None, kinds: set[FactKind], *, new: bool) -> Moved:
    if one is None and new:
        return Moved.ADDED
    order: tuple[Moved, ...] = (Moved.WITHDRAWN, Moved.MERGED) if other is None else (Moved.UNMERGED, Moved.RESTORED)
    if one is not None and other is not None:
        order = (Moved.REALLOCATED,) if one.force != other.force else ()
    for why in order:
        if FactKind(why) in kinds:
            return why
    return Moved.MERGED if FactKind.MERGED in kinds and FactKind.CORRECTED not in kinds else Moved.CORRECTED
