"""An operation's items as at a moment, as one viewer may see them: what every page, figure, export and the API begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.counting import Counted, counted
from vinculum.desk.operations.returns.facts import Known, known_by
from vinculum.desk.operations.returns.ledger import covered_by, facts_of, reported_by
from vinculum.desk.operations.returns.seeing import sees_every_force, things_to
from vinculum.desk.operations.returns.totals import amount_of, rows_of
from vinculum.desk.operations.returns.vocabulary import Metric, metrics


@dataclass(frozen=True, slots=True)
class Standing:
    """What was known of an operation by ``as_at`` (UTC), of one force or ("") of all, narrowed to what the viewer may see.

    ``reported`` are the forces that had told something by then, nil included; ``covered`` the metrics that were told of: any
    other is not known.
    """

    operation: Operation
    as_at: datetime
    checked: bool
    force: str
    known: Known
    things: tuple[Counted, ...]
    reported: tuple[str, ...]
    covered: frozenset[str]

    def rows(self, metric: Metric) -> list[Counted] | None:
        """Return what counts for a metric; None where no return has told of it."""
        return rows_of(metric, self.things, self.force) if metric.code in self.covered else None

    def value(self, metric: Metric) -> Decimal | None:
        """Return a metric's total; None where it is not known."""
        rows = self.rows(metric)
        return None if rows is None else sum((amount_of(metric, thing) for thing in rows), Decimal(0))

    @property
    def values(self) -> Mapping[str, Decimal | None]:
        """Every metric's total, by code."""
        return {code: self.value(metric) for code, metric in metrics().items()}


def stand(viewer: Viewer, operation: Operation, as_at: datetime, *, checked: bool = True, force: str = "") -> Standing:
    """Return an operation as it was known by a moment. Whoever may not see every force sees their own alone."""
    everything = sees_every_force(viewer, operation)
    of_force = force if everything else viewer.organisation
    known = known_by(facts_of(operation), as_at, checked=checked)
    things = things_to(viewer, operation, counted(known))
    hidden = not everything and force not in {"", viewer.organisation}
    sent = {
        one: returns
        for one, returns in sorted(reported_by(operation, as_at, checked=checked).items())
        if of_force in {"", one} and not hidden
    }
    # What was reallocated to a force is known of it before it has reported anything itself.
    kinds = set() if hidden else {thing.kind for thing in things if thing.force == of_force}
    allocated = {code for code, metric in metrics().items() if metric.kind in kinds}
    shown = () if hidden else tuple(things)
    covered = covered_by(each for returns in sent.values() for each in returns) | allocated
    return Standing(operation, as_at, checked, of_force, known, shown, tuple(sent), covered)
