"""The job that reminds of dates of cases that come due."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks import task

from vinculum.desk.repatriation.reminding import remind
from vinculum.desk.work.doing import Doing, carry_out


@task()
def remind_of_dates(job: int) -> None:
    """Tell whoever set a date that it comes near or has passed."""
    carry_out(remind_of_dates, job, _remind)


def _remind(doing: Doing) -> dict[str, Any]:
    doing.step("Looking at the dates of open cases")
    return {"messages": remind(timezone.now())}
