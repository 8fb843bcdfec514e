"""The first page of funding: where the money is, what waits for the viewer, and what beside it others give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.figures import Figure, asked_from, figure_of
from vinculum.desk.programme.funding import seeing
from vinculum.desk.programme.funding.bidding import asking_for
from vinculum.desk.programme.funding.figures import RULES
from vinculum.desk.programme.funding.granting import CONTRIBUTION_KINDS, Gift, record_contribution
from vinculum.desk.programme.funding.interests import TAKES_PART, declare_interest
from vinculum.desk.programme.funding.kept import AWARD, BID, CLAIM, GRANT, ROUND
from vinculum.desk.programme.funding.models import Award, Bid, Claim, Contribution, Grant, Interest, Round
from vinculum.desk.workflows.stepping import standings
from vinculum.desk.workflows.workflow import Workflow
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.funding.forms import ContributionForm, InterestForm

SHOWN_FIGURES = (
    "grants-received",
    "grants-awarded",
    "grants-claimed",
    "grants-paid",
    "grants-unspent",
    "bids-received",
    "bids-awarded",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing in a list: what it is, where it stands, and its page."""

    thing: Any
    state: str
    href: str
    asks: Any = None


@guarded(Action.READ_FUNDING)
def funding(request: DeskRequest) -> HttpResponseBase:
    """Show the money and the things that the viewer may see."""
    viewer = request.viewer
    bids = Bid.objects.filter(seeing.bids_to(viewer), organisation=viewer.organisation).select_related("round", "organisation")
    shown: dict[str, Any] = {
        "figures": [figure_of(rule, viewer, asked_from({}, viewer.at)) for rule in RULES if rule.code in SHOWN_FIGURES],
        "as_at": viewer.at,
        "grants": listed(GRANT, Grant.objects.filter(seeing.grants_to(viewer)).select_related("funder"), "grant"),
        "rounds": listed(ROUND, Round.objects.filter(seeing.rounds_to(viewer)).select_related("pot"), "funding-round"),
        "bids": listed(BID, bids, "bid"),
        "awards": listed(AWARD, Award.objects.filter(seeing.awards_to(viewer)).select_related("recipient", "pot"), "award"),
        "claims": listed(CLAIM, Claim.objects.filter(seeing.claims_to(viewer)).select_related("award__recipient"), "claim"),
        "may_keep": decide(viewer, Action.KEEP_FUNDING).allowed,
        "interests": Interest.objects.filter(person=viewer.person).select_related("organisation"),
        "interest_form": InterestForm() if any(decide(viewer, action).allowed for action in TAKES_PART) else None,
        "success": success_of(request),
    }
    request.told.counted(grants=len(shown["grants"]), awards=len(shown["awards"]), claims=len(shown["claims"]))
    return render(request, "funding/overview.html", shown)


@guarded(Action.READ_FUNDING)
def contributions(request: DeskRequest) -> HttpResponseBase:
    """Show what partners give beside the grants."""
    rows = Contribution.objects.filter(seeing.contributions_to(request.viewer)).select_related("giver", "receiver")
    told = [(row, CONTRIBUTION_KINDS[row.kind]) for row in rows]
    request.told.counted(rows=len(told))
    form = ContributionForm() if decide(request.viewer, Action.KEEP_FUNDING).allowed else None
    return render(request, "funding/contributions.html", {"rows": told, "form": form})


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
@require_POST
def contribute(request: DeskRequest) -> HttpResponseBase:
    """Enter what somebody gives beside a grant."""
    form = ContributionForm(request.POST)
    if not form.is_valid():
        rows = Contribution.objects.filter(seeing.contributions_to(request.viewer)).select_related("giver", "receiver")
        told = [(row, CONTRIBUTION_KINDS[row.kind]) for row in rows]
        return render(request, "funding/contributions.html", {"rows": told, "form": form}, status=422)
    asked = form.cleaned_data
    gift = Gift(
        asked["giver"].pk, asked["receiver"].pk, asked["kind"], asked["about"], asked["begins_on"], asked["source"],
        asked["amount_gbp"], asked["ends_on"],
    )  # fmt: skip
    made = record_contribution(gift, request.viewer)
    request.told.about("contribution", str(made.pk))
    messages.success(request, "The contribution is entered.")
    return HttpResponseRedirect(reverse("funding-contributions"))


@guarded(Action.SCORE_BIDS, Verb.ALTERATION, or_else=(Action.MODERATE_BIDS, Action.AWARD, Action.KEEP_FUNDING, Action.PAY_CLAIMS))
@require_POST
def declare(request: DeskRequest) -> HttpResponseBase:
    """Declare an interest of the viewer's own."""
    form = InterestForm(request.POST)
    if not form.is_valid():
        return render(request, "funding/form.html", _interest_page(form), status=422)
    declare_interest(form.cleaned_data["organisation"], form.cleaned_data["why"], request.viewer)
    request.told.about("interest", form.cleaned_data["organisation"].pk)
    messages.success(request, "Your interest is entered. You will not see or judge bids in which that organisation takes part.")
    return HttpResponseRedirect(reverse("funding"))


def listed(workflow: Workflow, things: Iterable[Any], page: str) -> list[Listed]:
    """Return things with where they stand; one that was never begun is left out."""
    found = {thing.reference: thing for thing in things}
    where = standings(workflow, list(found))
    return [
        Listed(thing, workflow.states[where[reference].state].title, reverse(page, args=[reference]))
        for reference, thing in found.items()
        if reference in where
    ]


def with_asks(rows: Iterable[Listed]) -> list[Listed]:
    """Return listed bids with what each asks for."""
    return [Listed(row.thing, row.state, row.href, asking_for(row.thing)) for row in rows]


def success_of(request: DeskRequest, **of: str) -> str:
    """Return the share of decided bids that were awarded, with its base, as a sentence; "" where none was decided."""
    rules = {rule.code: rule for rule in RULES}
    asked = asked_from(of, request.viewer.at)
    won, base = (figure_of(rules[code], request.viewer, asked) for code in ("bids-awarded", "bids-decided"))
    return _share(won, base)


def _share(won: Figure, base: Figure) -> str:
    if not base.value or won.value is None:
        return ""
    told = f"{won.value:,.0f} of {base.value:,.0f} bids that were decided got money ({won.value / base.value:.0%})."
    return told if base.value >= 10 else f"{told} So few that the share says little."  # noqa: PLR2004  of ten, one bid is a tenth


def _interest_page(form: InterestForm) -> dict[str, Any]:
    return {"form": form, "heading": "Declare an interest", "button": "Declare it", "back": reverse("funding")}
