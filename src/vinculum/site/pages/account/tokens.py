"""A person's own keys for the HTTP API: made, shown once, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.models import ApiToken
from vinculum.desk.access.tokens import LONGEST, make_token, revoke_token, scopes_open_to
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.audit.models import Verb
from vinculum.site.guard import DeskRequest, guarded


class TokenForm(forms.Form):
    """What a key is for, what it may do, and for how long."""

    name = forms.CharField(max_length=100, help_text="Which program uses it, such as “nightly export to our case system”.")
    purpose = forms.ChoiceField(help_text="Written into the record of everything that the key is used for.")
    why = forms.CharField(max_length=300, label="Reference or reason")
    scopes = forms.MultipleChoiceField(
        label="What the key may do",
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what you may do yourself; and only as long as you may.",
        error_messages={"required": "Choose at least one thing that the key may do."},
    )
    days = forms.IntegerField(min_value=1, max_value=LONGEST.days, initial=30, label="Days until it ends")

    def __init__(self, viewer: Viewer, *words: object, **named: object) -> None:
        super().__init__(*words, **named)  # type: ignore[arg-type]  # handed on as they came
        purposes = [(purpose.value, purpose.words) for purpose in Purpose if purpose in viewer.purposes]
        cast("forms.ChoiceField", self.fields["purpose"]).choices = purposes
        scopes = sorted({action for code, _ in purposes for action in scopes_open_to(viewer, Purpose(code))})
        cast("forms.MultipleChoiceField", self.fields["scopes"]).choices = [(scope.value, scope.value) for scope in scopes]


@guarded(Action.MANAGE_TOKENS, purpose=False)
def tokens(request: DeskRequest) -> HttpResponseBase:
    """List the viewer's keys and offer to make one."""
    return _page(request, TokenForm(request.viewer))


@guarded(Action.MANAGE_TOKENS, Verb.ALTERATION, purpose=False)
@require_POST
def make(request: DeskRequest) -> HttpResponseBase:
    """Make a key and show it, this once."""
    form = TokenForm(request.viewer, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    told = form.cleaned_data
    made = make_token(
        request.viewer,
        name=told["name"],
        scopes=[Action(scope) for scope in told["scopes"]],
        purpose=Purpose(told["purpose"]),
        why=told["why"],
        expires_at=request.viewer.at + timedelta(days=told["days"]),
    )
    request.told.about("token", str(made.token.pk))
    request.told.counted(scopes=", ".join(made.token.scopes), expires=made.token.expires_at.isoformat())
    answer = render(request, "account/token_made.html", {"token": made.token, "secret": made.secret})
    answer["Cache-Control"] = "no-store"
    return answer


@guarded(Action.MANAGE_TOKENS, Verb.ALTERATION, purpose=False)
@require_POST
def revoke(request: DeskRequest, token: int) -> HttpResponseBase:
    """End a key of the viewer's own."""
    ended = revoke_token(request.viewer, token)
    request.told.about("token", str(ended.pk))
    messages.success(request, f"The key {ended.name} is ended.")
    return HttpResponseRedirect(reverse("tokens"))


def _page(request: DeskRequest, form: TokenForm, status: int = 200) -> HttpResponseBase:
    held = ApiToken.objects.filter(person_id=request.viewer.person)
    told = {"form": form, "tokens": held, "now": request.viewer.at, "longest": LONGEST.days}
    return render(request, "account/tokens.html", told, status=status)
