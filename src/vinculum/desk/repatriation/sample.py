"""The room's part of the story: four vehicles found abroad, through the same functions that the pages call."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.repatriation.casework import Concerned, End, Found, end_case, name_party, open_case
from vinculum.desk.repatriation.costing import Told, tell_cost
from vinculum.desk.repatriation.court import CourtTold, tell_court
from vinculum.desk.repatriation.dating import set_date
from vinculum.desk.repatriation.lettering import draft, tell_of_letter
from vinculum.desk.repatriation.models import Case, Letter
from vinculum.desk.repatriation.vocabulary import Answer, Capacity, CostKind, CourtKind, Part, date_kinds
from vinculum.desk.repatriation.workflow import CASE, parties_of
from vinculum.desk.workflows.stepping import history, take

WORKERS = {
    "priya": ("priya.nair@navcis.example", Purpose.PORTS),
    "tom": ("tom.hartley@cleveland.example", Purpose.INVESTIGATION),
}
FORCE = "CLEVELAND"


def tell() -> None:
    """Lay in the sample cases, unless the room holds cases."""
    if Case.objects.exists():
        return
    told = tomllib.loads((resources.files("vinculum.desk.repatriation") / "sample.toml").read_text("utf-8"))
    with transaction.atomic():
        people = {who: Person.objects.get(email=email) for who, (email, _) in WORKERS.items()}
        for one in sorted(told["cases"], key=lambda one: one["opened"]):
            _tell_case(one, people)


def _tell_case(told: dict[str, Any], people: dict[str, Person]) -> None:
    opened = told["opened"]
    keeper = _viewer(people, "priya", opened, 9)
    names = ("crime_ref", "vrm", "vin", "make", "model", "stolen_on", "found_on", "country", "place", "value_basis")
    case = open_case(Found(FORCE, **{name: told[name] for name in names}, value_gbp=Decimal(told["value_gbp"])), keeper)
    for party in told["parties"]:
        capacity = Capacity(party["capacity"]) if "capacity" in party else None
        concerned = Concerned(
            Part(party["part"]), party.get("name", ""), party.get("organisation", ""), party.get("contact", ""), capacity
        )
        name_party(case, concerned, keeper)
    rule = date_kinds()["storage"]
    set_date(case, "storage", case.found_on + timedelta(days=rule.days), keeper)
    costs = [Told(CostKind(one["kind"]), one["what"], Decimal(one["amount"]), one["on"], bool(one.get("planned")))
             for one in told["costs"]]  # fmt: skip
    # What was planned was told when the case was opened, what was spent on its day.
    for cost in sorted(costs, key=lambda one: (not one.planned, one.on)):
        tell_cost(case, cost, _viewer(people, "priya", opened if cost.planned else max(cost.on, opened), 10))
    for step in told["steps"]:
        _take(case, step, _viewer(people, step["who"], step["on"], 11))


def _take(case: Case, told: dict[str, Any], viewer: Viewer) -> None:
    after = len(history(CASE, case.reference))
    if "letter" in told:
        letter = draft(case, told["letter"], viewer)
        tell_of_letter(letter, Answer.SENT, told["on"], viewer)
    elif "answered" in told:
        letter = Letter.objects.get(case=case, kind=told["answered"])
        tell_of_letter(letter, Answer.ANSWERED, told["on"], viewer)
    elif "court" in told:
        tell_court(case, CourtTold(CourtKind(told["court"]), told["name"], told["on"], told["words"]), viewer)
    elif "end" in told:
        proceeds = Decimal(told["proceeds"]) if "proceeds" in told else None
        end_case(case, told["end"], End(told["day"], proceeds, told.get("to", "")), viewer, after=after)
    else:
        take(CASE, case.reference, told["act"], viewer, after=after, parties=parties_of(case), reason=told.get("reason", ""))


def _viewer(people: dict[str, Person], who: str, on: date, hour: int) -> Viewer:
    return viewer_of(people[who], datetime.combine(on, time(hour), UTC), WORKERS[who][1], "a vehicle found abroad")
