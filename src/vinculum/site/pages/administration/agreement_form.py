"""The form of a sharing agreement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms

from vinculum.desk.access.models import Agreement, Group, Organisation
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import PURPOSE_WORDS, Handling, Rows
from vinculum.evidence.contract import contracts
from vinculum.site.pages.administration.forms import DAY, NOW, OPEN, begin, end

ROWS_WORDS = {
    Rows.ALL: "Every row",
    Rows.OWN_MAKES: "Only rows about makes that the recipient answers for",
    Rows.OWN_FORCE: "Only rows of the recipient's own force",
}
HANDLING_WORDS = {Handling.PERMITTED: "P: may be shared lawfully", Handling.CONDITIONS: "C: also what is shared under conditions"}
FILLED = (
    *("title", "provider", "recipient", "recipients", "columns", "rows", "handling", "purposes", "gateway"),
    "retention_days",
)


class AgreementForm(forms.Form):
    """A sharing agreement about one feed. Columns are ticked one by one: none is shared because nobody thought of it."""

    title = forms.CharField(max_length=200)
    provider = forms.ModelChoiceField(Organisation.objects.none(), help_text="Whose records these are.")
    recipient = forms.ModelChoiceField(
        Organisation.objects.filter(active=True),
        required=False,
        help_text="Choose an organisation here or a group below, not both.",
    )
    recipients = forms.ModelChoiceField(Group.objects.all(), required=False, label="Recipients as a group")
    columns = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Tick at least one column."}
    )
    rows = forms.ChoiceField(widget=forms.RadioSelect, choices=[(rows.value, words) for rows, words in ROWS_WORDS.items()])
    handling = forms.ChoiceField(
        label="Handling code, at most",
        widget=forms.RadioSelect,
        choices=[(handling.value, words) for handling, words in HANDLING_WORDS.items()],
    )
    purposes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[(purpose.value, words) for purpose, words in PURPOSE_WORDS.items()],
        error_messages={"required": "Tick at least one purpose."},
    )
    gateway = forms.CharField(
        max_length=300, label="Legal gateway", help_text="Under which law it is shared, such as “DPA 2018 Part 3”."
    )
    retention_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=36_500,
        label="Days that rows may be held",
        help_text="The feed's own limit if left empty.",
    )
    from_day = forms.DateField(required=False, label="From day", widget=forms.DateInput(DAY), help_text=NOW)
    until_day = forms.DateField(
        required=False,
        label="Until day",
        widget=forms.DateInput(DAY),
        help_text=OPEN,
    )

    def __init__(self, viewer: Viewer, feed: str, *words: object, **named: object) -> None:
        super().__init__(*words, **named)  # type: ignore[arg-type]  # handed on as they came
        self.feed = feed
        givers = Organisation.objects.filter(active=True)
        if viewer.organisation not in national():
            givers = givers.filter(pk=viewer.organisation)
        cast("forms.ModelChoiceField[Organisation]", self.fields["provider"]).queryset = givers
        cast("forms.MultipleChoiceField", self.fields["columns"]).choices = [
            (column.name, f"{column.name}: {column.about}") for column in contracts()[feed].columns
        ]

    def agreement(self, now: datetime) -> Agreement:
        """Return what the filled form says, not saved."""
        told = self.cleaned_data
        plain = (
            "title",
            "provider",
            "recipient",
            "recipients",
            "columns",
            "rows",
            "handling",
            "purposes",
            "gateway",
            "retention_days",
        )
        return Agreement(
            **{name: told[name] for name in plain},
            feed=self.feed,
            from_at=begin(told["from_day"]) or now,
            until_at=end(told["until_day"]),
        )


def filled_from(agreement: Agreement) -> dict[str, Any]:
    """Return the form's fields as an agreement has them, to change it."""
    until = agreement.until_at
    return {
        "title": agreement.title,
        "provider": agreement.provider_id,
        "recipient": agreement.recipient_id,
        "recipients": agreement.recipients_id,
        "columns": agreement.columns,
        "rows": agreement.rows,
        "handling": agreement.handling,
        "purposes": agreement.purposes,
        "gateway": agreement.gateway,
        "retention_days": agreement.retention_days,
        "until_day": (until - timedelta(days=1)).date() if until else None,
    }
