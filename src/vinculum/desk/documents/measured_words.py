"""Cells of breakdowns: as plain text that a version keeps, and as words that every form prints.

A share is kept as ``0.9|0.7|0.98`` (with its interval), an estimate likewise. What may not be told, or cannot be said of so few,
is kept as a word of its own, so that no number stands behind it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from vinculum.desk.figures import UNKNOWN, Unit, in_words
from vinculum.desk.measured import Reads

FEW, WITHHELD, TOO_FEW = "few", "withheld", "too few"
# Nothing stands there, and nothing is missing.
BLANK = "|"
SAID = {FEW: "fewer than {few}", WITHHELD: "not shown", TOO_FEW: "too few to say", "": UNKNOWN}
# Those whose cells are set to the right.
NUMBERS = frozenset({Reads.COUNT, Reads.POUNDS, Reads.SHARE, Reads.RATIO, Reads.HOURS, Reads.ESTIMATE})


def measured_words(cell: str, reads: Reads, few: int = 5) -> str:  # noqa: PLR0911 - one return a way of reading
    """Return a cell as it is printed; what is not known says so and is never shown as zero."""
    if cell == BLANK:
        return ""
    if reads in {Reads.WORDS, Reads.BAND} or (reads in {Reads.MONTH, Reads.DAY} and cell and not cell[0].isdigit()):
        return cell.rpartition("|")[2] or "not stated"
    if cell in SAID:
        return SAID[cell].format(few=few)
    match reads:
        case Reads.MONTH:
            return f"{date.fromisoformat(cell[:10]):%B %Y}"
        case Reads.DAY:
            day = date.fromisoformat(cell[:10])
            return f"{day.day} {day:%B %Y}"
        case Reads.SHARE:
            share, low, high = parts_of(cell)
            return f"{_percent(share)} % ({_percent(low)} to {_percent(high)})"
        case Reads.ESTIMATE:
            mean, low, high = parts_of(cell)
            return f"{mean:,.0f} ({low:,.0f} to {high:,.0f})"
        case Reads.RATIO:
            return f"£{Decimal(cell):,.2f}"
        case Reads.POUNDS:
            return f"£{Decimal(cell):,.0f}"
        case Reads.HOURS:
            return in_words(Decimal(cell), Unit.HOURS)
        case _:
            return f"{Decimal(cell):,.0f}"


def parts_of(cell: str) -> tuple[float, float, float]:
    """Return a share or an estimate with its interval; ValueError if the cell is none."""
    middle, low, high = (float(part) for part in cell.split("|"))
    return middle, low, high


def number_in(cell: str) -> float | None:
    """Return what a drawing shows of a cell: the number, the middle of a share; None where there is none."""
    try:
        return float(cell.split("|", maxsplit=1)[0])
    except ValueError:
        return None


def _percent(share: float) -> str:
    """Return a share in per cent: one decimal, two below one, three below a tenth, so that a rare thing is not nought."""
    places = 1 if share >= 0.01 or share == 0 else 2 if share >= 0.001 else 3  # noqa: PLR2004 - the limits that the words name
    return f"{share * 100:.{places}f}"
