"""Earlier weeks beside this one, like for like: each as it was known the same number of days after its last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.ledger import reported_by
from vinculum.desk.operations.returns.standing import stand
from vinculum.desk.operations.returns.vocabulary import Metric, metrics


@dataclass(frozen=True, slots=True)
class Week:
    """One operation at an age: as at when, which forces had reported by then, and its figures (None: not known)."""

    operation: Operation
    as_at: datetime
    forces: tuple[str, ...]
    values: Mapping[str, Decimal | None]
    to_come: bool


def as_at_age(operation: Operation, age: int) -> datetime:
    """Return the end of the day (UTC) that lies ``age`` days after the last day of an operation."""
    return datetime.combine(operation.ends_on + timedelta(days=age), time(23, 59, 59), UTC)


def first_common_age(operations: Sequence[Operation], now: datetime) -> int | None:
    """Return the smallest age in days at which something was known of each operation; None where there is none yet."""
    return max(
        (age for operation in operations if (age := _first_age(operation, now)) is not None), default=None
    )  # fmt: skip


def _first_age(operation: Operation, now: datetime) -> int | None:
    longest = (now.date() - operation.ends_on).days
    lowest, highest = 0, longest
    if longest < 0 or not reported_by(operation, min(as_at_age(operation, longest), now), checked=True):
        return None
    while lowest < highest:  # what is known only grows, so halve the stretch
        middle = (lowest + highest) // 2
        if reported_by(operation, as_at_age(operation, middle), checked=True):
            highest = middle
        else:
            lowest = middle + 1
    return lowest


def compare(viewer: Viewer, operations: Sequence[Operation], age: int) -> list[Week]:
    """Return each operation as it was known at an age, as far as the viewer may see; an age still to come is not known."""
    found = []
    for operation in operations:
        as_at = as_at_age(operation, age)
        to_come = as_at > viewer.at
        standing = stand(viewer, operation, min(as_at, viewer.at))
        values = dict.fromkeys(metrics()) if to_come else standing.values
        found.append(Week(operation, as_at, () if to_come else standing.reported, values, to_come))
    return found


def comparable(weeks: Sequence[Week]) -> list[Metric]:
    """Return the metrics that are known in at least one of the weeks."""
    return [metric for code, metric in metrics().items() if any(week.values[code] is not None for week in weeks)]
