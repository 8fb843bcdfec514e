"""The deliveries behind a picture: rows in, accepted and set aside, by feed and by delivery, and why rows were set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.evidence.workspace import Workspace
from vinculum.site.held import rows_if_held
from vinculum.site.wording import reason_words, spaced

SAMPLE_PARTNER = "SAMPLE"
SAMPLE_BANNER = "SAMPLE DATA: an invented nation. No record here is of a real person, vehicle or company."
REAL_BANNER = "OFFICIAL-SENSITIVE"

QUARANTINE_COLUMNS = pa.schema([("field", pa.string()), ("reason", pa.string()), ("sentence", pa.string())])
SET_ASIDE_SQL = """
SELECT reason, coalesce(field, '') AS field, count(*) AS rows, min(sentence) AS example
FROM site_quarantine GROUP BY reason, coalesce(field, '') ORDER BY rows DESC, reason, field
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as its ledger entry describes it. ``accepted + quarantined`` is ``rows``."""

    id: str
    feed: str
    partner: str
    layout: str
    sha256: str
    rows: int
    accepted: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class FeedCount:
    """What was handed over for one feed."""

    title: str
    feed: str
    deliveries: int
    rows: int
    accepted: int
    quarantined: int

    @property
    def adds_up(self) -> bool:
        """Whether every row handed over is either accepted or set aside."""
        return self.rows == self.accepted + self.quarantined


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows of one delivery that were set aside for one reason in one column, with one of their sentences."""

    delivery: str
    reason: str
    field: str
    rows: int
    example: str


def read_deliveries(door: Door) -> list[Delivery]:
    """Return every delivery in the order of feed and id; none if nothing was taken in."""
    rows = rows_if_held(door, "evidence.deliveries", "SELECT * FROM evidence.deliveries ORDER BY feed, delivery") or []
    return [
        Delivery(
            id=row["delivery"],
            feed=row["feed"],
            partner=row["partner"],
            layout=row["layout"] or "contract",
            sha256=row["sha256"],
            rows=row["rows"],
            accepted=row["accepted"],
            quarantined=row["quarantined"] if row.get("quarantined") is not None else row["rows"] - row["accepted"],
        )
        for row in rows
    ]


def count_feeds(deliveries: Sequence[Delivery]) -> list[FeedCount]:
    """Return the counts of every feed that has a delivery, in alphabetical order of its title."""
    by_feed: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        by_feed.setdefault(delivery.feed, []).append(delivery)
    counted = [
        FeedCount(
            title=title_of(feed),
            feed=feed,
            deliveries=len(held),
            rows=sum(one.rows for one in held),
            accepted=sum(one.accepted for one in held),
            quarantined=sum(one.quarantined for one in held),
        )
        for feed, held in by_feed.items()
    ]
    return sorted(counted, key=lambda count: count.title)


def read_set_aside(door: Door, workspace: Workspace, deliveries: Sequence[Delivery]) -> list[SetAside]:
    """Return why rows were set aside, by delivery, most rows first."""
    found = []
    for delivery in deliveries:
        file = workspace.deliveries_folder / delivery.id / "quarantine.parquet"
        if not delivery.quarantined or not file.is_file():
            continue
        door.view("site_quarantine", [file], QUARANTINE_COLUMNS)
        found += [
            SetAside(delivery.id, reason_words(row["reason"]), row["field"], row["rows"], row["example"] or "")
            for row in door.ask_rows(SET_ASIDE_SQL)
        ]
        door.run("DROP VIEW site_quarantine")
    return found


def handling_banner(deliveries: Sequence[Delivery]) -> str:
    """Return the marking of every page: that the data is a sample only if every delivery is."""
    return SAMPLE_BANNER if {delivery.partner for delivery in deliveries} == {SAMPLE_PARTNER} else REAL_BANNER


def title_of(feed: str) -> str:
    """Return what a feed is called, such as ``Plate reads`` for ``reads``."""
    contract = contracts().get(feed)
    return contract.title if contract else spaced(feed)
