"""The workflow of a case, as its data file tells it, and the organisations of its parties."""

from __future__ import annotations

from vinculum.desk.repatriation.models import Case
from vinculum.desk.workflows.workflow import read_workflow

CASE = read_workflow("vinculum.desk.repatriation", "case")
# States after which nothing need follow.
CLOSED = frozenset(state.code for state in CASE.states.values() if state.final)
OPEN = frozenset(CASE.states) - CLOSED


def parties_of(case: Case) -> dict[str, str]:
    """Return the organisation of each party of a case's workflow."""
    return {"keeper": case.keeper_id, "force": case.force_id}
