"""Printing: one JSON document on standard output, or Rich tables; progress and warnings on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

# Away from a terminal there is no width to keep to.
WIDE = 150

out = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
err = Console(stderr=True, highlight=False)

UNKNOWN = "\N{EN DASH}"
NEARLY = 0.99


def document(told: object) -> None:
    """Print one JSON document, with times as ISO 8601 in UTC."""
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as a table; a cell that is None shows as a dash, never as zero."""
    drawn = Table(title=title, title_justify="left", header_style="bold", title_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(cell(value) for value in row))
    out.print(drawn)


def cell(value: object) -> str:
    """Return a value as a person reads it: times to the minute in UTC, counts with separators, unknown as a dash."""
    if isinstance(value, date):
        return value.astimezone(UTC).strftime("%d %b %Y %H:%M") if isinstance(value, datetime) else value.strftime("%d %b %Y")
    if value is None or isinstance(value, bool):
        return UNKNOWN if value is None else "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return escaped(str(value))


def escaped(text: str) -> str:
    """Return text that Rich prints as it is, without control characters that could act on a terminal."""
    clean = "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return clean.replace("[", r"\[")


def pounds(value: float | None) -> str:
    """Return an amount of GBP; unknown is said to be unknown."""
    return "unknown" if value is None else f"£{value:,.0f}"


def share(probability: float) -> str:
    """Return a probability in percent; what rounds to certain or impossible is said to be nearly so."""
    if probability > NEARLY:
        return f"over {NEARLY:.0%}"
    return f"{probability:.0%}" if probability >= 1 - NEARLY else f"under {1 - NEARLY:.0%}"


def say(sentence: str) -> None:
    """Print a sentence for the person at the terminal, on standard error."""
    err.print(escaped(sentence))


@contextmanager
def progress() -> Iterator[tuple[Progress, TaskID]]:
    """Show a bar on standard error while work goes on; it disappears when the work ends."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        yield bar, bar.add_task("", total=None)
