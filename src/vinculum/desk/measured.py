"""Figures over more rows than can be held: declared as a query of rows, and reduced where the rows are.

A ``FigureRule`` returns its rows; a ``MeasuredRule`` says in SQL which rows they are, so that twelve million can be counted
without being loaded. Its value, its breakdowns (``Cut``) and the page of rows that a reader opens all stand on that one query,
asked of the evidence and the picture as the viewer may see them (``measuring.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, Unit


class Reads(StrEnum):
    """How a measured column is written."""

    WORDS = "words"
    BAND = "band"  # "2|1 to 3 days": the number before the bar orders it and is not shown
    MONTH = "month"
    DAY = "day"
    COUNT = "count"
    POUNDS = "gbp"
    SHARE = "share"
    RATIO = "ratio"
    HOURS = "hours"
    ESTIMATE = "estimate"  # a number that was worked out, with its interval


@dataclass(frozen=True, slots=True)
class By:
    """What a breakdown is by: a column of the rows, its heading, how it reads; ``names`` says which codes stand in it."""

    column: str
    heading: str
    reads: Reads = Reads.WORDS
    names: Literal["", "ports", "countries", "forces", "goods", "words"] = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of numbers: an aggregate in SQL, or a share or ratio of two others (``top`` over ``bottom``).

    ``adds`` says whether the numbers of the groups add up to that of all. ``rests_on`` names the measure that says of how many
    rows an average is; below a least number it is too few to say. A share carries its exact interval. One that is not ``shown``
    is there for others to be worked out of.
    """

    name: str
    heading: str
    reads: Reads
    sql: str = ""
    top: str = ""
    bottom: str = ""
    adds: bool = True
    rests_on: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """A breakdown of the rows: by what, and what is measured. The first measure orders it, unless it goes by time.

    ``together`` says whether a last line tells what all groups give together. ``drops`` leaves out rows that lack a column of it.
    """

    by: tuple[By, ...]
    measures: tuple[Measure, ...]
    together: bool = True
    drops: bool = False

    @property
    def in_order(self) -> bool:
        """Whether its groups stand in an order of their own, such as that of time."""
        return self.by[0].reads in {Reads.BAND, Reads.MONTH, Reads.DAY}


@dataclass(frozen=True, slots=True)
class Relation:
    """A named query that rules stand on; laid out once for a whole document, woven into the query for a single figure."""

    name: str
    sql: str
    stands_on: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasuredRule:
    """A declared figure over rows that stay where they are. ``definition`` is the sentence printed beside it.

    ``rows`` is a query that gives one row a thing counted: ``key`` (its own, never twice), ``happened`` (timestamptz: what the
    bounds of a question are about), ``delivery`` (that brought it, null for the picture) and the named ``columns`` with their
    headings. ``value`` is the aggregate over them. ``needs`` are tables without a row of which nothing is known. ``timeless``
    rows are of the last build as a whole: bounds in time say nothing of them.
    """

    code: str
    title: str
    definition: str
    unit: Unit
    action: Action
    rows: str
    columns: Mapping[str, str]
    needs: tuple[str, ...]
    value: str = "count(*)"
    laid: tuple[Relation, ...] = ()
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    timeless: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """A number with its basis: how many rows stand behind it and their digest. ``value`` is None where nothing is known."""

    rule: MeasuredRule
    asked: Asked
    value: Decimal | None
    count: int
    digest: str


# What an aggregate gives, and what a row is called by: null where nothing is known.
Given = str | int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a breakdown: what it is called by, column by column, and its numbers by the names of the measures."""

    by: tuple[Given, ...]
    numbers: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Broken:
    """A breakdown as it came out: its groups in order, and all of them together."""

    cut: Cut
    groups: tuple[Group, ...]
    together: Group
