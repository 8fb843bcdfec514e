"""Where the pages of this place are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_LEADS, purpose=True)
def leads(request: DeskRequest) -> HttpResponse:
    """Not built yet."""
    return render(request, "base.html")


@guarded(Action.READ_LEADS, purpose=True)
def lead(request: DeskRequest, lead: str) -> HttpResponse:
    """Not built yet."""
    return render(request, "base.html")


urlpatterns = [
    path("leads", leads, name="leads"),
    path("leads/<str:lead>", lead, name="lead"),
]
