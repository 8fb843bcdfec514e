"""Acts on a lead: each its own page that takes a form, keeps the act, and leads back to the lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.leads.acting import act_on
from vinculum.desk.leads.workflow import Act
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken
from vinculum.site.guard import DeskRequest, guarded, refuse, seen
from vinculum.site.pages.leads.forms import FORMS
from vinculum.site.pages.leads.lead import read_for_act, show_lead

KEPT = {
    Act.ADOPT: "You have adopted this lead.",
    Act.TASK: "The task is given.",
    Act.PARK: "The lead is parked.",
    Act.DISMISS: "The lead is dismissed. It comes back if new evidence does.",
    Act.RESOLVE: "The outcome is recorded.",
    Act.NOTE: "The note is kept.",
    Act.UNDO: "It is undone. The lead is as it was before.",
}
CONFLICT = 409


@guarded(Action.WORK_LEADS, Verb.ALTERATION)
@require_POST
def adopt(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Take a lead on."""
    return _act(request, lead, Act.ADOPT)


@guarded(Action.TASK_LEADS, Verb.ALTERATION)
@require_POST
def task(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Ask another organisation to act."""
    return _act(request, lead, Act.TASK)


@guarded(Action.WORK_LEADS, Verb.ALTERATION)
@require_POST
def park(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Put a lead aside until a day."""
    return _act(request, lead, Act.PARK)


@guarded(Action.WORK_LEADS, Verb.ALTERATION)
@require_POST
def dismiss(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Say that there is nothing in a lead."""
    return _act(request, lead, Act.DISMISS)


@guarded(Action.WORK_LEADS, Verb.ALTERATION)
@require_POST
def resolve(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Record what came of a lead."""
    return _act(request, lead, Act.RESOLVE)


@guarded(Action.WORK_LEADS, Verb.ALTERATION)
@require_POST
def note(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Write something down."""
    return _act(request, lead, Act.NOTE)


@guarded(Action.WORK_LEADS, Verb.ALTERATION)
@require_POST
def undo(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Take an act back."""
    return _act(request, lead, Act.UNDO)


@guarded(Action.TASK_LEADS, Verb.ALTERATION)
@require_POST
def recall(request: DeskRequest, lead: str) -> HttpResponseBase:
    """Take a task back: an undo for those who may task."""
    return _act(request, lead, Act.UNDO)


def _act(request: DeskRequest, lead: str, act: Act) -> HttpResponseBase:
    """Keep an act whose form is right, or show the lead again and say what is wrong with it."""
    viewer = request.viewer
    held = read_for_act(seen(request), lead)
    request.told.about(held.subject_kind, held.subject)
    form = FORMS[act](viewer.at.date(), viewer.organisation, request.POST, auto_id=f"{act}-%s")
    if not form.is_valid():
        request.told.outcome = Outcome.REFUSED
        return show_lead(request, lead, form=(act, form), status=422)
    try:
        kept = act_on(held, act, form.details(), viewer, after=form.cleaned_data["after"], at=viewer.at)
    except NotPermitted as error:
        request.told.outcome, request.told.reason = Outcome.DENIED, str(error)
        return refuse(request, str(error))
    except (Overtaken, NotNow) as error:
        request.told.outcome, request.told.reason = Outcome.REFUSED, str(error)
        return show_lead(request, lead, fault=str(error), status=CONFLICT)
    request.told.counted(lead=lead, act=kept.act, number=kept.number)
    messages.success(request, KEPT[act])
    return HttpResponseRedirect(reverse("lead", args=[lead]))
