"""An action: who owns it, how it stands, what was reported of it and what shows it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.strategy.acting import ACTION, TermsTold, set_terms, step_action
from vinculum.desk.programme.strategy.models import Progress, Recommendation, StrategyAction, Terms
from vinculum.desk.programme.strategy.overview import stand
from vinculum.desk.programme.strategy.recommending import answers_as_at
from vinculum.desk.programme.strategy.reporting import EvidenceTold, ProgressTold, evidence_shown, report_progress
from vinculum.desk.programme.strategy.seeing import progress_to, recommendations_to
from vinculum.desk.programme.strategy.vocabulary import Audience, Health
from vinculum.desk.programme.things import find
from vinculum.site.asked_moment import asked_moment
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.strategy.finding import find_action, may
from vinculum.site.pages.strategy.forms import ProgressForm, TermsForm
from vinculum.site.steps_on_page import asked_step, steps_on_page


@guarded(Action.READ_STRATEGY)
def action(request: DeskRequest, strategy_action: str) -> HttpResponseBase:
    """Show an action, as at any day."""
    return _one(request, find_action(request, strategy_action))


@guarded(Action.REPORT_PROGRESS, Verb.ALTERATION, or_else=(Action.KEEP_STRATEGY,))
@require_POST
def act(request: DeskRequest, strategy_action: str) -> HttpResponseBase:
    """Take a step of an action."""
    found = find_action(request, strategy_action)
    asked = asked_step(request)
    taken = step_action(request.viewer, found, asked.act, after=asked.after, reason=asked.reason)
    request.told.counted(act=taken.act, state=taken.state)
    messages.success(request, f"{found.title}: {ACTION.states[taken.state].title.lower()}.")
    return HttpResponseRedirect(reverse("strategy-action", args=[found.reference]))


@guarded(Action.REPORT_PROGRESS, Verb.ALTERATION)
@require_POST
def report(request: DeskRequest, strategy_action: str) -> HttpResponseBase:
    """Report on an action."""
    found = find_action(request, strategy_action)
    form = ProgressForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    pieces = [EvidenceTold(kind, reference) for kind, reference in told["evidence"]]
    wanted = ProgressTold(told["text"], told["happened_on"], Health(told["health"]), Audience(told["audience"]), pieces)
    report_progress(request.viewer, found, wanted, find)
    request.told.counted(evidence=len(pieces))
    messages.success(request, "Your report is kept. It is never changed; report again to put it right.")
    return HttpResponseRedirect(reverse("strategy-action", args=[found.reference]))


@guarded(Action.KEEP_STRATEGY, Verb.ALTERATION)
@require_POST
def settle(request: DeskRequest, strategy_action: str) -> HttpResponseBase:
    """Settle who owns an action, and its days."""
    found = find_action(request, strategy_action)
    form = TermsForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    set_terms(request.viewer, found, TermsTold(told["owner"], told["person"], told["begins_on"], told["due_on"]), told["why"])
    messages.success(request, "Its terms are as you said from now on.")
    return HttpResponseRedirect(reverse("strategy-action", args=[found.reference]))


def _one(request: DeskRequest, found: StrategyAction, faulty: NamedForm | None = None) -> HttpResponseBase:
    asked = asked_moment(request)
    viewer = request.viewer
    standing = next(iter(stand(viewer, [found], asked.at, asked.since)), None)
    terms = standing.terms if standing else None
    start = {name: getattr(terms, name) for name in ("begins_on", "due_on")} if terms else {}
    start |= {"owner": terms.owner_id, "person": terms.person_id} if terms else {}
    forms: dict[str, NamedForm] = {"terms": TermsForm(request, initial=start), "progress": ProgressForm(request)}
    if faulty is not None:
        forms[faulty.name] = faulty
    reports = Progress.objects.filter(progress_to(viewer), action=found, at__lte=asked.at).select_related("by", "organisation")
    answered = {pair[0] for pair in answers_as_at(asked.at) if pair[1] == found.pk}
    told = {
        "action": found,
        "standing": standing,
        "asked": asked,
        "steps": steps_on_page(ACTION, found.reference, request, reverse("strategy-action-act", args=[found.reference])),
        "reports": [
            (one, Health(one.health), evidence_shown(viewer, one, find))
            for one in reports.prefetch_related("evidence").order_by("-at", "-pk")
        ],
        "history": Terms.objects.filter(action=found, at__lte=asked.at)
        .select_related("owner", "person", "by")
        .order_by("-at", "-pk"),
        "answers": Recommendation.objects.filter(recommendations_to(viewer), pk__in=answered).select_related("report"),
        "forms": forms,
        "form": faulty,
        "may_keep": may(request, Action.KEEP_STRATEGY) and not asked.past,
        "may_report": may(request, Action.REPORT_PROGRESS) and not asked.past,
    }
    return render(request, "strategy/action.html", told, status=422 if faulty else 200)
