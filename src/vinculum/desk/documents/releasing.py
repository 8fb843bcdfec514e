"""The acts on a version, beside its writing: reviewed, sent back, released, withdrawn. A release supersedes the one before."""

from __future__ import annotations

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.reading import hidden_from
from vinculum.desk.documents.workflow import RELEASED, WORKFLOW
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import standings, take

# Acts that have forms and rules of their own, or follow from another act.
NOT_BY_HAND = frozenset({"make", "write", "supersede"})


def act_on(version: Version, act: str, viewer: Viewer, *, after: int, reason: str = "") -> Step:
    """Take an act of the workflow on a version that the viewer may see; NotPermitted if they may not read what they release."""
    if act in NOT_BY_HAND:
        raise NotPermitted(f"{WORKFLOW.acts[act].title}: this is not done by hand.")
    with transaction.atomic():
        if act in {"review", "release"} and (hidden := hidden_from(version, viewer)):
            raise NotPermitted(
                f"{WORKFLOW.acts[act].title} is for somebody who may read all of it: "
                f"its figures need {', '.join(hidden)}, which {viewer.name} does not hold."
            )
        step = take(WORKFLOW, version.subject, act, viewer, after=after, reason=reason)
        if act == "release":
            _supersede_earlier(version, viewer)
    return step


def _supersede_earlier(version: Version, viewer: Viewer) -> None:
    others = version.product.versions.exclude(pk=version.pk).values_list("subject", flat=True)
    for subject, standing in standings(WORKFLOW, list(others)).items():
        if standing.state == RELEASED:
            take(WORKFLOW, subject, "supersede", viewer, after=standing.number)
