"""The jobs of the house do what the commands do, and clean up after themselves."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from vinculum.desk.work import tasks
from vinculum.desk.work.asking import ask, ask_to_stop
from vinculum.desk.work.doing import Doing
from vinculum.desk.work.measured import checked_on, is_measured, measured
from vinculum.desk.work.models import Job, Kind, State
from vinculum.desk.work.schedule import ask_what_is_due
from vinculum.desk.work.uploads import keep, new_upload, uploads_folder
from vinculum.desk.work.worker import run_worker
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.workspace import Workspace

THEFTS = "crime_ref,force,reported_at,vrm\n1/26,cleveland,2026-03-01T10:00:00Z,AB12CDE\n2/26,cleveland,soon,AB13CDE\n"


def upload(workspace: Workspace, text: str, feed: str = "thefts", partner: str = "JLR") -> Job:
    """Ask for the intake of a file as the page does."""
    folder = new_upload(workspace)
    file = keep(workspace, folder, "ours.csv", [text.encode()])
    order = {"upload": folder.name, "file": file.name, "feed": feed, "partner": partner, "layout": None}
    return ask(tasks.take_delivery_in, Kind.INTAKE, "Take in ours.csv", None, order, partner=partner, feed=feed)


def done(workspace: Workspace, job: Job) -> Job:
    run_worker(workspace, drain=True)
    job.refresh_from_db()
    return job


def test_an_upload_becomes_a_delivery(own_workspace: Workspace) -> None:
    """It stands in the chain, its quality is measured next, and the upload is gone."""
    job = done(own_workspace, upload(own_workspace, THEFTS))
    assert (job.state, job.result["rows"], job.result["accepted"], job.result["quarantined"]) == (State.DONE, 2, 1, 1)
    assert deliveries(own_workspace)[-1]["delivery"] == job.result["delivery"]
    assert list(uploads_folder(own_workspace).iterdir()) == []
    assert Job.objects.get(kind=Kind.QUALITY).state == State.DONE
    assert measured(own_workspace)[job.result["delivery"]].accepted.share == 0.5
    checked = checked_on(own_workspace, job.result["delivery"])
    assert checked is not None
    assert checked.faults == ()


def test_a_refused_file_is_told_by_its_own_name(own_workspace: Workspace) -> None:
    """The sentence names the file as its partner does, never where it lay on the server."""
    job = done(own_workspace, upload(own_workspace, "colour\nred\n"))
    assert job.state == State.FAILED
    assert job.error.startswith("ours.csv")
    assert str(own_workspace.home) not in job.error
    assert list(uploads_folder(own_workspace).iterdir()) == []


def test_an_intake_that_is_stopped_leaves_nothing(own_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked to stop while rows are read, the delivery is not there, whole or in part."""
    before = own_workspace.evidence_hash()
    job = upload(own_workspace, THEFTS)

    def stop_first(doing: Doing, words: str, share: float | None = None) -> None:
        ask_to_stop(Job.objects.get(pk=job.pk), "ines")
        doing.step(words, share)

    monkeypatch.setattr(Doing, "along", stop_first)
    assert done(own_workspace, job).state == State.CANCELLED
    assert own_workspace.evidence_hash() == before
    assert not own_workspace.staging_folder.exists() or list(own_workspace.staging_folder.iterdir()) == []
    assert list(uploads_folder(own_workspace).iterdir()) == []


def test_quality_is_measured_once(own_workspace: Workspace) -> None:
    """What was measured on the same evidence is not measured again."""
    first = done(own_workspace, ask(tasks.measure_quality, Kind.QUALITY, "Quality"))
    assert first.result == {"deliveries": 17}
    assert is_measured(own_workspace)
    assert done(own_workspace, ask(tasks.measure_quality, Kind.QUALITY, "Quality")).result == {}


def test_a_changed_file_is_found_when_it_is_measured(own_workspace: Workspace) -> None:
    """The files of every delivery are held against the chain."""
    (name,) = [record["delivery"] for record in deliveries(own_workspace) if record["feed"] == "places"]
    file = own_workspace.deliveries_folder / name / "quarantine.parquet"
    file.write_bytes(file.read_bytes() + b"x")
    done(own_workspace, ask(tasks.measure_quality, Kind.QUALITY, "Quality"))
    checked = checked_on(own_workspace, name)
    assert checked is not None
    assert checked.faults == ("quarantine.parquet was altered",)


def test_overdue_rows_are_counted(own_workspace: Workspace) -> None:
    """Reads of a year ago are past every limit."""
    job = done(own_workspace, ask(tasks.find_overdue, Kind.RETENTION, "Overdue"))
    assert job.state == State.DONE
    assert job.result["rows"] > 100_000


def test_what_recurs_is_asked_for_once_in_its_time(own_workspace: Workspace) -> None:
    """However many workers come by; and again in the next stretch of time."""
    every = {"vinculum.desk.work.tasks.find_overdue": ("retention", 3600)}
    now = timezone.now()
    with override_settings(WORK_EVERY=every):
        assert [job.kind for job in ask_what_is_due(now)] == [Kind.RETENTION]
        assert ask_what_is_due(now) == []
        assert len(ask_what_is_due(now + timedelta(hours=1))) == 1


def test_a_build_that_is_stopped_leaves_readers_what_they_saw(
    own_workspace: Workspace, partnership: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops before its first step."""
    shutil.copytree(partnership / "pictures", own_workspace.pictures_folder)
    before = (own_workspace.pictures_folder / "current").read_text()
    shutil.rmtree(own_workspace.pictures_folder / before.strip())
    job = ask(tasks.build_picture, Kind.BUILD, "Build")

    def stop_first(doing: Doing, words: str, share: float | None = None) -> None:
        ask_to_stop(Job.objects.get(pk=job.pk), "ines")
        Doing.__dict__["along"](doing, words, share)
        raise AssertionError("it went on")

    original = Doing.step
    monkeypatch.setattr(Doing, "along", original)
    monkeypatch.setattr(Doing, "step", stop_first)
    assert done(own_workspace, job).state == State.CANCELLED
    assert (own_workspace.pictures_folder / "current").read_text() == before
