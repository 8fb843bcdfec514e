"""A version is handed on to the evidence, the lead and the short list; a later one takes its place, and nothing counts twice."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from inspections_made import NOW, document, viewer
from vinculum.desk.ports.inspection_reading import read_document
from vinculum.desk.ports.inspection_recording import Sent, record, withdraw
from vinculum.desk.ports.inspection_rows import rows_of
from vinculum.desk.ports.inspection_tasks import hand_on
from vinculum.desk.ports.models import InspectionFed, InspectionVersion
from vinculum.desk.work.models import Job, Kind, State
from vinculum.desk.work.worker import run_worker
from vinculum.engine.door import Door
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.ledger import deliveries, row_of
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import view_evidence


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Workspace:
    """Return a workspace of the test's own, and nothing in the queue."""
    found = Workspace(tmp_path / "var")
    monkeypatch.setattr(settings, "WORKSPACE", found)
    Job.objects.all().delete()
    return found


def counting(workspace: Workspace, feed: str) -> list[dict[str, object]]:
    """Return the rows of a feed that count, as a build reads them."""
    with Door() as door:
        view_evidence(door, workspace)
        return door.ask_rows(f'SELECT * FROM evidence.{feed} ORDER BY delivery, "row"')


def failures() -> list[str]:
    return list(Job.objects.exclude(error="").values_list("error", flat=True))


def handed_on(sent: Sent) -> InspectionVersion:
    version = record(sent, viewer()).version
    run_worker(settings.WORKSPACE, drain=True)
    assert failures() == []
    return version


CAR = {"standing": "stolen", "make": "LAND ROVER", "vins": ["SALGA2EVXHA123456", "SALGA2EV?HA123456"], "engine_no": "306DT",
       "theft_ref": "CRI/1", "condition": "COMPLETE", "value_gbp": "41000"}  # fmt: skip


def test_a_find_becomes_rows_of_three_feeds(workspace: Workspace) -> None:
    """The box is a row of inspections, a stolen car a recovery, every mark that was seen an examination; each can be traced."""
    version = handed_on(Sent(uuid4(), document(vehicles=[CAR], seal_found="S-1")))
    reference = version.inspection.reference
    box = counting(workspace, "inspections")[0]
    assert (box["inspection_ref"], box["result"], box["vehicles_found"], box["seal_found"]) == (reference, "positive", 1, "S-1")
    car = counting(workspace, "recoveries")[0]
    assert (car["recovery_ref"], car["crime_ref"]) == (f"{reference}/1", "CRI/1")
    assert (car["force"], car["context"]) == ("suffolk", "CONTAINER_PORT")
    assert car["vin_seen"] == "SALGA2EVXHA123456"
    marks = counting(workspace, "examinations")
    assert [(one["component"], one["mark_seen"]) for one in marks] == [
        ("body", "SALGA2EVXHA123456"), ("body", "SALGA2EV?HA123456"), ("engine", "306DT"),
    ]  # fmt: skip
    assert {one["partner"] for one in deliveries(workspace)} == {"NAVCIS"}
    fed = version.fed.get(feed="inspections")
    assert row_of(workspace, fed.delivery, 1)["inspection_ref"] == reference
    assert row_of(workspace, fed.delivery, 1)["file"] == f"{reference}-v1-inspections.jsonl"
    assert version.job is not None
    assert Job.objects.get(kind=Kind.INSPECTION).result["rows"] == {"inspections": 1, "recoveries": 1, "examinations": 3}


def test_a_correction_takes_the_place_of_what_it_corrects(workspace: Workspace) -> None:
    """The evidence counts one inspection and no recovery; the rows before can still be opened, and the chain holds."""
    uuid = uuid4()
    first = handed_on(Sent(uuid, document(vehicles=[CAR])))
    before = workspace.evidence_hash()
    handed_on(Sent(uuid, document(vehicles=[{**CAR, "standing": "suspected"}]), 1, "Not shown to be stolen"))
    assert len(counting(workspace, "inspections")) == 1
    assert counting(workspace, "recoveries") == []
    assert len(counting(workspace, "examinations")) == 3
    old = first.fed.get(feed="recoveries").delivery
    assert row_of(workspace, old, 1)["recovery_ref"].endswith("/1")
    assert workspace.superseded() == {old}
    assert workspace.evidence_hash() != before
    assert verify_chain(workspace) == []


def test_a_correction_can_go_back_to_what_was_said_first(workspace: Workspace) -> None:
    """A third version that says what the first said counts as the first did: the delivery is there, and counts again."""
    uuid = uuid4()
    handed_on(Sent(uuid, document(vehicles=[CAR])))
    said = counting(workspace, "recoveries")
    handed_on(Sent(uuid, document(vehicles=[{**CAR, "standing": "lawful"}], result="negative"), 1, "It is lawful"))
    handed_on(Sent(uuid, document(vehicles=[CAR]), 2, "It was stolen after all"))
    assert counting(workspace, "recoveries") == said
    assert [one["result"] for one in counting(workspace, "inspections")] == ["positive"]


def test_what_is_withdrawn_counts_for_nothing(workspace: Workspace) -> None:
    """No row of it is left to count; its page says so."""
    uuid = uuid4()
    handed_on(Sent(uuid, document(vehicles=[CAR])))
    version = withdraw(Sent(uuid, None, 1, "Entered twice"), viewer()).version
    run_worker(workspace, drain=True)
    assert failures() == []
    assert [counting(workspace, feed) for feed in ("inspections", "recoveries", "examinations")] == [[], [], []]
    assert "counts no longer" in version.fed.get(feed="none").said


@pytest.mark.parametrize("result", ["refused", "not_found"])
def test_a_box_that_was_not_opened_is_no_row(workspace: Workspace, result: str) -> None:
    """The feed is of boxes that somebody looked into: a refusal there would pass for a negative."""
    version = handed_on(Sent(uuid4(), document(vehicles=[], result=result)))
    assert counting(workspace, "inspections") == []
    assert "was not opened" in version.fed.get(feed="none").said


def test_a_version_that_was_overtaken_hands_nothing_on(workspace: Workspace) -> None:
    """Two versions wait in the queue: only the newer is told to the evidence."""
    uuid = uuid4()
    record(Sent(uuid, document(vehicles=[CAR])), viewer())
    record(Sent(uuid, document(vehicles=[], found_goods="Engines"), 1, "Engines, no car"), viewer())
    run_worker(workspace, drain=True)
    assert failures() == []
    assert [one["vehicles_found"] for one in counting(workspace, "inspections")] == [0]
    assert set(InspectionFed.objects.exclude(feed="").values_list("version__number", flat=True)) == {2}


def test_the_same_job_twice_changes_nothing(workspace: Workspace) -> None:
    """A worker that died at the end does all of it again: the same deliveries, noted once."""
    version = handed_on(Sent(uuid4(), document(vehicles=[CAR])))
    held = [one["delivery"] for one in deliveries(workspace)]
    job = Job.objects.get(kind=Kind.INSPECTION)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    hand_on.func(job.pk)
    assert failures() == []
    assert [one["delivery"] for one in deliveries(workspace)] == held
    assert version.fed.exclude(feed="").count() == 3


def test_no_recovery_without_a_force(workspace: Workspace) -> None:
    """A recovery names the force that it is reported to; where none is known the box and the marks are told alone."""
    told = read_document(document(vehicles=[CAR], place="GBGRG"), NOW)
    assert set(rows_of("NAVCIS-1", "NAVCIS", told)) == {"inspections", "examinations"}
    abroad = read_document(document(vehicles=[CAR], place="AEJEA", force="essex"), NOW)
    row = rows_of("NAVCIS-1", "NAVCIS", abroad)["recoveries"][0]
    assert (row["force"], row["context"], row["country"]) == ("essex", "ABROAD", "AE")
