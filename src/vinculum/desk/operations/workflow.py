"""The workflows of operations, taskings and disruptions, as their data files tell them."""

from __future__ import annotations

from vinculum.desk.operations.models import Operation, Tasking
from vinculum.desk.workflows.workflow import read_workflow

OPERATION = read_workflow("vinculum.desk.operations", "operation")
TASKING = read_workflow("vinculum.desk.operations", "tasking")
DISRUPTION = read_workflow("vinculum.desk.operations", "disruption")


def parties_of(operation: Operation) -> dict[str, str]:
    """Return the organisation of each party of an operation's workflow."""
    return {"lead": operation.lead_id}


def parties_of_tasking(tasking: Tasking) -> dict[str, str]:
    """Return who sends a tasking and who answers it."""
    return {"sender": tasking.operation.lead_id, "receiver": tasking.organisation_id}
