"""Where the pages of this place are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_PICTURE, purpose=True)
def picture(request: DeskRequest) -> HttpResponse:
    """Not built yet."""
    return render(request, "base.html")


@guarded(None, purpose=False)
def definitions(request: DeskRequest) -> HttpResponse:
    """Not built yet."""
    return render(request, "base.html")


urlpatterns = [
    path("picture", picture, name="picture"),
    path("definitions", definitions, name="definitions"),
]
