"""Where things stood as at a moment, told from the steps that had been taken by then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.workflow import Workflow


def end_of(day: date) -> datetime:
    """Return the last moment of a day, UTC: "as at 2 March" includes what became known on that day."""
    return datetime.combine(day, time.max, UTC)


def last_steps(workflow: Workflow, subjects: Collection[str], at: datetime) -> dict[str, Step]:
    """Return the last step that each thing had taken by a moment (UTC); one that had taken none is left out."""
    rows = Step.objects.filter(workflow=workflow.code, subject__in=subjects, at__lte=at).order_by("number")
    return {step.subject: step for step in rows.select_related("person")}
