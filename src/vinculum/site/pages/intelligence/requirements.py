"""Intelligence requirements: the list with its coverage, one requirement, stating and answering them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.models import Group
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.flows import REQUIREMENT
from vinculum.desk.intelligence.requirements import BadRequirement, answer, answers_to, coverage, state_requirement
from vinculum.desk.intelligence.rows.requirements import Requirement
from vinculum.desk.intelligence.seeing import requirements_seen
from vinculum.desk.intelligence.wording import words
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.finding import requirement_seen
from vinculum.site.pages.intelligence.places import places
from vinculum.site.steps_on_page import steps_on_page, take_from_form


class RequirementForm(forms.Form):
    """A requirement to state."""

    title = forms.CharField(max_length=200)
    question = forms.CharField(max_length=2000, widget=forms.Textarea({"rows": 3}), label="What is to be known")
    stages = forms.MultipleChoiceField(
        choices=[(one.code, f"{one.code} {one.title}") for one in words("stage").values()],
        label="Stages of the crime script",
        widget=forms.CheckboxSelectMultiple,
    )
    pillars = forms.MultipleChoiceField(required=False, label="Pillars of the strategy", widget=forms.CheckboxSelectMultiple)
    from_on = forms.DateField(label="From", widget=forms.DateInput({"type": "date"}))
    until_on = forms.DateField(label="Until", widget=forms.DateInput({"type": "date"}))
    shared_with = forms.ModelChoiceField(
        Group.objects.none(), required=False, label="Shared with", empty_label="Nobody outside your organisation",
        help_text="Members of the group may read it and answer it.",
    )  # fmt: skip

    def __init__(self, viewer: Viewer, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        pillars, groups = self.fields["pillars"], self.fields["shared_with"]
        if isinstance(pillars, forms.MultipleChoiceField):
            pillars.choices = [(one.code, f"{one.code} {one.title}") for one in Pillar.objects.all()]
        if isinstance(groups, forms.ModelChoiceField):
            groups.queryset = Group.objects.filter(code__in=viewer.groups)


class AnswerForm(forms.Form):
    """A report that answers a requirement."""

    report = forms.CharField(max_length=40, label="Reference of the report")
    whole = forms.BooleanField(required=False, label="It answers the whole question")
    note = forms.CharField(max_length=500, required=False, label="What it adds")


@guarded(Action.READ_INTELLIGENCE)
def listing(request: DeskRequest) -> HttpResponseBase:
    """List the requirements that the viewer may see, and how well each stage of the crime script is covered."""
    found = list(Requirement.objects.filter(requirements_seen(request.viewer)).select_related("owner"))
    states = standings(REQUIREMENT, [one.reference for one in found])
    rows = [
        {
            "row": one,
            "state": REQUIREMENT.states[states[one.reference].state].title,
            "answers": len(answers_to(request.viewer, one)),
            "over": one.until_on < request.viewer.at.date(),
        }
        for one in found
    ]
    request.told.counted(requirements=len(rows))
    told = {
        "rows": rows,
        "coverage": coverage(request.viewer),
        "may_state": decide(request.viewer, Action.SET_REQUIREMENTS).allowed,
        "within": places(request.viewer, "intelligence_requirements"),
    }
    return render(request, "intelligence/requirements.html", told)


@guarded(Action.SET_REQUIREMENTS, Verb.ALTERATION)
def state(request: DeskRequest) -> HttpResponseBase:
    """Show the form of a new requirement, and keep it."""
    form = RequirementForm(request.viewer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = state_requirement(request.viewer, **form.cleaned_data)
        except BadRequirement as error:
            form.add_error(None, str(error))
        else:
            request.told.about("requirement", made.reference)
            return HttpResponseRedirect(reverse("intelligence_requirement", args=[made.reference]))
    return render(request, "intelligence/requirement_new.html", {"form": form}, status=422 if form.errors else 200)


@guarded(Action.READ_INTELLIGENCE)
def show(request: DeskRequest, requirement: str) -> HttpResponseBase:
    """Show a requirement with the reports that answer it and that the viewer may see."""
    return _page(request, requirement_seen(request, requirement), AnswerForm())


@guarded(Action.SET_REQUIREMENTS, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, requirement: str) -> HttpResponseBase:
    """Declare a requirement met, drop it, or open it again."""
    found = requirement_seen(request, requirement)
    step = take_from_form(REQUIREMENT, found.reference, request, {"owner": found.owner_id})
    messages.success(request, f"{found.reference}: you {REQUIREMENT.acts[step.act].done}.")
    return HttpResponseRedirect(reverse("intelligence_requirement", args=[requirement]))


@guarded(Action.WRITE_INTELLIGENCE, Verb.ALTERATION)
@require_POST
def add_answer(request: DeskRequest, requirement: str) -> HttpResponseBase:
    """Keep that a report answers a requirement."""
    found = requirement_seen(request, requirement)
    form = AnswerForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            kept = answer(request.viewer, found, told["report"], whole=told["whole"], note=told["note"])
        except BadRequirement as error:
            form.add_error("report", str(error))
        else:
            messages.success(request, f"{kept.report.reference} answers {found.reference}.")
            return HttpResponseRedirect(reverse("intelligence_requirement", args=[requirement]))
    return _page(request, found, form)


def _page(request: DeskRequest, found: Requirement, form: AnswerForm) -> HttpResponseBase:
    address = reverse("intelligence_requirement_act", args=[found.reference])
    steps = steps_on_page(REQUIREMENT, found.reference, request, address, {"owner": found.owner_id})
    may = decide(request.viewer, Action.WRITE_INTELLIGENCE).allowed
    told = {
        "one": found,
        "steps": steps,
        "stages": [words("stage")[code] for code in found.stages],
        "answers": answers_to(request.viewer, found),
        "form": form,
        "may_answer": may and steps.state is not None and steps.state.code == "open",
    }
    return render(request, "intelligence/requirement.html", told, status=422 if form.errors else 200)
