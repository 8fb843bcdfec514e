"""A round: its call and panel, its bids in the order of their marks, and the decision within the pot."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.models import Appointment, Person, standing
from vinculum.desk.access.policy import decide
from vinculum.desk.access.roles import roles
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.funding import announcing, deciding
from vinculum.desk.programme.funding.bidding import begin_bid, why_not_eligible
from vinculum.desk.programme.funding.bookkeeping import books
from vinculum.desk.programme.funding.calls import WrongTerms, read_toml
from vinculum.desk.programme.funding.kept import BID, ROUND
from vinculum.desk.programme.funding.ledger import Place
from vinculum.desk.programme.funding.models import Bid, Round
from vinculum.desk.programme.funding.refusals import WrongAnswers
from vinculum.desk.programme.funding.sample import local_operations
from vinculum.desk.programme.funding.seeing import bids_to, judged_by
from vinculum.desk.workflows.stepping import take
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.funding.finding import find_pot, find_round, steps_with, take_act
from vinculum.site.pages.funding.forms import CallForm, RoundForm, SeatForm
from vinculum.site.pages.funding.overview import listed, success_of, with_asks

SIMPLE = frozenset({"announce", "assess", "conclude", "call_off"})
PASS_MARK = Decimal(50)


@guarded(Action.READ_FUNDING)
def round_page(request: DeskRequest, funding_round: str) -> HttpResponseBase:
    """Show a round, its call, and those of its bids that the viewer may see."""
    return _page(request, find_round(request.viewer, funding_round))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
def prepare(request: DeskRequest, pot: str) -> HttpResponseBase:
    """Prepare a round of a pot: the form starts from the terms of the call for local operations."""
    found, posted = find_pot(request.viewer, pot), request.method == "POST"
    form, call = RoundForm(request.POST or None), CallForm(request.POST or None, initial={"terms": local_operations()})
    page = {"heading": f"Prepare a round of {found.title}", "button": "Prepare the round", "forms": (form, call),
            "back": reverse("grant", args=[found.grant.reference])}  # fmt: skip
    if posted and form.is_valid() and call.is_valid():
        try:
            terms = announcing.Call(call.opens_at(), call.closing(), read_toml(call.cleaned_data["terms"]))
            told = form.cleaned_data
            made = announcing.prepare_round(found, told["reference"], told["title"], told["about"], terms, request.viewer)
        except (WrongTerms, WrongAnswers) as error:
            call.add_error(None, str(error))
        else:
            request.told.about("funding_round", made.reference)
            messages.success(request, "The round is prepared. Give seats to assessors, then announce the call.")
            return HttpResponseRedirect(reverse("funding-round", args=[made.reference]))
    return render(request, "funding/form.html", {**page, "form": call if call.errors else form}, status=422 if posted else 200)


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION, or_else=(Action.AWARD,))
@require_POST
def act(request: DeskRequest, funding_round: str) -> HttpResponseBase:
    """Announce a round, close it for bids, conclude it or call it off."""
    found = find_round(request.viewer, funding_round)
    parties = announcing.round_parties(found)
    done = take_act(
        request, ROUND, found.reference,
        {
            "announce": lambda viewer, after, _reason: take(
                ROUND, found.reference, "announce", viewer, after=after, parties=parties
            ),
            "assess": lambda viewer, after, _reason: announcing.close_for_bids(found, viewer, after=after),
            "conclude": lambda viewer, after, _reason: announcing.conclude(found, viewer, after=after),
            "call_off": lambda viewer, after, reason: take(
                ROUND, found.reference, "call_off", viewer, after=after, parties=parties, reason=reason
            ),
        },
    )  # fmt: skip
    messages.success(request, f"You {done}.")
    return HttpResponseRedirect(reverse("funding-round", args=[found.reference]))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
@require_POST
def seat(request: DeskRequest, funding_round: str) -> HttpResponseBase:
    """Give an assessor a seat on the panel."""
    found = find_round(request.viewer, funding_round)
    form = SeatForm(_assessors(request), request.POST)
    if form.is_valid():
        announcing.give_seat(found, form.cleaned_data["person"], request.viewer)
        request.told.about("seat", found.reference)
        messages.success(request, f"{form.cleaned_data['person'].name} has a seat on the panel.")
        return HttpResponseRedirect(reverse("funding-round", args=[found.reference]))
    return _page(request, found, form=form)


@guarded(Action.BID, Verb.COLLECTION)
@require_POST
def bid(request: DeskRequest, funding_round: str) -> HttpResponseBase:
    """Begin a bid of the viewer's organisation."""
    made = begin_bid(find_round(request.viewer, funding_round), request.viewer)
    request.told.about("bid", made.reference)
    return HttpResponseRedirect(reverse("bid", args=[made.reference]))


@guarded(Action.AWARD, Verb.ALTERATION)
@require_POST
def decide_now(request: DeskRequest, funding_round: str) -> HttpResponseBase:
    """Decide the moderated bids for which an amount was written; those left empty wait."""
    found = find_round(request.viewer, funding_round)
    judged = {
        bid.reference: bid for bid in Bid.objects.filter(judged_by(request.viewer), round=found).select_related("round", "call")
    }
    verdicts, faults = [], []
    for reference, one in judged.items():
        written = request.POST.get(f"{reference}-amount", "").strip().replace(",", "").replace("£", "")
        if not written:
            continue
        try:
            amount = Decimal(written)
        except InvalidOperation:
            faults.append(f"{reference}: {written} is no amount. Write pounds, 0 for nothing, or leave it empty.")
            continue
        verdicts.append(deciding.Verdict(one, amount, request.POST.get(f"{reference}-reason", "")))
    if not verdicts and not faults:
        faults.append("Write an amount for at least one bid; 0 awards nothing.")
    if not faults:
        try:
            made = deciding.decide_bids(found, verdicts, request.viewer)
        except WrongAnswers as error:
            faults = list(error.faults.values())
        else:
            for decision in made:
                request.told.about("bid", decision.bid.reference)
            messages.success(request, f"{len(made)} bids are decided. Somebody else sends the letters.")
            return HttpResponseRedirect(reverse("funding-round", args=[found.reference]))
    return _page(request, found, faults=faults)


def _page(request: DeskRequest, found: Round, form: SeatForm | None = None, faults: list[str] | None = None) -> HttpResponseBase:
    viewer, call = request.viewer, announcing.call_of(found)
    terms = announcing.terms_of(call)
    seen = list(Bid.objects.filter(bids_to(viewer), round=found).select_related("organisation", "round", "call"))
    of_holder = viewer.organisation == found.pot.grant.holder_id
    keeps = of_holder and decide(viewer, Action.KEEP_FUNDING).allowed
    decides = of_holder and decide(viewer, Action.AWARD).allowed
    request.told.about("funding_round", found.reference)
    request.told.counted(bids=len(seen))
    bids = with_asks(listed(BID, seen, "bid"))
    told: dict[str, Any] = {
        "round": found,
        "call": call,
        "terms": terms,
        "closes": call.closes_at.astimezone(UTC),
        "bids": bids,
        "steps": steps_with(
            ROUND, found.reference, request, reverse("funding-round-act", args=[found.reference]),
            announcing.round_parties(found), SIMPLE,
        ),
        "panel": found.seats.select_related("person__organisation") if of_holder else [],
        "seat_form": (form or SeatForm(_assessors(request))) if keeps else None,
        "may_bid": decide(viewer, Action.BID).allowed and announcing.is_open(found, viewer.at),
        "left_out": why_not_eligible(call, viewer.organisation) if decide(viewer, Action.BID).allowed else [],
        "suggestions": _suggestions(request, found) if decides else [],
        "held": books(found.pot.grant).of(Place.POT, found.pot.reference) if of_holder else None,
        "success": success_of(request, round=found.reference),
        "faults": faults or [],
        "posted": request.POST,
    }  # fmt: skip
    return render(request, "funding/round.html", told, status=422 if faults or form else 200)


def _suggestions(request: DeskRequest, found: Round) -> list[dict[str, Any]]:
    """Return the moderated bids best first, each with what it would get, or with what was written in the form that came back."""
    bids = list(Bid.objects.filter(judged_by(request.viewer), round=found).select_related("round", "call", "organisation"))
    waiting = {row.thing.pk for row in listed(BID, bids, "bid") if row.state == BID.states["moderated"].title}
    held = books(found.pot.grant).of(Place.POT, found.pot.reference)
    ranked = deciding.ranked_bids([bid for bid in bids if bid.agreed.exists()])
    least = announcing.terms_of(announcing.call_of(found)).least_gbp
    return [
        {
            "one": one.ranked,
            "amount": request.POST.get(f"{one.ranked.bid.reference}-amount", f"{one.amount_gbp:.2f}"),
            "reason": request.POST.get(f"{one.ranked.bid.reference}-reason", one.reason),
        }
        for one in deciding.suggest([one for one in ranked if one.bid.pk in waiting], held, PASS_MARK, least)
    ]


def _assessors(request: DeskRequest) -> Any:
    """Return the people who hold a role that scores bids at the moment of asking."""
    scoring = [code for code, role in roles().items() if Action.SCORE_BIDS in role.actions]
    holding = Appointment.objects.filter(standing(request.viewer.at), role__in=scoring)
    return Person.objects.filter(pk__in=holding.values("person"), is_active=True).order_by("name")
