"""A delivery that its partner replaced stands and no longer counts; the act is sealed and can be taken back."""

import json
from pathlib import Path

import pytest

from vinculum.engine.door import Door
from vinculum.errors import WrongUse
from vinculum.evidence.acts import acts_file
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.intake import take_in
from vinculum.evidence.ledger import UnknownDelivery, row_of
from vinculum.evidence.superseding import supersede
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import view_evidence

ROW = {"inspection_ref": "I1", "container_no": "CSQU3054383", "inspected_at": "2026-03-02T08:00Z", "basis": "lead"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "var")


def taken(workspace: Workspace, result: str, partner: str = "NAVCIS") -> str:
    file = workspace.home.parent / "box.jsonl"
    file.write_text(json.dumps({**ROW, "result": result}) + "\n", "utf-8")
    return take_in(workspace, "inspections", file, partner).delivery


def counted(workspace: Workspace, *, superseded: bool = False) -> list[str]:
    with Door() as door:
        view_evidence(door, workspace, superseded=superseded)
        return sorted(row["result"] for row in door.ask_rows("SELECT result FROM evidence.inspections"))


def test_the_old_one_stands_and_does_not_count(workspace: Workspace) -> None:
    """Views leave it out, whoever keeps records still sees it, its rows can be opened, and the chain is whole."""
    old, new = taken(workspace, "positive"), taken(workspace, "negative")
    assert counted(workspace) == ["negative", "positive"]
    assert supersede(workspace, [old], [new], by="Priya", why="Wrong box")
    assert counted(workspace) == ["negative"]
    assert counted(workspace, superseded=True) == ["negative", "positive"]
    assert row_of(workspace, old, 1)["result"] == "positive"
    assert verify_chain(workspace) == []
    assert not supersede(workspace, [old], [new], by="Priya", why="Again")


def test_it_can_be_taken_back(workspace: Workspace) -> None:
    """Counted again, the evidence is what it was, and its hash too."""
    old = taken(workspace, "positive")
    before = workspace.evidence_hash()
    supersede(workspace, [old], by="Priya", why="Wrong box")
    assert (counted(workspace), workspace.evidence_hash() == before) == ([], False)
    supersede(workspace, [], [old], by="Priya", why="Right after all")
    assert (counted(workspace), workspace.evidence_hash() == before) == (["positive"], True)


def test_nobody_corrects_what_somebody_else_handed_over(workspace: Workspace) -> None:
    """Deliveries of two partners, one named twice, one that there is not, and an act without a reason: nothing is changed."""
    old, other = taken(workspace, "positive"), taken(workspace, "negative", "ESSEX")
    for gone, counting, error in (
        ([old], [other], WrongUse), ([old], [old], WrongUse), (["inspections-000000000000"], [], UnknownDelivery),
    ):  # fmt: skip
        with pytest.raises(error):
            supersede(workspace, gone, counting, by="Priya", why="Wrong box")
    with pytest.raises(WrongUse):
        supersede(workspace, [old], by="Priya", why=" ")
    assert workspace.superseded() == set()
    assert not acts_file(workspace).exists()


def test_an_altered_act_shows(workspace: Workspace) -> None:
    """Who edits the log so that a delivery counts again is found by verification."""
    old = taken(workspace, "positive")
    supersede(workspace, [old], by="Priya", why="Wrong box")
    file = acts_file(workspace)
    file.write_text(file.read_text("utf-8").replace(old, "inspections-000000000000"), "utf-8")
    assert [fault.what for fault in verify_chain(workspace)] != []
