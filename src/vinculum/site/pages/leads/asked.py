"""What somebody asks of the queue: filters, an order, and where to go on; read from the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django import forms

from vinculum.desk.leads.workflow import State, states

PAGE = 25


class Sort(StrEnum):
    """The orders that the queue can stand in."""

    WORTH = "worth"
    SOONEST = "soonest"
    LIKELIEST = "likeliest"
    VALUE = "value"


SORT_WORDS = {
    Sort.WORTH: "Worth per day left",
    Sort.SOONEST: "Goes cold soonest",
    Sort.LIKELIEST: "Most likely",
    Sort.VALUE: "Highest value",
}
OPEN, ALL = "open", "all"
HEAT_WORDS = {"live": "Live", "cold": "Gone cold", "both": "Live and cold"}
WHOSE_WORDS = {"all": "Everybody's", "mine": "Mine", "ours": "My organisation's", "given": "Tasked to us"}
LEAST_WORDS = {"0": "Any", "25": "At least 25%", "50": "At least 50%", "75": "At least 75%", "90": "At least 90%"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the queue; an empty text filters nothing. ``least`` is in per cent."""

    kind: str = ""
    area: str = ""
    port: str = ""
    stage: str = ""
    state: str = OPEN
    heat: str = "live"
    whose: str = "all"
    least: str = "0"
    text: str = ""
    sort: Sort = Sort.WORTH
    after: str = ""
    before: str = ""

    def address(self, **other: str) -> str:
        """Return the query of the address that asks the same with some words changed; what is not said is left out."""
        told: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__} | {"after": "", "before": ""} | other
        plain = {name: getattr(Asked(), name) for name in self.__slots__}
        said = {name: str(value) for name, value in told.items() if value != plain[name]}
        return f"?{urlencode(said)}" if said else "?"


class AskedForm(forms.Form):
    """Checks what an address asks."""

    kind = forms.CharField(required=False, max_length=40)
    area = forms.CharField(required=False, max_length=80)
    port = forms.CharField(required=False, max_length=5)
    stage = forms.CharField(required=False, max_length=20)
    state = forms.ChoiceField(
        required=False,
        choices=[(OPEN, "Open"), *[(state.value, rule.title) for state, rule in states().items()], (ALL, "All")],
        error_messages={"invalid_choice": "Choose a state from the list."},
    )
    heat = forms.ChoiceField(
        required=False,
        choices=list(HEAT_WORDS.items()),
        error_messages={"invalid_choice": "Choose live, gone cold, or both."},
    )
    whose = forms.ChoiceField(
        required=False, choices=list(WHOSE_WORDS.items()), error_messages={"invalid_choice": "Choose whose leads from the list."}
    )
    least = forms.ChoiceField(
        required=False,
        choices=list(LEAST_WORDS.items()),
        error_messages={"invalid_choice": "Choose the least likelihood from the list."},
    )
    text = forms.CharField(
        required=False,
        max_length=80,
        error_messages={"max_length": "Enter at most 80 letters of a subject."},
    )
    sort = forms.ChoiceField(
        required=False,
        choices=[(sort.value, words) for sort, words in SORT_WORDS.items()],
        error_messages={"invalid_choice": "Choose an order from the list."},
    )
    after = forms.CharField(required=False, max_length=80)
    before = forms.CharField(required=False, max_length=80)

    def asked(self) -> Asked:
        """Return the filters; those that are not said, or are not valid, stand as they do unless asked otherwise."""
        said: Mapping[str, str] = {name: value for name, value in self.cleaned_data.items() if value}
        told = {**said, "sort": Sort(said["sort"])} if "sort" in said else dict(said)
        return Asked(**told)  # type: ignore[arg-type]  # the names of the form are those of the dataclass


def states_asked(asked: Asked) -> list[str]:
    """Return the states that a filter lets through."""
    if asked.state == ALL:
        return [state.value for state in State]
    return [rule.state.value for rule in states().values() if (rule.open if asked.state == OPEN else rule.state == asked.state)]
