"""A grant: its pots, conditions and ledger as at any moment; entering one, and moving its money."""

from __future__ import annotations

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
from vinculum.desk.figures import asked_from
from vinculum.desk.programme.funding import granting, moving
from vinculum.desk.programme.funding.bookkeeping import books, ledger_of
from vinculum.desk.programme.funding.kept import GRANT, MOVEMENT
from vinculum.desk.programme.funding.ledger import Place
from vinculum.desk.programme.funding.models import Award, Grant, Movement
from vinculum.desk.programme.funding.refusals import WrongAnswers
from vinculum.desk.programme.funding.seeing import awards_to, movements_to
from vinculum.desk.workflows.stepping import standings, take
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.funding.finding import find_condition, find_grant, find_movement, steps_with, take_act
from vinculum.site.pages.funding.forms import EvidenceForm, GrantForm, MoveForm, PotForm
from vinculum.site.steps_on_page import steps_on_page

TO_BE_SAID = "To be entered by whoever looks after the grant."
SIMPLE = frozenset({"take_in", "decline", "close"})


@guarded(Action.READ_FUNDING)
def grant(request: DeskRequest, grant: str) -> HttpResponseBase:
    """Show a grant with its money as at a moment."""
    return _page(request, find_grant(request.viewer, grant))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
def enter(request: DeskRequest) -> HttpResponseBase:
    """Enter the offer of a grant that the viewer's organisation will hold."""
    form = GrantForm(request.POST or None)
    page = {"heading": "Enter the offer of a grant", "button": "Enter the offer", "back": reverse("funding")}
    if request.method != "POST" or not form.is_valid():
        return render(request, "funding/form.html", {**page, "form": form}, status=422 if request.method == "POST" else 200)
    asked = form.cleaned_data
    lines = [line.strip() for line in asked["demands"].splitlines() if line.strip()]
    offer = granting.Offer(
        asked["reference"], asked["title"], asked["funder"].pk, request.viewer.organisation, asked["begins_on"], asked["ends_on"],
        asked["amount_gbp"], asked["about"], [pillar.pk for pillar in asked["pillars"]],
        [granting.Demand(f"c{number}", line, TO_BE_SAID) for number, line in enumerate(lines, 1)],
    )  # fmt: skip
    try:
        made = granting.enter_grant(offer, request.viewer)
    except WrongAnswers as error:
        for name, fault in error.faults.items():
            form.add_error(name, fault)
        return render(request, "funding/form.html", {**page, "form": form}, status=422)
    request.told.about("grant", made.reference)
    messages.success(request, "The offer is entered. Somebody else has to take the grant in before its money can be used.")
    return HttpResponseRedirect(reverse("grant", args=[made.reference]))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, grant: str) -> HttpResponseBase:
    """Take a grant in, decline or close it."""
    found = find_grant(request.viewer, grant)
    done = take_act(
        request, GRANT, found.reference,
        {
            "take_in": lambda viewer, after, _reason: granting.take_in(found, viewer, after=after),
            "decline": lambda viewer, after, reason: take(
                GRANT, found.reference, "decline", viewer, after=after, parties=granting.parties_of(found), reason=reason
            ),
            "close": lambda viewer, after, reason: granting.close_grant(found, viewer, after=after, reason=reason),
        },
    )  # fmt: skip
    messages.success(request, f"You {done}.")
    return HttpResponseRedirect(reverse("grant", args=[found.reference]))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
@require_POST
def pot(request: DeskRequest, grant: str) -> HttpResponseBase:
    """Open a pot of a grant."""
    found, form = find_grant(request.viewer, grant), PotForm(request.POST)
    if not form.is_valid():
        return _page(request, found, pot_form=form)
    asked = form.cleaned_data
    pillars = [pillar.pk for pillar in asked["pillars"]]
    made = moving.open_pot(found, asked["reference"], asked["title"], request.viewer, about=asked["about"], pillars=pillars)
    request.told.about("pot", made.reference)
    messages.success(request, f"The pot {made.title} is open, and empty. Propose to put money into it.")
    return HttpResponseRedirect(reverse("grant", args=[found.reference]))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
@require_POST
def move(request: DeskRequest, grant: str) -> HttpResponseBase:
    """Propose a move of money within a grant."""
    found = find_grant(request.viewer, grant)
    form = MoveForm(found.pots.all(), request.POST)
    if not form.is_valid():
        return _page(request, found, move_form=form)
    asked = form.cleaned_data
    wanted = moving.Wanted(moving.Kind(asked["kind"]), asked["amount_gbp"], asked["why"], asked["source"], asked["target"])
    try:
        made = moving.propose_move(found, wanted, request.viewer)
    except WrongAnswers as error:
        for name, fault in error.faults.items():
            form.add_error(name, fault)
        return _page(request, found, move_form=form)
    request.told.about("movement", made.reference)
    messages.success(request, "The move is proposed. Nothing moves until somebody else agrees.")
    return HttpResponseRedirect(reverse("grant", args=[found.reference]))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
@require_POST
def settle(request: DeskRequest, movement: str) -> HttpResponseBase:
    """Agree to a proposed move, or drop it."""
    found = find_movement(request.viewer, movement)
    done = take_act(
        request, MOVEMENT, found.reference,
        {
            "agree": lambda viewer, after, _reason: moving.agree_move(found, viewer, after=after),
            "drop": lambda viewer, after, reason: moving.drop_move(found, viewer, after=after, reason=reason),
        },
    )  # fmt: skip
    messages.success(request, f"You {done}.")
    return HttpResponseRedirect(reverse("grant", args=[found.grant.reference]))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
def comply(request: DeskRequest, condition: int) -> HttpResponseBase:
    """Enter what shows that a condition is met or is not."""
    found = find_condition(request.viewer, condition)
    form = EvidenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        granting.show_compliance(found, request.viewer, met=form.cleaned_data["met"] == "yes", text=form.cleaned_data["text"])
        request.told.about("condition", str(found.pk))
        messages.success(request, "The evidence is entered.")
        return HttpResponseRedirect(reverse("grant", args=[found.grant.reference]))
    page = {"heading": found.text, "button": "Enter it", "form": form, "back": reverse("grant", args=[found.grant.reference])}
    return render(request, "funding/form.html", page, status=422 if request.method == "POST" else 200)


def _page(
    request: DeskRequest, found: Grant, pot_form: PotForm | None = None, move_form: MoveForm | None = None
) -> HttpResponseBase:
    viewer = request.viewer
    as_at = asked_from({"as_at": request.GET.get("as_at", "")}, viewer.at).as_at
    held = books(found, as_at)
    of_holder = viewer.organisation == found.holder_id and decide(viewer, Action.KEEP_FUNDING).allowed
    pots = list(found.pots.prefetch_related("pillars"))
    request.told.about("grant", found.reference)
    told: dict[str, Any] = {
        "grant": found,
        "as_at": as_at,
        "asked_as_at": request.GET.get("as_at", ""),
        "places": [(place.words, held.of(place)) for place in Place if place is not Place.OUTSIDE],
        "total": held.total,
        "ledger": ledger_of(found, as_at),
        "pots": [(one, held.of(Place.POT, one.reference)) for one in pots if one.made_at <= as_at],
        "conditions": [(one, one.evidence.filter(at__lte=as_at).order_by("at", "id").last()) for one in found.conditions.all()],
        "movements": _movements(request, found),
        "awards": Award.objects.filter(awards_to(viewer), pot__grant=found).select_related("recipient", "pot"),
        "steps": steps_with(
            GRANT, found.reference, request, reverse("grant-act", args=[found.reference]), granting.parties_of(found), SIMPLE
        ),
        "may_keep": of_holder,
        "may_award": viewer.organisation == found.holder_id and decide(viewer, Action.AWARD).allowed,
        "pot_form": (pot_form or PotForm(prefix=None)) if of_holder else None,
        "move_form": (move_form or MoveForm(found.pots.all())) if of_holder else None,
        "form": pot_form or move_form,
    }
    return render(request, "funding/grant.html", told, status=422 if pot_form or move_form else 200)


def _movements(request: DeskRequest, found: Grant) -> list[dict[str, Any]]:
    rows = Movement.objects.filter(movements_to(request.viewer), grant=found).select_related("source", "target", "grant")
    open_now = {
        ref for ref, one in standings(MOVEMENT, list(rows.values_list("reference", flat=True))).items() if one.state == "proposed"
    }
    return [
        {
            "row": row,
            "words": moving.KIND_WORDS[moving.Kind(row.kind)],
            "steps": steps_on_page(
                MOVEMENT, row.reference, request, reverse("movement-act", args=[row.reference]), granting.parties_of(found)
            ),
        }
        for row in rows
        if row.reference in open_now
    ]
