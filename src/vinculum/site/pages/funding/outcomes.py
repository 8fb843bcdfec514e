"""What the money led to: cost per outcome with its interval, and forces beside what their thefts would lead one to expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import render

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.all_figures import all_rules
from vinculum.desk.audit.models import Verb
from vinculum.desk.figures import Asked, asked_from, figure_of
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.figures import RULES as OUTCOMES
from vinculum.desk.programme.funding.costing import Beside, beside_each_other, cost_per
from vinculum.desk.programme.funding.models import Award
from vinculum.desk.programme.funding.seeing import awards_to
from vinculum.marks.reference import forces
from vinculum.picture.current import NoPicture
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.held import rows_if_held
from vinculum.site.pages.funding.funnel import show_funnel

# Outcomes that one asks a price of, in the order of the page, each named in the singular.
PRICED = {
    "operation.arrests": "arrest",
    "operation.vehicles": "vehicle recovered",
    "operation.premises": "place of dismantling",
    "operation.logs": "intelligence log",
}
BASE_DAYS = 365
COUNTS_FOR = "Counts for"
THEFTS_SQL = """
SELECT "force", count(*) AS n FROM evidence.thefts WHERE reported_at >= $since AND reported_at < $until GROUP BY "force"
"""


@guarded(Action.READ_FUNDING, Verb.COMBINATION)
def outcomes(request: DeskRequest) -> HttpResponseBase:
    """Show the outcomes of an operation beside the money paid for it, as at a moment."""
    viewer = request.viewer
    asked = asked_from({"as_at": request.GET.get("as_at", "")}, viewer.at)
    paid_for = Award.objects.filter(awards_to(viewer), operation__isnull=False)
    operations = list(Operation.objects.filter(pk__in=paid_for.values("operation")).order_by("-begins_on"))
    chosen = next(
        (one for one in operations if one.reference == request.GET.get("operation")), operations[0] if operations else None
    )
    told: dict[str, Any] = {
        "operations": operations,
        "chosen": chosen,
        "as_at": asked.as_at,
        "asked_as_at": request.GET.get("as_at", ""),
    }
    if chosen is not None:
        told |= _told(request, chosen, asked)
        request.told.about("operation", chosen.reference)
    return render(request, "funding/outcomes.html", told)


def _told(request: DeskRequest, operation: Operation, asked: Asked) -> dict[str, Any]:
    viewer, rules = request.viewer, {rule.code: rule for rule in OUTCOMES}
    of = Asked(asked.as_at, {"operation": operation.reference})
    paid = figure_of(all_rules()["grants-paid"], viewer, of)
    awarded = figure_of(all_rules()["grants-awarded"], viewer, of)
    rows, by_force = [], {}
    for code, what in PRICED.items():
        rule = rules.get(code)
        if rule is None or not decide(viewer, rule.action).allowed:
            rows.append({"what": what, "rule": rule, "cost": cost_per(paid.value, None, what)})
            continue
        figure = figure_of(rule, viewer, of)
        count = None if figure.value is None else int(figure.value)
        rows.append({"what": what, "rule": rule, "cost": cost_per(paid.value, count, what)})
        place = rule.columns.index(COUNTS_FOR)
        by_force[code] = Counter(str(row.cells[place]) for row in figure.rows)
    picked = request.GET.get("outcome") if request.GET.get("outcome") in by_force else next(iter(by_force), "")
    beside = beside_each_other(by_force.get(picked, {}), _thefts(request, operation)) if picked else []
    return {
        "paid": paid,
        "awarded": awarded,
        "costs": rows,
        "outcome": picked,
        "outcomes": [(code, rules[code].title) for code in by_force],
        "beside": beside,
        "funnel": _funnel(beside, rules[picked].title) if picked else None,
    }


def _thefts(request: DeskRequest, operation: Operation) -> dict[str, int | None]:
    """Return the thefts of the year before an operation by code of the force, as far as they are open to the viewer."""
    if not settings.WORKSPACE.pictures_folder.is_dir():
        return {}
    try:
        door = seen(request)
    except NoPicture:
        return {}
    bounds = {"since": operation.begins_on - timedelta(days=BASE_DAYS), "until": operation.begins_on}
    codes = {force.id: force.code for force in forces() if force.code}
    rows = rows_if_held(door, "evidence.thefts", THEFTS_SQL, bounds) or []
    return {codes[row["force"]]: row["n"] for row in rows if row["force"] in codes}


def _funnel(beside: Sequence[Beside], title: str) -> Any:
    told = [one for one in beside if one.ratio is not None]
    return show_funnel(told, title) if told else None
