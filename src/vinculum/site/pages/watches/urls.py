"""Where the pages of this place are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.SAVE_SEARCHES, purpose=True)
def watches(request: DeskRequest) -> HttpResponse:
    """Not built yet."""
    return render(request, "base.html")


urlpatterns = [
    path("watches", watches, name="watches"),
]
