"""The quality of a delivery and of a month is what its records say; unknown is never zero."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.evidence.intake import Intake
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.quality import DeliveryQuality, as_document, by_month, quality
from vinculum.evidence.shares import Share
from vinculum.evidence.workspace import Workspace

TakeIn = Callable[..., Intake]
WriteCsv = Callable[..., Path]

HEADER = ("camera_id", "read_at", "vrm", "confidence", "lane")


@pytest.fixture
def told(workspace: Workspace, take: TakeIn, write_csv: WriteCsv) -> Iterator[list[DeliveryQuality]]:
    """Take three deliveries of reads in, in two months, one by another partner, and one of places; tell their quality."""
    first = [
        ("C1", "2026-02-01T00:00:00Z", "A1", "9", "x"),
        ("C2", "2026-02-01T00:00:00Z", "B2", "", "x"),
        ("C3", "?", "C3", "", ""),
    ]
    take("reads", write_csv("1.csv", first, HEADER), received_at=datetime(2026, 2, 3, tzinfo=UTC))
    again = [first[0], first[0], ("C4", "2026-02-03T00:00:00Z", "D4", "7", "x")]
    take("reads", write_csv("2.csv", again, HEADER), received_at=datetime(2026, 2, 5, tzinfo=UTC))
    take("reads", write_csv("3.csv", first[:1], HEADER), received_at=datetime(2026, 3, 1, tzinfo=UTC), partner="ESSEX")
    take("places", write_csv("p.csv", [("P1", "yard")], ("place_ref", "kind")))
    with Door() as door:
        for feed, contract in contracts().items():
            door.view(f"evidence.{feed}", workspace.accepted_files(feed), contract.schema)
        yield quality(door, deliveries(workspace))


def test_a_delivery_says_what_it_was_worth(told: list[DeliveryQuality]) -> None:
    """Accepted of those judged, reasons, fill, unknown columns, lateness."""
    first = told[0]
    assert (first.rows, first.accepted, first.reasons) == (3, Share(2, 3), {"not_time": 1})
    assert (first.fill["confidence"], first.fill["vrm"], first.unknown_columns) == (Share(1, 2), Share(2, 2), ("lane",))
    assert (first.lateness_days, first.held, first.known_already) == (2.0, 2, 0)


def test_copies_are_not_faults_and_what_is_known_already_is_told(told: list[DeliveryQuality]) -> None:
    """A copy within the delivery is left out of the share; a row that an earlier delivery had is known, whoever sent it."""
    assert (told[1].accepted, told[1].reasons, told[1].known_already) == (Share(2, 2), {"duplicate": 1}, 1)
    assert (told[2].partner, told[2].known_already) == ("ESSEX", 1)


def test_a_feed_without_event_time_has_no_lateness(told: list[DeliveryQuality]) -> None:
    """Unknown, and so it is in the document."""
    assert told[3].lateness_days is None
    assert as_document(told[3])["lateness_days"] is None
    assert as_document(told[3])["accepted"]["share"] == 1.0


def test_months_add_up_and_stay_apart_by_partner(told: list[DeliveryQuality]) -> None:
    """Counts are sums; the lateness is that of the median row's delivery."""
    months = {(one.feed, one.partner, one.month): one for one in by_month(told)}
    assert list(months) == [("places", "TEST", "2026-03"), ("reads", "ESSEX", "2026-03"), ("reads", "TEST", "2026-02")]
    reads = months["reads", "TEST", "2026-02"]
    assert (reads.deliveries, reads.rows, reads.accepted, reads.known_already) == (2, 6, Share(4, 5), 1)
    assert (reads.reasons, reads.fill["confidence"]) == ({"duplicate": 1, "not_time": 1}, Share(3, 4))
    assert reads.lateness_days == 2.0


def test_one_delivery_can_be_asked_for(workspace: Workspace, told: list[DeliveryQuality]) -> None:
    """What is known already still depends on those before it."""
    with Door() as door:
        for feed, contract in contracts().items():
            door.view(f"evidence.{feed}", workspace.accepted_files(feed), contract.schema)
        assert quality(door, deliveries(workspace), [told[1].delivery]) == [told[1]]
