"""What may no longer be held: rows past the limit that their feed or their partner's agreement sets, but for those kept or held.

A row's age counts from its event time; where it has none that can be read, from the arrival of its delivery, since it cannot
have happened later. Source of the limits: the feed's contract (``retention_days``) or the agreement (``limits``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from vinculum.engine.door import Door, Limits
from vinculum.errors import WrongUse
from vinculum.evidence.aftermath import State, aftermath
from vinculum.evidence.arrivals import MEMORY
from vinculum.evidence.cells import read_cell
from vinculum.evidence.chain import Record
from vinculum.evidence.contract import Contract, contract_of
from vinculum.evidence.erasures import Rows, kept_before, sorted_rows
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.set_aside import cells_set_aside
from vinculum.evidence.workspace import Workspace

# Days that rows of a feed by a partner may be held, by (feed, partner): what agreements grant instead of the contract's limit.
Granted = Mapping[tuple[str, str], int]

# Rows by (delivery, row).
Cited = Collection[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Due:
    """What would be erased of one delivery: ``rows`` (accepted and set aside), all from before ``cutoff`` (UTC).

    ``kept`` and ``held`` count the rows past the limit that stay: as evidence of a lead or a hit, and under a legal hold.
    """

    delivery: str
    feed: str
    partner: str
    days: int
    cutoff: datetime
    rows: Rows
    accepted: int
    set_aside: int
    kept: int
    held: int

    def as_document(self) -> dict[str, Any]:
        """Return what ``erase --json`` prints of a delivery, without its row numbers."""
        told = {name: getattr(self, name) for name in ("delivery", "feed", "partner", "days", "accepted", "set_aside")}
        return {**told, "before": self.cutoff, "kept": self.kept, "held": self.held}


def due(workspace: Workspace, now: datetime, limits: Granted | None = None, *, kept: Cited = (), held: Cited = ()) -> list[Due]:
    """Return, for each delivery with rows past their limit, what would be erased, in order of arrival.

    ``kept`` are rows that evidence a lead or a hit now; those that an earlier erasure kept stay too. ``held`` are rows under a
    legal hold. Neither is erased.
    """
    if now.tzinfo is None:
        raise WrongUse("The time to count back from needs a time zone, such as 2026-03-31T00:00:00Z.")
    now_kept, now_held, before = by_delivery(kept), by_delivery(held), kept_before(workspace)
    nothing = np.empty(0, np.int64)
    found = []
    for name, (record, days) in limited(workspace, limits).items():
        stays = sorted_rows(now_kept.get(name, nothing), before.get(name, nothing))
        found.append(_due(workspace, record, days, now, stays, now_held.get(name, nothing)))
    return [one for one in found if one.accepted or one.set_aside or one.kept or one.held]


def limited(workspace: Workspace, limits: Granted | None = None) -> dict[str, tuple[Record, int]]:
    """Return the deliveries whose rows may be held for a time only, in order of arrival: their record and the days."""
    found = {}
    for record in deliveries(workspace):
        days = (limits or {}).get((record["feed"], record["partner"]), contract_of(record["feed"]).retention_days)
        if days is not None:
            found[record["delivery"]] = (record, days)
    return found


def by_delivery(rows: Cited) -> dict[str, Rows]:
    """Return rows (delivery, row) by delivery, sorted."""
    told: dict[str, list[int]] = {}
    for delivery, row in rows:
        told.setdefault(delivery, []).append(row)
    return {delivery: np.array(sorted(numbers), np.int64) for delivery, numbers in told.items()}


def _due(workspace: Workspace, record: Record, days: int, now: datetime, kept: Rows, held: Rows) -> Due:
    contract = contract_of(record["feed"])
    cutoff = (now - timedelta(days=days)).astimezone(UTC)
    with Door(Limits(memory=MEMORY)) as door:
        accepted, set_aside = _past(workspace, record, contract, cutoff, door)
    past = np.concatenate([accepted, set_aside])
    under_hold = np.isin(past, held)
    in_use = np.isin(past, kept) & ~under_hold
    goes = ~under_hold & ~in_use
    return Due(
        delivery=record["delivery"],
        feed=record["feed"],
        partner=record["partner"],
        days=days,
        cutoff=cutoff,
        rows=np.sort(past[goes]),
        accepted=int(goes[: len(accepted)].sum()),
        set_aside=int(goes[len(accepted) :].sum()),
        kept=int(in_use.sum()),
        held=int(under_hold.sum()),
    )


def _past(workspace: Workspace, record: Record, contract: Contract, cutoff: datetime, door: Door) -> tuple[Rows, Rows]:
    """Return the accepted rows and the rows set aside that happened before ``cutoff``."""
    name, arrival = record["delivery"], datetime.fromisoformat(record["received_at"])
    values = {"arrival": arrival, "cutoff": cutoff}
    file = workspace.deliveries_folder / name / "accepted.parquet"
    happened = f'CAST("{contract.event_time}" AS TIMESTAMPTZ)' if contract.event_time else "NULL"
    accepted = door.ask(
        f"SELECT row FROM read_parquet($file) WHERE coalesce({happened}, $arrival) < $cutoff ORDER BY row",
        {**values, "file": str(file)},
    )["row"].to_numpy()
    # A row that was repaired goes with its repair, and stays as long as that does.
    following = {row for row, one in aftermath(workspace, name).items() if one.state is State.REPAIRED}
    door.offer("cells", cells_set_aside(workspace, name))
    read = f"CAST({read_cell(contract.column(contract.event_time))} AS TIMESTAMPTZ)" if contract.event_time else "NULL"
    aside = door.ask(f"SELECT row FROM cells WHERE coalesce({read}, $arrival) < $cutoff ORDER BY row", values)["row"].to_numpy()
    door.withdraw("cells")
    return accepted, aside[~np.isin(aside, np.array(sorted(following), np.int64))]
