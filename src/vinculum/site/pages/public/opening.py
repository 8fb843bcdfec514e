"""The first page of the place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.EDIT_PUBLIC)
def public_pages(request: DeskRequest) -> HttpResponse:
    """Show the place."""
    return render(request, "pages/opening.html", {"words": "Public pages"})


@guarded(Action.PUBLISH_PUBLIC)
def public_approvals(request: DeskRequest) -> HttpResponse:
    """Show the place."""
    return render(request, "pages/opening.html", {"words": "Public approvals"})


@guarded(Action.READ_ENQUIRIES)
def enquiries(request: DeskRequest) -> HttpResponse:
    """Show the place."""
    return render(request, "pages/opening.html", {"words": "Enquiries"})
