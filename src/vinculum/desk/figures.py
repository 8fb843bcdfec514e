"""A figure is the reduction of rows that can be shown: counted, or summed, never stored.

A room of the desk declares its figures (``FigureRule``): what is counted, how it is defined, and the rows behind it as a viewer
may see them at a moment. A product, a page and a test read the same rule, so a published number always opens to its rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.errors import WrongUse

BOUNDS = frozenset({"as_at", "since", "until"})
Cell = str | int | Decimal | date | datetime | None

# How what nobody has reported is called; it is never shown as zero.
UNKNOWN = "not known"
# From so many hours on, a time is told in days.
DAYS_FROM = 72


class Unit(StrEnum):
    """What a figure is a number of."""

    COUNT = "count"
    POUNDS = "gbp"
    SHARE = "share"  # from 0 to 1
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row behind a figure: its key (counted once), its cells in the order of the rule's columns, and what it adds.

    ``amount`` is 1 for a count and GBP for money. ``href`` is where the thing itself can be read, "" for nowhere.
    """

    key: str
    cells: tuple[Cell, ...]
    amount: Decimal = Decimal(1)
    href: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a figure: known by which moment (UTC), of which thing (``of``: such as an operation's reference), when.

    ``since`` and ``until`` bound the event (until is not included); None leaves a side open.
    """

    as_at: datetime
    of: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FigureRule:
    """A declared figure. ``definition`` is the sentence printed beside it; ``rows`` returns what the viewer may see of it.

    It returns None where the figure is unknown (nothing was ever reported), which is never shown as zero.
    """

    code: str
    title: str
    definition: str
    unit: Unit
    columns: tuple[str, ...]
    action: Action
    rows: Callable[[Viewer, Asked], list[FigureRow] | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its basis. ``value`` is None where nothing is known."""

    rule: FigureRule
    asked: Asked
    value: Decimal | None
    rows: tuple[FigureRow, ...]


Work = TypeVar("Work")
_SHARED: ContextVar[dict[Hashable, Any] | None] = ContextVar("shared", default=None)


@contextmanager
def asked_together() -> Iterator[None]:
    """Let the figures that are asked for in the body share what they work out; nothing may change meanwhile."""
    token = _SHARED.set({})
    try:
        yield
    finally:
        _SHARED.reset(token)


def shared(key: Hashable, work: Callable[[], Work]) -> Work:
    """Return what ``work`` gives; within ``asked_together`` it is worked out once a key, which names all that it depends on."""
    held = _SHARED.get()
    if held is None:
        return work()
    if key not in held:
        held[key] = work()
    found: Work = held[key]
    return found


class CountedTwice(AssertionError):
    """A rule gave two rows of one key: code of the house would count a thing twice."""


def figure_of(rule: FigureRule, viewer: Viewer, asked: Asked) -> Figure:
    """Return a figure as ``viewer`` may see it; CountedTwice if its rule names a thing twice."""
    rows = rule.rows(viewer, asked)
    if rows is None:
        return Figure(rule, asked, None, ())
    if len({row.key for row in rows}) != len(rows):
        raise CountedTwice(f"{rule.code}: a key stands in two rows.")
    return Figure(rule, asked, sum((row.amount for row in rows), Decimal(0)), tuple(rows))


class OfWhat(dict[str, str]):
    """What an address asks a figure of; a rule that looks for a name which the address does not give becomes a sentence."""

    def __missing__(self, name: str) -> str:
        """Refuse: WrongUse names what is lacking."""
        raise WrongUse(f"Say of which {name.replace('_', ' ')}: the address lacks {name}=.")


def asked_from(told: Mapping[str, str], now: datetime) -> Asked:
    """Return what an address asks of a figure; WrongUse names a date that is none. ``as_at`` is now where it is left out."""
    rest = OfWhat({name: value for name, value in told.items() if name not in BOUNDS})
    return Asked(
        as_at=moment_told(told["as_at"]) if told.get("as_at") else now,
        of=rest,
        since=_day("since", told["since"]) if told.get("since") else None,
        until=_day("until", told["until"]) if told.get("until") else None,
    )


def told_from(asked: Asked) -> dict[str, str]:
    """Return what an address says to ask the same again: the inverse of ``asked_from``."""
    bounds = {"as_at": asked.as_at, "since": asked.since, "until": asked.until}
    return {**dict(sorted(asked.of.items())), **{name: one.isoformat() for name, one in bounds.items() if one is not None}}


def digest_of(row: FigureRow) -> str:
    """Return the SHA-256 of what a row says; where it can be read plays no part."""
    told = [row.key, [_plain(cell) for cell in row.cells], str(row.amount.normalize())]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def digest_of_all(rows: Iterable[FigureRow]) -> str:
    """Return the SHA-256 of rows, in whatever order they came."""
    return digest_of_digests(digest_of(row) for row in rows)


def digest_of_digests(digests: Iterable[str]) -> str:
    """Return the SHA-256 of rows whose own are these, in whatever order."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def in_words(value: Decimal | None, unit: Unit) -> str:
    """Return a figure as it is printed: ``1,234``, ``£3,302,150``, ``0.9 %``, or that it is not known; pence where there are."""
    if value is None:
        return UNKNOWN
    if unit is Unit.SHARE:
        return f"{value * 100:.1f} %"
    if unit is Unit.HOURS:
        return f"{value:,.1f} hours" if value < DAYS_FROM else f"{value / 24:,.1f} days"
    places = 0 if value == value.to_integral_value() else 2
    return f"{'£' if unit is Unit.POUNDS else ''}{value:,.{places}f}"


def _plain(cell: Cell) -> str | int | None:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat()
    if isinstance(cell, Decimal):
        return str(cell.normalize())
    return cell.isoformat() if isinstance(cell, date) else cell


def moment_told(text: str) -> datetime:
    """Return the moment (UTC) that a text names, a day alone meaning its last microsecond; WrongUse if it names none."""
    try:
        found = datetime.fromisoformat(text)
        day = date.fromisoformat(text) if len(text) == len("2026-03-02") else None
    except ValueError as error:
        raise WrongUse(f"as_at: {text!r} is no moment. Write it as 2026-03-02 or 2026-03-02T17:00Z (UTC).") from error
    if day is not None:
        return datetime.combine(day, time.max, UTC)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{name}: {text!r} is no day. Write it as 2026-03-02.") from error
