"""Publications of an operation's figures: frozen, published by a second person, worked out again, restated, compared."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.figures import asked_from
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.codes import code_of
from vinculum.desk.operations.returns.comparing import comparable, compare, first_common_age
from vinculum.desk.operations.returns.ledger import facts_of
from vinculum.desk.operations.returns.models import Publication
from vinculum.desk.operations.returns.publishing import differences, prepare, recompute
from vinculum.desk.operations.returns.restating import Restatement, restate
from vinculum.desk.operations.returns.seeing import sees_every_force
from vinculum.desk.operations.returns.vocabulary import metrics
from vinculum.desk.operations.returns.workflows import PUBLICATION
from vinculum.desk.operations.seeing import visible_to
from vinculum.desk.workflows.stepping import standings
from vinculum.errors import WrongUse
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.found import seen_operation
from vinculum.site.pages.returns.forms import PrepareForm
from vinculum.site.pages.returns.found import seen_publication, told_in
from vinculum.site.pages.returns.room import published
from vinculum.site.steps_on_page import steps_on_page, take_from_form

LONGEST_AGE = 3650


@guarded(Action.READ_OPERATIONS)
def publications(request: DeskRequest, operation: str) -> HttpResponseBase:
    """List the publications of an operation."""
    return _list(request, seen_operation(request, operation), PrepareForm())


@guarded(Action.PUBLISH_FIGURES, Verb.ALTERATION)
@require_POST
def freeze(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Freeze the figures as at a moment."""
    found = seen_operation(request, operation)
    form = PrepareForm(request.POST)
    if not form.is_valid():
        return _list(request, found, form, 422)
    as_at = asked_from({"as_at": form.cleaned_data["as_at"]}, request.viewer.at).as_at
    made = prepare(found, as_at, form.cleaned_data["title"], request.viewer, form.cleaned_data["note"])
    request.told.about("publication", made.reference)
    messages.success(request, "The figures are frozen. Somebody else looks at them and publishes.")
    return HttpResponseRedirect(reverse("operation_publication", args=[found.reference, made.reference]))


@guarded(Action.READ_OPERATIONS)
def publication(request: DeskRequest, operation: str, publication: str) -> HttpResponseBase:
    """Show a publication, and say of every figure whether it comes out again from the facts."""
    found = seen_operation(request, operation)
    told = seen_publication(request, found, publication)
    again = recompute(told)
    every = sees_every_force(request.viewer, found)
    context = {
        "operation": found,
        "told": told,
        "again": again,
        "differences": differences(again),
        "steps": steps_on_page(
            PUBLICATION, told.reference, request, reverse("operation_publication_act", args=[found.reference, told.reference])
        ),
        "every": every,
        "later": [one for one in published(request, found) if one.as_at > told.as_at] if every else [],
    }
    return render(request, "returns/publication.html", context)


@guarded(Action.PUBLISH_FIGURES, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, operation: str, publication: str) -> HttpResponseBase:
    """Publish frozen figures, or decide against it: never by who froze them."""
    found = seen_operation(request, operation)
    told = seen_publication(request, found, publication)
    if not sees_every_force(request.viewer, found):
        raise Http404
    step = take_from_form(PUBLICATION, told.reference, request)
    messages.success(request, PUBLICATION.states[step.state].about)
    return HttpResponseRedirect(reverse("operation_publication", args=[found.reference, told.reference]))


@guarded(Action.READ_OPERATIONS)
def restatements(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Show what moved each figure between two moments, item by item."""
    found = seen_operation(request, operation)
    if not sees_every_force(request.viewer, found):
        raise Http404
    known = sorted({one.as_at for one in published(request, found)})
    since = _moment(request, "since", known[0] if known else None)
    until = _moment(request, "until", request.viewer.at)
    told: list[Restatement] = []
    if since is not None and until is not None:
        if since >= until:
            raise WrongUse("The first moment lies before the second. Change one of them.")
        told = restate(facts_of(found), since, until, metrics().values())
    request.told.counted(movements=sum(len(each.movements) for each in told))
    context = {
        "operation": found,
        "since": since,
        "until": until,
        "restated": [{"each": each, "rows": _rows(found, each)} for each in told if each.movements],
        "same": [each.metric.title for each in told if not each.movements],
        "published": published(request, found),
    }
    return render(request, "returns/restatements.html", context)


@guarded(Action.READ_OPERATIONS)
def comparison(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Compare an operation with earlier ones, each as it was known at the same age."""
    found = seen_operation(request, operation)
    seen = Operation.objects.filter(visible_to(request.viewer), begins_on__lte=found.begins_on).order_by("begins_on", "reference")
    chosen = set(request.GET.getlist("with")) or {one.reference for one in seen if one.returns.exists()}
    beside = [one for one in seen if one.reference in chosen | {found.reference}]
    age = request.GET.get("age", "")
    if age and not (age.isdigit() and int(age) <= LONGEST_AGE):
        raise WrongUse(f"{age!r} is no number of days after the last day. Write it as 10.")
    days = int(age) if age else first_common_age(beside, request.viewer.at)
    weeks = compare(request.viewer, beside, days) if days is not None else []
    context = {
        "operation": found,
        "others": [one for one in seen if one.pk != found.pk],
        "chosen": chosen,
        "age": days,
        "weeks": weeks,
        "rows": [{"metric": metric, "values": [week.values[metric.code] for week in weeks]} for metric in comparable(weeks)],
    }
    return render(request, "returns/comparison.html", context)


def _list(request: DeskRequest, operation: Operation, form: PrepareForm, status: int = 200) -> HttpResponseBase:
    held: list[Publication] = published(request, operation)
    stand = standings(PUBLICATION, [one.reference for one in held])
    context = {
        "operation": operation,
        "rows": [
            {
                "told": one,
                "state": PUBLICATION.states[stand[one.reference].state],
                "figures": {figure.metric: figure for figure in one.figures.all()},
            }
            for one in held
        ],
        "form": form,
        "may_prepare": decide(request.viewer, Action.PUBLISH_FIGURES).allowed and sees_every_force(request.viewer, operation),
        "every": sees_every_force(request.viewer, operation),
    }
    return render(request, "returns/publications.html", context, status=status)


def _rows(operation: Operation, told: Restatement) -> list[dict[str, object]]:
    return [{"movement": movement, "code": code_of(operation.reference, movement.key)} for movement in told.movements]


def _moment(request: DeskRequest, name: str, otherwise: datetime | None) -> datetime | None:
    said = told_in(request.GET).get(name)
    return asked_from({"as_at": said}, request.viewer.at).as_at if said else otherwise
