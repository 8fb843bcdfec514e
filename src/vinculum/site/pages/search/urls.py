"""Where the pages of this place are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.SEARCH, purpose=True)
def search(request: DeskRequest) -> HttpResponse:
    """Not built yet."""
    return render(request, "base.html")


urlpatterns = [
    path("search", search, name="search"),
]
