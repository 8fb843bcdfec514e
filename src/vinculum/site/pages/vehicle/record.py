"""The page of one record: every column of its contract, as far as it is open to the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from vinculum.desk.access.policy import Grant, decide, grants_of, why_seen
from vinculum.desk.access.vocabulary import Action, Handling
from vinculum.evidence.contract import Column, contracts
from vinculum.site import plain
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.vehicle.links import vehicle_href
from vinculum.site.records import feed_of
from vinculum.site.wording import spaced

CLOSED = "not open to you"
LONGEST_DELIVERY = 100  # characters of a delivery in the audit
PERHAPS_CLOSED = "not known, or not open to you"
FILED_SQL = "SELECT partner, received_at, sha256 FROM evidence.deliveries WHERE delivery = $delivery"


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of the record: its name, what it means, the value in words, and the vehicle page of a mark."""

    name: str
    about: str
    value: str
    filled: bool
    href: str


@guarded(Action.READ_VEHICLE)
def record(request: DeskRequest, delivery: str, row: int) -> HttpResponse:
    """Show one accepted row of a delivery. One that is not there and one that is hidden are answered alike."""
    request.told.about("record", f"{delivery[:LONGEST_DELIVERY]}/{row}")
    feed = feed_of(delivery)
    contract = contracts().get(feed)
    if contract is None:
        raise Http404
    door = seen(request)
    asked = {"delivery": delivery, "row": row}
    rows = door.ask_rows(f'SELECT f.* FROM evidence.{feed} AS f WHERE f.delivery = $delivery AND f."row" = $row', asked)
    filed = door.ask_rows(FILED_SQL, {"delivery": delivery})
    if not rows or not filed:
        raise Http404
    partner = filed[0]["partner"]
    grants = [grant for grant in grants_of(request.viewer) if (grant.provider, grant.feed) == (partner, feed)]
    links = decide(request.viewer, Action.READ_VEHICLE).allowed
    cells = [_cell(column, rows[0][column.name], grants, links=links) for column in contract.columns]
    for column in contract.columns:
        if column.mark in {"vrm", "vin"} and isinstance(rows[0][column.name], str):
            request.told.about(column.mark, rows[0][column.name])
    request.told.counted(columns=sum(cell.filled for cell in cells))
    return render(
        request,
        "vehicle/record.html",
        {
            "contract": contract,
            "delivery": delivery,
            "row": row,
            "partner": partner,
            "received_at": filed[0]["received_at"],
            "cells": cells,
            "why": why_seen(request.viewer, partner, feed).reason,
        },
    )


def _cell(column: Column, value: Any, grants: Sequence[Grant], *, links: bool) -> Cell:
    """Return a column as shown. Whether a hidden cell is filled is told to nobody: the words for one follow from the grants."""
    filled = value not in (None, [], "")
    if filled:
        href = vehicle_href(value) if links and column.mark in {"vrm", "vin"} and isinstance(value, str) else ""
        return Cell(spaced(column.name), column.about, plain.cell(value), True, href)
    opening = [grant for grant in grants if column.name in grant.columns]
    if not opening:
        words = CLOSED
    elif len(opening) == len(grants) or any(_opens_all(grant) for grant in opening):
        words = plain.UNKNOWN
    else:
        words = PERHAPS_CLOSED
    return Cell(spaced(column.name), column.about, words, False, "")


def _opens_all(grant: Grant) -> bool:
    """Say whether a grant opens its columns on every row of the feed."""
    graded = any(column.name == "handling" for column in contracts()[grant.feed].columns)
    return not grant.narrows_rows and (grant.handling is Handling.CONDITIONS or not graded)
