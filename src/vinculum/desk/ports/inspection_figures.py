"""What is counted of inspections as officers recorded them: by operation, as known at a moment.

The figures of the ports count the evidence, whoever handed it over; these count the forms, so that the room of an operation shows
them at once and before the next build. ``of`` may name an ``operation``. A row tells references and places, no mark and no text.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.ports.inspection_reading import read_document
from vinculum.desk.ports.inspection_seeing import visible_to
from vinculum.desk.ports.inspection_told import Told
from vinculum.desk.ports.inspection_words import was_opened, words
from vinculum.desk.ports.models import Change, Inspection, InspectionVersion

COLUMNS = ("Inspection", "By", "Opened", "Place", "Chosen", "Result", "Operation")


def known(viewer: Viewer, asked: Asked) -> list[tuple[InspectionVersion, Told]] | None:
    """Return the newest version, by a moment, of each inspection that a viewer may see, as it was told; None where none is known.

    Withdrawn ones are left out; ``since`` and ``until`` bound the day on which the box was opened.
    """
    if not decide(viewer, Action.READ_PORTS).allowed:
        return None
    seen = Inspection.objects.filter(visible_to(viewer))
    rows = InspectionVersion.objects.filter(inspection__in=seen, received_at__lte=asked.as_at)
    newest = {row.inspection_id: row for row in rows.select_related("inspection", "operation").order_by("number")}
    operation = asked.of.get("operation", "")
    held = [
        row
        for row in newest.values()
        if row.change != Change.WITHDRAW and (not operation or row.told["operation"] == operation) and _within(row, asked)
    ]
    if not held:
        return None
    return [(row, read_document(row.told, row.received_at)) for row in sorted(held, key=lambda row: row.inspection.reference)]


def _within(row: InspectionVersion, asked: Asked) -> bool:
    day = row.opened_at.date()
    return (asked.since is None or day >= asked.since) and (asked.until is None or day < asked.until)


def _row(version: InspectionVersion, told: Told, key: str, amount: Decimal) -> FigureRow:
    reference = version.inspection.reference
    cells = (
        reference, version.inspection.organisation_id, version.opened_at, told.place, words("basis")[told.basis],
        words("result")[told.result], told.operation,
    )  # fmt: skip
    return FigureRow(key, cells, amount, href=f"/inspections/of/{reference}")


def _counted(passes: Callable[[Told], bool]) -> Callable[[Viewer, Asked], list[FigureRow] | None]:
    def rows(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
        held = known(viewer, asked)
        if held is None:
            return None
        return [_row(version, told, version.inspection.reference, Decimal(1)) for version, told in held if passes(told)]

    return rows


def _vehicles(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    held = known(viewer, asked)
    if held is None:
        return None
    return [
        _row(version, told, f"{version.inspection.reference}/{number}", Decimal(1))
        for version, told in held
        for number, vehicle in enumerate(told.vehicles, 1)
        if vehicle.standing == "stolen"
    ]


def _summed(amount: Callable[[Told], Decimal | None]) -> Callable[[Viewer, Asked], list[FigureRow] | None]:
    def rows(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
        told = [(version, one, amount(one)) for version, one in known(viewer, asked) or ()]
        valued = [(version, one, worth) for version, one, worth in told if worth is not None]
        return [_row(version, one, version.inspection.reference, worth) for version, one, worth in valued] or None

    return rows


RULES: tuple[FigureRule, ...] = (
    FigureRule(
        "inspections-recorded", "Inspections recorded",
        "Boxes that an officer went to open and recorded here, those refused or not found included; withdrawn ones left out.",
        Unit.COUNT, COLUMNS, Action.READ_PORTS, _counted(lambda _: True),
    ),
    FigureRule(
        "inspections-opened", "Boxes opened",
        "Of the inspections recorded here, those in which somebody looked inside.",
        Unit.COUNT, COLUMNS, Action.READ_PORTS, _counted(lambda told: was_opened(told.result)),
    ),
    FigureRule(
        "inspections-positive", "Boxes with stolen goods",
        "Of the boxes opened, those in which stolen vehicles or parts were found.",
        Unit.COUNT, COLUMNS, Action.READ_PORTS, _counted(lambda told: told.result == "positive"),
    ),
    FigureRule(
        "inspection-vehicles", "Stolen vehicles found in boxes",
        "Vehicles recorded as stolen in the inspections; those only suspected are left out.",
        Unit.COUNT, COLUMNS, Action.READ_PORTS, _vehicles,
    ),
    FigureRule(
        "inspection-value", "Value found in boxes",
        "What officers put the stolen and suspected vehicles at, added up; a box whose vehicles nobody valued is left out.",
        Unit.POUNDS, COLUMNS, Action.READ_PORTS, _summed(lambda told: told.value_gbp),
    ),
    FigureRule(
        "inspection-cost", "Cost of inspections",
        "Lifts and storage as recorded, added up; an inspection whose cost nobody told is left out.",
        Unit.POUNDS, COLUMNS, Action.READ_PORTS, _summed(lambda told: told.cost_gbp),
    ),
)  # fmt: skip
