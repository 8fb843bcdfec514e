"""One cell read as what its column declares: a value, or what is wrong with it; how it was tidied is said, never silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from rapidfuzz import process

from vinculum.desk.sheets.declared import CellKind, CellValue, Column, Days
from vinculum.desk.sheets.fault import FaultKind, Weight

MONTHS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y")
SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\ufeff]+")
OTHER_MONEY = re.compile(r"[€$¥₹₽]|\b(?:EUR|USD|AED|CHF|PLN|RON|euros?|dollars?)\b", re.IGNORECASE)
FORMAT_SYMBOL = re.compile(r"\[\$([^\]-]*)")
NEAR = 60.0


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about a cell."""

    kind: FaultKind
    weight: Weight
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell as read; ``value`` is None where nothing stands there or what stands there cannot be taken in."""

    value: CellValue | None
    remarks: tuple[Remark, ...] = ()


def read_cell(column: Column, held: Any, number_format: str, days: Days | None) -> ReadCell:
    """Return the value of a cell (as openpyxl gives it) for its column, with what is to be said about it."""
    remarks: tuple[Remark, ...] = ()
    if isinstance(held, str):
        text = SPACES.sub(" ", held).strip()
        if text != held:
            told = "There are spaces before, after or inside it that cannot be seen."
            remarks = (Remark(FaultKind.SPACES, Weight.ADVICE, told, f"It was read as {text!r}; nothing need be done."),)
        held = text or None
    if held is None:
        missing = Remark(
            FaultKind.MISSING_VALUE, Weight.ROW, f"{column.title} must be filled in.", f"Give it: {column.definition}"
        )
        return ReadCell(None, (missing,) if column.required else ())
    found = READERS[column.kind](column, held, number_format, days)
    return ReadCell(found.value, (*remarks, *found.remarks))


def _fault(kind: FaultKind, problem: str, remedy: str) -> ReadCell:
    return ReadCell(None, (Remark(kind, Weight.ROW, problem, remedy),))


def _text(column: Column, held: Any, _format: str, _days: Days | None) -> ReadCell:
    if isinstance(held, float) and held.is_integer():
        held = int(held)
    if isinstance(held, datetime | date):
        return _fault(
            FaultKind.NOT_TEXT, f"{column.title} has turned into a date.", "Format the cell as text and write it again."
        )
    text = str(held)
    if len(text) > column.longest:
        return _fault(FaultKind.TOO_LONG, f"{column.title} has {len(text)} letters.", f"Say it in at most {column.longest}.")
    return ReadCell(text)


def _day(column: Column, held: Any, _format: str, days: Days | None) -> ReadCell:
    remarks: tuple[Remark, ...] = ()
    if isinstance(held, datetime):
        day = held.date()
    elif isinstance(held, date):
        day = held
    elif isinstance(held, str):
        found, us = _day_of(held)
        if found is None:
            if us is not None:
                return _fault(
                    FaultKind.SWAPPED_DAY,
                    "It has the month before the day.",
                    f"Write {us.day:02}/{us.month:02}/{us.year}, day first.",
                )
            return _fault(FaultKind.NOT_A_DAY, f"{column.title} is not a date.", "Write it as 14/10/2025, day first.")
        day = found
        told = f"It is text, not a date; it was read, day first, as {day.day} {day:%B %Y}."
        remarks = (Remark(FaultKind.NUMBER_AS_TEXT, Weight.ADVICE, told, "Correct it if that is not what was meant."),)
    else:
        return _fault(
            FaultKind.NOT_A_DAY,
            f"{column.title} is a number, not a date.",
            "Format the cell as a date and check what it then says.",
        )
    bad = _outside(column, day, days)
    return ReadCell(None, (*remarks, bad)) if bad else ReadCell(day, remarks)


def _day_of(text: str) -> tuple[date | None, date | None]:
    """Return the day that a text says, or else the one it says with the month first."""
    try:
        return date.fromisoformat(text), None
    except ValueError:
        pass
    for pattern in MONTHS:
        try:
            return datetime.strptime(text, pattern).date(), None  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    try:
        return None, datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None, None


def _outside(column: Column, day: date, days: Days | None) -> Remark | None:
    if days is None or days.since <= day <= min(days.until, days.today):
        return None
    swapped = date(day.year, day.day, day.month) if day.day <= 12 else None  # noqa: PLR2004  months
    told = f"{day.day} {day:%B %Y}"
    if swapped is not None and swapped != day and days.since <= swapped <= min(days.until, days.today):
        return Remark(
            FaultKind.SWAPPED_DAY,
            Weight.ROW,
            f"It says {told}, which is not {days.words}; day and month seem to be swapped.",
            f"Write {swapped.day} {swapped:%B %Y} if that is meant.",
        )
    if day > days.today:
        return Remark(FaultKind.FUTURE_DAY, Weight.ROW, f"{told} is still to come.", "Give the day on which it happened.")
    return Remark(
        FaultKind.DAY_OUTSIDE,
        Weight.ROW,
        f"{told} is not {days.words}.",
        f"Correct {column.title.lower()}, or leave the row out.",
    )


def _time(column: Column, held: Any, _format: str, _days: Days | None) -> ReadCell:
    if isinstance(held, time):
        return ReadCell(held.replace(second=0, microsecond=0))
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]?([0-5]\d)(?::[0-5]\d)?", str(held))
    if found is None:
        return _fault(FaultKind.NOT_A_TIME, f"{column.title} is not a time of day.", "Write it as 05:40.")
    return ReadCell(time(int(found[1]), int(found[2])))


def _amount(column: Column, held: Any, number_format: str, _days: Days | None) -> ReadCell:
    """Read money in GBP, a number or a whole number."""
    remarks: tuple[Remark, ...] = ()
    money = column.kind is CellKind.MONEY
    shown = "".join(FORMAT_SYMBOL.findall(number_format)) or re.sub(r'\[[^\]]*\]|[#0.,;_()\\ "-]', "", number_format)
    if money and (OTHER_MONEY.search(str(held)) or (not isinstance(held, str) and OTHER_MONEY.search(shown))):
        return _fault(
            FaultKind.OTHER_CURRENCY,
            "It is in another currency; amounts here are in pounds.",
            "Give it in pounds and write the amount, currency and rate under the notes.",
        )
    if isinstance(held, str):
        text = re.sub(r"[£,\s]|GBP", "", held)
        try:
            value = Decimal(text)
        except InvalidOperation:
            return _fault(FaultKind.NOT_A_NUMBER, f"{column.title} is not a number.", "Write digits alone, such as 12500.")
        told = f"It is text, not a number; it was read as {value:,f}."
        remarks = (Remark(FaultKind.NUMBER_AS_TEXT, Weight.ADVICE, told, "Correct it if that is not what was meant."),)
    elif isinstance(held, int | float) and not isinstance(held, bool):
        value = Decimal(str(held))
    else:
        return _fault(FaultKind.NOT_A_NUMBER, f"{column.title} is not a number.", "Write digits alone, such as 12500.")
    bad = _bad_amount(column, value)
    if bad is not None:
        return ReadCell(None, (*remarks, bad))
    if column.kind is CellKind.WHOLE:
        return ReadCell(int(value), remarks)
    return ReadCell(value.quantize(Decimal("0.01")) if money else value, remarks)


def _bad_amount(column: Column, value: Decimal) -> Remark | None:
    least = column.least if column.least is not None or column.kind is CellKind.NUMBER else Decimal(0)
    if not value.is_finite():
        return Remark(
            FaultKind.NOT_A_NUMBER, Weight.ROW, f"{column.title} is not a number.", "Write digits alone, such as 12500."
        )
    if least == 0 and value < 0:
        return Remark(
            FaultKind.NEGATIVE, Weight.ROW, f"{column.title} is below zero.", "Give what there was; correct an item by its row."
        )
    most = column.most if column.most is not None else Decimal("1e10")
    if value > most or (least is not None and value < least):
        return Remark(
            FaultKind.OUT_OF_BOUNDS, Weight.ROW, f"{column.title} cannot be {value:,f}.", "Check it against its source."
        )
    if column.kind is CellKind.WHOLE and value != value.to_integral_value():
        return Remark(FaultKind.NOT_WHOLE, Weight.ROW, f"{column.title} is not a whole number.", "Count whole things.")
    return None


def _choice(column: Column, held: Any, _format: str, _days: Days | None) -> ReadCell:
    told = {one.title.casefold(): one.code for one in column.choices} | {one.code.casefold(): one.code for one in column.choices}
    code = told.get(str(held).casefold())
    if code is not None:
        return ReadCell(code)
    titles = [one.title for one in column.choices]
    near = process.extractOne(str(held), titles, score_cutoff=NEAR)
    remedy = f"Did you mean {near[0]!r}? Choose from the list." if near else f"Choose one of: {', '.join(titles)}."
    return _fault(FaultKind.UNKNOWN_CHOICE, f"It is not in the list of {column.title.lower()}.", remedy)


READERS: dict[CellKind, Callable[[Column, Any, str, Days | None], ReadCell]] = {
    CellKind.TEXT: _text,
    CellKind.DAY: _day,
    CellKind.TIME: _time,
    CellKind.MONEY: _amount,
    CellKind.WHOLE: _amount,
    CellKind.NUMBER: _amount,
    CellKind.CHOICE: _choice,
}
