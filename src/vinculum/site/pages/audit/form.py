"""The filters of the audit pages, from the address of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django import forms

from vinculum.desk.access.vocabulary import PURPOSE_WORDS
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.audit.search import Asked

EVERY = [("", "Any")]
OUTCOME_WORDS = {
    Outcome.DONE: "Done",
    Outcome.DENIED: "Denied by the policy",
    Outcome.REFUSED: "Refused: the request was wrong",
    Outcome.FAILED: "Failed: a fault of the house",
}


class AuditFilter(forms.Form):
    """What to look for in the audit. Days are UTC, both included."""

    subject = forms.CharField(required=False, max_length=200, help_text="A plate, VIN, lead, delivery or address, whole.")
    person = forms.CharField(required=False, max_length=254, help_text="An e-mail address, or part of one.")
    organisation = forms.CharField(required=False, max_length=20, help_text="A code such as OPAL.")
    verb = forms.ChoiceField(
        required=False, label="Kind of processing", choices=[*EVERY, *((verb.value, verb.value.capitalize()) for verb in Verb)]
    )
    purpose = forms.ChoiceField(
        required=False, choices=[*EVERY, *((purpose.value, words) for purpose, words in PURPOSE_WORDS.items())]
    )
    outcome = forms.ChoiceField(
        required=False, choices=[*EVERY, *((outcome.value, words) for outcome, words in OUTCOME_WORDS.items())]
    )
    since = forms.DateField(required=False, label="From day", widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label="To day", widget=forms.DateInput({"type": "date"}))

    def asked(self) -> Asked:
        """Return what the filled form asks for."""
        told = self.cleaned_data
        return Asked(
            **{name: told[name] for name in ("subject", "person", "verb", "purpose", "outcome")},
            organisation=told["organisation"].strip().upper(),
            since=_begin(told["since"]),
            until=_begin(told["until"] + timedelta(days=1)) if told["until"] else None,
        )


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
