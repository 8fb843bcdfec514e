"""A source's card counts what rests on it, how early it spoke and how it was borne out; unknown is never zero."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.engine.door import Door
from vinculum.evidence.shares import Share
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture
from vinculum.picture.scorecard import DEFINITIONS, Scorecard, scorecards
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]

EVIDENCE = 'STRUCT(delivery VARCHAR, "row" BIGINT)[]'
TABLES = {
    "leads": f"id VARCHAR, kind VARCHAR, cold_at TIMESTAMPTZ, evidence {EVIDENCE}",
    "claims": 'partner VARCHAR, feed VARCHAR, delivery VARCHAR, "row" BIGINT, said_by VARCHAR, mark_kind VARCHAR, mark VARCHAR, '
    "property VARCHAR, value VARCHAR, from_at TIMESTAMPTZ",
    "conflicts": f"evidence {EVIDENCE}",
    "export_reasons": f"consignment_ref VARCHAR, weight DOUBLE, evidence {EVIDENCE}",
    "export_risk": "consignment_ref VARCHAR, found BOOLEAN",
}

THEFT, SEEN, TRACKED = ("thefts-000000000001", 1), ("reads-000000000001", 1), ("telematics-000000000001", 1)


@pytest.fixture
def door(make_room: MakeRoom) -> Door:
    """Open a picture without leads over one theft, two reads and one ping."""
    made: Room = make_room(
        "2026-03-31T00:00:00",
        thefts=[{"crime_ref": "1", "force": "essex", "reported_at": "2026-03-01T00:00:00", "vrm": "A1"}],
        reads=[{"camera_id": "C1", "read_at": f"2026-03-01T{hour:02d}:00:00", "vrm": "A1"} for hour in (6, 7)],
        telematics=[{"vrm": "A1", "at": "2026-03-01T03:00:00", "lat": 51.0, "lon": 0.0}],
    )
    for table, columns in TABLES.items():
        made.door.run(f"CREATE TABLE picture.{table} ({columns})")
    return made.door


def _lead(door: Door, kind: str, *cited: tuple[str, int], cold_at: str | None = None) -> None:
    listed = [{"delivery": delivery, "row": row} for delivery, row in cited]
    name = "$kind || '-' || (SELECT count(*) FROM picture.leads)"
    door.run(
        f"INSERT INTO picture.leads VALUES ({name}, $kind, $cold, $cited::{EVIDENCE})",
        {"kind": kind, "cold": cold_at, "cited": listed},
    )


def _cards(door: Door) -> dict[str, Scorecard]:
    return {card.feed: card for card in scorecards(door)}


def test_a_source_without_leads_has_no_shares(door: Door) -> None:
    """Nothing to count is unknown: no share, no interval, no hours."""
    card = _cards(door)["reads"]
    assert (card.rows, card.leads, card.gone.share, card.first.share, card.hours_left) == (2, 0, None, None, None)
    assert card.as_document()["gone"] == {"count": 0, "of": 0, "share": None, "interval_95": None}
    assert {name for name in card.as_document() if name not in DEFINITIONS} == {"partner", "feed", "rows"}


def test_a_hit_is_gone_without_its_report_or_its_only_sighting(door: Door) -> None:
    """Two kinds of sighting stand in for each other; the report of the theft has no stand-in."""
    _lead(door, "hit", THEFT, SEEN)
    _lead(door, "hit", THEFT, SEEN, TRACKED)
    cards = _cards(door)
    assert {feed: (card.gone.count, card.leads) for feed, card in cards.items()} == {
        "reads": (1, 2),
        "telematics": (0, 1),
        "thefts": (2, 2),
    }
    assert cards["thefts"].only == Share(0, 2)


def test_a_clone_wants_two_reads(door: Door) -> None:
    """One read left is no contradiction."""
    door.run("INSERT INTO evidence.deliveries (delivery, feed, partner) VALUES ('reads-000000000002', 'reads', 'Another')")
    _lead(door, "clone", SEEN, ("reads-000000000002", 1))
    _lead(door, "clone", SEEN, ("reads-000000000001", 2), ("reads-000000000002", 1))
    told = {(card.partner, card.gone.count) for card in scorecards(door) if card.feed == "reads"}
    assert told == {("Police forces", 2), ("Another", 1)}


def test_lead_time_is_told_from_the_first_cited_event(door: Door) -> None:
    """Hours until the lead goes cold, and hours ahead of the other sources (behind them: less than none)."""
    _lead(door, "hit", THEFT, SEEN, ("reads-000000000001", 2), TRACKED, cold_at="2026-03-02T00:00:00Z")
    cards = _cards(door)
    assert {feed: (card.hours_left, card.hours_ahead, card.first) for feed, card in cards.items()} == {
        "thefts": (24.0, 3.0, Share(1, 1)),
        "telematics": (21.0, -3.0, Share(0, 1)),
        "reads": (18.0, -6.0, Share(0, 1)),
    }


def test_claims_are_confirmed_by_independent_voices_that_spoke_later(door: Door) -> None:
    """The same voice confirms nothing, nor does one that spoke before; another value is a check that failed."""
    for feed, row, said_by, mark, value, day in (
        ("thefts", 1, "essex", "A1", "FORD", 1),
        ("reads", 1, "camera", "A1", "FORD", 2),
        ("thefts", 2, "essex", "B2", "FORD", 1),
        ("reads", 2, "camera", "B2", "OPEL", 2),
        ("thefts", 3, "essex", "C3", "FORD", 3),
        ("reads", 3, "camera", "C3", "FORD", 2),
        ("thefts", 4, "essex", "D4", "FORD", 1),
        ("reads", 4, "essex", "D4", "FORD", 2),
    ):
        owner = "Police forces"
        door.run(
            "INSERT INTO picture.claims VALUES ($owner, $feed, $feed || '-000000000001', $row, $said_by, 'vrm', $mark, 'make', "
            "$value, make_timestamp(2026, 3, $day, 0, 0, 0))",
            {"owner": owner, "feed": feed, "row": row, "said_by": said_by, "mark": mark, "value": value, "day": day},
        )
    door.run("INSERT INTO picture.conflicts VALUES ([{'delivery': 'thefts-000000000001', 'row': 2}])")
    card = _cards(door)["thefts"]
    assert (card.confirmed, card.contradicted) == (Share(1, 2), Share(1, 4))


def test_what_was_found_in_opened_boxes(door: Door) -> None:
    """Boxes that were not opened are not counted."""
    for ref, found in (("A", True), ("B", False), ("C", None)):
        door.run("INSERT INTO picture.export_risk VALUES ($ref, $found)", {"ref": ref, "found": found})
        door.run(
            "INSERT INTO picture.export_reasons VALUES ($ref, 1.0, [{'delivery': 'thefts-000000000001', 'row': 1}])", {"ref": ref}
        )
    assert _cards(door)["thefts"].found == Share(1, 2)


def test_the_sample_has_a_card_for_every_source(sample_workspace: Path) -> None:
    """On a whole picture no share leaves its bounds, and each lead that rests on one source alone would be gone without it."""
    with open_picture(Workspace(sample_workspace)) as opened:
        cards = scorecards(opened)
        sources = opened.ask_rows("SELECT DISTINCT partner, feed FROM evidence.deliveries")
    assert {(card.partner, card.feed) for card in cards} == {(one["partner"], one["feed"]) for one in sources}
    assert all(card.only.count <= card.gone.count <= card.leads for card in cards)
    assert sum(card.leads for card in cards) > 0


@given(of=st.integers(0, 500), data=st.data())
def test_a_share_lies_in_its_interval(of: int, data: Any) -> None:
    """And the interval within 0 and 1; of nothing there is neither."""
    share = Share(data.draw(st.integers(0, of)), of)
    if share.share is None or share.interval is None:
        assert (of, share.share, share.interval) == (0, None, None)
        return
    low, high = share.interval
    assert 0 <= low <= share.share + 1e-12
    assert share.share - 1e-12 <= high <= 1
