"""Where somebody lands: the first place of the navigation that is open to them."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from vinculum.desk.access.policy import decide
from vinculum.site.frame_of_page import PLACES
from vinculum.site.guard import DeskRequest, guarded, refuse


# The purpose comes first: which places are open depends on it.
@guarded(None)
def go_home(request: DeskRequest) -> HttpResponseBase:
    """Lead somebody to the first place that is open to them; say so when there is none."""
    request.told.action = "home.open"
    for _words, name, action in PLACES:
        decision = decide(request.viewer, action)
        if decision.allowed:
            return HttpResponseRedirect(reverse(name))
    return refuse(request, decision.reason)
