"""Rows that are erased are gone from every file, what stays is proof of it, and a crash leaves nothing half done."""

import itertools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.errors import WrongUse
from vinculum.evidence.acts import acts_file, read_acts
from vinculum.evidence.aftermath import aftermath
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.dump import dump, restore
from vinculum.evidence.erasure import content_digest, erase, note_pictures_removed
from vinculum.evidence.erasures import erased_rows, kept_before, proofs, rows_of, stretches_of
from vinculum.evidence.intake import Intake, take_in
from vinculum.evidence.ledger import UnknownDelivery, delivery, row_of
from vinculum.evidence.locking import WorkspaceBusy, not_building
from vinculum.evidence.repair import repair
from vinculum.evidence.retention import due
from vinculum.evidence.sealing import DamagedEvidence, seal_of
from vinculum.evidence.set_aside import cells_set_aside
from vinculum.evidence.workspace import Workspace

TakeIn = Callable[..., Intake]
WriteCsv = Callable[..., Path]

SAID = ("A Clerk", "asked for by the data subject")
NOW = datetime(2026, 2, 10, tzinfo=UTC)
SCRIPT = Path(__file__).with_name("killing.py")


@pytest.fixture
def taken(take: TakeIn, write_csv: WriteCsv) -> str:
    """Take in rows of 1 to 5 February; row 3 lacks its plate, row 5 has no time, row 6 repeats row 2."""
    rows = [
        ("C1", "2026-02-01T10:00:00Z", "FIRST1", "9"),
        ("C2", "2026-02-02T10:00:00Z", "SECOND2", "9"),
        ("C3", "2026-02-02T10:00:00Z", "", "33"),
        ("C4", "2026-02-04T10:00:00Z", "FOURTH4", "9"),
        ("C5", "05/02/2026", "FIFTH5", "9"),
        ("C2", "2026-02-02T10:00:00Z", "SECOND2", "9"),
    ]
    return take("reads", write_csv("reads.csv", rows), received_at=datetime(2026, 2, 6, tzinfo=UTC)).delivery


def _rows(workspace: Workspace, name: str, file: str = "accepted") -> list[int]:
    found: list[int] = pq.read_table(workspace.deliveries_folder / name / f"{file}.parquet")["row"].to_pylist()
    return found


def _said_anywhere(workspace: Workspace, text: str) -> list[str]:
    """Name the files under the workspace that hold a text, Parquet read as what it says."""
    holding = []
    for file in sorted(workspace.home.rglob("*")):
        if file.is_file():
            said = str(pq.read_table(file).to_pylist()) if file.suffix == ".parquet" else file.read_text("utf-8")
            if text in said:
                holding.append(file.relative_to(workspace.deliveries_folder).as_posix())
    return holding


def test_an_erased_row_is_nowhere(taken: str, workspace: Workspace) -> None:
    """Not in the accepted rows, not in the copy set aside, not in the original; the other rows keep their numbers."""
    assert len(_said_anywhere(workspace, "SECOND2")) == 3
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    assert _said_anywhere(workspace, "SECOND2") == []
    assert (_rows(workspace, taken), _rows(workspace, taken, "quarantine")) == ([1, 4], [3, 5])
    assert row_of(workspace, taken, 4)["vrm"] == "FOURTH4"
    with pytest.raises(
        UnknownDelivery, match=r"Row 2 of .* was erased on \d{4}-\d\d-\d\d by A Clerk: asked for by the data subject"
    ):
        row_of(workspace, taken, 2)


def test_the_proof_says_what_went_and_not_what_it_said(taken: str, workspace: Workspace) -> None:
    """Rows, counts, who, why, when, the files before and after; the content only as a hash that needs the receipt."""
    before = delivery(workspace, taken)["files"]
    done = erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1], at=NOW)
    (proof,) = proofs(workspace)
    assert (proof.rows.tolist(), proof.accepted, proof.set_aside) == ([2, 6], 1, 1)
    assert (proof.by, proof.why, proof.at) == (*SAID, "2026-02-10T00:00:00Z")
    assert proof.before["accepted.parquet"] == before["accepted.parquet"]
    assert proof.after["original/reads.csv"] is None
    assert done.receipt not in acts_file(workspace).read_text("utf-8")
    assert erased_rows(workspace) == {taken: 2}


def test_whoever_has_the_rows_and_the_receipt_can_show_that_they_went(taken: str, workspace: Workspace, tmp_path: Path) -> None:
    """With both the keyed hash comes out; with another receipt, or of other rows, it does not."""
    shutil.copytree(workspace.deliveries_folder / taken, tmp_path / "copy")
    done = erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    (proof,) = done.proofs
    assert content_digest(tmp_path / "copy", rows_of([[2, 2], [6, 6]]), done.receipt) == proof.digest
    assert content_digest(tmp_path / "copy", rows_of([[2, 2], [6, 6]]), "guess") != proof.digest
    assert content_digest(tmp_path / "copy", rows_of([[1, 2]]), done.receipt) != proof.digest


def test_erased_evidence_verifies_and_altered_evidence_does_not(taken: str, workspace: Workspace) -> None:
    """A delivery whose bytes changed is held against its proof; whatever else changed shows."""
    original = (workspace.deliveries_folder / taken / "original" / "reads.csv").read_bytes()
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    assert verify_chain(workspace) == []
    file = workspace.deliveries_folder / taken / "accepted.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"x")
    assert [fault.what for fault in verify_chain(workspace)] == ["accepted.parquet was altered"]
    file.write_bytes(content)
    (file.parent / "original").mkdir()
    (file.parent / "original" / "reads.csv").write_bytes(original)
    assert [fault.what for fault in verify_chain(workspace)] == ["original/reads.csv stands and was erased"]


def test_a_proof_that_is_removed_or_altered_shows(taken: str, workspace: Workspace) -> None:
    """Without its proof the delivery is an altered one; an altered proof breaks its seal, a new seal the order of the acts."""
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    note_pictures_removed(workspace, ["abc"], "def", by="A Clerk")
    lines = acts_file(workspace).read_bytes().splitlines(keepends=True)
    acts_file(workspace).write_bytes(b"")
    assert {fault.what for fault in verify_chain(workspace)} >= {"accepted.parquet was altered", "original/reads.csv is gone"}
    forged = {**json.loads(lines[0]), "why": "another reason"}
    acts_file(workspace).write_bytes(json.dumps(forged).encode() + b"\n" + lines[1])
    assert [fault.what for fault in verify_chain(workspace)] == ["act 1 (erasure) does not match its own seal: it was altered"]
    acts_file(workspace).write_bytes(json.dumps({**forged, "hash": seal_of(forged)}).encode() + b"\n" + lines[1])
    assert "act 2 (pictures_removed) belongs to another place" in verify_chain(workspace)[0].what


def test_an_erasure_does_not_cover_up_that_a_file_was_altered(taken: str, workspace: Workspace) -> None:
    """Evidence that is not what was taken in is not erased from: the fault would be lost with the old bytes."""
    file = workspace.deliveries_folder / taken / "original" / "reads.csv"
    file.write_bytes(file.read_bytes() + b"C9,2026-02-02T10:00:00Z,ADDED9,9\n")
    with pytest.raises(DamagedEvidence, match=r"original/reads\.csv is not what it was"):
        erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    assert read_acts(workspace) == []


def test_the_evidence_is_another_after_an_erasure(taken: str, workspace: Workspace) -> None:
    """A picture is built anew: its id covers what is held. A row set aside is in no picture, so its erasure changes none."""
    before = workspace.evidence_hash()
    erase(workspace, {taken: [3]}, by=SAID[0], why=SAID[1])
    assert workspace.evidence_hash() == before
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    assert workspace.evidence_hash() != before


def test_the_same_file_handed_over_again_brings_nothing_back(
    taken: str, workspace: Workspace, take: TakeIn, tmp_path: Path
) -> None:
    """It is recognised by its name, which its content gave it."""
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    assert take("reads", tmp_path / "reads.csv").already_known
    assert _rows(workspace, taken) == [1, 4]


def test_rows_set_aside_can_be_repaired_after_the_original_went(taken: str, workspace: Workspace) -> None:
    """Their cells are kept apart when the original goes; a repair and what it repairs are erased together."""
    before = cells_set_aside(workspace, taken)
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    assert cells_set_aside(workspace, taken).to_pylist() == before.to_pylist()[:2]
    done = repair(workspace, taken, {5: {"read_at": "2026-02-05"}}, by=SAID[0], why=SAID[1], received_at=NOW)
    assert done.delivery is not None
    erase(workspace, {done.delivery: [5]}, by=SAID[0], why=SAID[1])
    assert _said_anywhere(workspace, "FIFTH5") == []
    assert list(aftermath(workspace, taken)) == [3]
    assert verify_chain(workspace) == []


@pytest.mark.parametrize(
    ("rows", "held", "why"),
    [
        ([2, 99], [], "does not have all of the 3 rows named"),
        ([], [], "No row to erase"),
        ([2], [2], "Row 2 of .* is under a legal hold"),
        ([2], [6], "Row 6 of .* is under a legal hold"),
    ],
)
def test_nothing_is_erased_that_is_not_there_or_held(
    rows: list[int], held: list[int], why: str, taken: str, workspace: Workspace
) -> None:
    """A hold on a copy holds the row; then nothing at all is erased."""
    with pytest.raises(WrongUse, match=why):
        erase(workspace, {taken: rows}, by=SAID[0], why=SAID[1], held=[(taken, row) for row in held])
    assert (_rows(workspace, taken), read_acts(workspace)) == ([1, 2, 4], [])


def test_nothing_is_erased_without_a_name_and_a_reason(taken: str, workspace: Workspace) -> None:
    """Nor while a picture is being built, nor twice."""
    with pytest.raises(WrongUse, match="who did it and why"):
        erase(workspace, {taken: [2]}, by="A Clerk", why=" ")
    with not_building(workspace), pytest.raises(WorkspaceBusy, match="picture is being built"):
        erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    with pytest.raises(WrongUse, match="were erased before"):
        erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])


def test_what_is_due_is_what_is_older_than_the_limit(taken: str, workspace: Workspace) -> None:
    """Seven days for reads; a row whose time cannot be read is as old as the delivery's arrival."""
    (one,) = due(workspace, NOW)
    assert (one.days, one.cutoff, one.rows.tolist()) == (7, NOW - timedelta(days=7), [1, 2, 3, 6])
    assert (one.accepted, one.set_aside) == (2, 2)
    (later,) = due(workspace, datetime(2026, 2, 14, tzinfo=UTC))
    assert later.rows.tolist() == [1, 2, 3, 4, 5, 6]


def test_an_agreement_changes_the_limit(taken: str, workspace: Workspace, take: TakeIn, write_csv: WriteCsv) -> None:
    """By feed and partner, in both directions, and for a feed whose contract has none."""
    assert due(workspace, NOW, {("reads", "TEST"): 30}) == []
    assert [one.rows.tolist() for one in due(workspace, NOW, {("reads", "TEST"): 5})] == [[1, 2, 3, 4, 6]]
    places = take(
        "places", write_csv("p.csv", [("P1", "x")], ("place_ref", "name")), received_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    found = {one.delivery: one.rows.tolist() for one in due(workspace, NOW, {("places", "TEST"): 30})}
    assert found == {taken: [1, 2, 3, 6], places.delivery: [1]}


def test_what_is_cited_stays_and_goes_on_staying(taken: str, workspace: Workspace) -> None:
    """Rows kept once are kept when no picture cites them any more; rows on hold stay while they are held."""
    (one,) = due(workspace, NOW, kept={(taken, 1)}, held={(taken, 3)})
    assert (one.rows.tolist(), one.kept, one.held) == ([2, 6], 1, 1)
    erase(workspace, {taken: one.rows.tolist()}, by=SAID[0], why=SAID[1], kept={(taken, 1)}, held={(taken, 3)})
    assert {name: rows.tolist() for name, rows in kept_before(workspace).items()} == {taken: [1]}
    (one,) = due(workspace, NOW)
    assert (one.rows.tolist(), one.kept, one.held) == ([3], 1, 0)


def test_a_dump_carries_erasures(taken: str, workspace: Workspace, tmp_path: Path) -> None:
    """Restored, the evidence is equal and verifies, and says what was erased."""
    erase(workspace, {taken: [2]}, by=SAID[0], why=SAID[1])
    dump(workspace, tmp_path / "one.dump")
    after = Workspace(tmp_path / "after")
    restore(tmp_path / "one.dump", after)
    dump(after, tmp_path / "two.dump")
    assert (tmp_path / "one.dump").read_bytes() == (tmp_path / "two.dump").read_bytes()
    assert after.evidence_hash() == workspace.evidence_hash()
    assert [proof.as_document() for proof in proofs(after)] == [proof.as_document() for proof in proofs(workspace)]


@given(st.sets(st.integers(1, 60)))
def test_rows_and_their_stretches_are_the_same(rows: set[int]) -> None:
    """``rows_of`` undoes ``stretches_of``, and no two stretches touch."""
    numbers = rows_of([[row, row] for row in sorted(rows)])
    stretches = stretches_of(numbers)
    assert rows_of(stretches).tolist() == sorted(rows)
    assert all(later[0] - earlier[1] > 1 for earlier, later in itertools.pairwise(stretches))


@settings(max_examples=10, deadline=None)
@given(rounds=st.lists(st.sets(st.integers(1, 12), min_size=1), min_size=1, max_size=4))
def test_every_row_is_held_or_erased_once(rounds: list[set[int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever is erased in whatever rounds: rows = accepted + set aside + erased, and the rest is as it was."""
    folder = tmp_path_factory.mktemp("erasing")
    workspace, file = Workspace(folder / "home"), folder / "reads.csv"
    lines = (f"C{n},2026-02-01T10:00:00Z,{'' if n % 4 == 0 else f'PLATE{n}X'}\n" for n in range(1, 13))
    file.write_text("camera_id,read_at,vrm\n" + "".join(lines))
    name = take_in(workspace, "reads", file, "TEST", received_at=NOW).delivery
    erased: set[int] = set()
    for wanted in rounds:
        if wanted - erased:
            erase(workspace, {name: sorted(wanted - erased)}, by=SAID[0], why=SAID[1])
        erased |= wanted
    held = _rows(workspace, name) + _rows(workspace, name, "quarantine")
    assert sorted(held) == sorted(set(range(1, 13)) - erased)
    assert sorted(row for proof in proofs(workspace) for row in proof.rows.tolist()) == sorted(erased)
    plates = pq.read_table(workspace.deliveries_folder / name / "accepted.parquet")["vrm"].to_pylist()
    assert plates == [f"PLATE{n}X" for n in range(1, 13) if n % 4 and n not in erased]
    assert verify_chain(workspace) == []


def test_an_erasure_ended_at_every_step_towards_the_disk_is_whole(workspace: Workspace, write_csv: WriteCsv) -> None:
    """At each step in turn: the evidence verifies, and the next writer leaves all of the row or nothing of it."""
    rows = [(f"C{n}", "2026-02-01T10:00:00Z", f"PLATE{n}", "9") for n in range(4)]
    command = [sys.executable, str(SCRIPT), "erasing", str(workspace.home), str(write_csv("reads.csv", rows))]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    steps = re.fullmatch(r"came through after (\d+) steps, (\d+) of them with nothing erased\n", told)
    assert steps, told
    assert int(steps[1]) > int(steps[2]) > 3
