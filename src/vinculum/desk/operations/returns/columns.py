"""The columns of a return, declared once: the published template, the upload and the form on the page are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from functools import cache

from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.vocabulary import Word, bases, conditions, kinds, results
from vinculum.desk.sheets.cells import Remark
from vinculum.desk.sheets.declared import CellKind, CellValue, Choice, Column, Days, Declared
from vinculum.desk.sheets.fault import FaultKind, Weight
from vinculum.marks.container import parse_container
from vinculum.marks.vin import parse_vin
from vinculum.marks.vrm import parse_vrm

VERSION = 1
# Fields of an item besides the force, in the order of the form.
KEYS = ("custody_no", "person", "vrm", "vin", "address", "container_no", "exhibit_no", "port", "log_ref")


@cache
def declared() -> Declared:
    """Return the declaration of the spreadsheet."""
    return Declared(
        code="operation-return",
        version=VERSION,
        title="Items",
        about="Return of an operation: one row for each arrest, vehicle, search, seizure and other item",
        columns=columns(),
        cover=(("operation", "Operation"), ("force", "Force"), ("since", "First day"), ("until", "Last day")),
    )


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of an item."""
    kind = tuple(Choice(one.code, one.title, one.definition) for one in kinds().values())
    return (
        Column(
            "reference", "Reference",
            "The force's own reference of this item; the same reference later means the same item, corrected.",
            required=True, longest=60, examples=("42CU/1187/25", "42VE/0031/25", "42CT/0004/25"),
        ),
        Column("kind", "What it is", "One thing a row.", CellKind.CHOICE, required=True, choices=kind,
               examples=("arrest", "vehicle", "container")),
        Column("on", "Day", "The day on which it happened.", CellKind.DAY, required=True,
               examples=("2025-10-14", "2025-10-14", "2025-10-15")),
        Column("time", "Time", "When on that day, UTC; leave empty if not known.", CellKind.TIME, examples=("05:40",)),
        Column("custody_no", "Custody number", "Of an arrest or charge.", longest=40, examples=("42CU/1187/25",)),
        Column("person", "Person", "Name of who was arrested, charged or referred; seen for policing purposes only.",
               longest=120, examples=("ARCHER, J",)),
        Column("vrm", "Registration mark", "As it should be borne by the vehicle.", longest=20, examples=("", "AB12 CDE")),
        Column("vin", "VIN", "All 17 characters; write ? for one that cannot be read.", longest=25),
        Column("condition", "Condition", "Of a vehicle: a shell is not a recovery.", CellKind.CHOICE,
               choices=_choices(conditions().values()), examples=("", "COMPLETE")),
        Column("address", "Address", "Of premises, a search, a find or an event; with the postcode.", longest=200),
        Column("container_no", "Container number", "Four letters, seven digits.", longest=20, examples=("", "", "MSKU6011672")),
        Column("result", "Result", "Of a container searched, or of a referral.", CellKind.CHOICE,
               choices=_choices(results().values()), examples=("", "", "POSITIVE")),
        Column("exhibit_no", "Exhibit number", "Of something seized.", longest=60),
        Column("port", "Port", "UN/LOCODE of the port, such as GBFXT.", longest=10),
        Column("log_ref", "Log reference", "Of an intelligence log.", longest=60),
        Column("value", "Value (GBP)", "In pounds; leave empty if not known, which is not zero.", CellKind.MONEY,
               examples=("", "24500")),
        Column("basis", "Basis of the value", "What the value rests on; needed with a value.", CellKind.CHOICE,
               choices=_choices(bases().values()), examples=("", "GUIDE")),
        Column("count", "People reached", "Of a prevention event.", CellKind.WHOLE, most=Decimal(1_000_000)),
        Column("crime_ref", "Crime reference", "Of the crime it belongs to.", longest=60),
        Column("lat", "Latitude", "WGS84 degrees, such as 51.735.", CellKind.NUMBER, least=Decimal(-90), most=Decimal(90)),
        Column("lon", "Longitude", "WGS84 degrees, such as 0.470.", CellKind.NUMBER, least=Decimal(-180), most=Decimal(180)),
        Column("note", "Notes", "Anything else somebody must know to check the row.", longest=500),
    )  # fmt: skip


def _choices(words: Iterable[Word]) -> tuple[Choice, ...]:
    return tuple(Choice(word.code, word.title, word.definition) for word in words)


def days_of(operation: Operation, today: date) -> Days:
    """Return the days on which an item can have happened: from the first day of the operation until today.

    Arrests, charges and logs that come out of it later belong to it; what must lie within its days is checked by kind.
    """
    words = f"on or after the first day of the operation, {operation.begins_on.day} {operation.begins_on:%B %Y}"
    return Days(operation.begins_on, max(today, operation.begins_on), today, words)


def text_of(values: Mapping[str, CellValue]) -> dict[str, str]:
    """Return read values as an item's fields: text, days in ISO 8601, times as 05:40, money with two places."""
    return {name: _text(value) for name, value in values.items() if name != "reference"}


def _text(value: CellValue) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def check_item(values: Mapping[str, CellValue], ends_on: date) -> Iterator[tuple[str, Remark]]:
    """Yield what does not fit together in one item, by column."""
    kind = kinds().get(str(values.get("kind", "")))
    if kind is None:
        return  # said of its cell already
    name = kind.title.lower()
    on = values.get("on")
    if isinstance(on, date) and on > ends_on and not kind.later:
        told = f"The operation ended on {ends_on.day} {ends_on:%B %Y}, and this {name} is dated after it."
        yield "on", _row(told, "Correct the day. Only what came out of the week may be later.", FaultKind.DAY_OUTSIDE)
    for needed in sorted(kind.needs - set(values)):
        title = next(column.title for column in columns() if column.name == needed)
        yield (
            needed,
            _row(f"{title} must be told of this: {name}.", "Choose it from the list, or fill it in.", FaultKind.MISSING_VALUE),
        )
    if "value" in values and "basis" not in values:
        yield "basis", _row("There is a value and nothing says what it rests on.", "Choose the basis of the value.")
    result = results().get(str(values.get("result", "")))
    if result is not None and kind.code not in result.kinds:
        yield "result", _row(f"The result {result.title.lower()} does not go with this: {name}.", "Choose another, or none.")
    if "condition" in values and "condition" not in kind.fields:
        yield "condition", _row(f"A condition is told of vehicles only, not of this: {name}.", "Take it away.")
    if "count" in values and "count" not in kind.fields:
        yield "count", _row("Items are told one a row; only people reached are told as a number.", "Write a row for each.")
    if ("lat" in values) != ("lon" in values):
        yield ("lon" if "lat" in values else "lat"), _row("Latitude and longitude go together.", "Give both, or neither.")
    if not any(key in values for key in kind.keys):
        titles = " or ".join(next(column.title for column in columns() if column.name == key).lower() for key in kind.keys)
        yield (
            kind.keys[0],
            _advice(f"No {titles} is given, so it cannot be told whether two forces report the same.", "Give it if known."),
        )
    yield from _marks(values)


def _marks(values: Mapping[str, CellValue]) -> Iterator[tuple[str, Remark]]:
    """Say which marks are not well-formed; marks are advice, never a refusal (DOMAIN 6)."""
    if "vrm" in values and not parse_vrm(str(values["vrm"])).well_formed:
        yield (
            "vrm",
            _advice("It has the shape of no British or Northern Irish registration mark.", "Check it; a foreign one is fine."),
        )
    if "vin" in values and not parse_vin(str(values["vin"])).well_formed:
        yield "vin", _advice("A VIN has 17 letters and digits without I, O and Q.", "Check it; write ? for what cannot be read.")
    if "container_no" in values and not parse_container(str(values["container_no"])).well_formed:
        yield (
            "container_no",
            _advice("It is no container number, or its check digit does not fit.", "Check it against the photograph."),
        )


def _row(problem: str, remedy: str, kind: FaultKind = FaultKind.CHECK) -> Remark:
    return Remark(kind, Weight.ROW, problem, remedy)


def _advice(problem: str, remedy: str) -> Remark:
    return Remark(FaultKind.CHECK, Weight.ADVICE, problem, remedy)
