"""The rows of a delivery that were set aside, and one of them with its cells."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.evidence.aftermath import State, quarantine_told
from vinculum.evidence.reasons import Reason
from vinculum.evidence.set_aside import ROW, cells_set_aside
from vinculum.site.asked_page import asked_page
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.data.shown import ShownDelivery, may_mend, whole_delivery
from vinculum.site.pages.data.words import REASON_WORDS

ROWS_A_PAGE = 50
STATE_WORDS = {State.OPEN: "To be looked at", State.REPAIRED: "Repaired", State.DISMISSED: "Dismissed"}


@guarded(Action.READ_DELIVERIES)
def set_aside(request: DeskRequest, name: str) -> HttpResponse:
    """List the rows of a delivery that were set aside, by what became of them."""
    delivery, _ = whole_delivery(request, name)
    every = [{**row, "words": REASON_WORDS[Reason(row["reason"])]} for row in quarantine_told(settings.WORKSPACE, name)]
    asked = request.GET.get("state", State.OPEN)
    state = State(asked) if asked in set(State) else State.OPEN
    counts = [(one, STATE_WORDS[one], sum(row["state"] == one for row in every)) for one in State]
    page = asked_page(request, [row for row in every if row["state"] == state], ROWS_A_PAGE)
    request.told.counted(rows=len(page))
    return render(
        request,
        "data/set_aside.html",
        {
            "delivery": delivery,
            "page": page,
            "state": state,
            "counts": counts,
            "query": f"{urlencode({'state': state})}&",
            "may_mend": may_mend(request, delivery.partner),
        },
    )


@guarded(Action.READ_DELIVERIES)
def row_set_aside(request: DeskRequest, name: str, row: int) -> HttpResponse:
    """Show one row that was set aside: why, its cells, what became of it, and the form that repairs it."""
    delivery, _ = whole_delivery(request, name)
    return show_row(request, delivery, row_of(name, row), {})


def row_of(name: str, row: int) -> dict[str, Any]:
    """Return one row set aside with its cells (``{column: text}``) under ``cells``; Http404 if it was not set aside."""
    found = next((one for one in quarantine_told(settings.WORKSPACE, name) if one["row"] == row), None)
    if found is None:
        raise Http404
    table = cells_set_aside(settings.WORKSPACE, name)
    cells = next(one for one in table.to_pylist() if one[ROW] == row)
    told = {column: text or "" for column, text in cells.items() if column != ROW}
    return {**found, "words": REASON_WORDS[Reason(found["reason"])], "cells": told}


def show_row(
    request: DeskRequest, delivery: ShownDelivery, row: dict[str, Any], entered: dict[str, str], problem: str = "", at: str = ""
) -> HttpResponse:
    """Return the page of one row; ``entered`` are cells as somebody changed them, ``problem`` what is wrong, ``at`` where."""
    names = sorted(row["cells"], key=lambda column: column != row["field"])
    cells = [
        {
            "column": column,
            "held": row["cells"][column],
            "value": entered.get(column, row["cells"][column]),
            "id": f"cell-{column}",
        }
        for column in names
    ]
    request.told.about("row", f"{delivery.name} {row['row']}")
    context = {
        "delivery": delivery,
        "row": row,
        "cells": cells,
        "at_fault": cells[:1] if row["field"] else cells,
        "others": cells[1:] if row["field"] else [],
        "may_mend": may_mend(request, delivery.partner) and row["state"] == State.OPEN,
        "may_reopen": may_mend(request, delivery.partner) and row["state"] == State.DISMISSED,
        "repairable": row["reason"] != Reason.OUT_OF_SCOPE,
        "why": entered.get("why", ""),
        "problem": problem,
        "at": at,
    }
    return render(request, "data/row.html", context, status=422 if problem else 200)
