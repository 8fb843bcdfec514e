"""The truth about thefts: who took what, what became of it, and which markers have lapsed."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from vinculum.simulate.clock import DAY, HOUR, moment
from vinculum.simulate.crime.happenings import Fate
from vinculum.simulate.truth.facts import TIME, Facts, table


def thefts(facts: Facts) -> pa.Table:
    """Return every theft, told or untold: who took what when, and its fate."""
    fleet = facts.world.fleet
    rows = [
        {
            "crime_ref": t.crime_ref or None,
            "vehicle": t.vehicle,
            "vrm": fleet.plate_of(t.vehicle),
            "vin": fleet.vin_of(t.vehicle),
            "taken_at": moment(t.at),
            "crew": t.crew if t.crew >= 0 else None,
            "fate": t.fate.value,
            "false_report": t.false_report,
        }
        for t in facts.thefts
    ]
    return table(
        rows, crime_ref=pa.string(), vehicle=pa.int32(), vrm=pa.string(), vin=pa.string(), taken_at=TIME, crew=pa.int32(),
        fate=pa.string(), false_report=pa.bool_(),
    )  # fmt: skip


def dismantling(facts: Facts) -> pa.Table:
    """Return vehicles taken apart: when, by which crew, where."""
    rows = [
        {
            "crime_ref": t.crime_ref or None,
            "vehicle": t.vehicle,
            "crew": t.crew,
            "at": moment(t.ready_at),
            "node": facts.world.land.outcode[t.premises],
        }
        for t in facts.thefts
        if t.fate is Fate.CHOP and t.premises >= 0 and t.ready_at < facts.world.until
    ]
    return table(rows, crime_ref=pa.string(), vehicle=pa.int32(), crew=pa.int32(), at=TIME, node=pa.string())


def recovered(facts: Facts) -> pa.Table:
    """Return stolen vehicles found by the end."""
    rows = [
        {"crime_ref": t.crime_ref or None, "vehicle": t.vehicle, "found_at": moment(t.found_at), "condition": t.condition}
        for t in facts.thefts
        if t.found_at is not None and t.found_at < facts.world.until
    ]
    return table(rows, crime_ref=pa.string(), vehicle=pa.int32(), found_at=TIME, condition=pa.string())


def lapse_state(
    created_at: int, confirmed_at: int | None, removal: str | None, end: int, *, found: bool, entered_again: bool
) -> str | None:
    """Return what a marker has lapsed into at ``end`` (DOMAIN 3.6), None if it has not; times are microseconds.

    A marker that stands unconfirmed longer than 48 hours is named by the last alarm passed. One that was weeded has lapsed while
    its vehicle is not found and no later marker stands for it.
    """
    if removal is not None:
        return "weeded" if removal == "weeded" and not found and not entered_again else None
    if confirmed_at is not None or end - created_at <= 48 * HOUR:
        return None
    alarms = [(42, "unconfirmed_42d"), (35, "unconfirmed_35d"), (28, "unconfirmed_28d"), (14, "unconfirmed_14d")]
    return next((state for days, state in alarms if end - created_at >= days * DAY), "unconfirmed_48h")


def lapses(facts: Facts) -> pa.Table:
    """Return markers that have lapsed or are lapsing at the end."""
    world = facts.world
    found = {world.fleet.plate_of(t.vehicle) for t in facts.thefts if t.found_at is not None and t.found_at < world.until}
    standing: dict[str, list[int]] = {}
    for row in facts.los:
        if row["removed_at"] is None:
            standing.setdefault(row["vrm"], []).append(_us(row["created_at"]))
    rows = []
    for row in facts.los:
        created = _us(row["created_at"])
        true_vrm = row["true_vrm"]
        state = lapse_state(
            created, None if row["confirmed_at"] is None else _us(row["confirmed_at"]), row["removal"], world.until,
            found=true_vrm in found, entered_again=any(at > created for at in standing.get(true_vrm, [])),
        )  # fmt: skip
        if state is not None:
            rows.append(
                {
                    "los_ref": row["los_ref"],
                    "vrm": row["vrm"],
                    "state": state,
                    "since": row["created_at"],
                    "found": true_vrm in found,
                }
            )
    rows.sort(key=lambda r: str(r["los_ref"]))
    return table(rows, los_ref=pa.string(), vrm=pa.string(), state=pa.string(), since=TIME, found=pa.bool_())


def _us(when: datetime) -> int:
    return round(when.timestamp() * 1_000_000)
