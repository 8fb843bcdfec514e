"""Writing down what is to be looked at: a published series, a study. Both stay as they were written."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.impact.models import Reader, Series, Study
from vinculum.desk.programme.impact.panel import Design, months_between, next_month
from vinculum.desk.programme.impact.series import read_series
from vinculum.errors import VinculumError

# What a form can hold: two answers an area.
MOST_AREAS = 400


class StudyRefused(VinculumError):
    """A study or a series that cannot be kept as written, with what to change."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a series is, in words: its name, the things counted in the plural, how they are defined, who published it."""

    title: str
    what: str
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A study as it is asked for. Months are first days; ``series`` is None for the theft reports of the picture."""

    title: str
    question: str
    done: str
    what: str
    definition: str
    series: Series | None
    acted_on: Mapping[str, date]
    compared: Sequence[str]
    beside: Sequence[str]
    first: date
    last: date
    readers: Sequence[str] = ()


def keep_series(
    viewer: Viewer, words: Words, as_at: date, text: str, *, area_column: str = "area", only: Mapping[str, str] | None = None
) -> Series:
    """Keep a published table of counts; SeriesRefused names the line and column that cannot be read."""
    _may(viewer)
    if as_at > viewer.at.date():
        raise StudyRefused("The day up to which the counts are known lies in the future.")
    panel = read_series(text, area_column, only)
    if len(panel.areas) > MOST_AREAS:
        raise StudyRefused(f"The table has {len(panel.areas):,} areas; a study compares at most {MOST_AREAS}. Take larger areas.")
    if as_at + timedelta(days=1) < next_month(panel.months[-1]):
        raise StudyRefused(f"{panel.months[-1]:%B %Y} was not over on the day the counts were known. Leave that month out.")
    return Series.objects.create(
        title=words.title,
        what=words.what,
        definition=words.definition,
        source=words.source,
        as_at=as_at,
        areas=list(panel.areas),
        months=[month.isoformat() for month in panel.months],
        counts=panel.counts.tolist(),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        organisation=Organisation.objects.get(pk=viewer.organisation),
        made_by=Person.objects.get(pk=viewer.person),
        made_at=viewer.at,
    )


@transaction.atomic
def write_study(viewer: Viewer, asked: Asked, counted: Collection[str]) -> Study:
    """Write a study down; ``counted`` are the areas there are counts for. CannotCompare or StudyRefused if it cannot be done."""
    _may(viewer)
    design = Design(asked.acted_on, tuple(asked.compared), tuple(asked.beside))
    for area in (*design.acted_on, *design.compared, *design.beside):
        if area not in counted:
            raise StudyRefused(f"There are no counts for {area}. Leave it out.")
    months = months_between(asked.first, asked.last)
    if not months:
        raise StudyRefused("The last month comes before the first.")
    for area, start in design.acted_on.items():
        if start not in months[1:]:
            raise StudyRefused(
                f"{area}: the first month after, {start:%B %Y}, needs at least one month before it and lies within "
                f"{asked.first:%B %Y} to {asked.last:%B %Y}."
            )
    if asked.series is not None:
        _within(asked.series, months)
    readers = list(Organisation.objects.filter(code__in=asked.readers, active=True))
    study = Study.objects.create(
        title=asked.title,
        question=asked.question,
        done=asked.done,
        what=asked.what,
        definition=asked.definition,
        series=asked.series,
        acted_on={area: start.isoformat() for area, start in design.acted_on.items()},
        compared=list(design.compared),
        beside=list(design.beside),
        first=months[0],
        last=months[-1],
        organisation=Organisation.objects.get(pk=viewer.organisation),
        written_by=Person.objects.get(pk=viewer.person),
        written_at=viewer.at,
    )
    Reader.objects.bulk_create(Reader(study=study, organisation=one) for one in readers if one.code != viewer.organisation)
    return study


def _within(series: Series, months: Sequence[date]) -> None:
    known = {date.fromisoformat(month) for month in series.months}
    for month in months:
        if month not in known:
            raise StudyRefused(f"The series has no counts for {month:%B %Y}; it covers {min(known):%B %Y} to {max(known):%B %Y}.")


def _may(viewer: Viewer) -> None:
    allowed = decide(viewer, Action.STUDY_IMPACT)
    if not allowed.allowed:
        raise StudyRefused(allowed.reason)
