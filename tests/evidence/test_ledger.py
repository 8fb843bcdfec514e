"""What was taken in can be asked for again, down to the row that a lead cites."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vinculum.evidence.intake import Intake
from vinculum.evidence.ledger import UnknownDelivery, deliveries, delivery, quarantine, row_of
from vinculum.evidence.workspace import Workspace

TakeIn = Callable[..., Intake]
WriteCsv = Callable[..., Path]

ROWS = [("CAM1", "2026-02-01T10:00:00Z", "AB12CDE", "97"), ("", "", "", ""), ("CAM2", "2026-02-01T10:01:00Z", "XY99ZZZ", "")]


def test_deliveries_are_told_in_order_of_arrival(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """The record of each, as it was sealed."""
    first = take("reads", write_csv("b.csv", ROWS))
    second = take("reads", write_csv("a.csv", ROWS[:1]))
    assert [record["delivery"] for record in deliveries(workspace)] == [first.delivery, second.delivery]
    assert delivery(workspace, second.delivery)["file"] == "a.csv"


def test_a_row_is_told_with_its_partner_and_file(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """What an officer needs to find it in the partner's own record."""
    intake = take("reads", write_csv("reads.csv", ROWS))
    assert row_of(workspace, intake.delivery, 3) == {
        "camera_id": "CAM2",
        "read_at": datetime(2026, 2, 1, 10, 1, tzinfo=UTC),
        "vrm": "XY99ZZZ",
        "confidence": None,
        "make": None,
        "colour": None,
        "delivery": intake.delivery,
        "row": 3,
        "partner": "TEST",
        "file": "reads.csv",
    }


def test_a_row_that_was_set_aside_says_why(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """Neither an empty answer nor a traceback."""
    intake = take("reads", write_csv("reads.csv", ROWS))
    with pytest.raises(UnknownDelivery, match=r"Row 2 of .* was set aside: camera_id is required and is empty"):
        row_of(workspace, intake.delivery, 2)
    with pytest.raises(UnknownDelivery, match=r"is not there; it has 3 rows\."):
        row_of(workspace, intake.delivery, 4)


def test_quarantine_is_a_table(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """One row a row set aside."""
    intake = take("reads", write_csv("reads.csv", ROWS))
    assert quarantine(workspace, intake.delivery)["row"].to_pylist() == [2]


def test_an_unknown_delivery_says_what_there_is(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """With the nearest name, if one is near."""
    intake = take("reads", write_csv("reads.csv", ROWS))
    with pytest.raises(UnknownDelivery, match=f"Did you mean {intake.delivery}"):
        delivery(workspace, intake.delivery[:-1])
    with pytest.raises(UnknownDelivery, match="lists the 1 there are"):
        quarantine(workspace, "zzz")


def test_an_empty_workspace_has_no_deliveries(workspace: Workspace) -> None:
    """Nothing was taken in yet."""
    assert deliveries(workspace) == []
