"""One file becomes one delivery, whole, typed, and recognised when it comes again."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.errors import WrongUse
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.contract import contract_of
from vinculum.evidence.intake import Intake, feed_files, take_in_folder
from vinculum.evidence.ledger import deliveries, delivery
from vinculum.evidence.workspace import Workspace

TakeIn = Callable[..., Intake]
WriteCsv = Callable[..., Path]
Rows = Callable[[Intake], list[dict[str, Any]]]

ROWS = [
    ("CAM1", "2026-02-01T10:00:00Z", "AB12CDE", "97"),
    ("CAM2", "2026-02-01T10:05:00+01:00", " ab12 cde ", "88.5"),
    ("CAM3", "2026-02-01 10:06", "XY99ZZZ", ""),
]

TYPED = [
    {"camera_id": "CAM1", "read_at": datetime(2026, 2, 1, 10, 0, tzinfo=UTC), "vrm": "AB12CDE", "confidence": 97.0, "row": 1},
    {"camera_id": "CAM2", "read_at": datetime(2026, 2, 1, 9, 5, tzinfo=UTC), "vrm": "ab12 cde", "confidence": 88.5, "row": 2},
    {"camera_id": "CAM3", "read_at": datetime(2026, 2, 1, 10, 6, tzinfo=UTC), "vrm": "XY99ZZZ", "confidence": None, "row": 3},
]


def _same_columns(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in TYPED[0]} for row in rows]


def test_csv_is_typed_by_its_contract(take: TakeIn, write_csv: WriteCsv, accepted: Rows) -> None:
    """Times come out in UTC, numbers as numbers, text trimmed and otherwise as handed over."""
    intake = take("reads", write_csv("reads.csv", ROWS))
    assert (intake.rows, intake.accepted, intake.quarantined, intake.naive_times) == (3, 3, 0, 1)
    assert _same_columns(accepted(intake)) == TYPED


def test_accepted_rows_have_the_schema_of_the_contract(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """What the picture reads has exactly the contract's columns and types, then delivery and row."""
    intake = take("reads", write_csv("reads.csv", ROWS))
    schema = pq.read_schema(workspace.deliveries_folder / intake.delivery / "accepted.parquet")
    assert schema.equals(contract_of("reads").schema)


@pytest.mark.parametrize("form", ["csv.gz", "jsonl", "jsonl.gz", "json", "parquet", "parquet.gz", "typed.parquet"])
def test_every_form_gives_the_same_rows(form: str, take: TakeIn, tmp_path: Path, accepted: Rows) -> None:
    """CSV, JSON Lines, a JSON list and Parquet, plain or gzip, are the same records."""
    names = ["camera_id", "read_at", "vrm", "confidence"]
    records = [dict(zip(names, (cell or None for cell in row), strict=True)) for row in ROWS]
    file = tmp_path / f"reads.{form}"
    if form.startswith("csv"):
        text = "\n".join([",".join(names), *(",".join(row) for row in ROWS)]).encode()
    elif form == "json":
        text = json.dumps(records, indent=2).encode()
    elif form.startswith("jsonl"):
        text = "".join(json.dumps(record) + "\n" for record in records).encode()
    elif form == "typed.parquet":
        table = pa.Table.from_pylist([{**row, "confidence": row["confidence"]} for row in TYPED]).drop(["row"])
        pq.write_table(table, file)
        text = file.read_bytes()
    else:
        pq.write_table(pa.Table.from_pylist(records), file)
        text = file.read_bytes()
    file.write_bytes(gzip.compress(text) if form.endswith(".gz") else text)
    assert _same_columns(accepted(take("reads", file))) == TYPED


def test_the_document_has_the_keys_of_the_design(take: TakeIn, write_csv: WriteCsv) -> None:
    """`intake --json` prints exactly what DESIGN section 9 lists."""
    document = take("reads", write_csv("reads.csv", ROWS)).as_document()
    assert list(document) == [
        "delivery",
        "feed",
        "partner",
        "sha256",
        "rows",
        "accepted",
        "quarantined",
        "unknown_columns",
        "already_known",
        "seconds",
    ]


def test_the_same_file_again_is_recognised(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """Handing a file over twice changes nothing, under whatever name it comes."""
    first = take("reads", write_csv("reads.csv", ROWS))
    again = take("reads", write_csv("renamed.csv", ROWS))
    assert (first.already_known, again.already_known) == (False, True)
    assert (again.delivery, again.rows, again.accepted) == (first.delivery, 3, 3)
    assert len(deliveries(workspace)) == 1


def test_a_delivery_is_named_by_feed_partner_layout_and_content(take: TakeIn, write_csv: WriteCsv) -> None:
    """Another partner's copy of a file is another delivery."""
    file = write_csv("reads.csv", ROWS)
    assert take("reads", file).delivery != take("reads", file, partner="SAMPLE").delivery


def test_original_is_kept_byte_for_byte(take: TakeIn, tmp_path: Path, workspace: Workspace) -> None:
    """What was handed over can be read again as it was, byte order mark and all."""
    file = tmp_path / "reads.csv"
    file.write_bytes(b"\xef\xbb\xbfcamera_id,read_at,vrm\r\nCAM1,2026-02-01T10:00:00Z,AB12CDE\r\n")
    intake = take("reads", file)
    kept = workspace.deliveries_folder / intake.delivery / "original" / "reads.csv"
    assert kept.read_bytes() == file.read_bytes()


def test_the_record_carries_provenance(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """Who handed over what, under which agreement, when, and what became of it."""
    intake = take("reads", write_csv("reads.csv", ROWS), agreement="ISA-7")
    record = delivery(workspace, intake.delivery)
    told = {
        name: record[name] for name in ("feed", "partner", "agreement", "layout", "file", "rows", "naive_times", "received_at")
    }
    assert told == {
        "feed": "reads",
        "partner": "TEST",
        "agreement": "ISA-7",
        "layout": None,
        "file": "reads.csv",
        "rows": 3,
        "naive_times": 1,
        "received_at": "2026-03-01T12:00:00Z",
    }


def test_unknown_columns_are_reported(take: TakeIn, write_csv: WriteCsv) -> None:
    """A column that the contract lacks is named, and stands in the original."""
    file = write_csv("reads.csv", [(*row, "x") for row in ROWS], header=("camera_id", "read_at", "vrm", "confidence", "Weather"))
    assert take("reads", file).unknown_columns == ("Weather",)


def test_headers_match_in_any_capitals(take: TakeIn, write_csv: WriteCsv) -> None:
    """`Read At` is read_at: capitals, blanks and dashes in a header are the partner's habit."""
    file = write_csv("reads.csv", ROWS, header=("Camera-ID", "Read At", "VRM", "Confidence"))
    assert take("reads", file).accepted == 3


def test_a_dry_run_leaves_no_trace(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """It says what would happen and writes nothing, not even a workspace."""
    intake = take("reads", write_csv("reads.csv", ROWS), dry_run=True)
    assert (intake.rows, intake.accepted) == (3, 3)
    assert not workspace.home.exists()


def test_progress_is_told(take: TakeIn, write_csv: WriteCsv) -> None:
    """The caller hears how far the reading is, up to the whole."""
    told: list[tuple[float, int]] = []
    take("reads", write_csv("reads.csv", ROWS), progress=lambda share, rows: told.append((share, rows)))
    assert told[-1] == (1.0, 3)


def test_exact_copies_are_set_aside_and_differing_ones_kept(
    take: TakeIn, write_csv: WriteCsv, accepted: Rows, set_aside: Rows
) -> None:
    """A row that says the same again is a copy of its first; one that differs is another claim about the same thing."""
    rows = [ROWS[0], ROWS[1], ROWS[0], (*ROWS[0][:3], "55"), ROWS[1], ROWS[2]]
    intake = take("reads", write_csv("reads.csv", rows))
    assert [row["row"] for row in accepted(intake)] == [1, 2, 4, 6]
    told = [(row["row"], row["reason"], row["sentence"]) for row in set_aside(intake)]
    assert told == [
        (3, "duplicate", "The row says the same as row 1 in every column of the feed."),
        (5, "duplicate", "The row says the same as row 2 in every column of the feed."),
    ]
    assert (intake.repeated_keys, intake.faulty) == (1, 0)


def test_rows_are_accepted_or_set_aside(take: TakeIn, write_csv: WriteCsv, accepted: Rows, set_aside: Rows) -> None:
    """Nothing is lost: every row number is in one of the two, and in order."""
    rows = [("CAM1", "2026-02-01T10:00:00Z", "AB12CDE", str(n)) for n in range(60)]
    rows[10] = ("", *rows[10][1:])
    rows[20] = ("CAM1", "yesterday", "AB12CDE", "1")
    rows[30] = rows[29]
    intake = take("reads", write_csv("reads.csv", rows))
    good, bad = [row["row"] for row in accepted(intake)], [row["row"] for row in set_aside(intake)]
    assert bad == [11, 21, 31]
    assert sorted([*good, *bad]) == list(range(1, 61))
    assert good == sorted(good)


def test_a_quarantined_row_says_why(take: TakeIn, write_csv: WriteCsv, set_aside: Rows) -> None:
    """Row, field, value, reason, a plain sentence and the raw record."""
    rows = [*ROWS, ("CAM9", "31/12/2025 23:59", "AB12CDE", "90")]
    (entry,) = set_aside(take("reads", write_csv("reads.csv", rows)))
    assert entry == {
        "row": 4,
        "field": "read_at",
        "value": "31/12/2025 23:59",
        "reason": "not_time",
        "sentence": "read_at is '31/12/2025 23:59', which is not a time; write it as 2026-03-01T09:30:00Z.",
        "raw": "CAM9,31/12/2025 23:59,AB12CDE,90",
    }


def test_equal_input_gives_equal_bytes(write_csv: WriteCsv, tmp_path: Path) -> None:
    """Two workspaces that took in the same file hold the same rows, byte for byte."""
    file = write_csv("reads.csv", [*ROWS, ROWS[0], ("", "", "", "")])
    contents = []
    for name in ("one", "two"):
        workspace = Workspace(tmp_path / name)
        (intake,) = take_in_folder(workspace, file.parent, "TEST", received_at=datetime(2026, 3, 1, tzinfo=UTC))
        folder = workspace.deliveries_folder / intake.delivery
        contents.append({part.name: part.read_bytes() for part in folder.glob("*") if part.is_file()})
    assert contents[0] == contents[1]


def test_a_folder_is_taken_in_whole(workspace: Workspace, write_csv: WriteCsv, tmp_path: Path) -> None:
    """`intake all` takes every file called after a feed, and leaves truth/ alone."""
    write_csv("reads.csv", ROWS)
    write_csv("cameras.csv", [("CAM1", "51.5", "-0.1")], header=("camera_id", "lat", "lon"))
    write_csv("notes.csv", [("x",)], header=("a",))
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "reads.csv").write_text("vehicle\n1\n")
    taken = list(take_in_folder(workspace, tmp_path, "SAMPLE"))
    assert [(intake.feed, intake.accepted) for intake in taken] == [("cameras", 1), ("reads", 3)]
    assert verify_chain(workspace) == []


def test_a_folder_without_feeds_is_wrong_use(tmp_path: Path) -> None:
    """The message says what a file would have to be called."""
    with pytest.raises(WrongUse, match="called after a feed"):
        feed_files(tmp_path)


def test_a_log_with_handling_c_needs_its_conditions(take: TakeIn, write_csv: WriteCsv, set_aside: Rows) -> None:
    """Lawful sharing permitted with conditions is nothing without the conditions (3x5x2)."""
    header = ("log_ref", "force", "submitted_at", "source", "assessment", "handling", "conditions", "text")
    rows = [
        (f"L{n}", "essex", "2026-02-01", "1", "B", *graded, "seen")
        for n, graded in enumerate([("P", ""), ("C", "A1 S2"), ("c", "")])
    ]
    (entry,) = set_aside(take("logs", write_csv("logs.csv", rows, header=header)))
    assert (entry["row"], entry["field"], entry["reason"]) == (3, "conditions", "missing")


def test_a_file_without_the_column_cannot_have_filled_it(take: TakeIn, write_csv: WriteCsv) -> None:
    """Handling C in a file that has no conditions at all."""
    header = ("log_ref", "force", "submitted_at", "source", "assessment", "handling", "text")
    rows = [(f"L{n}", "essex", "2026-02-01", "1", "B", handling, "seen") for n, handling in enumerate("PPC")]
    assert take("logs", write_csv("logs.csv", rows, header=header)).reasons == {"missing": 1}


def test_required_column_missing_names_the_likely_one(take: TakeIn, write_csv: WriteCsv) -> None:
    """The refusal names the column, what the file has, and a header that may be meant."""
    file = write_csv("reads.csv", ROWS, header=("camera_id", "read_att", "vrm", "confidence"))
    with pytest.raises(
        Exception, match=r"requires a column read_at.*It has: camera_id, read_att.*'read_att' meant to be read_at"
    ):
        take("reads", file)
