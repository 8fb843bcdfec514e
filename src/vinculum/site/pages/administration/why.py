"""“Why can she see this”: the policy's decision about a person, a purpose, a provider and a feed, with its reason."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.policy import grants_of, why_seen
from vinculum.desk.access.scope import people_to
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import PURPOSE_WORDS, Action, Purpose
from vinculum.evidence.contract import contracts
from vinculum.site.guard import DeskRequest, guarded


class WhyForm(forms.Form):
    """Who, what for, whose records of what."""

    person = forms.ModelChoiceField(Person.objects.none())
    purpose = forms.ChoiceField(choices=[(purpose.value, words) for purpose, words in PURPOSE_WORDS.items()])
    provider = forms.ModelChoiceField(Organisation.objects.all(), help_text="Whose records.")
    feed = forms.ChoiceField(choices=[(feed, contract.title) for feed, contract in contracts().items()])

    def __init__(self, viewer: Viewer, *words: object, **named: object) -> None:
        super().__init__(*words, **named)  # type: ignore[arg-type]  # handed on as they came
        cast("forms.ModelChoiceField[Person]", self.fields["person"]).queryset = Person.objects.filter(people_to(viewer))


@guarded(Action.READ_ACCESS, purpose=True)
def why(request: DeskRequest) -> HttpResponseBase:
    """Say why somebody may or may not see a provider's records of a feed, and which columns."""
    asked = WhyForm(request.viewer, request.GET or None)
    told: dict[str, object] = {"form": asked}
    if asked.is_bound and asked.is_valid():
        about = asked.cleaned_data
        request.told.about("person", about["person"].email)
        viewer = viewer_of(about["person"], request.viewer.at, Purpose(about["purpose"]))
        provider, feed = about["provider"].code, about["feed"]
        open_columns = {
            column for grant in grants_of(viewer) if (grant.provider, grant.feed) == (provider, feed) for column in grant.columns
        }
        told |= {
            "decision": why_seen(viewer, provider, feed),
            "about": about,
            "columns": [(column, column.name in open_columns) for column in contracts()[feed].columns],
        }
    status = 422 if asked.is_bound and not asked.is_valid() else 200
    return render(request, "administration/why.html", told, status=status)
