"""Who has told of which day of an operation, and who is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.ledger import reported_by
from vinculum.desk.operations.returns.models import Return
from vinculum.desk.operations.returns.sending import reporting_forces

# A day's return is due at noon (UTC) of the next day.
DUE = timedelta(hours=36)


class Told(StrEnum):
    """What is known of a force and a day."""

    REPORTED = "reported"
    NIL = "nil"
    LATE = "late"
    DUE = "due"
    TO_COME = "to come"


@dataclass(frozen=True, slots=True)
class ForceDays:
    """What one force has told of each day, in the order of the days, and for how long its earliest missing day is overdue."""

    force: str
    days: tuple[tuple[date, Told], ...]
    late_by: timedelta | None

    @property
    def missing(self) -> int:
        """How many days are late."""
        return sum(told is Told.LATE for _, told in self.days)


def days_of_operation(operation: Operation) -> list[date]:
    """Return the days of an operation."""
    return [operation.begins_on + timedelta(days=number) for number in range((operation.ends_on - operation.begins_on).days + 1)]


def due_at(day: date) -> datetime:
    """Return when the return of a day is due, UTC."""
    return datetime.combine(day, time(), UTC) + DUE


def told_by_day(operation: Operation, as_at: datetime) -> list[ForceDays]:
    """Return what each reporting force had told of each day by a moment, those late the longest first."""
    sent = reported_by(operation, as_at, checked=False)
    days = days_of_operation(operation)
    found = [_of_force(force, days, sent.get(force, []), as_at) for force in reporting_forces(operation)]
    return sorted(found, key=lambda each: (-(each.late_by or timedelta()).total_seconds(), each.force))


def _of_force(force: str, days: Sequence[date], sent: Sequence[Return], as_at: datetime) -> ForceDays:
    told: Mapping[date, Told] = {day: _told(day, sent, as_at) for day in days}
    late = [as_at - due_at(day) for day, state in told.items() if state is Told.LATE]
    return ForceDays(force, tuple(told.items()), max(late, default=None))


def _told(day: date, sent: Sequence[Return], as_at: datetime) -> Told:
    of_day = [each for each in sent if each.since <= day <= each.until]
    if any(not each.nil for each in of_day):
        return Told.REPORTED
    if of_day:
        return Told.NIL
    if as_at >= due_at(day):
        return Told.LATE
    return Told.DUE if as_at.date() >= day else Told.TO_COME
