"""Finding the jobs of workers that died, so that another worker carries them out.

Each worker holds a lock on a file of its own in ``work/workers/`` for as long as it lives; the operating system lets go of it the
moment the worker dies, and not before. So a task whose worker's lock is free has nobody who carries it out. All workers see that
folder: it is in the workspace that they work on.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from vinculum.desk.work.models import Job, State
from vinculum.evidence.workspace import Workspace

log = logging.getLogger(__name__)

# A job that takes its worker down three times does so for a reason, which a fourth attempt would not remove.
ATTEMPTS = 3


def workers_folder(workspace: Workspace) -> Path:
    """Return where the locks of the workers stand."""
    return workspace.home / "work" / "workers"


@contextmanager
def alive(workspace: Workspace, worker: str) -> Iterator[None]:
    """Hold the lock that says that ``worker`` lives."""
    folder = workers_folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / worker
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def is_alive(workspace: Workspace, worker: str) -> bool:
    """Say whether a worker holds its lock."""
    try:
        with (workers_folder(workspace) / worker).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def return_orphans(workspace: Workspace) -> int:
    """Put every task whose worker died back into the queue, or end it after three attempts; return how many were found."""
    found = 0
    for task, workers in DBTaskResult.objects.running().values_list("pk", "worker_ids"):
        if not workers or not is_alive(workspace, workers[-1]):
            with transaction.atomic():
                found += _return(task, workers)
    return found


def _return(task: UUID, workers: list[str]) -> bool:
    """Return one task to the queue, unless another worker did meanwhile."""
    held = DBTaskResult.objects.select_for_update().filter(pk=task, status=TaskResultStatus.RUNNING).first()
    if held is None or held.worker_ids != workers:
        return False
    job = Job.objects.select_for_update().filter(task=held.pk).first()
    log.warning("worker %s died at task %s, attempt %d", workers[-1] if workers else "?", held.task_path, len(workers))
    if len(workers) < ATTEMPTS:
        DBTaskResult.objects.filter(pk=held.pk).update(status=TaskResultStatus.READY)
        if job is not None and job.state == State.RUNNING:
            step = f"Its worker stopped without finishing it. Waiting for attempt {len(workers) + 1} of {ATTEMPTS}."
            Job.objects.filter(pk=job.pk).update(state=State.QUEUED, step=step, share=None)
        return True
    DBTaskResult.objects.filter(pk=held.pk).update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    if job is not None and job.stands:
        error = (
            f"Its worker stopped without finishing it, {ATTEMPTS} times. The machine may lack memory for it: see the log of "
            "the worker, then ask for it again."
        )
        Job.objects.filter(pk=job.pk).update(state=State.FAILED, ended_at=timezone.now(), error=error)
    return True
