"""The first page of the place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_FUNDING)
def funding(request: DeskRequest) -> HttpResponse:
    """Show the place."""
    return render(request, "pages/opening.html", {"words": "Funding"})
