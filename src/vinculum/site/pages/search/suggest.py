"""What could be meant while somebody types: texts that begin so, of those that they may see."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.seen import SEEN
from vinculum.desk.access.vocabulary import Action
from vinculum.search import index_for, suggestions
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.search.asked import SEEN_MARKS, read_asked
from vinculum.site.pages.search.results import kind_words

FEWEST = 2  # characters; fewer begin everything
MOST = 8


@guarded(Action.SEARCH)
def suggest(request: DeskRequest) -> HttpResponse:
    """Answer the options for the list of the search box."""
    asked = read_asked(request.GET.dict())
    told: list[tuple[str, str]] = []
    if len(asked.text) >= FEWEST:
        request.told.about("search", asked.text)
        index = index_for(settings.WORKSPACE)
        with SEEN.open_workroom(settings.WORKSPACE, request.viewer) as door:
            told = [(text, kind_words(kind)) for text, kind in suggestions(door, asked.text, MOST, SEEN_MARKS, index)]
    request.told.counted(suggestions=len(told))
    return render(request, "search/suggestions.html", {"suggestions": told})
