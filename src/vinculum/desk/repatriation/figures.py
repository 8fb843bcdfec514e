"""The figures of repatriation: cases, vehicles and money; a row tells a case's reference, vehicle, country and days, no person.

``of`` may narrow them: ``country`` by its two letters, ``force`` by code.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.repatriation.models import Case
from vinculum.desk.repatriation.seeing import visible_to
from vinculum.desk.repatriation.workflow import CASE, OPEN
from vinculum.desk.workflows.models import Step

COLUMNS = ("Case", "Vehicle", "Country", "Found on", "Stands")


def open_cases(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each case that is open at the moment."""
    return [_row(case, step) for case, step in _known(viewer, asked) if step.state in OPEN]


def at_stake(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    """Return the value of each vehicle of an open case, where somebody has said it; None where nobody has of any."""
    held = [(case, step) for case, step in _known(viewer, asked) if step.state in OPEN]
    told = [_row(case, step, case.value_gbp) for case, step in held if case.value_gbp is not None]
    return None if held and not told else told


def returned(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each vehicle that was handed over by the moment, on a day within the bounds."""
    return [_row(case, step) for case, step in _ended(viewer, asked, "returned")]


def proceeds(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return what each sale abroad brought, by the day of the sale."""
    return [_row(case, step, Decimal(str(step.told["proceeds_gbp"]))) for case, step in _ended(viewer, asked, "sold")]


def days_to_return(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return the days from find to hand-over of each vehicle that was returned."""
    return [
        _row(case, step, Decimal((date.fromisoformat(step.told["on"]) - case.found_on).days))
        for case, step in _ended(viewer, asked, "returned")
    ]


def _known(viewer: Viewer, asked: Asked) -> list[tuple[Case, Step]]:
    """Return the cases that the viewer sees and that were known by the moment, each with its last step by then."""
    cases = {case.reference: case for case in Case.objects.filter(visible_to(viewer), opened_at__lte=asked.as_at)}
    steps = Step.objects.filter(workflow=CASE.code, subject__in=list(cases), at__lte=asked.as_at).order_by("number")
    last = {step.subject: step for step in steps}
    known = [(cases[reference], step) for reference, step in sorted(last.items())]
    country, force = asked.of.get("country"), asked.of.get("force")
    return [one for one in known if country in {None, one[0].country} and force in {None, one[0].force_id}]


def _ended(viewer: Viewer, asked: Asked, state: str) -> list[tuple[Case, Step]]:
    found = [(case, step) for case, step in _known(viewer, asked) if step.state == state]
    return [(case, step) for case, step in found if _within(date.fromisoformat(step.told["on"]), asked)]


def _within(day: date, asked: Asked) -> bool:
    return (asked.since is None or asked.since <= day) and (asked.until is None or day < asked.until)


def _row(case: Case, step: Step, amount: Decimal | None = None) -> FigureRow:
    cells = (case.reference, f"{case.make} {case.model}", case.country, case.found_on, CASE.states[step.state].title)
    return FigureRow(case.reference, cells, Decimal(1) if amount is None else amount, f"/repatriation/{case.reference}")


RULES: tuple[FigureRule, ...] = (
    FigureRule(
        "repatriation-open", "Repatriation cases open",
        "Cases of stolen vehicles found abroad that stand open at the moment: neither returned, sold, refused nor given up.",
        Unit.COUNT, COLUMNS, Action.READ_REPATRIATION, open_cases,
    ),
    FigureRule(
        "repatriation-at-stake", "Value at stake abroad",
        "Value of the vehicles of open cases where they stand, as the case says it; a vehicle whose value nobody has said is "
        "not in it.",
        Unit.POUNDS, COLUMNS, Action.READ_REPATRIATION, at_stake,
    ),
    FigureRule(
        "repatriation-returned", "Vehicles returned from abroad",
        "Stolen vehicles that were handed over to whoever is entitled to them, by the day of the hand-over.",
        Unit.COUNT, COLUMNS, Action.READ_REPATRIATION, returned,
    ),
    FigureRule(
        "repatriation-proceeds", "Proceeds of sales abroad",
        "What stolen vehicles fetched that were sold where they were found, by the day of the sale.",
        Unit.POUNDS, COLUMNS, Action.READ_REPATRIATION, proceeds,
    ),
    FigureRule(
        "repatriation-days", "Days from find to return, all vehicles together",
        "Days between the find abroad and the hand-over, added up over the vehicles that were returned; divide by how many "
        "were returned for the mean.",
        Unit.COUNT, COLUMNS, Action.READ_REPATRIATION, days_to_return,
    ),
)  # fmt: skip
