"""The rows of operations: what is planned, with what, who is asked, what was decided, disrupted and spent."""

from vinculum.desk.operations.models.capacity import PortDay, TeamDay, WorkItem, WorkKind
from vinculum.desk.operations.models.disruption import Disruption, Judgement
from vinculum.desk.operations.models.log import LogEntry
from vinculum.desk.operations.models.operation import Operation, Participant
from vinculum.desk.operations.models.plan import Plan
from vinculum.desk.operations.models.spend import SpendKind, SpendLine
from vinculum.desk.operations.models.tasking import Tasking

__all__ = [
    "Disruption",
    "Judgement",
    "LogEntry",
    "Operation",
    "Participant",
    "Plan",
    "PortDay",
    "SpendKind",
    "SpendLine",
    "Tasking",
    "TeamDay",
    "WorkItem",
    "WorkKind",
]
