"""What somebody must say to act on a lead, checked before anything is kept."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from vinculum.desk.access.models import Organisation
from vinculum.desk.leads.acting import Details
from vinculum.desk.leads.workflow import Act, dismissals, outcomes, taskable_kinds

DAYS = ("%d %m %Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
LONGEST = 4000


def _day(missing: str) -> forms.DateField:
    wrong = "Enter a day such as 27 3 2026 or 27 March 2026."
    return forms.DateField(input_formats=DAYS, error_messages={"required": missing, "invalid": wrong})


def _text(missing: str = "", *, required: bool = True) -> forms.CharField:
    too_long = f"Enter at most {LONGEST:,} letters."
    return forms.CharField(required=required, max_length=LONGEST, error_messages={"required": missing, "max_length": too_long})


class ActForm(forms.Form):
    """An act that needs nothing but the page it was made on: ``after`` counts the acts that the page showed."""

    after = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={"required": "Load the page again: this form is not whole.", "invalid": "Load the page again."},
    )

    def __init__(self, on: date, organisation: str, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.on, self.organisation = on, organisation

    def details(self) -> Details:
        """Return what was said; only of a valid form."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "after" and value not in (None, "")}
        return Details(**said)


class AdoptForm(ActForm):
    """Taking a lead on."""


class TaskForm(ActForm):
    """Asking another organisation to act, by a day."""

    tasked_to = forms.ChoiceField(
        error_messages={"required": "Choose whom to task.", "invalid_choice": "Choose an organisation from the list."}
    )
    due = _day("Enter the day by which it is to be done.")
    text = _text("Enter what you ask them to do.")

    def __init__(self, on: date, organisation: str, *words: Any, **named: Any) -> None:
        super().__init__(on, organisation, *words, **named)
        others = Organisation.objects.filter(active=True, kind__in=taskable_kinds()).exclude(code=organisation).order_by("name")
        choices = [("", "Choose"), *((one.code, one.name) for one in others)]
        cast("forms.ChoiceField", self.fields["tasked_to"]).choices = choices

    def clean_due(self) -> date:
        """Refuse a day that is past."""
        due: date = self.cleaned_data["due"]
        if due < self.on:
            raise forms.ValidationError("Enter a day that is not past.")
        return due


class ParkForm(ActForm):
    """Putting a lead aside until a day."""

    until = _day("Enter the day on which it is to come back.")
    text = _text("Enter why it is put aside.")

    def clean_until(self) -> date:
        """Refuse a day on which the lead would be back already."""
        until: date = self.cleaned_data["until"]
        if until <= self.on:
            raise forms.ValidationError("Enter a day after today.")
        return until


class DismissForm(ActForm):
    """Saying that there is nothing in a lead, and why."""

    reason = forms.ChoiceField(
        choices=[(word.code, word.title) for word in dismissals().values()],
        error_messages={"required": "Choose why it is dismissed.", "invalid_choice": "Choose a reason from the list."},
    )
    text = _text("Enter in your words why it is dismissed.")


class ResolveForm(ActForm):
    """Recording what came of a lead."""

    outcome = forms.ChoiceField(
        choices=[(word.code, word.title) for word in outcomes().values()],
        error_messages={"required": "Choose what came of it.", "invalid_choice": "Choose an outcome from the list."},
    )
    text = _text(required=False)


class NoteForm(ActForm):
    """Writing something down."""

    text = _text("Enter the note.")


class UndoForm(ActForm):
    """Taking an act back."""

    undoes = forms.IntegerField(
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"required": "Load the page again: this form is not whole.", "invalid": "Load the page again."},
    )


FORMS: dict[Act, type[ActForm]] = {
    Act.ADOPT: AdoptForm,
    Act.TASK: TaskForm,
    Act.PARK: ParkForm,
    Act.DISMISS: DismissForm,
    Act.RESOLVE: ResolveForm,
    Act.NOTE: NoteForm,
    Act.UNDO: UndoForm,
}
