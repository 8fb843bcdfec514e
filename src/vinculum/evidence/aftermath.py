"""What became of rows that were set aside: repaired by a later delivery, dismissed with a reason, or open still."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pyarrow.parquet as pq

from vinculum.errors import WrongUse
from vinculum.evidence.acts import Kind, next_act, read_acts, write_act
from vinculum.evidence.chain import Record, newest_link, settle_chain
from vinculum.evidence.ledger import deliveries, delivery, quarantine
from vinculum.evidence.locking import writing
from vinculum.evidence.settling import settle
from vinculum.evidence.workspace import Workspace


class State(StrEnum):
    """What became of a row that was set aside."""

    OPEN = "open"
    REPAIRED = "repaired"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of one row: ``by`` whom and ``why`` where something did, ``repaired_by`` the delivery that repaired it."""

    row: int
    state: State
    repaired_by: str | None = None
    by: str | None = None
    why: str | None = None


def aftermath(workspace: Workspace, name: str) -> dict[int, Aftermath]:
    """Return what became of every row of a delivery that was set aside, by row number."""
    told = {row: Aftermath(row, State.OPEN) for row in quarantine(workspace, name)["row"].to_pylist()}
    for act in read_acts(workspace):
        if act.kind in {Kind.DISMISSAL, Kind.REOPENING} and act.told["delivery"] == name:
            dismissed = act.kind is Kind.DISMISSAL
            for row in told.keys() & set(act.told["rows"]):
                told[row] = Aftermath(row, State.DISMISSED, by=act.by, why=act.why) if dismissed else Aftermath(row, State.OPEN)
    for repair in repairs_of(workspace, name):
        file = workspace.deliveries_folder / repair["delivery"] / "accepted.parquet"
        for row in told.keys() & set(pq.read_table(file, columns=["row"])["row"].to_pylist()):
            told[row] = Aftermath(row, State.REPAIRED, repair["delivery"], repair["repaired_by"], repair["why"])
    return told


def repairs_of(workspace: Workspace, name: str) -> list[Record]:
    """Return the records of the deliveries that repair rows of ``name``, in order of arrival."""
    return [record for record in deliveries(workspace) if record.get("repairs") == name]


def quarantine_told(workspace: Workspace, name: str) -> list[dict[str, Any]]:
    """Return each row set aside as ``{row, field, value, reason, sentence, raw, state, repaired_by, by, why}``."""
    became = aftermath(workspace, name)
    rows: list[dict[str, Any]] = quarantine(workspace, name).to_pylist()
    for row in rows:
        one = became[row["row"]]
        row.update({"state": str(one.state), "repaired_by": one.repaired_by, "by": one.by, "why": one.why})
    return rows


def dismiss(workspace: Workspace, name: str, rows: Collection[int], *, by: str, why: str, at: datetime | None = None) -> None:
    """Say that rows set aside are not worth repairing; WrongUse unless every one is open."""
    _judge(workspace, name, rows, Kind.DISMISSAL, State.OPEN, (by, why), at)


def reopen(workspace: Workspace, name: str, rows: Collection[int], *, by: str, why: str, at: datetime | None = None) -> None:
    """Take a dismissal back; WrongUse unless every row is dismissed."""
    _judge(workspace, name, rows, Kind.REOPENING, State.DISMISSED, (by, why), at)


def _judge(
    workspace: Workspace,
    name: str,
    rows: Collection[int],
    kind: Kind,
    owed: State,
    said: tuple[str, str],
    at: datetime | None,
) -> None:
    delivery(workspace, name)
    with writing(workspace):
        settle(workspace)
        check_state(name, rows, aftermath(workspace, name), owed)
        told = {"delivery": name, "rows": sorted(rows)}
        newest = newest_link(settle_chain(workspace))
        write_act(workspace, next_act(workspace, newest, kind, told, by=said[0], why=said[1], at=at or datetime.now(UTC)))


def check_state(name: str, rows: Collection[int], became: Mapping[int, Aftermath], owed: State) -> None:
    """Raise WrongUse unless there are rows and each is set aside and in the state that is ``owed``."""
    if not rows:
        raise WrongUse(f"Name at least one row of {name}. `vinculum quarantine {name}` lists those set aside.")
    for row in sorted(rows):
        one = became.get(row)
        if one is None:
            raise WrongUse(
                f"Row {row} of {name} is not set aside. `vinculum quarantine {name}` lists the {len(became):,} that are."
            )
        if one.state is not owed:
            how = {
                State.OPEN: "is neither repaired nor dismissed",
                State.REPAIRED: f"was repaired already, by {one.repaired_by}",
                State.DISMISSED: f"was dismissed by {one.by} ({one.why}); reopen it first",
            }[one.state]
            raise WrongUse(f"Row {row} of {name} {how}. Nothing was changed.")
