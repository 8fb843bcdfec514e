"""Totals as the sum over what counts, and what moved them between two moments. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from vinculum.desk.operations.returns.counting import Counted
from vinculum.desk.operations.returns.vocabulary import Metric, conditions

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """What one counted thing adds to a metric: its key, whom it counts for, how much (1, a number, or GBP)."""

    key: str
    force: str
    amount: Decimal


def counts_for(metric: Metric, thing: Counted) -> bool:
    """Say whether a thing counts for a metric."""
    if thing.kind != metric.kind or (metric.result and thing.fields.get("result") != metric.result):
        return False
    if metric.recovered is None:
        return True
    # A condition that nobody told is no proof of a recovery, and none of a shell either.
    condition = conditions().get(thing.fields.get("condition", ""))
    return condition is not None and condition.recovered is metric.recovered


def amount_of(metric: Metric, thing: Counted) -> Decimal:
    """Return what a thing that counts for a metric adds to it; a value that is not known adds nothing."""
    if metric.adds == "value":
        return thing.value or ZERO
    return Decimal(thing.count if metric.adds == "count" else 1)


def rows_of(metric: Metric, things: Iterable[Counted], force: str = "") -> list[Counted]:
    """Return what counts for a metric, of one force or (by "") of all."""
    return [thing for thing in things if (not force or thing.force == force) and counts_for(metric, thing)]


def amounts_of(metric: Metric, things: Iterable[Counted], force: str = "") -> list[Amount]:
    """Return what each thing adds to a metric, in the order of keys."""
    return [Amount(thing.key, thing.force, amount_of(metric, thing)) for thing in rows_of(metric, things, force)]


def total(amounts: Iterable[Amount]) -> Decimal:
    """Return the sum."""
    return sum((each.amount for each in amounts), ZERO)


def digest_of(amounts: Iterable[Amount]) -> str:
    """Return a digest of rows: two lists have the same one when every row is the same."""
    lines = "\n".join(f"{each.key}|{each.force}|{each.amount.normalize():f}" for each in sorted(amounts))
    return hashlib.sha256(lines.encode()).hexdigest()


def moved(before: Iterable[Amount], after: Iterable[Amount]) -> Mapping[str, tuple[Amount | None, Amount | None]]:
    """Return what is not the same in two lists, by key: as it stood in the first and in the second (None: it was not there)."""
    one, other = {each.key: each for each in before}, {each.key: each for each in after}
    return {key: (one.get(key), other.get(key)) for key in sorted({*one, *other}) if one.get(key) != other.get(key)}
