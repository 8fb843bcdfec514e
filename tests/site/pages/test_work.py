"""The pages of background work: what is seen of it, what may be started and stopped, and by whom."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.work.asking import ask
from vinculum.desk.work.models import Job, Kind, State
from vinculum.desk.work.tasks import build_picture

SignIn = Callable[..., Client]


def a_job(**told: object) -> Job:
    job = ask(build_picture, Kind.BUILD, "Build the picture")
    Job.objects.filter(pk=job.pk).update(**told)
    job.refresh_from_db()
    return job


def test_the_page_tells_what_runs_and_what_came_of_the_rest(sign_in: SignIn) -> None:
    """A job that runs with its step and share; one that failed with its sentence; text is never markup."""
    a_job(state=State.RUNNING, step="Step 3 of 10: vehicles", share=0.2)
    a_job(state=State.FAILED, error="<b>Row 3</b> holds no plate.", ended_at=timezone.now())
    page = sign_in("ines", "administration").get("/work").content.decode()
    assert "Step 3 of 10: vehicles (20 %)" in page
    assert "&lt;b&gt;Row 3&lt;/b&gt; holds no plate." in page
    assert 'hx-get="/work"' in page


def test_a_page_at_rest_asks_for_nothing(sign_in: SignIn) -> None:
    """Where nothing runs the page does not ask again and again: every look is written to the audit."""
    a_job(state=State.DONE, result={"build": "b1", "as_at": "2026-03-01T00:00:00+00:00", "seconds": 1}, ended_at=timezone.now())
    page = sign_in("ines", "administration").get("/work").content.decode()
    assert "hx-get" not in page
    assert "Picture b1, as at 1 March 2026, 00:00 UTC, is what readers see." in page


def test_a_build_is_asked_for_once(sign_in: SignIn) -> None:
    """Asked twice, the second leads to the first; who asked and why are kept, and so is the audit record."""
    client = sign_in("ines", "administration", why="after the intake of March")
    first = client.post("/work/build")
    second = client.post("/work/build")
    job = Job.objects.get(kind=Kind.BUILD)
    assert first["Location"] == second["Location"] == f"/work/{job.pk}"
    assert (job.organisation, job.why, job.state) == ("OPAL", "after the intake of March", State.QUEUED)
    record = AuditRecord.objects.filter(route="POST start-build").first()
    assert record is not None
    assert (record.verb, record.subjects) == ("combination", [["job", str(job.pk)]])


def test_a_job_is_stopped(sign_in: SignIn) -> None:
    """One that waits at once; one that runs is asked to."""
    client = sign_in("ines", "administration")
    waiting, running = a_job(), a_job(state=State.RUNNING)
    client.post(f"/work/{waiting.pk}/stop")
    client.post(f"/work/{running.pk}/stop")
    waiting.refresh_from_db()
    running.refresh_from_db()
    assert (waiting.state, running.state) == (State.CANCELLED, State.RUNNING)
    assert running.cancel_asked_by == "ines.moreau@opal.example"
    assert "Stopping" in client.get(f"/work/{running.pk}").content.decode()


@pytest.mark.parametrize(
    ("who", "page", "start", "stop"),
    [
        ("ines", 200, 302, 302),
        ("amara", 200, 302, 403),  # an analyst starts work and stops none
        ("david", 200, 403, 403),  # reading never means writing
        ("helen", 403, 403, 403),
        ("tom", 403, 403, 403),
    ],
)
def test_reading_starting_and_stopping_are_three_things(sign_in: SignIn, who: str, page: int, start: int, stop: int) -> None:
    """None of them implies another."""
    job = a_job()
    client = sign_in(who, "administration") if who == "ines" else sign_in(who)
    assert client.get("/work").status_code == page
    assert client.post(f"/work/{job.pk}/stop").status_code == stop
    assert client.post("/work/build").status_code == start


def test_a_job_about_hidden_records_is_not_there(sign_in: SignIn) -> None:
    """Neither in the list nor by its number: it cannot be told from one that never was."""
    told = {"kind": Kind.INTAKE, "organisation": "AVIVA", "partner": "AVIVA", "feed": "losses", "title": "Take in hidden.csv"}
    job = Job.objects.create(**told)
    client = sign_in("david")
    assert "hidden.csv" not in client.get("/work").content.decode()
    assert client.get(f"/work/{job.pk}").status_code == client.get("/work/987654").status_code == 404


def test_starting_is_not_done_by_looking(sign_in: SignIn) -> None:
    """A link cannot start or stop anything."""
    client = sign_in("ines", "administration")
    assert client.get("/work/build").status_code == 405
    assert Job.objects.count() == 0


def test_who_asked_and_what_for_is_for_their_own_organisation(sign_in: SignIn) -> None:
    """A reason may name an operation. Others learn which organisation asked, no more."""
    sign_in("ines", "administration", why="Operation Lantern").post("/work/build")
    number = Job.objects.get(kind=Kind.BUILD).pk
    own, other = sign_in("amara").get(f"/work/{number}"), sign_in("david").get(f"/work/{number}")
    assert "Operation Lantern" in own.content.decode()
    assert "Ines Moreau" in own.content.decode()
    assert "Lantern" not in other.content.decode()
    assert "Ines" not in other.content.decode()
    assert "somebody of OPAL" in other.content.decode()
