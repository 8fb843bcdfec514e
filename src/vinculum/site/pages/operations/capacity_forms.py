"""The forms by which capacity is told: a team, lifts at a port, a warrant or an event."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.capacity import Entered, Lifts, Team, enter_work, offer_lifts, offer_teams, skill_words
from vinculum.desk.operations.models import Operation, WorkKind
from vinculum.site.pages.operations.fields import (
    a_day,
    a_line,
    a_moment,
    choice,
    organisation_choices,
    several,
    stage_choices,
)
from vinculum.site.ports import ports

PER_CENT = 100


def a_number(label: str, least: float, most: float, hint: str = "", initial: float | None = None) -> forms.DecimalField:
    """Return a field for a number within bounds."""
    wrong = f"{label}: enter a number from {least:g} to {most:g}."
    return forms.DecimalField(
        label=label, min_value=least, max_value=most, help_text=hint, initial=initial, decimal_places=2,
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )  # fmt: skip


class CapacityForm(forms.Form):
    """A line of capacity of an operation, told by somebody who may tell of ``mine`` (None: of all that take part)."""

    organisation = choice("Force")

    def __init__(self, operation: Operation, mine: tuple[str, ...] | None, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.operation = operation
        codes = operation.participants.order_by("organisation__name").values_list("organisation_id", flat=True)
        self._offer("organisation", organisation_choices(*[code for code in codes if mine is None or code in mine]))

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[field]).choices = choices


class TeamForm(CapacityForm):
    """A team on a day."""

    team = a_line("Team", longest=60, hint="A name by which the force knows it")
    day = a_day("Day")
    skills = several("What it can do", list(skill_words().items()), required=True)
    hours = a_number("Hours", 0.5, 24, initial=8)
    crosses = forms.BooleanField(label="It may be sent to another force of its region", required=False)

    def keep(self, viewer: Viewer) -> str:
        """Keep the team."""
        said = self.cleaned_data
        team = Team(said["organisation"], said["team"], said["day"], tuple(said["skills"]), said["hours"], said["crosses"])
        offer_teams(self.operation, [team], viewer)
        return f"{team.organisation} {team.team} on {team.day:%-d %B} is kept."


class LiftsForm(CapacityForm):
    """Lifts at a port on a day."""

    port = choice("Port")
    day = a_day("Day")
    lifts = forms.IntegerField(
        label="Lifts", min_value=0, max_value=500,
        error_messages={"required": "Lifts: enter how many.", "invalid": "Lifts: enter a whole number."},
    )  # fmt: skip
    cost_gbp = a_number("Fee for one lift in pounds", 0, 10_000, initial=200)

    def __init__(self, operation: Operation, mine: tuple[str, ...] | None, *told: Any, **named: Any) -> None:
        super().__init__(operation, mine, *told, **named)
        self.fields["organisation"].label = "By"
        self._offer("port", [(code, port.name) for code, port in ports().items()])

    def keep(self, viewer: Viewer) -> str:
        """Keep the lifts."""
        said = self.cleaned_data
        told = Lifts(said["organisation"], said["port"], said["day"], said["lifts"], said["cost_gbp"])
        return f"{offer_lifts(self.operation, told, viewer)}: kept."


class WorkForm(CapacityForm):
    """A warrant or a prevention event."""

    kind = choice("Kind", [(kind.value, kind.words) for kind in WorkKind], radios=True)
    title = a_line("What it is")
    likely = a_number("Likelihood in per cent", 0, 100, "That it brings what it is meant to")
    value_gbp = a_number("Value in pounds", 0, 99_000_000, "What that would be worth")
    hours = a_number("Hours", 0.5, 24, initial=6)
    not_before = a_day("Not before", required=False)
    until = a_moment("Until", required=False)
    network = a_line("Network", required=False, longest=60, hint="The same word for work about the same people")
    stage = choice("Stage of the crime script", required=False)

    def __init__(self, operation: Operation, mine: tuple[str, ...] | None, *told: Any, **named: Any) -> None:
        super().__init__(operation, mine, *told, **named)
        self._offer("stage", [("", "None"), *stage_choices()])

    def keep(self, viewer: Viewer) -> str:
        """Keep the work."""
        said = self.cleaned_data
        told = Entered(
            kind=WorkKind(said["kind"]),
            title=said["title"],
            organisation=said["organisation"],
            probability=float(said["likely"]) / PER_CENT,
            value_gbp=said["value_gbp"],
            hours=said["hours"],
            not_before=said["not_before"],
            until=said["until"],
            network=said["network"],
            stage=said["stage"],
        )
        return f"{enter_work(self.operation, told, viewer)}: kept."


AnyForm = TeamForm | LiftsForm | WorkForm
FORMS: dict[str, type[AnyForm]] = {"team": TeamForm, "lifts": LiftsForm, "work": WorkForm}
