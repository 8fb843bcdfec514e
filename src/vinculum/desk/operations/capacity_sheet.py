"""The spreadsheet by which forces tell their teams: declared once, for its template, its reader and its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from vinculum.desk.access.models import Organisation
from vinculum.desk.operations.capacity import Team, skill_words
from vinculum.desk.operations.models import Operation
from vinculum.desk.sheets.cells import Remark
from vinculum.desk.sheets.declared import CellKind, CellValue, Choice, Column, Days, Declared
from vinculum.desk.sheets.fault import FaultKind, Weight
from vinculum.desk.sheets.reading import Reading, read_sheet

SEPARATOR = ";"


def declared_for(operation: Operation, organisations: Iterable[str] | None) -> Declared:
    """Return the spreadsheet of an operation's teams, for the organisations that may be told of (None: all that report)."""
    taking_part = operation.participants.filter(reports=True)
    if organisations is not None:
        taking_part = taking_part.filter(organisation__in=list(organisations))
    forces = Organisation.objects.filter(pk__in=taking_part.values("organisation")).order_by("code")
    skills = ", ".join(f"{code} ({words.lower()})" for code, words in skill_words().items())
    return Declared(
        code="operation-teams",
        version=1,
        title="Teams",
        about="Teams of an operation, one team on one day a row",
        columns=(
            Column(
                "force", "Force", "The force that the team is of.", CellKind.CHOICE, required=True,
                choices=tuple(Choice(one.code, one.code, one.name) for one in forces),
            ),
            Column("team", "Team", "A name by which the force knows it.", required=True, longest=60),
            Column("day", "Day", "A day of the operation.", CellKind.DAY, required=True),
            Column("skills", "Skills", f"What the team can do, with ; between: {skills}.", required=True, longest=120),
            Column(
                "hours", "Hours", "How long it works that day; 8 if left empty.", CellKind.NUMBER,
                least=Decimal("0.5"), most=Decimal(24),
            ),
            Column(
                "crosses", "Crosses", "Whether it may be sent to another force of its region; no if left empty.", CellKind.CHOICE,
                choices=(Choice("yes", "yes"), Choice("no", "no")),
            ),
        ),
        cover=(("operation", "Operation"),),
        key=("force", "team", "day"),
    )  # fmt: skip


def read_teams(declared: Declared, operation: Operation, data: bytes, file: str) -> tuple[Reading, list[Team]]:
    """Return what a filled-in spreadsheet holds: its faults by cell, and the teams of its good rows."""
    days = Days(operation.begins_on, operation.ends_on, operation.ends_on, f"the days of {operation.name}")
    reading = read_sheet(declared, data, file, cover={"operation": operation.reference}, days=days, check=_check)
    return reading, [_team(row.values) for row in reading.rows]


def _check(values: Mapping[str, CellValue]) -> Iterator[tuple[str, Remark]]:
    strays = [skill for skill in _skills(values) if skill not in skill_words()]
    if strays:
        told = f"{', '.join(strays)} is no skill."
        yield "skills", Remark(FaultKind.CHECK, Weight.ROW, told, f"Write {', '.join(skill_words())}, with ; between.")


def _skills(values: Mapping[str, CellValue]) -> list[str]:
    return [part for one in str(values.get("skills", "")).split(SEPARATOR) if (part := one.strip().casefold())]


def _team(values: Mapping[str, CellValue]) -> Team:
    hours = values.get("hours")
    return Team(
        organisation=str(values["force"]),
        team=str(values["team"]),
        day=cast("date", values["day"]),
        skills=tuple(_skills(values)),
        hours=Decimal(str(hours)) if hours is not None else Decimal(8),
        crosses=values.get("crosses") == "yes",
    )
