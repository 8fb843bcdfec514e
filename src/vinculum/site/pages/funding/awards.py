"""An award: its letter as it was sent, its claims, and its acts; and awards made without a bid."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to
from vinculum.desk.programme.funding import awarding
from vinculum.desk.programme.funding.bookkeeping import books
from vinculum.desk.programme.funding.claiming import begin_claim
from vinculum.desk.programme.funding.kept import AWARD, CLAIM
from vinculum.desk.programme.funding.ledger import NOTHING, Place
from vinculum.desk.programme.funding.models import Award, Claim
from vinculum.desk.programme.funding.refusals import WrongAnswers
from vinculum.desk.programme.funding.seeing import claims_to
from vinculum.desk.workflows.stepping import history, standing_of
from vinculum.products.award_letter import make_award_letter
from vinculum.site.frame_of_page import MARKING
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.funding.finding import find_award, find_pot, steps_with, take_act
from vinculum.site.pages.funding.forms import AwardForm, ClaimForm
from vinculum.site.pages.funding.overview import listed

SIMPLE = frozenset({"send", "cancel", "accept", "refuse", "close"})


@guarded(Action.READ_FUNDING)
def award(request: DeskRequest, award: str) -> HttpResponseBase:
    """Show an award, where its money is, and its claims."""
    return _page(request, find_award(request.viewer, award))


@guarded(Action.AWARD, Verb.ALTERATION)
def direct(request: DeskRequest, pot: str) -> HttpResponseBase:
    """Award money of a pot without a bid."""
    found, posted = find_pot(request.viewer, pot), request.method == "POST"
    form = AwardForm(Operation.objects.filter(visible_to(request.viewer)), request.POST or None)
    if posted and form.is_valid():
        asked = form.cleaned_data
        conditions = [line.strip() for line in asked["conditions"].splitlines() if line.strip()]
        terms = awarding.AwardTerms(
            found, asked["reference"], asked["recipient"].pk, asked["title"], asked["amount_gbp"], asked["spend_by"],
            asked["reason"], asked["about"], conditions, operation=asked["operation"],
        )  # fmt: skip
        made = awarding.grant_award(terms, request.viewer)
        request.told.about("award", made.reference)
        messages.success(request, "The award is decided and its money set aside. Somebody else sends the letter.")
        return HttpResponseRedirect(reverse("award", args=[made.reference]))
    page = {"heading": f"Award money of {found.title} without a bid", "button": "Decide the award", "form": form,
            "back": reverse("grant", args=[found.grant.reference])}  # fmt: skip
    return render(request, "funding/form.html", page, status=422 if posted else 200)


@guarded(Action.BID, Verb.ALTERATION, or_else=(Action.AWARD, Action.KEEP_FUNDING))
@require_POST
def act(request: DeskRequest, award: str) -> HttpResponseBase:
    """Send the letter of an award, accept it, refuse it, cancel or close it."""
    found = find_award(request.viewer, award)
    done = take_act(
        request, AWARD, found.reference,
        {
            "send": lambda viewer, after, _reason: awarding.send_letter(found, viewer, after=after),
            "accept": lambda viewer, after, _reason: awarding.accept_award(found, viewer, after=after),
            "cancel": lambda viewer, after, reason: awarding.give_up_award(found, "cancel", viewer, after=after, reason=reason),
            "refuse": lambda viewer, after, reason: awarding.give_up_award(found, "refuse", viewer, after=after, reason=reason),
            "close": lambda viewer, after, reason: awarding.close_award(found, viewer, after=after, reason=reason),
        },
    )  # fmt: skip
    messages.success(request, f"You {done}.")
    return HttpResponseRedirect(reverse("award", args=[found.reference]))


@guarded(Action.READ_FUNDING, Verb.DISCLOSURE)
def letter(request: DeskRequest, award: str) -> HttpResponse:
    """Hand over the letter of an award as PDF, as it was sent."""
    found = find_award(request.viewer, award)
    kept = found.letters.order_by("at", "id").last()
    if kept is None:
        raise Http404
    made = make_award_letter(kept.said, MARKING, kept.digest, kept.at)
    request.told.about("award", found.reference)
    request.told.counted(sha256=made.digest, said=kept.digest, pages=made.pages)
    name = f"award-{found.reference}.pdf"
    return HttpResponse(
        made.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


@guarded(Action.CLAIM, Verb.COLLECTION)
@require_POST
def claim(request: DeskRequest, award: str) -> HttpResponseBase:
    """Begin a claim of an award."""
    found, form = find_award(request.viewer, award), ClaimForm(request.POST)
    if form.is_valid():
        try:
            made = begin_claim(found, form.cleaned_data["spent_from"], form.cleaned_data["spent_until"], request.viewer)
        except WrongAnswers as error:
            for name, fault in error.faults.items():
                form.add_error(name, fault)
        else:
            request.told.about("claim", made.reference)
            return HttpResponseRedirect(reverse("claim", args=[made.reference]))
    return _page(request, found, form)


def _page(request: DeskRequest, found: Award, form: ClaimForm | None = None) -> HttpResponseBase:
    viewer = request.viewer
    held = books(found.pot.grant)
    references = set(found.claims.values_list("reference", flat=True))
    state = standing_of(history(AWARD, found.reference)).state
    may_claim = state == "accepted" and viewer.organisation == found.recipient_id and decide(viewer, Action.CLAIM).allowed
    request.told.about("award", found.reference)
    places = [
        ("Awarded, not claimed", held.of(Place.COMMITTED, found.reference)),
        *((place.words, sum((held.of(place, one) for one in references), NOTHING)) for place in (Place.CLAIMED, Place.PAID)),
    ]
    told = {
        "award": found,
        "places": places,
        "letter": found.letters.order_by("at", "id").last(),
        "claims": listed(CLAIM, Claim.objects.filter(claims_to(viewer), award=found), "claim"),
        "form": form or (ClaimForm() if may_claim else None),
        "steps": steps_with(
            AWARD, found.reference, request, reverse("award-act", args=[found.reference]), awarding.award_parties(found), SIMPLE
        ),
    }
    return render(request, "funding/award.html", told, status=422 if form else 200)
