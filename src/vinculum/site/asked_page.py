"""The page of a long list that an address asks for, and the rest of the address, which the links to its neighbours keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def asked_page(request: HttpRequest, rows: Sequence[Any] | QuerySet[Any], a_page: int) -> Page[Any]:
    """Return the page that ``?page=`` asks for; the first or the last for a number that is none or too large."""
    return Paginator(rows, a_page).get_page(request.GET.get("page"))


def rest_of_address(request: HttpRequest) -> str:
    """Return what else was asked, ready to stand before ``page=``; "" where nothing was."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
