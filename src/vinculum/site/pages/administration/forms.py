"""The forms of the administration pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from django import forms

from vinculum.desk.access.models import Group, Organisation
from vinculum.desk.access.roles import role_choices
from vinculum.desk.access.scope import organisations_to
from vinculum.desk.access.viewer import Viewer

DAY = {"type": "date"}
NOW, OPEN = "From now on if left empty.", "That day included; until it is ended if left empty."


def begin(day: date | None) -> datetime | None:
    """Return the first moment of a day, UTC."""
    return datetime.combine(day, time.min, UTC) if day else None


def end(day: date | None) -> datetime | None:
    """Return the first moment after a day, UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC) if day else None


class OrganisationForm(forms.Form):
    """What an administrator keeps of an organisation; the rest is reference data."""

    makes = forms.CharField(
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Makes that this organisation answers for, one a line. An agreement about its own makes opens only these.",
    )
    active = forms.BooleanField(
        required=False,
        label="Takes part",
        help_text="If it does not, its people hold no role and its groups do not count it.",
    )


class GroupForm(forms.Form):
    """A group and its members."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{1,38}$", help_text="Small letters, digits and _. It stands in agreements and is not changed later."
    )
    title = forms.CharField(max_length=200)
    members = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A group without members is nobody.",
    )

    def __init__(self, viewer: Viewer, group: Group | None, *words: object, **named: object) -> None:
        super().__init__(*words, **named)  # type: ignore[arg-type]  # handed on as they came
        members = cast("forms.ModelMultipleChoiceField[Organisation]", self.fields["members"])
        members.queryset = Organisation.objects.filter(organisations_to(viewer))
        if group is not None:
            del self.fields["code"]

    def clean_code(self) -> str:
        """Refuse a code that stands for another group already."""
        code: str = self.cleaned_data["code"]
        if Group.objects.filter(pk=code).exists():
            raise forms.ValidationError(f"There is a group {code} already.")
        return code


class PersonForm(forms.Form):
    """A new person."""

    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail address", help_text="They sign in with it.")
    organisation = forms.ModelChoiceField(Organisation.objects.none())
    roles = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=role_choices(), help_text="Can be given later too."
    )

    def __init__(self, viewer: Viewer, *words: object, **named: object) -> None:
        super().__init__(*words, **named)  # type: ignore[arg-type]  # handed on as they came
        cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"]).queryset = Organisation.objects.filter(
            organisations_to(viewer), active=True
        )


class RoleForm(forms.Form):
    """A role for a person, from a day until a day."""

    role = forms.ChoiceField(choices=role_choices())
    from_day = forms.DateField(required=False, label="From day", widget=forms.DateInput(DAY), help_text=NOW)
    until_day = forms.DateField(
        required=False,
        label="Until day",
        widget=forms.DateInput(DAY),
        help_text=OPEN,
    )
