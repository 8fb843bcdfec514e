"""Items: listed as at a moment, those that a figure counts, and one with its whole history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.operations.returns.codes import code_of
from vinculum.desk.operations.returns.columns import columns
from vinculum.desk.operations.returns.counting import Counted, counted
from vinculum.desk.operations.returns.facts import Fact, FactKind, Merge
from vinculum.desk.operations.returns.judging import reallocate, unmerge
from vinculum.desk.operations.returns.ledger import facts_of
from vinculum.desk.operations.returns.seeing import fields_to, items_to, keeps_for, sees_every_force, shown_of
from vinculum.desk.operations.returns.sending import reporting_forces
from vinculum.desk.operations.returns.standing import Standing, stand
from vinculum.desk.operations.returns.totals import amount_of
from vinculum.desk.operations.returns.vocabulary import bases, conditions, kinds, metrics, results
from vinculum.desk.sheets.declared import Column
from vinculum.errors import WrongUse
from vinculum.site.asked_page import asked_page, rest_of_address
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.found import seen_operation
from vinculum.site.pages.returns.forms import ItemActForm
from vinculum.site.pages.returns.found import seen_item, standing_of_page
from vinculum.site.pages.returns.room import published

A_PAGE = 100
DONE = {
    FactKind.REPORTED: "reported it",
    FactKind.CORRECTED: "corrected it",
    FactKind.REALLOCATED: "let it count for another force",
    FactKind.WITHDRAWN: "withdrew it",
    FactKind.RESTORED: "told of it again",
    FactKind.MERGED: "judged it one with another",
    FactKind.UNMERGED: "took a merge back",
    FactKind.APART: "judged it another than one that looks alike",
}


@dataclass(frozen=True, slots=True)
class ToldFact:
    """One fact of an item's history as the page tells it."""

    at: datetime
    checked_at: datetime | None
    by: str
    done: str
    reason: str
    said: tuple[tuple[str, str], ...]
    other: str
    key: str


@guarded(Action.READ_OPERATIONS)
def items(request: DeskRequest, operation: str) -> HttpResponseBase:
    """List what counts as at a moment; with ``metric`` the rows behind that figure, whose sum is the figure."""
    found = seen_operation(request, operation)
    _, standing = standing_of_page(request, found)
    metric = metrics().get(request.GET.get("metric", ""))
    if request.GET.get("metric") and metric is None:
        raise WrongUse(f"{request.GET['metric']!r} is no metric. Metrics: {', '.join(metrics())}.")
    if metric is not None:
        rows = standing.rows(metric)
    else:
        rows = [thing for thing in standing.things if standing.force in {"", thing.force}] if standing.reported else None
    page = asked_page(request, rows or [], A_PAGE)
    request.told.counted(items=len(rows or []))
    context = {
        "operation": found,
        "standing": standing,
        "metric": metric,
        "value": standing.value(metric) if metric is not None else None,
        "unknown": rows is None,
        "page": page,
        "rows": [_row(request, standing, thing, metric and amount_of(metric, thing)) for thing in page],
        "number": len(rows or []),
        "metrics": metrics().values(),
        "published": published(request, found),
        "every": sees_every_force(request.viewer, found),
        "forces": reporting_forces(found) if sees_every_force(request.viewer, found) else [],
        "asked": request.GET,
        "turn": rest_of_address(request),
    }
    return render(request, "returns/items.html", context)


@guarded(Action.READ_OPERATIONS)
def item(request: DeskRequest, operation: str, item: str) -> HttpResponseBase:
    """Show one item: as it is known now, what it is merged with, and every fact about it."""
    found = seen_operation(request, operation)
    standing = stand(request.viewer, found, request.viewer.at, checked=False)
    seen = seen_item(request, found, standing, item)
    thing = next((one for one in counted(standing.known) if seen.reference in one.members), None)
    members = thing.members if thing else ()
    every = sees_every_force(request.viewer, found)
    merges = [merge for merge in standing.known.merges if merge.one in members]
    facts = facts_of(found, item=seen.reference)
    context = {
        "operation": found,
        "item": seen,
        "kind": kinds()[seen.fields["kind"]],
        "fields": said_of(fields_to(request.viewer, seen.fields)),
        "thing": thing,
        "others": [_other(request, found.reference, name, every=every) for name in members if name != seen.reference],
        "conflicts": _conflicts(request, thing) if thing and every else [],
        "counts": said_of(shown_of(request.viewer, thing, standing.known)) if thing and len(members) > 1 else (),
        "merges": [_merge(merge, standing) for merge in merges] if every else [],
        "history": [_told(request, fact, every=every) for fact in facts],
        "keeps": keeps_for(request.viewer, found),
        "forces": reporting_forces(found) if every else [],
        "code": item,
    }
    return render(request, "returns/item.html", context)


@guarded(Action.VALIDATE_RETURNS, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, operation: str, item: str) -> HttpResponseBase:
    """Take a merge back, or let an item count for another force."""
    found = seen_operation(request, operation)
    standing = stand(request.viewer, found, request.viewer.at, checked=False)
    seen = seen_item(request, found, standing, item)
    form = ItemActForm(request.POST)
    if not form.is_valid():
        raise WrongUse("The form did not say what was meant. Open the page again and try once more.")
    told = form.cleaned_data
    if told["act"] == "unmerge":
        unmerge(found, told["merge"], request.viewer, told["reason"])
        messages.success(request, "The merge is taken back. The items count as before it.")
    else:
        reallocate(found, seen.reference, told["force"], request.viewer, told["reason"])
        messages.success(request, f"{seen.reference} counts for {told['force']} from now on.")
    request.told.counted(act=told["act"])
    return HttpResponseRedirect(reverse("operation_item", args=[found.reference, item]))


def said_of(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return fields under the titles of their columns, codes in words."""
    return tuple((column.title, words_of(column, fields[column.name])) for column in columns() if fields.get(column.name))


def words_of(column: Column, text: str) -> str:
    """Return what a field says in words: the title of a choice, any other text as it stands."""
    return next((one.title for one in column.choices if one.code == text), text)


def _row(request: DeskRequest, standing: Standing, thing: Counted, amount: object) -> dict[str, object]:
    shown = shown_of(request.viewer, thing, standing.known)
    own = [name for name in thing.members if name in items_to(request.viewer, standing.operation, standing.known)]
    kind = kinds()[thing.kind]
    outcome = conditions().get(shown.get("condition", "")) or results().get(shown.get("result", ""))
    basis = bases().get(shown.get("basis", ""))
    name = own[0] if own else thing.key
    return {
        "code": code_of(standing.operation.reference, name),
        "reference": name,
        "force": thing.force,
        "on": thing.on,
        "kind": kind.title,
        "marks": ", ".join(shown[key] for key in kind.keys if key in shown),
        "outcome": outcome.title if outcome else "",
        "value": thing.value,
        "basis": basis.title if basis else "",
        "amount": amount,
        "members": len(thing.members),
    }


def _other(request: DeskRequest, operation: str, name: str, *, every: bool) -> dict[str, str]:
    """Return another item of the same thing: its reference for those who see every force, else only whose it is."""
    force = name.partition(":")[0]
    if every or force == request.viewer.organisation:
        return {"words": name, "code": code_of(operation, name)}
    return {"words": f"an item of {force}", "code": ""}


def _conflicts(request: DeskRequest, thing: Counted) -> list[dict[str, object]]:
    """Return what merged items tell differently, in words, of the fields that the viewer is shown."""
    found: list[dict[str, object]] = []
    for each in thing.conflicts:
        column = next((one for one in columns() if one.name == each.name), None)
        if fields_to(request.viewer, {each.name: ""}):
            said = [(name, words_of(column, text) if column else text) for name, text in each.said]
            stands = words_of(column, each.stands) if column else each.stands
            found.append({"title": column.title if column else "Counts for", "said": said, "stands": stands, "rule": each.rule})
    return found


def _merge(merge: Merge, standing: Standing) -> dict[str, object]:
    return {"merge": merge, "both": merge.one in standing.known.items and merge.other in standing.known.items}


def _told(request: DeskRequest, fact: Fact, *, every: bool) -> ToldFact:
    told = fields_to(request.viewer, fact.told)
    said = tuple((title, text) for title, text in said_of(told))
    said += tuple((column.title, "taken away") for column in columns() if told.get(column.name) == "")
    if fact.kind is FactKind.REALLOCATED:
        said += (("Counts for", fact.told["force"]),)
    pair = " and ".join(name if every else f"an item of {name.partition(':')[0]}" for name in (fact.item, fact.other) if name)
    return ToldFact(
        fact.known_at, fact.checked_at, fact.by, DONE[fact.kind], fact.reason, said, pair if fact.other else "", fact.key
    )
