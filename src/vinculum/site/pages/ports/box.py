"""The page of one box of a short list: why, what is declared, who has it, what became of it; and the acts on it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.ports.listed import listed
from vinculum.desk.ports.models import EligibleBox
from vinculum.desk.ports.owning import OWNERS, act_on, colleagues
from vinculum.desk.ports.refusals import NotOwned
from vinculum.desk.ports.seeing import boxes_visible_to
from vinculum.desk.ports.workflow import BOX, parties_of
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.ports.board import standing_clock
from vinculum.site.pages.ports.forms import HandOverForm
from vinculum.site.pages.ports.reading import ToldBox, tell_boxes
from vinculum.site.steps_on_page import StepsOnPage, asked_step, steps_on_page


@guarded(Action.READ_PORTS)
def box(request: DeskRequest, box: str) -> HttpResponse:
    """Show one box of a short list."""
    return _show(request, *_seen_box(request, box))


@guarded(Action.WORK_PORTS, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, box: str) -> HttpResponseBase:
    """Take an act on a box: to take it, give it up, or tell what became of it."""
    held, _ = _seen_box(request, box)
    asked = asked_step(request)
    if asked.act in {"hand_over", "open", "list"}:
        raise NotOwned("This act has a form of its own: open the box's page. Nothing was changed.")
    step = act_on(held, asked.act, request.viewer, after=asked.after, reason=asked.reason)
    return _done(request, held, f"{held.reference}: {BOX.states[step.state].title.lower()}.")


@guarded(Action.WORK_PORTS, Verb.ALTERATION)
@require_POST
def hand_over(request: DeskRequest, box: str) -> HttpResponseBase:
    """Hand a box over to a colleague."""
    held, told = _seen_box(request, box)
    form = HandOverForm(colleagues(held, request.viewer), request.POST)
    if not form.is_valid():
        return _show(request, held, told, form, 422)
    said = form.cleaned_data
    step = act_on(held, "hand_over", request.viewer, after=said["after"], reason=said["reason"], to=int(said["to"]))
    names = {one.pk: one.name for one in colleagues(held, request.viewer)}
    return _done(request, held, f"{names[step.told['to']]} has {held.reference} now.")


def _done(request: DeskRequest, held: EligibleBox, sentence: str) -> HttpResponseRedirect:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("ports_box", args=[held.reference]))


def _seen_box(request: DeskRequest, reference: str) -> tuple[EligibleBox, ToldBox]:
    """Return a chosen box that the viewer may see, as their picture tells it; Http404 for any other."""
    rows = EligibleBox.objects.filter(boxes_visible_to(request.viewer), reference=reference).exclude(basis="")
    held = rows.select_related("short_list", "short_list__drawn_by").first()
    if held is None:
        raise Http404
    told = tell_boxes(seen(request), request.viewer, standing_clock(request), listed([held]))
    if not told:
        raise Http404
    request.told.about("box", reference)
    request.told.about("consignment_ref", held.consignment_ref)
    return held, told[0]


def _show(
    request: DeskRequest, held: EligibleBox, told: ToldBox, form: HandOverForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    others = colleagues(held, viewer)
    steps = _own_steps(request, held, told)
    owns = told.listed.owner == viewer.person
    may_hand_over = owns and decide(viewer, Action.WORK_PORTS).allowed
    context = {
        "one": told,
        "short_list": held.short_list,
        "eligible": held.short_list.boxes.filter(inclusion_probability__gt=0).count(),
        "reasons": told.all_reasons,
        "declared": told.box,
        "steps": steps,
        "may_hand_over": may_hand_over,
        "may_record": decide(viewer, Action.RECORD_INSPECTIONS).allowed
        and held.short_list.organisation_id == viewer.organisation,
        "colleagues": others,
        "form": form or (HandOverForm(others, initial={"after": steps.after}) if may_hand_over and others else None),
    }
    return render(request, "ports/box.html", context, status=status)


def _own_steps(request: DeskRequest, held: EligibleBox, told: ToldBox) -> StepsOnPage:
    """Return the acts that a button offers: what has a form of its own, and what only the owner may do, left out."""
    steps = steps_on_page(BOX, held.reference, request, reverse("ports_box_act", args=[held.reference]), parties_of(held))
    out = {"hand_over", "open"} | (OWNERS if told.listed.owner != request.viewer.person else {"take_over"})
    return replace(steps, offered=tuple(one for one in steps.offered if one.rule.code not in out))
