"""The workflows of intelligence, read from the files beside this one."""

from __future__ import annotations

from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.workflows.workflow import read_workflow

REPORT = read_workflow("vinculum.desk.intelligence", "report")
COPY = read_workflow("vinculum.desk.intelligence", "copy")
RECEIPT = read_workflow("vinculum.desk.intelligence", "receipt")
REQUIREMENT = read_workflow("vinculum.desk.intelligence", "requirement")

# States in which a report counts as handed in: its desk sees it from then on.
HANDED_IN = ("submitted", "returned", "reviewed", "disseminated", "closed")
# States in which its grades stand.
STANDING = ("reviewed", "disseminated", "closed")


def parties_of(report: Report) -> dict[str, str]:
    """Return whose report it is and whose desk reviews it, as the workflow of reports names them."""
    return {"originator": report.organisation_id, "desk": report.desk_id}
