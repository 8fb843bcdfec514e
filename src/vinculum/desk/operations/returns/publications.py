"""Which publications a viewer may see: what is published, of operations they may see; the rest only who may publish."""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.seeing import sees_every_force
from vinculum.desk.operations.returns.workflows import PUBLICATION
from vinculum.desk.operations.seeing import NOBODY
from vinculum.desk.workflows.stepping import subjects_in


def publications_to(viewer: Viewer, operation: Operation) -> Q:
    """Return the condition that a publication of an operation, which the viewer sees, may be seen."""
    if not decide(viewer, Action.READ_OPERATIONS).allowed:
        return NOBODY
    of_it = Q(operation=operation)
    if decide(viewer, Action.PUBLISH_FIGURES).allowed and sees_every_force(viewer, operation):
        return of_it
    return of_it & Q(reference__in=subjects_in(PUBLICATION, "published"))
