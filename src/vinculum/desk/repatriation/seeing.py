"""Which cases a viewer may see, and how much of one. Nothing is seen without the right to read; every page asks here.

Police: the national desks see every case, a force those that it keeps or whose theft it recorded. Anybody else sees a case in
which their organisation is the claimant or the insurer that stands now, sanitised: no other party's name or contact, no letter
that is not to them, no note, no consignment, no lead.
"""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.repatriation.models import Case, CaseParty
from vinculum.desk.repatriation.vocabulary import SEES, Part, desks

NOBODY = Q(pk__in=())
POLICE = "police"


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that a case may be seen at all by a viewer."""
    if not decide(viewer, Action.READ_REPATRIATION).allowed or viewer.purpose is None:
        return NOBODY
    if is_police(viewer):
        return Q() if viewer.organisation in desks() else Q(keeper=viewer.organisation) | Q(force=viewer.organisation)
    concerned = [_standing(part, viewer.organisation) for part in SEES]
    return Q(pk__in=concerned[0]) | Q(pk__in=concerned[1])


def is_police(viewer: Viewer) -> bool:
    """Say whether a viewer reads cases as police, whole; anybody else reads the sanitised part."""
    return POLICE in viewer.groups


def sees_party(viewer: Viewer, party: CaseParty) -> bool:
    """Say whether the name and contact of a party may be told to a viewer of its case."""
    return is_police(viewer) or party.organisation_id == viewer.organisation


def letters_to(viewer: Viewer) -> Q:
    """Return the condition that a letter of a case that the viewer sees may be read by them."""
    return Q() if is_police(viewer) else Q(organisation=viewer.organisation)


def may_work(viewer: Viewer) -> bool:
    """Say whether a viewer may add to the cases that they see: police who work them."""
    return is_police(viewer) and decide(viewer, Action.WORK_REPATRIATION).allowed


def _standing(part: Part, organisation: str) -> object:
    newest = CaseParty.objects.filter(case=OuterRef("pk"), part=part).order_by("-number").values("organisation")[:1]
    return Case.objects.annotate(standing=Subquery(newest)).filter(standing=organisation).order_by().values("pk")
