"""Why a row is set aside: the closed list of reasons, and the plain sentence that goes with each.

A quarantined row is kept whole with its reason; nothing is dropped. A reason never says more than what was seen.
"""

from __future__ import annotations

from enum import StrEnum

from vinculum.evidence.contract import Column, ColumnType


class Reason(StrEnum):
    """Why a row did not enter the evidence."""

    MISSING = "missing"
    NOT_TIME = "not_time"
    NOT_DATE = "not_date"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_NUMBER = "not_number"
    NOT_INTEGER = "not_integer"
    GROUPED_DIGITS = "grouped_digits"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    NOT_LATITUDE = "not_latitude"
    NOT_LONGITUDE = "not_longitude"
    NOT_BOOLEAN = "not_boolean"
    NOT_IN_VOCABULARY = "not_in_vocabulary"
    NUL_BYTE = "nul_byte"
    NOT_UTF8 = "not_utf8"
    RAGGED = "ragged"
    OPEN_QUOTE = "open_quote"
    TOO_LONG = "too_long"
    NOT_JSON = "not_json"
    NOT_A_RECORD = "not_a_record"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    REPEAT = "repeat"

    @property
    def is_fault(self) -> bool:
        """Whether the row is at fault, so that minima count it. Exact copies and what a layout leaves out are not."""
        return self not in {Reason.OUT_OF_SCOPE, Reason.REPEAT, Reason.DUPLICATE}


def sentence_parts(reason: Reason, column: Column) -> tuple[str, str]:
    """Return what stands before and after the offending value in the sentence about a cell of ``column``."""
    name = column.name
    if reason is Reason.MISSING:
        return (f"{name} is required and is empty", ".")
    if reason is Reason.NOT_IN_VOCABULARY:
        return (f"{name} is ", f", which is not one of: {', '.join(column.values)}.")
    if reason is Reason.BELOW_MINIMUM:
        return (f"{name} is ", f", below the least it can be, {column.minimum:g}.")
    if reason is Reason.ABOVE_MAXIMUM:
        return (f"{name} is ", f", above the most it can be, {column.maximum:g}.")
    if reason is Reason.TOO_LATE and column.may_lie_ahead:
        return (f"{name} is ", ", more than two years after the delivery was received.")
    after = {
        Reason.NOT_TIME: ", which is not a time; write it as 2026-03-01T09:30:00Z.",
        Reason.NOT_DATE: ", which is not a date; write it as 2026-03-01.",
        Reason.TOO_EARLY: ", earlier than such a record can be.",
        Reason.TOO_LATE: ", which lies ahead of the day the delivery was received.",
        Reason.NOT_NUMBER: ", which is not a number; write digits and a point only.",
        Reason.NOT_INTEGER: ", which is not a whole number.",
        Reason.GROUPED_DIGITS: ", whose separators could mean thousands or decimals; write 1200.50.",
        Reason.NOT_LATITUDE: ", which is not a latitude (-90 to 90 degrees).",
        Reason.NOT_LONGITUDE: ", which is not a longitude (-180 to 180 degrees).",
        Reason.NOT_BOOLEAN: ", which is neither yes nor no; write true or false.",
        Reason.NUL_BYTE: ", which holds a NUL character.",
    }
    return (f"{name} is ", after[reason])


EARLIEST_DAY = "1900-01-01"
EARLIEST_EVENT = "1970-01-01"

# Types whose cells are read as a decimal number.
DECIMAL_TYPES = frozenset({ColumnType.NUMBER, ColumnType.MONEY, ColumnType.LATITUDE, ColumnType.LONGITUDE})
