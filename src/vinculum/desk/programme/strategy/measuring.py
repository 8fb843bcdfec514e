"""Reading a measure: from a figure of the house or a published series, as at a moment, against its target. No value is kept."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRule, Unit, figure_of
from vinculum.desk.programme.strategy.models import Measure, Objective
from vinculum.desk.programme.strategy.refusals import NotSaid, must
from vinculum.desk.programme.strategy.vocabulary import Direction, MeasuredBy

Rules = Mapping[str, FigureRule]


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a published series; ``part`` says that its period is not whole, so that it is not compared."""

    period: str
    until: date
    value: Decimal
    part: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A published series with its source, in the order of time."""

    code: str
    title: str
    unit: str
    definition: str
    source: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class MeasureTold:
    """A measure as it is told. ``code`` names a figure (asked ``of``, ``since``, ``until``) or a series."""

    reference: str
    title: str
    measured_by: MeasuredBy
    code: str
    direction: Direction
    of: Mapping[str, str] | None = None
    since: date | None = None
    until: date | None = None
    target: Decimal | None = None
    target_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure as it read at a moment. ``value`` is None where nothing is known; ``words`` say what it means for the target."""

    measure: Measure
    value: Decimal | None
    unit: str
    period: str
    source: str
    before: Point | None
    words: str
    href: str


@cache
def series() -> dict[str, Series]:
    """Return every published series by code (``series.toml``)."""
    told = tomllib.loads((resources.files("vinculum.desk.programme.strategy") / "series.toml").read_text("utf-8"))
    return {code: _series(code, one) for code, one in told.items()}


def set_measure(viewer: Viewer, objective: Objective, told: MeasureTold, rules: Rules) -> Measure:
    """Set a measure of an objective; NotSaid when it names no figure or series that there is."""
    must(viewer, Action.KEEP_STRATEGY)
    known = rules if told.measured_by is MeasuredBy.FIGURE else series()
    if told.code not in known:
        raise NotSaid(f"There is no {told.measured_by.words.lower()} with the code {told.code!r}. Nothing was kept.")
    if Measure.objects.filter(reference=told.reference).exists():
        raise NotSaid(f"There is a measure {told.reference} already. Choose another reference.")
    return Measure.objects.create(
        reference=told.reference,
        objective=objective,
        title=told.title,
        measured_by=told.measured_by,
        code=told.code,
        of=dict(told.of or {}),
        since=told.since,
        until=told.until,
        direction=told.direction,
        target=told.target,
        target_on=told.target_on,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )


def read_measure(measure: Measure, viewer: Viewer, as_at: datetime, rules: Rules) -> Reading:
    """Return what a measure read at a moment, as the viewer may see it."""
    if measure.measured_by == MeasuredBy.SERIES:
        return _read_series(measure, series()[measure.code], as_at)
    rule = rules[measure.code]
    since = f" since {measure.since:%-d %B %Y}" if measure.since else ""
    if not decide(viewer, rule.action).allowed:
        return Reading(measure, None, rule.unit, "", rule.title, None, "Its figure is not open to you.", "")
    asked = Asked(as_at, dict(measure.of), measure.since, measure.until)
    value = figure_of(rule, viewer, asked).value
    words = _against(value, measure)
    return Reading(measure, value, _unit(rule), f"as at {as_at:%-d %B %Y}{since}", rule.title, None, words, _href(rule, asked))


def _read_series(measure: Measure, found: Series, as_at: datetime) -> Reading:
    known = [point for point in found.points if point.until <= as_at.date()]
    whole = [point for point in known if not point.part]
    if not whole:
        return Reading(measure, None, found.unit, "", found.source, None, "Nothing was published by then.", "")
    newest = whole[-1]
    before = whole[-2] if len(whole) > 1 else None
    words = _against(newest.value, measure)
    return Reading(measure, newest.value, found.unit, newest.period, found.source, before, words, "")


def _against(value: Decimal | None, measure: Measure) -> str:
    if value is None:
        return "Nothing is known yet."
    if measure.target is None:
        return "No target is set."
    reached = value >= measure.target if measure.direction == Direction.UP else value <= measure.target
    by = f" by {measure.target_on:%-d %B %Y}" if measure.target_on else ""
    bound = "or more" if measure.direction == Direction.UP else "or fewer"
    return f"{'Reached' if reached else 'Not reached yet'}: the target is {measure.target.normalize():,f} {bound}{by}."


def _unit(rule: FigureRule) -> str:
    return "pounds" if rule.unit is Unit.POUNDS else ""


def _href(rule: FigureRule, asked: Asked) -> str:
    told = {"as_at": asked.as_at.isoformat(), **asked.of}
    told |= {name: day.isoformat() for name, day in (("since", asked.since), ("until", asked.until)) if day}
    return f"/figures/{rule.code}?{urlencode(told)}"


def _series(code: str, told: dict[str, Any]) -> Series:
    points = tuple(
        Point(one["period"], one["until"], Decimal(str(one["value"])), one.get("part", False)) for one in told["points"]
    )
    return Series(code, told["title"], told["unit"], told["definition"], told["source"], points)
