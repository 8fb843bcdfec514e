"""Days: whether the boxes chosen at a port can each be lifted in time, and on which day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vinculum.picture.screening.box import Box, Budget, days_of


@dataclass(frozen=True, slots=True)
class Window:
    """The days from ``first`` to ``last`` at one port; ``room`` boxes can be lifted then, those of ``names`` only then."""

    port: str
    first: date
    last: date
    room: int
    names: tuple[str, ...]


def windows_of(boxes: Iterable[Box], budget: Budget, as_at: datetime) -> list[Window]:
    """Return the windows that can be too small for the boxes in them.

    Boxes can all be lifted in time just where no window holds more of them than its room (Hall 1935, for spans of days).
    """
    spans: defaultdict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for box in boxes:
        days = days_of(box, as_at, budget.hours)
        if box.port in budget.a_day and days:
            spans[box.port].append((*days, box.name))
    windows = []
    for port, held in sorted(spans.items()):
        for first in sorted({span[0] for span in held}):
            for last in sorted({span[1] for span in held if span[1] >= first}):
                names = tuple(name for begin, end, name in held if begin >= first and end <= last)
                room = budget.a_day[port] * ((last - first).days + 1)
                if len(names) > room:
                    windows.append(Window(port, first, last, room, names))
    return windows


def fits(names: Iterable[str], windows: Sequence[Window]) -> bool:
    """Return whether boxes of these names overfill no window."""
    held = set(names)
    return all(sum(name in held for name in window.names) <= window.room for window in windows)


def days_given(boxes: Sequence[Box], budget: Budget, as_at: datetime) -> dict[str, date | None]:
    """Return the day on which to lift each box; None for one that no day has room for.

    The box with the least time left goes first, which finds a day for all wherever there is one (Jackson 1955). Without lifts a
    day at the port it is the first day the box can be lifted.
    """
    given: dict[str, date | None] = {}
    used: Counter[tuple[str, date]] = Counter()
    waiting = [(days, box) for box in boxes if (days := days_of(box, as_at, budget.hours))]
    for port in sorted({box.port for _, box in waiting}):
        room = budget.a_day.get(port)
        ahead = sorted((days[1], days[0], box.name) for days, box in waiting if box.port == port)
        if room is None:
            given |= {name: first for _, first, name in ahead}
            continue
        day = min(first for _, first, _ in ahead)
        while ahead:
            due = next((one for one in ahead if one[1] <= day), None)
            if due and used[port, day] < room:
                ahead.remove(due)
                given[due[2]] = day if day <= due[0] else None
                used[port, day] += day <= due[0]
            else:
                day += timedelta(days=1)
                ahead, late = [one for one in ahead if one[0] >= day], [one for one in ahead if one[0] < day]
                given |= {name: None for _, _, name in late}
    return given


def lifted_in_time(boxes: Sequence[Box], budget: Budget, as_at: datetime) -> set[str]:
    """Return the names of the boxes that a day has room for; all of them where nothing is known of days."""
    given = days_given(boxes, budget, as_at)
    return {box.name for box in boxes if given.get(box.name, as_at.date()) is not None}
