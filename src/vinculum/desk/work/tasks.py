"""The jobs of the house: taking a delivery in, building the picture, measuring quality, finding what may no longer be held.

A task elsewhere is made in the same way: a function of the job's number, marked ``@task()``, that hands an act to ``carry_out``.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django_tasks import task

from vinculum.desk.alerts.tasks import ask_check
from vinculum.desk.work.asking import ask, standing_of
from vinculum.desk.work.doing import Doing, Result, Stopped, carry_out
from vinculum.desk.work.measured import is_measured, measure
from vinculum.desk.work.models import Job, Kind
from vinculum.desk.work.overdue import count_overdue
from vinculum.desk.work.uploads import drop, uploads_folder
from vinculum.errors import VinculumError
from vinculum.evidence.intake import take_in
from vinculum.evidence.locking import WorkspaceBusy
from vinculum.picture.build import Progress, build
from vinculum.picture.steps import STEPS


class NotTakenIn(VinculumError):
    """A delivery was refused; the sentence calls its file by the name that its partner gave it."""


@task()
def take_delivery_in(job: int) -> None:
    """Take an uploaded file in (order: upload, file, feed, partner, layout), then measure its quality."""
    carry_out(take_delivery_in, job, _take_in, after=_drop_upload)


def _take_in(doing: Doing) -> Result:
    order = doing.order
    file = uploads_folder(settings.WORKSPACE) / order["upload"] / order["file"]
    doing.step("Reading the file", 0.0)
    try:
        taken = take_in(
            settings.WORKSPACE,
            order["feed"],
            file,
            order["partner"],
            layout=order["layout"],
            progress=lambda share, rows: doing.along(f"{rows:,} rows read", share),
        )
    except (WorkspaceBusy, Stopped):
        raise
    except VinculumError as error:
        raise NotTakenIn(str(error).replace(f"{file.parent}/", "")) from error
    refresh_quality()
    return taken.as_document()


def _drop_upload(job: Job) -> None:
    drop(Path(uploads_folder(settings.WORKSPACE) / job.order["upload"]))


@task()
def build_picture(job: int) -> None:
    """Build the picture and switch readers to it."""
    carry_out(build_picture, job, _build)


def _build(doing: Doing) -> Result:
    began = time.monotonic()

    def on_step(told: Progress) -> None:
        kept = ", kept from the last attempt" if told.done else ""
        doing.step(f"Step {told.place} of {told.steps}: {told.step}{kept}", (told.place - 1) / told.steps)

    told = build(settings.WORKSPACE, STEPS, progress=on_step)
    ask_check()
    # Not how many rows each table has: that would tell everybody who sees the job what the policy shows to few.
    return {"build": told["build"], "as_at": told["as_at"], "seconds": round(time.monotonic() - began, 1)}


@task()
def measure_quality(job: int) -> None:
    """Measure the quality of every delivery, so that pages show it without waiting."""
    carry_out(measure_quality, job, _measure)


def _measure(doing: Doing) -> Result:
    doing.step("Measuring every delivery")
    return {} if is_measured(settings.WORKSPACE) else {"deliveries": measure(settings.WORKSPACE)}


def refresh_quality() -> None:
    """Ask that quality be measured again, unless that waits to be done already."""
    standing = standing_of(Kind.QUALITY)
    if standing is None or standing.started_at is not None:
        ask(measure_quality, Kind.QUALITY, Kind.QUALITY.words)


@task()
def find_overdue(job: int) -> None:
    """Count the rows that may no longer be held, for those who review them."""
    carry_out(find_overdue, job, _find_overdue)


def _find_overdue(doing: Doing) -> dict[str, Any]:
    doing.step("Looking at every delivery whose rows may be held for a time only")
    return count_overdue(settings.WORKSPACE)
