"""The workflow of a box on the short list, as its data file tells it."""

from __future__ import annotations

from vinculum.desk.ports.models import EligibleBox
from vinculum.desk.workflows.workflow import read_workflow

BOX = read_workflow("vinculum.desk.ports", "box")

# States in which a box still waits to be opened.
STANDING = ("listed", "taken")
# States in which a chosen box was not seen inside.
UNSEEN = ("not_opened", "sailed", "refused")


def parties_of(box: EligibleBox) -> dict[str, str]:
    """Return the organisation of each party of a box's workflow."""
    return {"unit": box.short_list.organisation_id}
