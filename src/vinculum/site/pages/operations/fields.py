"""Fields that the forms of operations share."""

from __future__ import annotations

from typing import Any

from django import forms

from vinculum.desk.access.models import Organisation
from vinculum.desk.operations.disrupting import stages

DAYS = ("%d %m %Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
DAY_HINT = "For example 6 4 2026"
MOMENTS = ("%d %m %Y %H:%M", "%d/%m/%Y %H:%M", "%d %B %Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


def a_day(label: str, *, required: bool = True, hint: str = DAY_HINT) -> forms.DateField:
    """Return a field for a day, typed as people write days."""
    wrong = {"required": f"{label}: enter a day.", "invalid": f"{label}: enter a day such as 6 4 2026 or 6 April 2026."}
    return forms.DateField(label=label, required=required, input_formats=DAYS, help_text=hint, error_messages=wrong,
                           widget=forms.DateInput(format="%d %m %Y"))  # fmt: skip


def a_moment(label: str, *, required: bool = True, hint: str = "UTC, for example 6 4 2026 18:00") -> forms.DateTimeField:
    """Return a field for a moment in UTC."""
    wrong = {"required": f"{label}: enter a day and a time.", "invalid": f"{label}: enter them such as 6 4 2026 18:00."}
    return forms.DateTimeField(label=label, required=required, input_formats=MOMENTS, help_text=hint, error_messages=wrong,
                               widget=forms.DateTimeInput(format="%d %m %Y %H:%M"))  # fmt: skip


def words(label: str, *, required: bool = True, hint: str = "", longest: int = 4000, rows: int = 4) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label, required=required, help_text=hint, max_length=longest, widget=forms.Textarea({"rows": rows}),
        error_messages={"required": f"{label}: enter it.", "max_length": f"{label}: enter at most {longest:,} letters."},
    )  # fmt: skip


def a_line(label: str, *, required: bool = True, hint: str = "", longest: int = 200) -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(
        label=label, required=required, help_text=hint, max_length=longest,
        error_messages={"required": f"{label}: enter it.", "max_length": f"{label}: enter at most {longest} letters."},
    )  # fmt: skip


def choice(label: str, choices: Any = (), *, hint: str = "", radios: bool = False, required: bool = True) -> forms.ChoiceField:
    """Return a field for one of a list."""
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, required=required, widget=forms.RadioSelect() if radios else forms.Select(),
        error_messages={"required": f"{label}: choose one.", "invalid_choice": f"{label}: choose one from the list."},
    )  # fmt: skip


def several(label: str, choices: Any = (), *, hint: str = "", required: bool = False) -> forms.MultipleChoiceField:
    """Return a field for some of a list."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=hint, required=required, widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": f"{label}: choose at least one.", "invalid_choice": f"{label}: choose from the list."},
    )  # fmt: skip


def stage_choices() -> list[tuple[str, str]]:
    """Return the stages of the crime script."""
    return [(code, f"{code} {title}") for code, title in stages().items()]


def organisation_choices(*codes: str) -> list[tuple[str, str]]:
    """Return organisations as choices, by code."""
    named = dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))
    return [(code, f"{named[code]} ({code})") for code in codes if code in named]
