"""A bid: written field by field, scored by the panel, moderated, and told with its decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.funding import bidding
from vinculum.desk.programme.funding.announcing import terms_of
from vinculum.desk.programme.funding.calls import Terms
from vinculum.desk.programme.funding.kept import BID
from vinculum.desk.programme.funding.models import Bid
from vinculum.desk.programme.funding.moderating import Agreed, agreed_mark, moderate_bid
from vinculum.desk.programme.funding.refusals import WrongAnswers
from vinculum.desk.programme.funding.scoring import Given, give_scores, scores_seen, spreads_of
from vinculum.desk.programme.funding.seeing import judged_by
from vinculum.desk.workflows.stepping import history, standing_of, take
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.funding.finding import find_bid, steps_with, take_act
from vinculum.site.pages.funding.forms import TermsForm, bid_form, moderation_form, score_form

SIMPLE = frozenset({"submit", "take_back", "withdraw", "set_aside"})


@guarded(Action.READ_FUNDING)
def bid(request: DeskRequest, bid: str) -> HttpResponseBase:
    """Show a bid; to the bidder while it is a draft, as its form."""
    return _page(request, find_bid(request.viewer, bid))


@guarded(Action.BID, Verb.ALTERATION)
@require_POST
def save(request: DeskRequest, bid: str) -> HttpResponseBase:
    """Save a draft; what is wrong is told beside its field, and nothing that was written is lost."""
    found = find_bid(request.viewer, bid)
    saved = request.POST.get("saved", "")
    told = {name: str(value) for name, value in request.POST.items()}
    faults = bidding.save_bid(found, told, request.viewer, saved=int(saved) if saved.isdecimal() else 0)
    request.told.about("bid", found.reference)
    if faults:
        form = bid_form(terms_of(found.call), data=request.POST)
        form.tell(faults)
        return _page(request, found, form=form)
    messages.success(request, "The draft is saved, and every field is in order. Hand it in before the round closes.")
    return HttpResponseRedirect(reverse("bid", args=[found.reference]))


@guarded(Action.BID, Verb.ALTERATION, or_else=(Action.MODERATE_BIDS,))
@require_POST
def act(request: DeskRequest, bid: str) -> HttpResponseBase:
    """Hand a bid in, take it back, withdraw it or set it aside."""
    found = find_bid(request.viewer, bid)
    try:
        done = take_act(
            request, BID, found.reference,
            {
                "submit": lambda viewer, after, _reason: bidding.submit_bid(found, viewer, after=after),
                "take_back": lambda viewer, after, _reason: bidding.take_back(found, viewer, after=after),
                "withdraw": lambda viewer, after, reason: bidding.withdraw_bid(found, viewer, after=after, reason=reason),
                "set_aside": lambda viewer, after, reason: take(
                    BID, found.reference, "set_aside", viewer, after=after, parties=bidding.bid_parties(found), reason=reason
                ),
            },
        )  # fmt: skip
    except WrongAnswers as error:
        form = bid_form(terms_of(found.call), data=bidding.answers_of(found))
        form.tell(error.faults)
        return _page(request, found, form=form)
    messages.success(request, f"You {done}.")
    return HttpResponseRedirect(reverse("bid", args=[found.reference]))


@guarded(Action.SCORE_BIDS, Verb.ALTERATION)
@require_POST
def score(request: DeskRequest, bid: str) -> HttpResponseBase:
    """Give the viewer's scores of a bid."""
    found = _judged(request, bid)
    criteria = terms_of(found.call).criteria
    told = {
        one.code: Given(
            int(text) if (text := request.POST.get(one.code, "")).isdecimal() else -1, request.POST.get(f"{one.code}-why", "")
        )
        for one in criteria
    }
    try:
        give_scores(found, told, request.viewer)
    except WrongAnswers as error:
        form = score_form(criteria, data=request.POST)
        form.tell(error.faults)
        return _page(request, found, scoring=form)
    request.told.about("bid", found.reference)
    messages.success(request, "Your scores are given. You can now see what others gave.")
    return HttpResponseRedirect(reverse("bid", args=[found.reference]))


@guarded(Action.MODERATE_BIDS, Verb.ALTERATION)
@require_POST
def moderate(request: DeskRequest, bid: str) -> HttpResponseBase:
    """Agree the scores of a bid."""
    found = _judged(request, bid)
    criteria = terms_of(found.call).criteria
    after = request.POST.get("after", "")
    told = {one.code: Agreed(_half(request.POST.get(one.code, "")), request.POST.get(f"{one.code}-why", "")) for one in criteria}
    try:
        moderate_bid(found, told, request.viewer, after=int(after) if after.isdecimal() else -1)
    except WrongAnswers as error:
        form = moderation_form(criteria, data=request.POST)
        form.tell(error.faults)
        return _page(request, found, moderating=form)
    request.told.about("bid", found.reference)
    messages.success(request, "The scores are agreed.")
    return HttpResponseRedirect(reverse("bid", args=[found.reference]))


def _page(
    request: DeskRequest,
    found: Bid,
    form: TermsForm | None = None,
    scoring: TermsForm | None = None,
    moderating: TermsForm | None = None,
) -> HttpResponseBase:
    viewer, terms = request.viewer, terms_of(found.call)
    held = history(BID, found.reference)
    state, answers = standing_of(held).state, bidding.answers_of(found)
    own = found.organisation_id == viewer.organisation
    scores = scores_seen(found, viewer)
    decision = getattr(found, "decision", None)
    request.told.about("bid", found.reference)
    told: dict[str, Any] = {
        "bid": found,
        "asking": bidding.asking_for(found),
        "answers": [(field, answers.get(field.code, "")) for field in terms.fields],
        "saved": found.contents.count(),
        "form": form
        or (bid_form(terms, initial=answers) if own and state == "draft" and decide(viewer, Action.BID).allowed else None),
        "steps": steps_with(
            BID, found.reference, request, reverse("bid-act", args=[found.reference]), bidding.bid_parties(found), SIMPLE
        ),
        "spreads": spreads_of(terms, scores),
        "scoring": scoring or _may_score(request, found, state, terms),
        "moderating": moderating or _may_moderate(request, found, state, terms, len(held)),
        "mark": agreed_mark(found) if decision or not own else None,
        "decision": decision,
        "award": getattr(found, "award", None),
        "own": own,
    }
    told["problems"] = next((one for one in (form, scoring, moderating) if one is not None), None)
    return render(request, "funding/bid.html", told, status=422 if told["problems"] else 200)


def _may_score(request: DeskRequest, found: Bid, state: str, terms: Terms) -> TermsForm | None:
    viewer = request.viewer
    if state != "submitted" or not decide(viewer, Action.SCORE_BIDS).allowed:
        return None
    seated = Bid.objects.filter(judged_by(viewer), pk=found.pk, round__seats__person=viewer.person).exists()
    given = found.scores.filter(person=viewer.person).exists()
    return score_form(terms.criteria) if seated and not given else None


def _may_moderate(request: DeskRequest, found: Bid, state: str, terms: Terms, after: int) -> TermsForm | None:
    viewer = request.viewer
    if state not in {"submitted", "moderated"} or not decide(viewer, Action.MODERATE_BIDS).allowed:
        return None
    people = found.scores.values("person").distinct().count()
    seen = Bid.objects.filter(judged_by(viewer), pk=found.pk).exists()
    return moderation_form(terms.criteria, initial={"after": after}) if seen and people >= terms.scores_wanted else None


def _judged(request: DeskRequest, reference: str) -> Bid:
    """Return a bid that the viewer may judge; one in which they have an interest is not there to be judged."""
    found = find_bid(request.viewer, reference)
    if not Bid.objects.filter(judged_by(request.viewer), pk=found.pk).exists():
        raise Http404
    return found


def _half(text: str) -> Decimal:
    return Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else Decimal(-1)
