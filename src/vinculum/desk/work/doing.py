"""Carrying a job out: its progress is written down as it goes, and at each step it asks whether to go on.

Invariant: a job is carried out by one worker at a time. It is begun only from the state ``queued``, which a job that was begun
comes back to only when its worker has died (``vinculum.desk.work.orphans``) or the workspace was busy.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from vinculum.desk.work.asking import Work, queue
from vinculum.desk.work.models import Job, State
from vinculum.errors import VinculumError
from vinculum.evidence.locking import WorkspaceBusy
from vinculum.picture.build import BuildRunning

log = logging.getLogger(__name__)

SECONDS_BETWEEN_NOTES = 0.5
WAIT_WHEN_BUSY = timedelta(seconds=5)

Result = Mapping[str, Any]


class Stopped(VinculumError):
    """Somebody asked that the job stop."""


class Doing:
    """A job while it is carried out."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._noted = 0.0

    @property
    def order(self) -> dict[str, Any]:
        """What the job was asked to do."""
        told: dict[str, Any] = self.job.order
        return told

    def step(self, words: str, share: float | None = None) -> None:
        """Note that a step begins; Stopped if somebody asked for that."""
        self._noted = time.monotonic()
        progress = {"step": words[:200], "share": None if share is None else min(1.0, max(0.0, share))}
        if not Job.objects.filter(pk=self.job.pk, state=State.RUNNING, cancel_asked_at__isnull=True).update(**progress):
            raise Stopped("It was stopped before it had finished; nothing of it is kept.")

    def along(self, words: str, share: float | None = None) -> None:
        """Note progress within a step, at most twice a second; Stopped if somebody asked for that."""
        if time.monotonic() - self._noted >= SECONDS_BETWEEN_NOTES:
            self.step(words, share)


def carry_out(task: Work, number: int, act: Callable[[Doing], Result], *, after: Callable[[Job], None] | None = None) -> None:
    """Carry job ``number`` out by ``act``, whose answer is kept as its result; one begun, stopped or ended is left alone.

    A VinculumError ends the job as failed with its sentence. A busy workspace puts it back into the queue, as ``task``, for a few
    seconds later. Any other error is a fault of ours: it is kept in the log and raised on. ``after`` is called when the job has
    ended for good, however it ended.
    """
    begun = Job.objects.filter(pk=number, state=State.QUEUED).update(
        state=State.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1, error=""
    )
    job = Job.objects.get(pk=number)
    if begun:
        _carry_out(task, job, act)
        job.refresh_from_db()
    if not job.stands and after is not None:
        after(job)


def _carry_out(task: Work, job: Job, act: Callable[[Doing], Result]) -> None:
    ended: dict[str, Any] = {
        "state": State.FAILED,
        "error": f"The workbench itself failed. Its log says more under job {job.pk}; tell whoever keeps the workbench.",
    }
    try:
        ended = {"state": State.DONE, "result": dict(act(Doing(job))), "share": 1.0, "step": ""}
    except Stopped:
        ended = {"state": State.CANCELLED}
    except (WorkspaceBusy, BuildRunning) as busy:
        ended = {}
        _wait(task, job, busy)
    except VinculumError as error:
        ended = {"state": State.FAILED, "error": str(error)}
    finally:
        if ended:
            Job.objects.filter(pk=job.pk).update(ended_at=timezone.now(), **ended)
            log.info("job %d %s", job.pk, ended["state"])


def _wait(task: Work, job: Job, busy: VinculumError) -> None:
    """Put a job back into the queue: somebody else is writing to the workspace."""
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(
            state=State.QUEUED, step=f"Waiting. {busy}"[:200], share=None, attempts=F("attempts") - 1
        )
        queue(task, job, timezone.now() + WAIT_WHEN_BUSY)
