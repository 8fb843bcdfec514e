"""Cases that the tests of repatriation make: a vehicle found abroad, the people who work it, and who has a part in it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.repatriation.casework import Concerned, Found, name_party, open_case
from vinculum.desk.repatriation.models import Case
from vinculum.desk.repatriation.vocabulary import Capacity, Part
from vinculum.desk.repatriation.workflow import CASE, parties_of
from vinculum.desk.workflows.stepping import history, take

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
PURPOSES = {"priya": Purpose.PORTS, "tom": Purpose.INVESTIGATION, "amara": Purpose.INTELLIGENCE, "helen": Purpose.PREVENTION,
            "rashid": Purpose.ADMINISTRATION, "david": Purpose.PROGRAMME, "owen": Purpose.INVESTIGATION}  # fmt: skip
ROVER = Found(
    "CLEVELAND", "17/000001/26", "AB12CDE", "SALGA2EV9HA000001", "Land Rover", "Defender", date(2026, 1, 5), date(2026, 3, 20),
    "GE", "Poti", value_gbp=Decimal(40_000), value_basis="An engineer",
)  # fmt: skip
CLAIMANT = Concerned(Part.CLAIMANT, "Fleet desk", "JLR", "Whitley", Capacity.OWNER)


def worker(who: str, at: datetime = NOON, purpose: Purpose | None = None) -> Viewer:
    """Return a sample person for their purpose at a moment."""
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), at, purpose or PURPOSES.get(who), "a test")


def a_case(who: str = "priya", at: datetime = NOON, **other: Any) -> Case:
    """Return a case that somebody opened, of the vehicle above with what is told otherwise."""
    return open_case(replace(ROVER, **other), worker(who, at))


def step(case: Case, act: str, who: str, reason: str = "It is so.", at: datetime = NOON) -> None:
    """Take an act of a case."""
    after = len(history(CASE, case.reference))
    take(CASE, case.reference, act, worker(who, at), after=after, parties=parties_of(case), reason=reason)


def released(at: datetime = NOON) -> Case:
    """Return a case whose vehicle may be collected, claimed by a manufacturer."""
    case = a_case(at=at)
    name_party(case, CLAIMANT, worker("priya", at))
    for act, who in (("confirm", "tom"), ("show_title", "priya"), ("request", "priya"), ("release", "priya")):
        step(case, act, who, at=at)
    return case
