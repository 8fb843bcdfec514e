"""The forms of the ports board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from vinculum.desk.access.models import Person
from vinculum.desk.ports.choosing import Wanted
from vinculum.desk.ports.clock import settings
from vinculum.site.pages.operations.fields import a_line, choice
from vinculum.site.pages.ports.told import port_words

HOURS_WORDS = {24: "24 hours", 48: "2 days", 72: "3 days", 168: "7 days", 504: "3 weeks"}


class DrawForm(forms.Form):
    """What a short list is drawn from and how."""

    port = choice("Port", hint="Ports with sailings ahead")
    lifts = forms.IntegerField(
        label="How many boxes can be lifted",
        min_value=1,
        error_messages={"required": "How many boxes can be lifted: enter a number.", "invalid": "Enter a whole number of boxes."},
    )
    random_share = forms.IntegerField(
        label="Share drawn at random, %",
        min_value=0,
        max_value=100,
        help_text="Only boxes drawn at random tell how many stolen vehicles pass unseen. They are opened like any other.",
        error_messages={"required": "Share drawn at random: enter a percentage.", "invalid": "Enter a whole percentage."},
    )
    hours = choice("Boxes that sail within")
    note = a_line("Note", required=False, longest=300, hint="For example: one crane until noon")

    def __init__(self, ports: Sequence[str], *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        told = settings()["drawing"]
        cast("forms.ChoiceField", self.fields["port"]).choices = [(port, port_words(port)) for port in ports]
        cast("forms.ChoiceField", self.fields["hours"]).choices = [(str(one), HOURS_WORDS[one]) for one in told["windows"]]
        cast("forms.IntegerField", self.fields["lifts"]).help_text = f"1 to {told['most_lifts']}"

    def wanted(self) -> Wanted:
        """Return what was asked; only of a valid form."""
        said = self.cleaned_data
        return Wanted(said["port"], said["lifts"], said["random_share"] / 100, int(said["hours"]), said["note"])


class HandOverForm(forms.Form):
    """To whom a box is handed over, and what they should know."""

    to = choice("To")
    reason = a_line("What they should know", required=False, longest=300)
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    def __init__(self, colleagues: Sequence[Person], *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        cast("forms.ChoiceField", self.fields["to"]).choices = [(str(one.pk), one.name) for one in colleagues]
