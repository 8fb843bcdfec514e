"""Actions from meetings: open, overdue, put off with a reason, done."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.engagement.arising import ARISING, OPEN, stand, step
from vinculum.desk.programme.engagement.models import MeetingAction
from vinculum.desk.programme.engagement.seeing import actions_to
from vinculum.desk.programme.strategy.models import StrategyAction
from vinculum.desk.programme.strategy.seeing import actions_to as strategy_actions_to
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.engagement.finding import find_action
from vinculum.site.pages.engagement.forms import DueForm
from vinculum.site.steps_on_page import asked_step, steps_on_page


@guarded(Action.READ_ENGAGEMENT)
def actions(request: DeskRequest) -> HttpResponseBase:
    """List actions from meetings, the overdue ones first."""
    chosen = request.GET.get("state", "open")
    found = MeetingAction.objects.filter(actions_to(request.viewer)).select_related(
        "meeting", "owner__organisation", "owner__member"
    )
    rows = stand(list(found), request.viewer.at)
    if chosen == "overdue":
        rows = [one for one in rows if one.overdue]
    elif chosen == "open":
        rows = [one for one in rows if one.state.code in OPEN]
    rows.sort(key=lambda one: (not one.overdue, one.due_on, one.action.reference))
    request.told.counted(rows=len(rows))
    return render(request, "engagement/actions.html", {"rows": rows, "chosen": chosen})


@guarded(Action.READ_ENGAGEMENT)
def action(request: DeskRequest, meeting_action: str) -> HttpResponseBase:
    """Show an action."""
    return _one(request, find_action(request, meeting_action), DueForm(request))


@guarded(Action.KEEP_ENGAGEMENT, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, meeting_action: str) -> HttpResponseBase:
    """Take a step of an action."""
    found = find_action(request, meeting_action)
    asked = asked_step(request)
    form = DueForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    taken = step(request.viewer, found, asked.act, after=asked.after, reason=asked.reason, due_on=form.cleaned_data["due_on"])
    request.told.counted(act=taken.act, state=taken.state)
    return HttpResponseRedirect(reverse("meeting-action", args=[found.reference]))


def _one(request: DeskRequest, found: MeetingAction, form: NamedForm, status: int = 200) -> HttpResponseBase:
    viewer = request.viewer
    seen = found.serves_id and StrategyAction.objects.filter(strategy_actions_to(viewer), pk=found.serves_id).exists()
    told = {
        "action": found,
        "standing": stand([found], viewer.at)[0],
        "steps": steps_on_page(ARISING, found.reference, request, reverse("meeting-action-act", args=[found.reference])),
        "serves": found.serves if seen else None,
        "form": form,
    }
    return render(request, "engagement/action.html", told, status=status)
