"""What an impact study counts: a table of areas by months, and which areas were acted on from when.

Months are calendar months, named by their first day; a count is what was recorded in that month in that area.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vinculum.errors import VinculumError

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


class CannotCompare(VinculumError):
    """A panel or a design from which nothing can be computed, with what is wrong with it."""


@dataclass(frozen=True)
class Panel:
    """Counts by area (rows) and month (columns), every month of the window, none missing."""

    areas: tuple[str, ...]
    months: tuple[date, ...]
    counts: Counts

    def __post_init__(self) -> None:
        if self.counts.shape != (len(self.areas), len(self.months)):
            raise CannotCompare(
                f"{len(self.areas)} areas and {len(self.months)} months were named for a table of {self.counts.shape} counts."
            )
        if len(set(self.areas)) != len(self.areas):
            raise CannotCompare("An area is named twice.")
        if any(month.day != 1 for month in self.months):
            raise CannotCompare("A month is named by its first day.")
        for one, other in pairwise(self.months):
            if next_month(one) != other:
                raise CannotCompare(f"After {one:%B %Y} comes {other:%B %Y}: every month of the window needs its counts.")
        if self.counts.size and int(self.counts.min()) < 0:
            raise CannotCompare("A count is below 0.")

    def places(self, areas: Sequence[str]) -> Places:
        """Return the rows of ``areas``; CannotCompare for an area that is not in the panel."""
        rows = {area: row for row, area in enumerate(self.areas)}
        for area in areas:
            if area not in rows:
                raise CannotCompare(f"There are no counts for {area}.")
        return np.array([rows[area] for area in areas], dtype=np.intp)

    def place_of(self, month: date) -> int:
        """Return the column of a month; CannotCompare outside the window."""
        if month not in self.months:
            raise CannotCompare(f"{month:%B %Y} is outside the months counted.")
        return self.months.index(month)


@dataclass(frozen=True)
class Design:
    """What is compared: each area acted on with its first month *after*, the comparison areas, and areas beside those acted on.

    Areas beside are neither acted on nor compared with: theft may have moved there.
    """

    acted_on: Mapping[str, date]
    compared: tuple[str, ...]
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.acted_on:
            raise CannotCompare("No area was acted on.")
        if not self.compared:
            raise CannotCompare("There is no area to compare with.")
        for one, other, words in (
            (set(self.acted_on), set(self.compared), "acted on and compared with"),
            (set(self.acted_on), set(self.beside), "acted on and beside"),
            (set(self.compared), set(self.beside), "compared with and beside"),
        ):
            if one & other:
                raise CannotCompare(f"{', '.join(sorted(one & other))} cannot be both {words}.")

    @cached_property
    def first_start(self) -> date:
        """The earliest first month after."""
        return min(self.acted_on.values())


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """Return the months from ``first`` to ``last``, both included; empty if they are the wrong way round."""
    found = []
    month = first.replace(day=1)
    while month <= last:
        found.append(month)
        month = next_month(month)
    return tuple(found)
