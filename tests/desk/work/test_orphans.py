"""A job whose worker died is found and carried out again; one whose worker lives never is."""

from pathlib import Path

import pytest
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from vinculum.desk.work.asking import ask
from vinculum.desk.work.doing import carry_out
from vinculum.desk.work.models import Job, Kind, State
from vinculum.desk.work.orphans import ATTEMPTS, alive, is_alive, return_orphans
from vinculum.desk.work.worker import run_worker
from vinculum.evidence.workspace import Workspace


@task()
def easy(job: int) -> None:
    """Do nothing, well."""
    carry_out(easy, job, lambda _: {"done": True})


@pytest.fixture
def workspace(db: None, tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def abandoned(workers: list[str]) -> Job:
    """Return a job in the state that it is in while the last of these workers carries it out."""
    job = ask(easy, Kind.BUILD, "A job")
    DBTaskResult.objects.get(pk=str(job.task)).claim("x")
    DBTaskResult.objects.filter(pk=str(job.task)).update(worker_ids=workers)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempts=len(workers))
    return job


def test_a_lock_tells_who_lives(workspace: Workspace) -> None:
    """It is held for as long as the worker lives; a worker that never was does not."""
    assert not is_alive(workspace, "one")
    with alive(workspace, "one"):
        assert is_alive(workspace, "one")
    assert not is_alive(workspace, "one")


def test_the_job_of_a_dead_worker_is_carried_out_again(workspace: Workspace) -> None:
    """By whichever worker comes by; the second attempt is counted."""
    job = abandoned(["dead"])
    run_worker(workspace, drain=True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (State.DONE, 2, {"done": True})


def test_the_job_of_a_living_worker_is_left_alone(workspace: Workspace) -> None:
    """However long it takes."""
    job = abandoned(["living"])
    with alive(workspace, "living"):
        assert return_orphans(workspace) == 0
        run_worker(workspace, drain=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.RUNNING, 1)


def test_a_job_that_kills_its_workers_is_given_up(workspace: Workspace) -> None:
    """After three attempts it ends as failed, with what to do."""
    job = abandoned(["a", "b", "c"])
    assert ATTEMPTS == 3
    run_worker(workspace, drain=True)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "3 times" in job.error
    assert DBTaskResult.objects.get(pk=str(job.task)).status == "FAILED"


def test_a_task_that_was_claimed_and_not_begun_is_not_lost(workspace: Workspace) -> None:
    """A worker may die between the two."""
    job = ask(easy, Kind.BUILD, "A job")
    DBTaskResult.objects.get(pk=str(job.task)).claim("dead")
    run_worker(workspace, drain=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 1)


def test_a_job_done_whose_worker_died_before_it_could_say_so_stays_done(workspace: Workspace) -> None:
    """It is not carried out a second time."""
    job = abandoned(["dead"])
    Job.objects.filter(pk=job.pk).update(state=State.DONE, result={"n": 1})
    run_worker(workspace, drain=True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (State.DONE, 1, {"n": 1})
