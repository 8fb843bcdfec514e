"""The document of a version as one reader may read it: the edition of its audience once released, their own before."""

from __future__ import annotations

from dataclasses import replace

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.documents.contents import Document, edition_of
from vinculum.desk.documents.kept import from_plain
from vinculum.desk.documents.kinds import audiences
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.remarks import with_remarks
from vinculum.desk.documents.workflow import PUBLISHED, WORKFLOW
from vinculum.desk.workflows.stepping import history, standing_of

DRAFT_WORDS = "Not released: nobody may quote it."


def state_of(version: Version) -> str:
    """Return the state of a version now."""
    return standing_of(history(WORKFLOW, version.subject)).state


def whole_document(version: Version, state: str) -> Document:
    """Return all that a version says, its authors' words included, under its state."""
    remarks = list(version.remarks.select_related("author").order_by("pk"))
    document = with_remarks(from_plain(version.content), remarks)
    return replace(document, state=WORKFLOW.states[state].title if state else "")


def released_edition(version: Version, state: str) -> Document:
    """Return the edition of its audience: it says nothing that the audience may not be told."""
    audience = audiences()[version.product.audience]
    return edition_of(whole_document(version, state), frozenset(audience.totals), audience.code, audience.reader)


def document_for(version: Version, viewer: Viewer) -> Document:
    """Return what a viewer, who may see the version, reads: once released the edition of its audience, before that a draft.

    A draft is cut twice: to what its audience may be told, and to what the viewer's own roles open.
    """
    state = state_of(version)
    edition = released_edition(version, state)
    if state in PUBLISHED:
        return edition
    open_to_them = frozenset(action for action in Action if decide(viewer, action).allowed)
    draft = edition_of(edition, open_to_them, edition.audience, "that you may read")
    handling = f"{DRAFT_WORDS} {draft.handling}"
    return replace(draft, handling=handling, left_out=edition.left_out + draft.left_out)


def hidden_from(version: Version, viewer: Viewer) -> tuple[str, ...]:
    """Return the actions of the policy that the figures of the released edition need and the viewer has not."""
    shown = {basis.action for basis in released_edition(version, "").bases}
    return tuple(sorted(action for action in shown if not decide(viewer, Action(action)).allowed))
