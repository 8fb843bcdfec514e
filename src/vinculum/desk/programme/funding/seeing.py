"""What of funding a viewer may see. Everything is closed but what a rule here opens.

Who holds a grant sees all of it but drafts of others and bids in which they have an interest. Who gave it sees the grant, its
ledger, awards and claims, and no bid. Who bids sees its own bids, awards and claims, and calls that are announced. Who assesses
sees the bids handed in to rounds on whose panel they sit, but for those in which they have an interest.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.funding.interests import of_interest_to
from vinculum.desk.programme.funding.kept import BID, CLAIM, ROUND
from vinculum.desk.programme.funding.models import Bid, Grant, Seat
from vinculum.desk.workflows.stepping import subjects_in

NOBODY = Q(pk__in=())
HANDED_IN = ("submitted", "moderated", "awarded", "declined", "set_aside")
CLAIMS_HANDED_IN = ("submitted", "checked", "paid", "refused")
PUBLIC_ROUNDS = ("announced", "assessing", "decided")
# The holder's people who see its bids: those who look after the money or decide about it.
OF_HOLDER = (Action.MODERATE_BIDS, Action.AWARD, Action.KEEP_FUNDING, Action.PAY_CLAIMS)


def grants_to(viewer: Viewer) -> Q:
    """Return the condition that a grant may be seen: its holder's and its funder's people."""
    if not _reads(viewer):
        return NOBODY
    return Q(holder=viewer.organisation) | Q(funder=viewer.organisation)


def pots_to(viewer: Viewer) -> Q:
    """Return the condition that a pot may be seen: with its grant."""
    return Q(grant__in=_grants(viewer))


def movements_to(viewer: Viewer) -> Q:
    """Return the condition that a proposed or made move may be seen: by the holder's people."""
    return Q(grant__holder=viewer.organisation) if _reads(viewer) else NOBODY


def rounds_to(viewer: Viewer) -> Q:
    """Return the condition that a round may be seen: its grant's holder; once announced its funder, who may bid, its panel."""
    if not _reads(viewer):
        return NOBODY
    held, announced = Q(pot__grant__holder=viewer.organisation), Q(reference__in=subjects_in(ROUND, *PUBLIC_ROUNDS))
    if decide(viewer, Action.BID).allowed:
        return held | announced
    concerned = Q(pot__grant__funder=viewer.organisation)
    if decide(viewer, Action.SCORE_BIDS).allowed:
        concerned |= Q(pk__in=Seat.objects.filter(person=viewer.person).values("round"))
    return held | (announced & concerned)


def bids_to(viewer: Viewer) -> Q:
    """Return the condition that a bid may be seen: by the bidder; handed in and without an interest, by panel and holder."""
    if not _reads(viewer):
        return NOBODY
    own = Q(organisation=viewer.organisation)
    return own | Q(pk__in=Bid.objects.filter(judged_by(viewer)).values("pk"))


def judged_by(viewer: Viewer) -> Q:
    """Return the condition that a viewer may judge a bid or look after its money: handed in, and no interest in it."""
    if not _reads(viewer):
        return NOBODY
    judges = NOBODY
    if any(decide(viewer, action).allowed for action in OF_HOLDER):
        judges |= Q(round__pot__grant__holder=viewer.organisation)
    if decide(viewer, Action.SCORE_BIDS).allowed:
        judges |= Q(round__in=Seat.objects.filter(person=viewer.person).values("round"))
    interested = Bid.objects.filter(of_interest_to(viewer)).values("pk")
    return judges & Q(reference__in=subjects_in(BID, *HANDED_IN)) & ~Q(pk__in=interested)


def awards_to(viewer: Viewer) -> Q:
    """Return the condition that an award may be seen: its recipient, and its grant's holder and funder."""
    if not _reads(viewer):
        return NOBODY
    return Q(recipient=viewer.organisation) | Q(pot__grant__in=_grants(viewer))


def claims_to(viewer: Viewer) -> Q:
    """Return the condition that a claim may be seen: its recipient; once handed in, its grant's holder and funder."""
    if not _reads(viewer):
        return NOBODY
    handed_in = Q(reference__in=subjects_in(CLAIM, *CLAIMS_HANDED_IN))
    return Q(award__recipient=viewer.organisation) | (Q(award__pot__grant__in=_grants(viewer)) & handed_in)


def contributions_to(viewer: Viewer) -> Q:
    """Return the condition that a contribution may be seen: its giver, its receiver, and who runs the partnership's money."""
    if not _reads(viewer):
        return NOBODY
    own = Q(giver=viewer.organisation) | Q(receiver=viewer.organisation) | Q(grant__in=_grants(viewer))
    return Q() if decide(viewer, Action.KEEP_FUNDING).allowed else own


def _grants(viewer: Viewer) -> QuerySet[Grant]:
    return Grant.objects.filter(grants_to(viewer))


def _reads(viewer: Viewer) -> bool:
    return decide(viewer, Action.READ_FUNDING).allowed
