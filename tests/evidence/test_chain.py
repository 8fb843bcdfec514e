"""The chain of deliveries shows whatever was altered, removed, added or reordered."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vinculum.evidence.chain import chain_file, read_chain, settle_chain, verify_chain
from vinculum.evidence.intake import Intake
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.sealing import DamagedEvidence, seal_of
from vinculum.evidence.workspace import Workspace

TakeIn = Callable[..., Intake]
WriteCsv = Callable[..., Path]


@pytest.fixture
def names(take: TakeIn, write_csv: WriteCsv) -> list[str]:
    """Take three deliveries in and return their names in order of arrival."""
    rows = [("C1", "2026-02-01T10:00:00Z", "AB12CDE", "9"), ("", "", "", "")]
    files = [
        write_csv(f"reads{number}.csv", [*rows[:1] * 1, ("C2", "2026-02-01T10:00:00Z", f"X{number}", "9"), rows[1]])
        for number in range(3)
    ]
    return [take("reads", file).delivery for file in files]


def _faults(workspace: Workspace) -> list[tuple[str | None, str]]:
    return [(fault.delivery, fault.what) for fault in verify_chain(workspace)]


def test_an_untouched_workspace_has_no_faults(names: list[str], workspace: Workspace) -> None:
    """All is well, and the deliveries are told in order of arrival."""
    assert verify_chain(workspace) == []
    assert [record["delivery"] for record in deliveries(workspace)] == names


@pytest.mark.parametrize("part", ["accepted.parquet", "quarantine.parquet", "original/reads1.csv"])
def test_one_altered_byte_shows(part: str, names: list[str], workspace: Workspace) -> None:
    """In the accepted rows, in the quarantine, in the original."""
    file = workspace.deliveries_folder / names[1] / part
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert _faults(workspace) == [(names[1], f"{part} was altered")]


def test_an_altered_record_shows(names: list[str], workspace: Workspace) -> None:
    """A count changed in delivery.json no longer matches the seal."""
    file = workspace.deliveries_folder / names[0] / "delivery.json"
    record = json.loads(file.read_text())
    file.write_text(json.dumps({**record, "rows": 7}))
    assert _faults(workspace) == [(names[0], "delivery.json does not match its own seal: it was altered")]


def test_a_record_altered_and_sealed_anew_shows(names: list[str], workspace: Workspace) -> None:
    """Whoever knows how to seal a record must still alter the chain, and every later record with it."""
    file = workspace.deliveries_folder / names[0] / "delivery.json"
    record = {**json.loads(file.read_text()), "partner": "DVLA"}
    file.write_text(json.dumps({**record, "hash": seal_of(record)}))
    assert _faults(workspace) == [(names[0], "delivery.json carries another seal than the chain: it was replaced")]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_removed_delivery_shows(which: int, names: list[str], workspace: Workspace) -> None:
    """First, middle or newest."""
    shutil.rmtree(workspace.deliveries_folder / names[which])
    assert (names[which], "is in the chain and its folder is gone") in _faults(workspace)


def test_a_delivery_removed_from_the_chain_too_shows(names: list[str], workspace: Workspace) -> None:
    """The next record still names the hash of the one that is gone."""
    shutil.rmtree(workspace.deliveries_folder / names[1])
    lines = chain_file(workspace).read_text().splitlines(keepends=True)
    chain_file(workspace).write_text(lines[0] + lines[2])
    told = dict(_faults(workspace))
    assert told[names[2]] == "delivery.json belongs to another place in the chain: deliveries were removed or reordered"


def test_reordered_lines_show(names: list[str], workspace: Workspace) -> None:
    """The order of arrival cannot be rewritten."""
    lines = chain_file(workspace).read_text().splitlines(keepends=True)
    chain_file(workspace).write_text(lines[1] + lines[0] + lines[2])
    assert {delivery for delivery, _ in _faults(workspace)} >= {names[0], names[1]}


def test_something_added_shows(names: list[str], workspace: Workspace) -> None:
    """A file slipped into a delivery, and a folder slipped among the deliveries."""
    (workspace.deliveries_folder / names[0] / "note.txt").write_text("x")
    shutil.copytree(workspace.deliveries_folder / names[2], workspace.deliveries_folder / "reads-000000000000")
    assert _faults(workspace) == [
        (names[0], "note.txt was added"),
        ("reads-000000000000", "stands among the deliveries and is not in the chain"),
    ]


def test_a_line_that_a_crash_prevented_is_entered_again(names: list[str], workspace: Workspace) -> None:
    """The newest delivery says itself where it belongs, so nothing is at fault and the next writer writes the line."""
    whole = chain_file(workspace).read_bytes()
    for cut in (whole.rindex(b"\n", 0, -1) + 1, len(whole) - 9):
        chain_file(workspace).write_bytes(whole[:cut])
        assert verify_chain(workspace) == []
        assert [link.delivery for link in settle_chain(workspace)] == names
        assert chain_file(workspace).read_bytes() == whole


def test_nothing_is_taken_in_while_deliveries_stand_outside_the_chain(
    names: list[str], workspace: Workspace, take: TakeIn, write_csv: WriteCsv
) -> None:
    """A chain that was deleted is not begun anew over what stands."""
    chain_file(workspace).unlink()
    with pytest.raises(DamagedEvidence, match=r"Deliveries stand that are not in .*chain\.jsonl: reads-"):
        take("reads", write_csv("more.csv", [("C9", "2026-02-01T10:00:00Z", "AB12CDE", "9")]))
    assert {folder.name for folder in workspace.deliveries_folder.iterdir()} == set(names)


@pytest.mark.usefixtures("names")
def test_an_unreadable_chain_says_what_to_do(workspace: Workspace) -> None:
    """Neither a traceback nor a silent start from nothing."""
    chain_file(workspace).write_text("not a chain\n")
    with pytest.raises(DamagedEvidence, match="Restore the workspace from its last dump"):
        read_chain(workspace)
    assert len(verify_chain(workspace)) == 1
