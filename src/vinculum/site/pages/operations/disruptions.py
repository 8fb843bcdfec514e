"""Disruption assessments: judged by whoever acted, moderated by a second person, shown where the chain was attacked."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.operations.disrupting import Judged, assess, judge_again, levels, parties_of, stages, strands
from vinculum.desk.operations.figures import RULES
from vinculum.desk.operations.models import Disruption, Operation
from vinculum.desk.operations.seeing import disruptions_visible_to, visible_to
from vinculum.desk.operations.workflow import DISRUPTION
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import history, standings
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.acts import apart
from vinculum.site.pages.operations.fields import a_day, a_line, choice, stage_choices, words
from vinculum.site.pages.operations.found import seen_disruption, seen_operation
from vinculum.site.steps_on_page import steps_on_page, take_from_form

COUNTED = next(rule for rule in RULES if rule.code == "disruptions-agreed")


class JudgementForm(forms.Form):
    """A judgement with its reasons."""

    level = choice("Level", radios=True, hint="No fixed national definitions exist: choose what you can defend.")
    strand = choice("Strand", list(strands().items()), radios=True)
    stage = choice("Stage of the crime script", stage_choices())
    rationale = words("Why this level", hint="What it could do before, what it can do now, and how you know.")

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        told_levels = [(level.code, f"{level.title}. {level.about}") for level in levels().values()]
        cast("forms.ChoiceField", self.fields["level"]).choices = told_levels

    def judged(self) -> Judged:
        """Return what was said; only of a valid form."""
        said = self.cleaned_data
        return Judged(said["level"], said["strand"], said["stage"], said["rationale"])


class DisruptionForm(JudgementForm):
    """A disruption with its first judgement."""

    subject = a_line("Who or what was disrupted", hint="A group, a network, premises or a market")
    happened_on = a_day("On")
    what = words("What was done")
    field_order = ("subject", "happened_on", "what", "level", "strand", "stage", "rationale")


@guarded(Action.READ_OPERATIONS)
def disruptions(request: DeskRequest) -> HttpResponse:
    """Show where the chain was attacked, and list the disruptions that the viewer may read."""
    viewer = request.viewer
    named = request.GET.get("operation", "")
    operations = list(Operation.objects.filter(visible_to(viewer)))
    asked = Asked(viewer.at, {"operation": named} if named else {})
    figure = figure_of(COUNTED, viewer, asked)
    held = Disruption.objects.filter(disruptions_visible_to(viewer)).select_related("operation", "organisation")
    if named:
        held = held.filter(operation__reference=named)
    rows = list(held)
    states = standings(DISRUPTION, [one.reference for one in rows])
    request.told.counted(disruptions=len(rows))
    context = {
        "rows": [
            {"one": one, "state": DISRUPTION.states[states[one.reference].state].title, "level": _level(one)}
            for one in rows
            if one.reference in states
        ],
        "figure": figure,
        "matrix": _matrix(figure.rows),
        "strands": list(strands().values()),
        "counts": sorted(Counter(str(row.cells[3]) for row in figure.rows).items()),
        "operations": operations,
        "named": named,
        "may_read": decide(viewer, Action.ASSESS_DISRUPTION).allowed or decide(viewer, Action.MODERATE_DISRUPTION).allowed,
    }
    return render(request, "operations/disruptions.html", context)


@guarded(Action.ASSESS_DISRUPTION, Verb.ALTERATION)
def new(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Show the form of a disruption, or keep it."""
    found = seen_operation(request, operation)
    if request.method != "POST":
        request.told.verb = Verb.CONSULTATION
        return render(request, "operations/disruption_new.html", {"form": DisruptionForm(), "operation": found})
    form = DisruptionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            kept = assess(found, said["subject"], said["happened_on"], said["what"], form.judged(), request.viewer)
        except VinculumError as error:
            form.add_error(None, str(error))
        else:
            request.told.about("disruption", kept.reference)
            messages.success(request, f"{kept.reference} is kept and waits for a second person.")
            return HttpResponseRedirect(reverse("disruption", args=[kept.reference]))
    request.told.outcome = Outcome.REFUSED
    return render(request, "operations/disruption_new.html", {"form": form, "operation": found}, status=422)


@guarded(Action.ASSESS_DISRUPTION, or_else=(Action.MODERATE_DISRUPTION,))
def disruption(request: DeskRequest, disruption: str) -> HttpResponse:
    """Show a disruption with every judgement of it."""
    return _show(request, seen_disruption(request, disruption))


@guarded(Action.MODERATE_DISRUPTION, Verb.ALTERATION, or_else=(Action.ASSESS_DISRUPTION,))
@require_POST
def act(request: DeskRequest, disruption: str) -> HttpResponseBase:
    """Take an act of the workflow; a new judgement has a form of its own."""
    found = seen_disruption(request, disruption)
    if request.POST.get("act") == "revise":
        raise NotNow("A new judgement says its level and why: use its form.")
    take_from_form(DISRUPTION, found.reference, request, parties_of(found))
    return HttpResponseRedirect(reverse("disruption", args=[found.reference]))


@guarded(Action.ASSESS_DISRUPTION, Verb.ALTERATION)
@require_POST
def revise(request: DeskRequest, disruption: str) -> HttpResponseBase:
    """Keep another judgement by its originator."""
    found = seen_disruption(request, disruption)
    form = JudgementForm(request.POST)
    if not form.is_valid():
        request.told.outcome = Outcome.REFUSED
        return _show(request, found, form, status=422)
    told = request.POST.get("after", "")
    judge_again(found, form.judged(), request.viewer, int(told) if told.isdecimal() else -1)
    messages.success(request, "The new judgement is kept and waits for a second person.")
    return HttpResponseRedirect(reverse("disruption", args=[found.reference]))


def _show(request: DeskRequest, found: Disruption, form: JudgementForm | None = None, status: int = 200) -> HttpResponse:
    steps = steps_on_page(
        DISRUPTION, found.reference, request, reverse("disruption_act", args=[found.reference]), parties_of(found)
    )  # fmt: skip
    shown, may_revise = apart(steps, "revise")
    judgements = [
        {"one": one, "level": levels()[one.level], "strand": strands()[one.strand], "stage": stages()[one.stage]}
        for one in found.judgements.select_related("person").order_by("-number")
    ]
    context = {
        "disruption": found,
        "judgements": judgements,
        "steps": shown,
        "form": (form or JudgementForm()) if may_revise else None,
        "after": len(history(DISRUPTION, found.reference)),
    }
    return render(request, "operations/disruption.html", context, status=status)


def _level(one: Disruption) -> str:
    judged = one.judgements.order_by("number").last()
    return levels()[judged.level].title if judged else ""


def _matrix(rows: Any) -> list[tuple[str, list[int]]]:
    """Return how many disruptions there are of each stage (rows) and strand (columns)."""
    counted = Counter((str(row.cells[5]), str(row.cells[4])) for row in rows)
    return [
        (f"{code} {title}", [counted[f"{code} {title}", strand] for strand in strands().values()])
        for code, title in stages().items()
    ]
