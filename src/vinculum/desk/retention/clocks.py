"""Which records are due for review, worked out from the evidence as somebody may see it and from what was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from vinculum.desk.retention.models import Clock
from vinculum.desk.retention.rules import Kept, groups, records
from vinculum.engine.door import Door

DECIDED = "_decided_clocks"
DECIDED_SCHEMA = pa.schema(
    [
        ("delivery", pa.string()),
        ("row", pa.int64()),
        ("mopi_group", pa.int32()),
        ("next_review", pa.timestamp("us", tz="UTC")),
    ]
)


@dataclass(frozen=True, slots=True)
class DueReview:
    """A record whose review is due. Times are UTC; ``decided`` says that its date was set at an earlier review."""

    kind: str
    reference: str
    delivery: str
    row: int
    provider: str
    group: int
    clear_period_start: datetime
    next_review: datetime
    basis: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A stretch of the records that are due, soonest first, and how many there are in all."""

    reviews: tuple[DueReview, ...]
    total: int


def due_for_review(
    door: Door, now: datetime, *, organisation: str | None = None, kind: str | None = None, start: int = 0, limit: int = 50
) -> Queue:
    """Return the records that the door shows whose review is due at ``now`` (UTC), soonest first.

    ``organisation`` names whose earlier decisions count; ``kind`` asks for one kind of record. A record that was decided about
    is due when that decision says, else when its group's clear period is over since the last police action about it.
    """
    told: list[DueReview] = []
    for rule in records().values():
        if kind in {None, rule.code}:
            told.extend(_due(door, rule, now, organisation))
    told.sort(key=lambda one: (one.next_review, one.kind, one.reference, one.delivery, one.row))
    return Queue(tuple(told[start : start + limit]), len(told))


def clock_of(door: Door, kind: str, delivery: str, row: int, organisation: str | None = None) -> DueReview | None:
    """Return the clock of one record that the door shows, due or not; None if it shows no such record."""
    rule = records().get(kind)
    if rule is None:
        return None
    found = _due(door, rule, datetime(9999, 1, 1, tzinfo=UTC), organisation, (delivery, row))
    return found[0] if found else None


def _due(door: Door, rule: Kept, now: datetime, organisation: str | None, one: tuple[str, int] | None = None) -> list[DueReview]:
    decided = Clock.objects.filter(kind=rule.code, organisation_id=organisation, erased_at__isnull=True)
    rows = list(decided.values("delivery", "row", "mopi_group", "next_review"))
    door.offer(DECIDED, pa.Table.from_pylist(rows, DECIDED_SCHEMA))
    values: dict[str, Any] = {"now": now, "years": groups()[rule.group].clear_years, "group": rule.group}
    only = ""
    if one is not None:
        only, values = "AND t.delivery = $delivery AND t.row = $row", {**values, "delivery": one[0], "row": one[1]}
    try:
        found = door.ask_rows(_sql(rule, only), values)
    finally:
        door.withdraw(DECIDED)
    return [DueReview(kind=rule.code, basis=rule.basis, **row) for row in found]


def _sql(rule: Kept, only: str) -> str:
    touches = " UNION ALL ".join(
        f'SELECT "{touch.reference}" AS reference, "{touch.moment}" AS moment FROM evidence.{touch.feed}'
        for touch in rule.touched
    )
    touched = f"SELECT reference, max(moment) AS moment FROM ({touches}) GROUP BY reference" if touches else NOTHING
    return f"""
    WITH touched AS ({touched}), clocks AS (
        SELECT t."{rule.reference}" AS reference, t.delivery, t.row, d.partner AS provider,
               coalesce(c.mopi_group, $group) AS "group",
               greatest(t."{rule.started}", coalesce(l.moment, t."{rule.started}")) AS clear_period_start,
               c.next_review AS decided_review
        FROM evidence.{rule.feed} AS t
        JOIN evidence.deliveries AS d ON d.delivery = t.delivery
        LEFT JOIN touched AS l ON l.reference = t."{rule.reference}"
        LEFT JOIN {DECIDED} AS c ON c.delivery = t.delivery AND c.row = t.row
        WHERE t."{rule.reference}" IS NOT NULL AND t."{rule.started}" IS NOT NULL {only}
    )
    SELECT reference, delivery, row, provider, "group", clear_period_start,
           coalesce(decided_review, clear_period_start + to_years(CAST($years AS INTEGER))) AS next_review,
           decided_review IS NOT NULL AS decided
    FROM clocks
    WHERE coalesce(decided_review, clear_period_start + to_years(CAST($years AS INTEGER))) <= $now
    """


NOTHING = "SELECT CAST(NULL AS VARCHAR) AS reference, CAST(NULL AS TIMESTAMPTZ) AS moment WHERE FALSE"
