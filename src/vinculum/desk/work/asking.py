"""Asking for a job, and asking that one stop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.work.models import STANDING, Job, Kind, State
from vinculum.errors import VinculumError

# A task of the house is handed the number of its job, and hands it to `carry_out`.
Work = Task[[int], None]


class AlreadyEnded(VinculumError):
    """There is nothing left to stop."""


def ask(
    task: Work,
    kind: Kind,
    title: str,
    viewer: Viewer | None = None,
    order: Mapping[str, Any] | None = None,
    *,
    partner: str = "",
    feed: str = "",
    slot: str | None = None,
) -> Job:
    """Queue a job for the next free worker and return it; ``viewer`` is None for the house's own work.

    ``order`` is what the task needs to know, as JSON. The job and its place in the queue are written together: both or neither.
    """
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            title=title[:200],
            person=None if viewer is None else Person.objects.get(pk=viewer.person),
            organisation="" if viewer is None else viewer.organisation,
            purpose=(viewer.purpose or "") if viewer else "",
            why="" if viewer is None else viewer.why,
            partner=partner,
            feed=feed,
            order=dict(order or {}),
            slot=slot,
        )
        queue(task, job)
    return job


def queue(task: Work, job: Job, run_after: datetime | None = None) -> None:
    """Put a job into the queue; its worker may take it after ``run_after`` (UTC, at once by default)."""
    job.task = task.using(run_after=run_after).enqueue(job.pk).id if run_after else task.enqueue(job.pk).id
    job.save(update_fields=["task"])


def standing_of(kind: Kind) -> Job | None:
    """Return the job of this kind that waits or runs, the oldest if there are several."""
    return Job.objects.filter(kind=kind, state__in=STANDING).order_by("asked_at", "pk").first()


def ask_to_stop(job: Job, by: str) -> None:
    """Drop a job that waits; a job that runs stops at its next step. AlreadyEnded if it is over."""
    now = timezone.now()
    asked = {"cancel_asked_at": now, "cancel_asked_by": by}
    with transaction.atomic():
        dropped = Job.objects.filter(pk=job.pk, state=State.QUEUED).update(state=State.CANCELLED, ended_at=now, **asked)
        if not dropped and not Job.objects.filter(pk=job.pk, state=State.RUNNING).update(**asked):
            raise AlreadyEnded(f"Job {job.pk} is over already: there is nothing left to stop.")
    job.refresh_from_db()
