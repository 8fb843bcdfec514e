"""A job is carried out once, tells how far it is, stops when asked, and says clearly why it failed."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.work.asking import AlreadyEnded, ask, ask_to_stop
from vinculum.desk.work.doing import Doing, Result, carry_out
from vinculum.desk.work.models import Job, Kind, State
from vinculum.desk.work.worker import run_worker
from vinculum.errors import VinculumError
from vinculum.evidence.locking import WorkspaceBusy
from vinculum.evidence.workspace import Workspace

# What the probe does next, and what it was told.
acts: dict[str, Callable[[Doing], Result]] = {}
ended: list[str] = []


@task()
def probe(job: int) -> None:
    """Carry out whatever the test laid ready."""
    carry_out(probe, job, acts["now"], after=lambda job: ended.append(job.state))


@pytest.fixture
def workspace(db: None, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    ended.clear()
    return Workspace(tmp_path_factory.mktemp("work"))


def do(workspace: Workspace, act: Callable[[Doing], Result], job: Job | None = None) -> Job:
    """Ask for a job that does ``act`` and run a worker until nothing is ready."""
    acts["now"] = act
    asked = job or ask(probe, Kind.BUILD, "A probe")
    run_worker(workspace, drain=True)
    asked.refresh_from_db()
    return asked


def ines() -> Viewer:
    person = Person.objects.get(email__startswith="ines.")
    return viewer_of(person, timezone.now(), Purpose.ADMINISTRATION, "a test")


def test_what_a_job_brought_about_is_kept(workspace: Workspace) -> None:
    """Its result, its times, who asked and why; and what comes after it runs once."""
    job = ask(probe, Kind.BUILD, "A probe", ines(), {"n": 3})
    do(workspace, lambda doing: {"twice": 2 * doing.order["n"]}, job)
    assert (job.state, job.result, job.attempts, job.error) == (State.DONE, {"twice": 6}, 1, "")
    assert job.person is not None
    assert (job.person.name, job.organisation, job.why) == ("Ines Moreau", "OPAL", "a test")
    assert job.started_at is not None
    assert job.ended_at is not None
    assert job.asked_at <= job.started_at <= job.ended_at
    assert ended == [State.DONE]


def test_progress_is_seen_while_the_job_runs(workspace: Workspace) -> None:
    """Each step is written down when it begins; within a step at most twice a second."""
    seen = []

    def act(doing: Doing) -> Result:
        doing.step("first", 0.25)
        seen.append(Job.objects.values_list("state", "step", "share").get())
        doing.along("too soon to be told", 0.3)
        seen.append(Job.objects.values_list("state", "step", "share").get())
        return {}

    do(workspace, act)
    assert seen == [(State.RUNNING, "first", 0.25), (State.RUNNING, "first", 0.25)]


def test_an_error_of_the_input_is_the_answer(workspace: Workspace) -> None:
    """The job fails with the sentence; the worker goes on to the next."""

    def act(_: Doing) -> Result:
        raise VinculumError("Row 3 holds no plate. Mend it.")

    job = do(workspace, act)
    assert (job.state, job.error) == (State.FAILED, "Row 3 holds no plate. Mend it.")
    assert do(workspace, lambda _: {}).state == State.DONE


def test_an_error_of_ours_shows_no_inside(workspace: Workspace) -> None:
    """People are told that the workbench failed; what happened stands in the log, and the worker goes on."""

    def act(_: Doing) -> Result:
        raise ZeroDivisionError("secret inside")

    job = do(workspace, act)
    assert job.state == State.FAILED
    assert f"under job {job.pk}" in job.error
    assert "secret" not in job.error
    assert DBTaskResult.objects.get(pk=str(job.task)).exception_class_path == "builtins.ZeroDivisionError"
    assert do(workspace, lambda _: {}).state == State.DONE


def test_a_job_that_waits_is_dropped(workspace: Workspace) -> None:
    """It is never begun."""
    begun = []
    job = ask(probe, Kind.BUILD, "A probe")
    ask_to_stop(job, "ines")
    do(workspace, lambda _: begun.append(1) or {}, job)  # type: ignore[func-returns-value]  # only that it ran matters
    assert (job.state, job.cancel_asked_by, begun, ended) == (State.CANCELLED, "ines", [], [State.CANCELLED])


def test_a_job_that_runs_stops_at_its_next_step(workspace: Workspace) -> None:
    """What came before the step is done, what comes after is not."""
    steps = []

    def act(doing: Doing) -> Result:
        for number in range(5):
            doing.step(f"step {number}")
            steps.append(number)
            if number == 2:
                ask_to_stop(Job.objects.get(), "ines")
        return {}

    job = do(workspace, act)
    assert (job.state, steps) == (State.CANCELLED, [0, 1, 2])


def test_a_job_that_is_over_cannot_be_stopped(workspace: Workspace) -> None:
    """It says so; nothing is changed."""
    job = do(workspace, lambda _: {})
    with pytest.raises(AlreadyEnded, match="over already"):
        ask_to_stop(job, "ines")
    assert Job.objects.get().state == State.DONE


def test_a_busy_workspace_is_waited_for(workspace: Workspace) -> None:
    """The job goes back into the queue, for later, and that is no attempt."""

    def act(_: Doing) -> Result:
        raise WorkspaceBusy("Another process (number 7) is writing.")

    job = do(workspace, act)
    assert (job.state, job.attempts, ended) == (State.QUEUED, 0, [])
    assert "number 7" in job.step
    waiting = DBTaskResult.objects.get(pk=str(job.task))
    assert waiting.run_after > timezone.now()
    DBTaskResult.objects.filter(pk=str(job.task)).update(run_after=timezone.now())
    assert do(workspace, lambda _: {}, job).state == State.DONE


def test_a_job_that_ended_is_not_carried_out_again(workspace: Workspace) -> None:
    """A task that comes a second time for the same job finds it done."""
    job = do(workspace, lambda _: {"n": 1})
    probe.enqueue(job.pk)
    acts["now"] = lambda _: {"n": 2}
    run_worker(workspace, drain=True)
    job.refresh_from_db()
    assert (job.result, job.attempts) == ({"n": 1}, 1)
