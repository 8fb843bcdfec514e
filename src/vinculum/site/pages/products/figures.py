"""Figures and the rows behind them: every number that a page or a product shows opens here."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.all_figures import actions_of_figures, all_rules, open_to
from vinculum.desk.audit.models import Verb
from vinculum.desk.documents.blocks import cell_words
from vinculum.desk.documents.targets import targets_of
from vinculum.desk.figures import BOUNDS, Cell, Figure, FigureRule, Unit, asked_from, figure_of, in_words, told_from
from vinculum.site.guard import DeskRequest, guarded

ROWS_A_PAGE = 200
PAGE = "page"
LONGEST_NAME, LONGEST_VALUE = 40, 200

# Whoever may read what some figure counts may open this place; each figure asks for its own action once more.
OPENED_BY = (Action.READ_PRODUCTS, *actions_of_figures())


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a page shows it."""

    cells: tuple[str, ...]
    amount: str
    href: str


@guarded(OPENED_BY[0], or_else=OPENED_BY[1:])
def figures(request: DeskRequest) -> HttpResponse:
    """List the figures that the viewer may ask for, with their definitions."""
    chosen = {name: value for name, value in _told(request).items() if value}
    asked = f"?{urlencode(chosen)}" if chosen else ""
    rooms = {
        room: [(rule, reverse("figure", args=[rule.code]) + asked) for rule in rules]
        for room, rules in open_to(request.viewer).items()
    }
    operations = targets_of("operation", request.viewer)
    return render(request, "products/figures.html", {"rooms": rooms, "operations": operations, "chosen": chosen})


@guarded(OPENED_BY[0], or_else=OPENED_BY[1:])
def figure(request: DeskRequest, figure: str) -> HttpResponse:
    """Show one figure as asked: its value, its definition, and the rows that add up to it, as far as the viewer may see them."""
    found = _figure(request, figure)
    told = told_from(found.asked)
    lines = [_line(found.rule, row.cells, row.amount, row.href) for row in found.rows]
    page = Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    context = {
        "figure": found,
        "value": in_words(found.value, found.rule.unit),
        "money": found.rule.unit is Unit.POUNDS,
        "page": page,
        "asked": {name: value for name, value in told.items() if name not in BOUNDS},
        "as_at_day": found.asked.as_at.date().isoformat(),
        "told": urlencode(told),
        "address": reverse("figure", args=[found.rule.code]),
        "csv": f"{reverse('figure-rows', args=[found.rule.code])}?{urlencode(told)}",
    }
    return render(request, "products/figure.html", context)


@guarded(OPENED_BY[0], Verb.DISCLOSURE, or_else=OPENED_BY[1:])
def figure_rows(request: DeskRequest, figure: str) -> HttpResponse:
    """Hand over the rows behind a figure as CSV."""
    found = _figure(request, figure)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*found.rule.columns, "Counts as"])
    writer.writerows([*(_csv_cell(cell) for cell in row.cells), str(row.amount)] for row in found.rows)
    name = f"{found.rule.code}-as-at-{found.asked.as_at:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _figure(request: DeskRequest, code: str) -> Figure:
    """Return the figure that an address asks for; Http404 where the viewer may not ask for it, as where there is none."""
    rule = all_rules().get(code)
    if rule is None or not decide(request.viewer, rule.action).allowed:
        raise Http404(code)
    asked = asked_from(_told(request), request.viewer.at)
    request.told.about("figure", code)
    found = figure_of(rule, request.viewer, asked)
    request.told.counted(rows=len(found.rows), **told_from(found.asked))
    return found


def _told(request: DeskRequest) -> dict[str, str]:
    given: Mapping[str, str] = request.GET.dict()
    return {name[:LONGEST_NAME]: value[:LONGEST_VALUE] for name, value in given.items() if name != PAGE and value}


def _line(rule: FigureRule, cells: tuple[Cell, ...], amount: Decimal, href: str) -> Line:
    return Line(tuple(cell_words(cell, rule.unit) for cell in cells), in_words(amount, rule.unit), href)


def _csv_cell(cell: Cell) -> str:
    """Return a cell as a program reads it; what a spreadsheet would take for a formula is kept from being one."""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
