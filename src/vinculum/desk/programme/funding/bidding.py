"""Bids: begun, saved as often as wanted, handed in before the deadline, taken back, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.announcing import must_be_open, terms_of
from vinculum.desk.programme.funding.answering import Asking, asking_of, read_answers
from vinculum.desk.programme.funding.calls import PARTNERS
from vinculum.desk.programme.funding.eligibility import Bidder, left_out_by
from vinculum.desk.programme.funding.kept import BID
from vinculum.desk.programme.funding.models import Bid, BidContent, BidPartner, CallVersion, Round
from vinculum.desk.programme.funding.refusals import NotEligible, OutOfOrder, WrongAnswers
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken
from vinculum.desk.workflows.stepping import history, standing_of, standings, take
from vinculum.marks.reference import forces


def why_not_eligible(call: CallVersion, organisation: str) -> list[str]:
    """Return what the rules of a call say that leave an organisation out; empty if it may bid."""
    told = Organisation.objects.get(code=organisation)
    held = list(Bid.objects.filter(round=call.round_id, organisation=organisation).values_list("reference", flat=True))
    counted = sum(standing.state != "withdrawn" for standing in standings(BID, held).values())
    region = next((force.region for force in forces() if force.id == told.force), "")
    return left_out_by(terms_of(call).eligibility, Bidder(told.code, told.kind, region, counted))


@transaction.atomic
def begin_bid(round_: Round, viewer: Viewer) -> Bid:
    """Begin a bid of the viewer's organisation; TooLate or NotEligible says why not."""
    call = must_be_open(round_, viewer.at)
    said = why_not_eligible(call, viewer.organisation)
    if said:
        raise NotEligible(f"{viewer.organisation} may not bid in {round_.title}. {' '.join(said)}")
    before = Bid.objects.filter(round=round_, organisation=viewer.organisation).count()
    reference = f"{round_.reference}-{viewer.organisation.lower()}" + (f"-{before + 1}" if before else "")
    take(BID, reference, "begin", viewer, after=0, parties={"bidder": viewer.organisation, "holder": ""})
    return Bid.objects.create(
        reference=reference, round=round_, call=call, organisation_id=viewer.organisation,
        made_at=viewer.at, made_by_id=viewer.person,
    )  # fmt: skip


@transaction.atomic
def save_bid(bid: Bid, told: Mapping[str, str], viewer: Viewer, *, saved: int) -> dict[str, str]:
    """Append what the form holds to a draft, seen when it had been saved ``saved`` times, and return its faults by field.

    A draft may have faults. Overtaken says that somebody of the same organisation saved meanwhile.
    """
    if viewer.organisation != bid.organisation_id:
        raise NotPermitted(f"This bid is for {bid.organisation_id} to write, and {viewer.name} is of {viewer.organisation}.")
    if standing_of(history(BID, bid.reference)).state != "draft":
        raise NotNow("The bid is not a draft any more: take it back before the round closes to change it. Nothing was kept.")
    last = bid.contents.order_by("number").last()
    if last is not None and last.at > viewer.at:
        raise OutOfOrder("The bid was saved after this moment. Nothing was kept.")
    kept, faults = read_answers(terms_of(bid.call), told, _known(told))
    if (last.number if last else 0) != saved:
        raise Overtaken("Somebody else saved this bid after your page was shown. Nothing of yours was kept; look at it again.")
    try:
        with transaction.atomic():
            BidContent.objects.create(bid=bid, number=saved + 1, answers=kept, at=viewer.at, by_id=viewer.person)
    except IntegrityError as error:
        raise Overtaken(
            "Somebody else saved this bid at the same moment. Nothing of yours was kept; look at it again."
        ) from error
    return faults


@transaction.atomic
def submit_bid(bid: Bid, viewer: Viewer, *, after: int) -> Step:
    """Hand a bid in as it was last saved; TooLate after the deadline, WrongAnswers with a sentence for each field."""
    must_be_open(bid.round, viewer.at)
    answers = answers_of(bid)
    _kept, faults = read_answers(terms_of(bid.call), answers, _known(answers))
    if faults:
        raise WrongAnswers(faults)
    for code in asking_of(answers).partners:
        BidPartner.objects.get_or_create(bid=bid, organisation_id=code, defaults={"at": viewer.at})
    return take(BID, bid.reference, "submit", viewer, after=after, parties=bid_parties(bid))


@transaction.atomic
def take_back(bid: Bid, viewer: Viewer, *, after: int) -> Step:
    """Take a bid back to change it, while the round is open."""
    must_be_open(bid.round, viewer.at)
    return take(BID, bid.reference, "take_back", viewer, after=after, parties=bid_parties(bid))


def withdraw_bid(bid: Bid, viewer: Viewer, *, after: int, reason: str = "") -> Step:
    """Withdraw a bid for good; it may be done after the deadline too."""
    return take(BID, bid.reference, "withdraw", viewer, after=after, parties=bid_parties(bid), reason=reason)


def answers_of(bid: Bid) -> dict[str, str]:
    """Return the answers as they were last saved; none before the first time."""
    last = bid.contents.order_by("number").last()
    return dict(last.answers) if last else {}


def asking_for(bid: Bid) -> Asking:
    """Return what a bid asks for, as it was last saved."""
    return asking_of(answers_of(bid))


def bid_parties(bid: Bid) -> dict[str, str]:
    """Return the organisations that the acts on a bid are kept for."""
    return {"bidder": bid.organisation_id, "holder": bid.round.pot.grant.holder_id}


def _known(told: Mapping[str, str]) -> frozenset[str]:
    """Return the codes of organisations, where the answers name any at all."""
    named = told.get(PARTNERS, "").strip()
    return frozenset(Organisation.objects.values_list("code", flat=True)) if named else frozenset()
