"""Interests in bids: whoever has one neither sees a bid as an assessor or decider, nor scores, moderates or decides it.

An interest is of three kinds: the bid is of one's own organisation; one's own organisation is a partner in it; one declared an
interest in an organisation that bids or is a partner.
"""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.funding.models import Bid, BidPartner, Interest
from vinculum.desk.programme.funding.refusals import Barred, WrongAnswers
from vinculum.desk.workflows.refusals import NotPermitted

TAKES_PART = (Action.SCORE_BIDS, Action.MODERATE_BIDS, Action.AWARD, Action.KEEP_FUNDING, Action.PAY_CLAIMS)


def declare_interest(organisation: Organisation, why: str, viewer: Viewer) -> Interest:
    """Append the viewer's own interest in what an organisation asks for."""
    if not any(decide(viewer, action).allowed for action in TAKES_PART):
        raise NotPermitted(f"Interests are declared by people who assess or decide bids, and {viewer.name} does neither.")
    if not why.strip():
        raise WrongAnswers({"why": "Say what the interest is, so that others can judge it."})
    return Interest.objects.create(person_id=viewer.person, organisation=organisation, why=why.strip(), at=viewer.at)


def of_interest_to(viewer: Viewer) -> Q:
    """Return the condition that a viewer has an interest in a bid."""
    declared = Interest.objects.filter(person=viewer.person).values("organisation")
    concerned = BidPartner.objects.filter(Q(organisation=viewer.organisation) | Q(organisation__in=declared)).values("bid")
    return Q(organisation=viewer.organisation) | Q(organisation__in=declared) | Q(pk__in=concerned)


def interest_in(bid: Bid, viewer: Viewer) -> str:
    """Return why a viewer has an interest in a bid, "" if they have none."""
    if bid.organisation_id == viewer.organisation:
        return f"The bid is of {viewer.organisation}, and {viewer.name} is of {viewer.organisation}."
    partners = set(bid.partners.values_list("organisation", flat=True))
    if viewer.organisation in partners:
        return f"{viewer.organisation} is a partner in the bid, and {viewer.name} is of {viewer.organisation}."
    declared = Interest.objects.filter(person=viewer.person, organisation__in=[bid.organisation_id, *partners]).first()
    if declared is not None:
        return f"{viewer.name} declared an interest in {declared.organisation_id} on {declared.at:%-d %B %Y}."
    return ""


def bar_interests(bid: Bid, viewer: Viewer) -> None:
    """Refuse with Barred whoever has an interest in a bid."""
    why = interest_in(bid, viewer)
    if why:
        raise Barred(f"{why} Nobody scores, moderates or decides a bid in which they have an interest.")
