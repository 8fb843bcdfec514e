"""Figures and the rows behind them: every number that a page or a product shows opens here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.all_figures import actions_of_figures, all_rules, measured_rules, open_to
from vinculum.desk.audit.models import Verb
from vinculum.desk.documents.blocks import cell_words
from vinculum.desk.documents.targets import targets_of
from vinculum.desk.figures import BOUNDS, Asked, Cell, Figure, FigureRule, Unit, asked_from, figure_of, in_words, told_from
from vinculum.desk.measured import MeasuredFigure, MeasuredRule
from vinculum.desk.measuring import measure, page_of
from vinculum.errors import WrongUse
from vinculum.site.guard import DeskRequest, guarded

ROWS_A_PAGE = 200
# Rows of a measured figure that leave in one file; more are read on screen, or asked for piece by piece.
MOST_IN_A_FILE = 100_000
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
    if figure in measured_rules():
        return _measured_page(request, measured_rules()[figure])
    found = _figure(request, figure)
    told = told_from(found.asked)
    lines = [_line(found.rule, row.cells, row.amount, row.href) for row in found.rows]
    page = Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    context = {
        "figure": found,
        "value": in_words(found.value, found.rule.unit),
        "money": found.rule.unit is Unit.POUNDS,
        "headings": found.rule.columns,
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
    if figure in measured_rules():
        return _measured_rows(request, measured_rules()[figure])
    found = _figure(request, figure)
    rows = ([*(_csv_cell(cell) for cell in row.cells), str(row.amount)] for row in found.rows)
    return _as_csv(found.rule.code, found.asked, [*found.rule.columns, "Counts as"], rows)


def _as_csv(code: str, asked: Asked, header: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    name = f"{code}-as-at-{asked.as_at:%Y-%m-%d}.csv"
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


def _measured_page(request: DeskRequest, rule: MeasuredRule) -> HttpResponse:
    """Show a measured figure and one page of its rows: they are counted where they are, and only the page is fetched."""
    found = _measured(request, rule)
    # The pages are those of so many rows; only the rows of this one are fetched and put in their place.
    page: Page[Any] = Paginator[Any](range(found.count), ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    start = max(0, page.start_index() - 1)
    rows = page_of(rule, request.viewer, found.asked, start, ROWS_A_PAGE) if found.count else []
    page.object_list = [Line(tuple(cell_words(cell) for cell in row), "", "") for row in rows]
    told = told_from(found.asked)
    context = {
        "figure": found,
        "value": in_words(found.value, rule.unit),
        "money": False,
        "headings": rule.columns.values(),
        "page": page,
        "asked": {name: value for name, value in told.items() if name not in BOUNDS},
        "as_at_day": found.asked.as_at.date().isoformat(),
        "told": urlencode(told),
        "address": reverse("figure", args=[rule.code]),
        "csv": f"{reverse('figure-rows', args=[rule.code])}?{urlencode(told)}" if found.count <= MOST_IN_A_FILE else "",
    }
    return render(request, "products/figure.html", context)


def _measured_rows(request: DeskRequest, rule: MeasuredRule) -> HttpResponse:
    found = _measured(request, rule)
    if found.count > MOST_IN_A_FILE:
        raise WrongUse(
            f"{found.count:,} rows stand behind the figure; a file holds {MOST_IN_A_FILE:,}. Narrow it, by since= and "
            f"until= or by one of {', '.join(rule.columns)}."
        )
    rows = page_of(rule, request.viewer, found.asked, 0, MOST_IN_A_FILE)
    return _as_csv(rule.code, found.asked, rule.columns.values(), ([_csv_cell(cell) for cell in row] for row in rows))


def _measured(request: DeskRequest, rule: MeasuredRule) -> MeasuredFigure:
    """Return the measured figure that an address asks for; Http404 where the viewer may not ask for it."""
    if not decide(request.viewer, rule.action).allowed:
        raise Http404(rule.code)
    asked = asked_from(_told(request), request.viewer.at)
    request.told.about("figure", rule.code)
    found = measure(rule, request.viewer, asked)
    request.told.counted(rows=found.count, **told_from(asked))
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
