"""What is measured of communications: values with their day and source."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.engagement.measuring import channels as all_channels
from vinculum.desk.programme.engagement.measuring import measure, measured
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.engagement.forms import MeasurementForm


@guarded(Action.READ_ENGAGEMENT)
def channels(request: DeskRequest) -> HttpResponseBase:
    """Show every channel with its values."""
    return _page(request, MeasurementForm(request))


@guarded(Action.KEEP_ENGAGEMENT, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest) -> HttpResponseBase:
    """Write a value down."""
    form = MeasurementForm(request, filled=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    told = form.cleaned_data
    measure(request.viewer, told["channel"], told["value"], told["on"], told["source"])
    return HttpResponseRedirect(reverse("channels"))


def _page(request: DeskRequest, form: NamedForm, status: int = 200) -> HttpResponseBase:
    at = request.viewer.at
    told = {
        "channels": [(one, list(reversed(measured(request.viewer, one.code, at)))) for one in all_channels().values()],
        "form": form,
        "may_keep": decide(request.viewer, Action.KEEP_ENGAGEMENT).allowed,
    }
    return render(request, "engagement/channels.html", told, status=status)
