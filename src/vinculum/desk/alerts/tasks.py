"""The job that runs the watches and sends what is owed to their owners."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from vinculum.desk.alerts.running import run_watches
from vinculum.desk.alerts.telling import send_notices
from vinculum.desk.work.asking import ask, standing_of
from vinculum.desk.work.doing import Doing, carry_out
from vinculum.desk.work.models import Kind


def ask_check() -> None:
    """Ask that the watches be run, unless that waits to be done already."""
    standing = standing_of(Kind.WATCHES)
    if standing is None or standing.started_at is not None:
        ask(check_watches, Kind.WATCHES, Kind.WATCHES.words)


@task()
def check_watches(job: int) -> None:
    """Run every watch on the current picture, then send what is owed."""
    carry_out(check_watches, job, _check)


def _check(doing: Doing) -> dict[str, Any]:
    doing.step("Looking as each owner may see")
    run_watches(settings.WORKSPACE, timezone.now())
    doing.step("Telling the owners")
    # Not how much was found: the job is seen by more people than the watches are.
    return {"messages": send_notices(timezone.now())}
