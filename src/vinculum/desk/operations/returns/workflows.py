"""The three workflows of returns, and who their parties are."""

from __future__ import annotations

from vinculum.desk.operations.returns.models import Return
from vinculum.desk.workflows.workflow import read_workflow

HERE = "vinculum.desk.operations.returns"
RETURN = read_workflow(HERE, "return")
WORKBOOK = read_workflow(HERE, "workbook")
PUBLICATION = read_workflow(HERE, "publication")
WRITABLE = ("draft", "queried")


def parties_of(told: Return) -> dict[str, str]:
    """Return the organisation of each party of a return."""
    return {"force": told.force_id, "lead": told.operation.lead_id}
