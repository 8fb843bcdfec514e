"""How good what a partner hands over is: a delivery at a time, and a feed by month of arrival.

Everything is counted from the records of the deliveries, which intake sealed, but for the lateness and the rows known already,
which are measured on the rows that are still held. Rows stay apart by partner, so that a page can show each its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from vinculum.engine.door import Door
from vinculum.evidence.chain import Record
from vinculum.evidence.contract import contract_of
from vinculum.evidence.reasons import Reason
from vinculum.evidence.shares import Share

DEFINITIONS = {
    "accepted": "rows accepted, of the rows accepted and the rows set aside for a fault (copies and rows out of scope left out)",
    "reasons": "rows set aside, by the first thing wrong with each",
    "fill": "accepted rows that fill the column, of all accepted; only columns that the file has",
    "unknown_columns": "columns that the file has and the feed has not; they stay in the original",
    "lateness_days": "median of arrival less event time over the rows still held, in days; unknown where there is none",
    "known_already": "rows still held that say in every column what an earlier delivery of the feed said",
}


@dataclass(frozen=True, slots=True)
class DeliveryQuality:
    """One delivery. ``received_at`` is ISO 8601 in UTC; what each figure counts stands in ``DEFINITIONS``."""

    delivery: str
    feed: str
    partner: str
    received_at: str
    rows: int
    accepted: Share
    reasons: dict[str, int]
    fill: dict[str, Share]
    unknown_columns: tuple[str, ...]
    repeated_keys: int
    naive_times: int
    lateness_days: float | None
    held: int
    known_already: int


@dataclass(frozen=True, slots=True)
class MonthQuality:
    """One feed of one partner in one month of arrival, such as ``2026-03``; lateness is the median row's delivery's."""

    feed: str
    partner: str
    month: str
    deliveries: int
    rows: int
    accepted: Share
    reasons: dict[str, int]
    fill: dict[str, Share]
    unknown_columns: tuple[str, ...]
    lateness_days: float | None
    known_already: int


def quality(door: Door, records: Sequence[Record], deliveries: Collection[str] | None = None) -> list[DeliveryQuality]:
    """Return the quality of each delivery in order of arrival, of those in ``deliveries`` only if given.

    ``door`` has the views ``evidence.<feed>``; ``records`` are all deliveries in order of arrival (``ledger.deliveries``), since
    what is known already depends on those before.
    """
    wanted = {record["delivery"] for record in records} if deliveries is None else set(deliveries)
    measured: dict[str, dict[str, Any]] = {}
    for feed in sorted({record["feed"] for record in records if record["delivery"] in wanted}):
        measured.update(_measured(door, feed, [record for record in records if record["feed"] == feed]))
    return [_quality(record, measured.get(record["delivery"], {})) for record in records if record["delivery"] in wanted]


def _measured(door: Door, feed: str, records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """Return ``{held, lateness_days, known_already}`` of each delivery of a feed, measured on its rows."""
    contract = contract_of(feed)
    places = ", ".join(
        f"({place}, '{record['delivery']}', TIMESTAMPTZ '{record['received_at']}')" for place, record in enumerate(records)
    )
    happened = f'CAST(r."{contract.event_time}" AS TIMESTAMPTZ)' if contract.event_time else "CAST(NULL AS TIMESTAMPTZ)"
    columns = ", ".join(f'r."{column.name}"' for column in contract.columns)
    # One delivery has none before it: there is nothing to compare.
    same = f"hash({columns})" if len(records) > 1 else "NULL"
    rows = door.ask_rows(
        f"""
        WITH arrived (place, delivery, received_at) AS (VALUES {places}),
        said AS (
            SELECT a.place, a.delivery, date_diff('second', {happened}, a.received_at) / 86400.0 AS late, {same} AS same
            FROM evidence.{feed} AS r JOIN arrived AS a ON a.delivery = r.delivery
        ),
        first AS (SELECT same, min(place) AS place FROM said WHERE same IS NOT NULL GROUP BY same)
        SELECT said.delivery, count(*) AS held, median(late) AS lateness_days,
            count(*) FILTER (first.place < said.place) AS known_already
        FROM said LEFT JOIN first ON first.same = said.same GROUP BY said.delivery"""
    )
    return {row.pop("delivery"): row for row in rows}


def _quality(record: Record, measured: dict[str, Any]) -> DeliveryQuality:
    faulty = sum(count for reason, count in record["reasons"].items() if Reason(reason).is_fault)
    return DeliveryQuality(
        delivery=record["delivery"],
        feed=record["feed"],
        partner=record["partner"],
        received_at=record["received_at"],
        rows=record["rows"],
        accepted=Share(record["accepted"], record["accepted"] + faulty),
        reasons=dict(record["reasons"]),
        fill={name: Share(count, record["accepted"]) for name, count in record["filled"].items()},
        unknown_columns=tuple(record["unknown_columns"]),
        repeated_keys=record["repeated_keys"],
        naive_times=record["naive_times"],
        lateness_days=measured.get("lateness_days"),
        held=measured.get("held", 0),
        known_already=measured.get("known_already", 0),
    )


def by_month(told: Iterable[DeliveryQuality]) -> list[MonthQuality]:
    """Return the quality of each feed and partner by month of arrival, in that order."""
    groups: dict[tuple[str, str, str], list[DeliveryQuality]] = {}
    for one in told:
        groups.setdefault((one.feed, one.partner, one.received_at[:7]), []).append(one)
    return [_month(*key, groups[key]) for key in sorted(groups)]


def _month(feed: str, partner: str, month: str, group: list[DeliveryQuality]) -> MonthQuality:
    reasons: Counter[str] = Counter()
    for one in group:
        reasons.update(one.reasons)
    columns = sorted({name for one in group for name in one.fill})
    return MonthQuality(
        feed=feed,
        partner=partner,
        month=month,
        deliveries=len(group),
        rows=sum(one.rows for one in group),
        accepted=_together(one.accepted for one in group),
        reasons=dict(sorted(reasons.items())),
        fill={name: _together(one.fill[name] for one in group if name in one.fill) for name in columns},
        unknown_columns=tuple(sorted({name for one in group for name in one.unknown_columns})),
        lateness_days=_lateness(group),
        known_already=sum(one.known_already for one in group),
    )


def _together(shares: Iterable[Share]) -> Share:
    told = list(shares)
    return Share(sum(one.count for one in told), sum(one.of for one in told))


def _lateness(group: list[DeliveryQuality]) -> float | None:
    """Return the lateness of the delivery that the median row came in."""
    late = sorted((one.lateness_days, one.held) for one in group if one.lateness_days is not None)
    if not late:
        return None
    upto = np.cumsum([held for _, held in late])
    return late[int(np.searchsorted(upto, upto[-1] / 2))][0]


def as_document(told: DeliveryQuality | MonthQuality) -> dict[str, Any]:
    """Return a quality as data, each share with its counts and its interval."""
    document = asdict(told)
    return {
        **document,
        "accepted": told.accepted.as_document(),
        "fill": {name: share.as_document() for name, share in told.fill.items()},
        "unknown_columns": list(told.unknown_columns),
    }
