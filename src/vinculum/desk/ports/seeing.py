"""Which short lists and boxes a viewer may see: their own unit's, and every unit's for the national desk.

A row names a consignment by its reference, which is evidence: so a page shows a box only where the viewer's own picture holds the
consignment too (``ahead.read_boxes``).
"""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action

NOBODY = Q(pk__in=())


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that a short list may be seen; by nobody without the right to read the ports board."""
    if not decide(viewer, Action.READ_PORTS).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    return Q(organisation=viewer.organisation)


def boxes_visible_to(viewer: Viewer) -> Q:
    """Return the condition that a box of a short list may be seen, chosen or not."""
    if not decide(viewer, Action.READ_PORTS).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    return Q(short_list__organisation=viewer.organisation)
