"""Rows set aside are repaired once, beside the original, or dismissed with a reason; nothing is lost on the way."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.errors import WrongUse
from vinculum.evidence.acts import acts_file, read_acts
from vinculum.evidence.aftermath import State, aftermath, dismiss, quarantine_told, reopen
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.contract import contract_of
from vinculum.evidence.dump import dump, restore
from vinculum.evidence.intake import Intake, take_in
from vinculum.evidence.ledger import deliveries, delivery, row_of
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.repair import repair
from vinculum.evidence.set_aside import cells_set_aside, read_corrections, write_cells
from vinculum.evidence.workspace import Workspace

TakeIn = Callable[..., Intake]
WriteCsv = Callable[..., Path]

RECEIVED = datetime(2026, 3, 2, tzinfo=UTC)
GOOD = "2026-02-01T10:00:00Z"
SAID = {"by": "A Clerk", "why": "the camera writes British dates"}


@pytest.fixture
def taken(take: TakeIn, write_csv: WriteCsv) -> str:
    """Take in three good rows and three that are set aside: rows 2 (time), 3 (no plate) and 5 (ragged)."""
    rows = [
        ("C1", GOOD, "AB12CDE", "9"),
        ("C2", "01/02/2026", "AB12CDE", "8"),
        ("C3", GOOD, "", "7"),
        ("C4", GOOD, "X1", "6"),
        ("C5",),
        ("C6", GOOD, "X2", "6"),
    ]
    return take("reads", write_csv("reads.csv", rows)).delivery


def _mend(
    workspace: Workspace, name: str, corrections: dict[int, dict[str, str]]
) -> tuple[str | None, tuple[int, ...], list[str]]:
    done = repair(workspace, name, corrections, by=SAID["by"], why=SAID["why"], received_at=RECEIVED)
    return done.delivery, done.accepted, [f"{one.row} {one.reason}" for one in done.left]


def test_a_repaired_row_is_accepted_beside_the_original(taken: str, workspace: Workspace) -> None:
    """Corrected cells lie over those handed over; the row keeps its number; the original keeps every byte."""
    before = {file: file.read_bytes() for file in (workspace.deliveries_folder / taken).rglob("*") if file.is_file()}
    repaired, accepted, left = _mend(workspace, taken, {2: {"read_at": GOOD}})
    assert (accepted, left) == ((2,), [])
    assert repaired is not None
    row = row_of(workspace, repaired, 2)
    assert (row["camera_id"], row["vrm"], row["confidence"], row["row"]) == ("C2", "AB12CDE", 8.0, 2)
    assert {file: file.read_bytes() for file in before} == before
    assert verify_chain(workspace) == []


def test_the_record_says_what_was_repaired_by_whom_and_why(taken: str, workspace: Workspace) -> None:
    """And belongs to the same feed and partner."""
    repaired, _, _ = _mend(workspace, taken, {2: {"read_at": GOOD}})
    record = delivery(workspace, str(repaired))
    told = {name: record[name] for name in ("repairs", "repaired_by", "why", "feed", "partner", "layout", "rows", "accepted")}
    assert told == {
        "repairs": taken,
        "repaired_by": "A Clerk",
        "why": "the camera writes British dates",
        "feed": "reads",
        "partner": "TEST",
        "layout": None,
        "rows": 1,
        "accepted": 1,
    }


def test_faults_left_are_told_and_stay_where_they_are(taken: str, workspace: Workspace) -> None:
    """What holds now is taken in; the rest is not, for the same kind of reason as before, and stays open."""
    repaired, accepted, left = _mend(workspace, taken, {2: {"read_at": GOOD}, 3: {"camera_id": "C9"}, 5: {"vrm": "AB12CDE"}})
    assert (accepted, left) == ((2,), ["3 missing", "5 missing"])
    became = {row: (one.state, one.repaired_by) for row, one in aftermath(workspace, taken).items()}
    assert became == {2: (State.REPAIRED, repaired), 3: (State.OPEN, None), 5: (State.OPEN, None)}


def test_where_nothing_holds_nothing_is_taken_in(taken: str, workspace: Workspace) -> None:
    """No empty delivery is made."""
    assert _mend(workspace, taken, {3: {"vrm": " "}}) == (None, (), ["3 missing"])
    assert len(deliveries(workspace)) == 1


def test_a_row_that_could_not_be_told_apart_is_filled_in(taken: str, workspace: Workspace) -> None:
    """A ragged row has no cells to start from; given them all, it is accepted."""
    repaired, accepted, _ = _mend(workspace, taken, {5: {"camera_id": "C5", "read_at": GOOD, "vrm": 'A"1,\n'}})
    assert accepted == (5,)
    assert row_of(workspace, str(repaired), 5)["vrm"] == 'A"1,'


def test_a_row_is_repaired_once(taken: str, workspace: Workspace) -> None:
    """A second time is refused and changes nothing, whatever it says."""
    repaired, _, _ = _mend(workspace, taken, {2: {"read_at": GOOD}})
    for again in ({"read_at": GOOD}, {"read_at": "2026-02-02T10:00:00Z"}):
        with pytest.raises(WrongUse, match=f"Row 2 of {taken} was repaired already, by {repaired}"):
            _mend(workspace, taken, {2: again})
    with pytest.raises(WrongUse, match=f"Repair those that are left from {taken}"):
        _mend(workspace, str(repaired), {2: {"read_at": GOOD}})
    assert len(deliveries(workspace)) == 2


def test_a_repair_that_says_what_is_known_is_a_copy(taken: str, workspace: Workspace) -> None:
    """Of an accepted row of the original, of an earlier repair, or of a row beside it."""
    first = {"camera_id": "C1", "read_at": GOOD, "vrm": "AB12CDE", "confidence": "9"}
    assert _mend(workspace, taken, {2: first})[2] == ["2 duplicate"]
    assert _mend(workspace, taken, {3: {"vrm": "Z1"}, 5: {"camera_id": "C3", "read_at": GOOD, "vrm": "Z1", "confidence": "7"}})[
        1:
    ] == ((3,), ["5 duplicate"])
    third = {"camera_id": "C3", "read_at": GOOD, "vrm": "Z1", "confidence": "7"}
    assert _mend(workspace, taken, {5: third})[2] == ["5 duplicate"]


def test_a_dry_run_tells_and_leaves_no_trace(taken: str, workspace: Workspace) -> None:
    """It says what would be accepted and what would be left."""
    done = repair(workspace, taken, {2: {"read_at": GOOD}, 3: {}}, dry_run=True, received_at=RECEIVED, by="A Clerk", why="x")
    assert (done.delivery, done.accepted, [one.row for one in done.left]) == (None, (2,), [3])
    assert len(deliveries(workspace)) == 1


@pytest.mark.parametrize(
    ("corrections", "said", "why"),
    [
        ({1: {"vrm": "A1"}}, SAID, "Row 1 of .* is not set aside"),
        ({}, SAID, "Name at least one row"),
        ({2: {"plate": "A1"}}, SAID, "has no column 'plate'"),
        ({2: {"read_at": GOOD}}, {"by": "A Clerk", "why": " "}, "who did it and why"),
        ({2: {"read_at": GOOD}}, {"by": "", "why": "x"}, "who did it and why"),
    ],
)
def test_wrong_use_is_refused(
    corrections: dict[int, dict[str, str]], said: dict[str, str], why: str, taken: str, workspace: Workspace
) -> None:
    """Accepted rows, no rows, columns the feed has not, nobody who says who and why."""
    with pytest.raises(WrongUse, match=why):
        repair(workspace, taken, corrections, by=said["by"], why=said["why"])
    assert len(deliveries(workspace)) == 1


def test_a_dismissed_row_can_be_reopened(taken: str, workspace: Workspace) -> None:
    """A dismissal is an act, undone by another; meanwhile the row is not repaired by mistake."""
    dismiss(workspace, taken, [3], by="A Clerk", why="no plate in the picture")
    (told,) = [row for row in quarantine_told(workspace, taken) if row["row"] == 3]
    assert (told["state"], told["by"], told["why"]) == ("dismissed", "A Clerk", "no plate in the picture")
    with pytest.raises(WrongUse, match=r"was dismissed by A Clerk \(no plate in the picture\); reopen it first"):
        _mend(workspace, taken, {3: {"vrm": "A1"}})
    reopen(workspace, taken, [3], by="A Clerk", why="found it")
    assert _mend(workspace, taken, {3: {"vrm": "A1"}})[1] == (3,)
    with pytest.raises(WrongUse, match="was repaired already"):
        dismiss(workspace, taken, [3], by="A Clerk", why="x")
    assert verify_chain(workspace) == []


def test_altered_removed_and_reordered_acts_show(taken: str, workspace: Workspace, take: TakeIn, write_csv: WriteCsv) -> None:
    """The log of acts is sealed line by line, and the next delivery names its newest line."""
    for row in (2, 3):
        dismiss(workspace, taken, [row], by="A Clerk", why="x")
    take("reads", write_csv("more.csv", [("C1", GOOD, "B2", "9")]))
    lines = acts_file(workspace).read_bytes().splitlines(keepends=True)
    assert verify_chain(workspace) == []
    for altered in ([lines[0].replace(b'"x"', b'"y"'), lines[1]], lines[:1], lines[1:], lines[::-1], []):
        acts_file(workspace).write_bytes(b"".join(altered))
        assert verify_chain(workspace) != []
    acts_file(workspace).write_bytes(b"not an act\n")
    assert [fault.delivery for fault in verify_chain(workspace)] == [None]


def test_corrections_go_out_and_come_back_as_csv(taken: str, workspace: Workspace, tmp_path: Path) -> None:
    """What is printed to be corrected reads back as the same cells, with the column of reasons left out."""
    cells = cells_set_aside(workspace, taken)
    out = io.StringIO()
    write_cells(cells, out, {2: "a, b", 3: "", 5: "x"})
    file = tmp_path / "fix.csv"
    file.write_bytes(out.getvalue().encode("utf-8-sig"))
    back = read_corrections(file, contract_of("reads"))
    assert back == {row.pop("row"): {name: value or "" for name, value in row.items()} for row in cells.to_pylist()}


@pytest.mark.parametrize(
    "text", ["camera_id\nC1\n", "row,plate\n2,A1\n", "row,vrm\n2,A1\n2,A2\n", "row,vrm\nx,A1\n", "row,vrm\n2\n", "row,row\n1,1\n"]
)
def test_a_file_that_holds_no_corrections_is_refused(text: str, tmp_path: Path) -> None:
    """No row numbers, unknown columns, the same row twice, ragged lines."""
    file = tmp_path / "fix.csv"
    file.write_text(text)
    with pytest.raises((WrongUse, RefusedDelivery)):
        read_corrections(file, contract_of("reads"))


def test_rows_of_parquet_and_of_json_are_repaired_too(workspace: Workspace, take: TakeIn, tmp_path: Path) -> None:
    """Typed cells come back as text that reads as the same value."""
    moment = datetime(2026, 2, 1, 10, 0, 0, 123456, tzinfo=UTC)
    rows = [{"camera_id": "C1", "read_at": moment, "vrm": vrm, "confidence": 0.1} for vrm in ("A1", None)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "reads.parquet")
    repaired, _, _ = _mend(workspace, take("reads", tmp_path / "reads.parquet").delivery, {2: {"vrm": "B2"}})
    row = row_of(workspace, str(repaired), 2)
    assert (row["read_at"], row["confidence"]) == (moment, 0.1)
    boxes = [
        {"consignment_ref": f"R{n}", "load_port": port, "destination_country": "GH", "commodity_code": "8703", "sails_at": GOOD}
        | {"declared_vins": ["V1", "V2"]}
        for n, port in enumerate(("GBFXT", ""))
    ]
    (tmp_path / "boxes.jsonl").write_text("\n".join(map(json.dumps, boxes)))
    name = take("consignments", tmp_path / "boxes.jsonl").delivery
    repaired, _, _ = _mend(workspace, name, {2: {"load_port": "GBSOU"}})
    assert row_of(workspace, str(repaired), 2)["declared_vins"] == ["V1", "V2"]


def test_a_dump_carries_repairs_and_dismissals(taken: str, workspace: Workspace, tmp_path: Path) -> None:
    """Restored, the rows have become what they had become."""
    _mend(workspace, taken, {2: {"read_at": GOOD}})
    dismiss(workspace, taken, [3], by="A Clerk", why="x")
    dump(workspace, tmp_path / "all.dump")
    after = Workspace(tmp_path / "after")
    restore(tmp_path / "all.dump", after)
    assert aftermath(after, taken) == aftermath(workspace, taken)
    assert read_acts(after) == read_acts(workspace)


PLATES = st.sampled_from(["", "A1", "B2", "C3"])


@settings(max_examples=12, deadline=None)
@given(
    plates=st.lists(PLATES, min_size=1, max_size=8),
    rounds=st.lists(st.tuples(st.dictionaries(st.integers(9, 16), PLATES, max_size=4), st.booleans()), max_size=3),
)
def test_every_row_is_in_one_place(
    plates: list[str], rounds: list[tuple[dict[int, str], bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is repaired and dismissed: rows = accepted + repaired once + dismissed + open, and each delivery adds up."""
    folder = tmp_path_factory.mktemp("repairs")
    workspace = Workspace(folder / "home")
    file = folder / "reads.csv"
    lines = (f"C{number},{GOOD},{plate}\n" for number, plate in enumerate(["Z9"] * 8 + plates))
    file.write_text("camera_id,read_at,vrm\n" + "".join(lines))
    name = take_in(workspace, "reads", file, "TEST", received_at=RECEIVED).delivery
    for chosen, dismissing in rounds:
        open_rows = {row for row, one in aftermath(workspace, name).items() if one.state is State.OPEN}
        corrections = {row: {"vrm": plate} for row, plate in chosen.items() if row in open_rows}
        if corrections:
            _mend(workspace, name, corrections)
        left = sorted(row for row, one in aftermath(workspace, name).items() if one.state is State.OPEN)
        if left and dismissing:
            dismiss(workspace, name, left[:1], by="A Clerk", why="x")
    record, became = delivery(workspace, name), aftermath(workspace, name)
    repaired = [
        row
        for one in deliveries(workspace)[1:]
        for row in pq.read_table(workspace.deliveries_folder / one["delivery"] / "accepted.parquet")["row"].to_pylist()
    ]
    assert sorted(repaired) == sorted(row for row, one in became.items() if one.state is State.REPAIRED)
    assert record["accepted"] + len(became) == record["rows"] == len(plates) + 8
    assert all(one["rows"] == one["accepted"] + one["quarantined"] for one in deliveries(workspace))
    assert verify_chain(workspace) == []
