"""Where somebody lands: the first place of the navigation that is open to them."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from vinculum.site.frame_of_page import first_open
from vinculum.site.guard import DeskRequest, guarded, refuse


# The purpose comes first: which places are open depends on it.
@guarded(None)
def go_home(request: DeskRequest) -> HttpResponseBase:
    """Lead somebody to the first place that is open to them; say so when there is none."""
    request.told.action = "home.open"
    name = first_open(request.viewer)
    if name is not None:
        return HttpResponseRedirect(reverse(name))
    return refuse(request, "None of the roles held opens a place of the workbench.")
