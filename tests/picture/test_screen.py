"""Screening a manifest: the build's own scores, boxes chosen within a budget, a random arm drawn from all boxes alike."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.evidence.contract import contract_of
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.picture.exports import STEP
from vinculum.picture.parties import STEP as PARTIES
from vinculum.picture.screen import screen
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AS_AT = "2026-03-10T00:00:00"
NOW = datetime(2026, 3, 10, tzinfo=UTC)


def boxes_ahead(count: int = 40) -> list[dict[str, Any]]:
    """Return consignments that sail in two days, every eighth of them suspect."""
    plain = {"load_port": "GBFXT", "destination_country": "DE", "commodity_code": "39269097", "booked_at": "2026-03-01T00:00:00"}
    suspect = {"destination_country": "CD", "commodity_code": "94042100", "gross_kg": 3_000.0, "vgm_kg": 15_000.0}
    return [
        plain
        | {"consignment_ref": f"C{n:03d}", "container_no": f"MSKU{n:07d}", "shipper_name": f"Firm {n % 9}"}
        | {"sails_at": "2026-03-12T00:00:00"}
        | (suspect if n % 8 == 0 else {})
        for n in range(count)
    ]


def as_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows as a table in the contract's columns."""
    schema = contract_of("consignments").schema
    times = ("booked_at", "gate_in_at", "sails_at")
    told = [
        {"delivery": "manifest", "row": place}
        | row
        | {name: datetime.fromisoformat(row[name]).replace(tzinfo=UTC) for name in times if row.get(name)}
        for place, row in enumerate(rows, start=1)
    ]
    return pa.Table.from_pylist(told, schema=schema)


def test_the_same_box_scores_the_same_as_in_the_build(make_room: MakeRoom) -> None:
    """A manifest of consignments that are already evidence gets the build's probabilities, to the last digit."""
    rows = boxes_ahead()
    room = make_room(AS_AT, consignments=rows)
    PARTIES.run(room)
    STEP.run(room)
    built = {row["consignment_ref"]: row for row in room.door.ask_rows("SELECT * FROM picture.export_risk")}
    told = screen(room.door, as_table(rows), as_at=NOW, settings=room.settings)
    assert {row["consignment_ref"]: row["probability"] for row in told} == {ref: row["probability"] for ref, row in built.items()}
    assert [row["probability"] for row in told] == sorted((row["probability"] for row in told), reverse=True)
    assert all(row["chosen"] is False and row["basis"] is None for row in told)
    assert not room.door.ask_rows("SELECT 1 AS one FROM duckdb_tables() WHERE temporary")


def test_a_manifest_is_judged_against_what_is_known(make_room: MakeRoom) -> None:
    """A box not seen before is tied to the finds of the picture, and to the other boxes of its own manifest."""
    before = {"booked_at": "2026-01-01T00:00:00", "sails_at": "2026-01-09T00:00:00", "shipper_name": "Bad Ltd"}
    found = {"inspection_ref": "I1", "container_no": "?", "consignment_ref": "C001", "inspected_at": "2026-01-08T00:00:00"}
    room = make_room(
        AS_AT,
        consignments=[boxes_ahead()[1] | before, *boxes_ahead()[2:]],
        inspections=[found | {"basis": "lead", "result": "positive"}],
    )
    PARTIES.run(room)
    STEP.run(room)
    vins = {"declared_vins": ["SALGS2VF8EA126188"]}
    new = [
        boxes_ahead()[1] | vins | {"consignment_ref": "N1", "shipper_name": "BAD LIMITED"},
        boxes_ahead()[1] | vins | {"consignment_ref": "N2", "shipper_name": "Firm 3"},
    ]
    told = {row["consignment_ref"]: row for row in screen(room.door, as_table(new), as_at=NOW, settings=room.settings)}
    assert list(told["N1"]) == [
        "consignment_ref", "container_no", "probability", "expected_value_gbp", "reasons", "chosen", "basis",
    ]  # fmt: skip
    texts = [reason["text"] for reason in told["N1"]["reasons"]]
    assert any("also declared in 1 other export, N2" in text for text in texts)
    assert any("opened boxes that share the shipper" in text for text in texts)
    assert {"delivery": "manifest", "row": 1} in told["N1"]["reasons"][0]["evidence"]
    assert room.door.ask_rows("SELECT count(*) AS held FROM evidence.consignments") == [{"held": 39}]


def test_only_boxes_still_in_port_are_chosen_each_once(make_room: MakeRoom) -> None:
    """Sailed and opened boxes are scored and not chosen; a box of two consignments is one lift."""
    suspect = boxes_ahead()[0]
    rows = [
        suspect | {"consignment_ref": "SAILED", "container_no": "A", "sails_at": AS_AT},
        suspect | {"consignment_ref": "OPENED", "container_no": "B"},
        suspect | {"consignment_ref": "SHARED1", "container_no": "MSKU 000-1"},
        suspect | {"consignment_ref": "SHARED2", "container_no": "msku0001", "destination_country": "DE"},
        suspect | {"consignment_ref": "NUMBERLESS", "container_no": None},
    ]
    found = {"inspection_ref": "I1", "container_no": "B", "consignment_ref": "OPENED", "inspected_at": "2026-03-09T00:00:00"}
    room = make_room(AS_AT, consignments=boxes_ahead(), inspections=[found | {"basis": "lead", "result": "negative"}])
    PARTIES.run(room)
    STEP.run(room)
    told = screen(room.door, as_table(rows), 5, as_at=NOW, settings=room.settings)
    assert {row["consignment_ref"] for row in told} == {"SAILED", "OPENED", "SHARED1", "SHARED2", "NUMBERLESS"}
    assert {row["consignment_ref"] for row in told if row["chosen"]} == {"SHARED1", "NUMBERLESS"}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_is_read_as_intake_would(
    make_room: MakeRoom, tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The same manifest as a file gives the same answer; a row that cannot be read is told, not dropped in silence."""
    room = make_room(AS_AT, consignments=boxes_ahead())
    PARTIES.run(room)
    STEP.run(room)
    rows = boxes_ahead()
    table = as_table(rows).drop_columns(["delivery", "row", "declared_vins"])
    file = tmp_path / f"manifest.{suffix}"
    if suffix == "csv":
        names = [name for name in table.column_names if table[name].null_count < table.num_rows]
        lines = [",".join(names)] + [",".join(str(row.get(name) or "") for name in names) for row in rows]
        file.write_text("\n".join([*lines, lines[-1].replace("C039", "C999").replace("2026-03-12", "soon")]) + "\n", "utf-8")
    else:
        pq.write_table(table, file)
    told = screen(room.door, file, 4, as_at=NOW, settings=room.settings)
    assert told == screen(room.door, as_table(rows), 4, as_at=NOW, settings=room.settings)
    assert ("1 of 41 consignments could not be read" in caplog.text) == (suffix == "csv")


def test_what_is_no_manifest_is_refused(make_room: MakeRoom, tmp_path: Path) -> None:
    """A file without the columns of a consignment is refused with what is missing."""
    room = make_room(AS_AT, consignments=boxes_ahead())
    PARTIES.run(room)
    STEP.run(room)
    file = tmp_path / "reads.csv"
    file.write_text("camera_id,read_at,vrm\nC1,2026-01-01T00:00:00Z,AB12CDE\n", "utf-8")
    with pytest.raises(RefusedDelivery, match="consignment_ref"):
        screen(room.door, file, as_at=NOW, settings=room.settings)
