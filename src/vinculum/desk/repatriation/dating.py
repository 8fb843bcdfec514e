"""Dates that a case may not miss, set by rule or by hand. What is due is worked out from the clock, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.repatriation.casework import add_fact
from vinculum.desk.repatriation.models import Case, CaseDate, DateKept
from vinculum.desk.repatriation.refusals import NotKept
from vinculum.desk.repatriation.vocabulary import date_kinds, soon_days


class Due(StrEnum):
    """How a date stands at a moment."""

    MET = "met"
    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"

    @property
    def words(self) -> str:
        """The standing as a person reads it."""
        return {"met": "Met", "late": "Late", "soon": "Soon", "ahead": "Ahead"}[self.value]


@dataclass(frozen=True, slots=True)
class Clock:
    """A date of a case and how it stands; ``met_on`` and ``how`` where it was met."""

    row: CaseDate
    due: Due
    met_on: date | None
    how: str


def set_date(
    case: Case, kind: str, due_on: date, viewer: Viewer, *, about: str = "", basis: str = "", instead_of: int | None = None
) -> CaseDate:
    """Set a date; ``instead_of`` names one that no longer stands. NotKept for one that is not of the case."""
    rule = date_kinds().get(kind)
    if rule is None:
        raise NotKept(f"There is no kind of date {kind!r}. Kinds: {', '.join(date_kinds())}.")
    if instead_of is not None and instead_of not in {clock.row.number for clock in clocks_of([case], due_on).get(case.pk, [])}:
        raise NotKept(f"Date {instead_of} does not stand in {case.reference}. Nothing was kept.")
    return add_fact(
        CaseDate, case, viewer,
        kind=kind, about=about or rule.title, due_on=due_on, basis=basis or rule.basis, instead_of=instead_of,
    )  # fmt: skip


def meet_date(found: CaseDate, on: date, how: str, viewer: Viewer) -> DateKept:
    """Tell that a date was met, once."""
    if found.kept.exists():
        raise NotKept("That date was met already. Nothing was kept.")
    if on > viewer.at.date():
        raise NotKept("A date is met today or earlier. Nothing was kept.")
    return add_fact(DateKept, found.case, viewer, closed_too=True, date=found, on=on, how=how)


def clocks_of(cases: Iterable[Case], today: date) -> dict[int, list[Clock]]:
    """Return the dates that stand of each case by its key, the soonest first, as they stand on a day."""
    rows = list(CaseDate.objects.filter(case__in=list(cases)).order_by("due_on", "number"))
    met = {row.date_id: row for row in DateKept.objects.filter(date__in=[row.pk for row in rows])}
    replaced = {(row.case_id, row.instead_of) for row in rows if row.instead_of is not None}
    found: dict[int, list[Clock]] = {}
    for row in rows:
        if (row.case_id, row.number) not in replaced:
            kept = met.get(row.pk)
            due = Due.MET if kept else due_on_day(row.due_on, today)
            found.setdefault(row.case_id, []).append(Clock(row, due, kept.on if kept else None, kept.how if kept else ""))
    return found


def next_due(clocks: Iterable[Clock]) -> Clock | None:
    """Return the soonest date that was not met; None where none is left."""
    return next((clock for clock in clocks if clock.due is not Due.MET), None)


def due_on_day(due_on: date, today: date) -> Due:
    """Return how a date that was not met stands on a day."""
    if due_on < today:
        return Due.LATE
    return Due.SOON if (due_on - today).days <= soon_days() else Due.AHEAD
