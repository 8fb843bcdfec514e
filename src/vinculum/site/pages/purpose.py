"""Asking once a task what somebody is doing this for."""

from __future__ import annotations

from typing import cast

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.models import Verb
from vinculum.site.guard import PURPOSE_KEY, WHY_KEY, DeskRequest, guarded, viewer_in_session


class PurposeForm(forms.Form):
    """A purpose that one of the viewer's roles serves, and the reference or reason behind it."""

    purpose = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Choose what you are doing this for."})
    why = forms.CharField(
        max_length=300,
        min_length=3,
        error_messages={
            "required": "Enter a reference or a reason.",
            "min_length": "Enter a reference or a reason of at least 3 letters.",
        },
    )

    def __init__(self, viewer: Viewer, *words: object, **named: object) -> None:
        super().__init__(*words, **named)  # type: ignore[arg-type]  # handed on as they came
        choices = [(purpose.value, purpose.words) for purpose in Purpose if purpose in viewer.purposes]
        cast("forms.ChoiceField", self.fields["purpose"]).choices = choices
        if len(choices) == 1:
            self.fields["purpose"].initial = choices[0][0]


@guarded(None, purpose=False)
def ask_purpose(request: DeskRequest) -> HttpResponse:
    """Ask for the purpose and keep it in the session until it is changed or the session ends."""
    request.told.action = "purpose.give"
    viewer = request.viewer
    onward = request.POST.get("next") or request.GET.get("next") or settings.LOGIN_REDIRECT_URL
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = settings.LOGIN_REDIRECT_URL
    if request.method != "POST":
        held = {"why": viewer.why, **({"purpose": viewer.purpose} if viewer.purpose else {})}
        return render(request, "pages/purpose.html", {"form": PurposeForm(viewer, initial=held), "next": onward})
    form = PurposeForm(viewer, request.POST)
    if not form.is_valid():
        return render(request, "pages/purpose.html", {"form": form, "next": onward}, status=422)
    request.session[PURPOSE_KEY] = form.cleaned_data["purpose"]
    request.session[WHY_KEY] = form.cleaned_data["why"]
    request.told.verb = Verb.ALTERATION
    request.told.viewer = viewer_in_session(request)
    return HttpResponseRedirect(onward)
