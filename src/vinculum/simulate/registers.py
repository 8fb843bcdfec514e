"""The register and the roadworthiness tests: what the state knows of every vehicle, whole columns at a time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vinculum.simulate.clock import DAY
from vinculum.simulate.crime.fates import Ringer
from vinculum.simulate.crime.happenings import NEVER, Happenings
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.honest import Transfer, WriteOff
from vinculum.simulate.streams import happen, happens, stream

KM_A_MILE = 1.609344


def register(
    world: Happenings, write_offs: list[WriteOff], transfers: list[Transfer], ringers: list[Ringer], boxes: list[Box], seed: int
) -> pa.Table:
    """Return one row a plate on the register at the end of the period, in order of plate."""
    fleet, chance = world.fleet, stream(seed, "register")
    n, last_day = fleet.size, world.until // DAY
    plate = fleet.plate.copy()
    status = np.where(fleet.sorn, "sorn", "licensed").astype(object)
    changed = np.maximum(last_day - (chance.random(n) * 365).astype(np.int64), fleet.first_day.astype(np.int64))
    v5c = fleet.first_day + (chance.random(n) ** 2 * np.maximum(last_day - fleet.first_day - 30, 1)).astype(np.int64)
    marked = np.zeros(n, dtype=bool)
    keeper = fleet.keeper.copy()
    for loss in write_offs:
        if loss.repaired_at >= NEVER and (loss.category in "AB" or happens(chance, 0.4)):
            status[loss.vehicle], changed[loss.vehicle] = (
                "scrapped",
                min(loss.at // DAY + int(chance.integers(10, 60)), last_day - 1),
            )
        elif loss.repaired_at < world.until:
            v5c[loss.vehicle] = loss.repaired_at // DAY
    for ringer in ringers:
        status[ringer.identity], changed[ringer.identity] = "licensed", min(ringer.since // DAY + 3, last_day - 1)
        v5c[ringer.identity] = min(ringer.since // DAY + int(chance.integers(1, 9)), last_day - 1)
        keeper[ringer.identity] = ringer.home
    for box in boxes:
        for car in box.cars:
            notified = happens(chance, 0.62) and box.gate_in_at is not None
            marked[car] = happens(chance, 0.55)
            if notified:
                status[car], changed[car] = "exported", min(box.sails_at // DAY, last_day - 1)
    for move in transfers:
        plate[move.taker] = fleet.plate[move.giver]
        plate[move.giver] = move.replacement
        v5c[[move.giver, move.taker]] = min(move.at // DAY + 2, last_day - 1)
    order = np.argsort(plate, kind="stable")
    area = np.array(world.land.outcode)
    known_vin = happen(chance, 0.995, n)
    models = fleet.models
    return pa.table(
        {
            "vrm": pa.array(plate[order]).cast(pa.string()),
            "vin": pa.array(fleet.vin[order], mask=~known_vin[order]).cast(pa.string()),
            "make": pa.array(models.make).take(pa.array(fleet.model[order])),
            "model": pa.array(models.model).take(pa.array(fleet.model[order])),
            "colour": pa.array(fleet.colours).take(pa.array(fleet.colour[order])),
            "fuel": pa.array(models.fuel).take(pa.array(fleet.model[order])),
            "first_registered": pa.array(fleet.first_day[order], pa.date32()),
            "keeper_area": pa.array(area).take(pa.array(keeper[order])),
            "status": pa.array(status[order], pa.string()),
            "status_on": pa.array(changed[order].astype(np.int32), pa.date32()),
            "v5c_issued_on": pa.array(np.minimum(v5c[order], last_day - 1).astype(np.int32), pa.date32()),
            "marked_for_export": pa.array(marked[order]),
        }
    )


def tests(world: Happenings, transfers: list[Transfer], ringers: list[Ringer], seed: int) -> pa.Table:
    """Return the roadworthiness tests of the period in order of time: yearly from the third year, failures again."""
    fleet, chance = world.fleet, stream(seed, "tests")
    span = (world.until - world.since) // DAY
    due = (chance.random(fleet.size) * 365).astype(np.int64)
    old = fleet.first_day < world.until // DAY - 3 * 365
    vehicle = np.flatnonzero(old & (due < span) & ~fleet.sorn)
    at = world.since + due[vehicle] * DAY + (chance.uniform(8, 17.5, len(vehicle)) * 3600).astype(np.int64) * 1_000_000
    present = (at < world.gone[vehicle]) | (at > world.back[vehicle])
    vehicle, at = vehicle[present], at[present]
    failed = happen(chance, 0.24, len(vehicle))
    again = np.flatnonzero(failed & happen(chance, 0.9, len(vehicle)))
    later = at[again] + (chance.uniform(0.08, 9, len(again)) * DAY).astype(np.int64)
    passed = later < np.minimum(world.until, world.gone[vehicle[again]])
    who = np.concatenate([vehicle, vehicle[again][passed], np.array([r.vehicle for r in ringers], dtype=np.int64)])
    ringer_at = np.array([r.since + int(chance.uniform(1, 12) * DAY) for r in ringers], dtype=np.int64)
    when = np.concatenate([at, later[passed], ringer_at])
    bad = np.concatenate([failed, np.zeros(int(passed.sum()) + len(ringers), dtype=bool)])
    as_ringer = np.concatenate([np.zeros(len(who) - len(ringers), dtype=bool), np.ones(len(ringers), dtype=bool)])
    identity = who.copy()
    identity[as_ringer] = [r.identity for r in ringers]
    home = fleet.home[who].copy()
    home[as_ringer] = [r.home for r in ringers]
    kept = (when < world.until) & (chance.random(len(who)) < np.where(as_ringer, 0.5, 1.0))
    order = np.flatnonzero(kept)[np.lexsort((who[kept], when[kept]))]
    return _test_rows(world, chance, who[order], identity[order], home[order], when[order], bad[order], transfers)


def _test_rows(
    world: Happenings,
    chance: np.random.Generator,
    who: NDArray[np.int64],
    identity: NDArray[np.int64],
    home: NDArray[np.int32],
    when: NDArray[np.int64],
    bad: NDArray[np.bool_],
    transfers: list[Transfer],
) -> pa.Table:
    fleet, n = world.fleet, len(who)
    plate = fleet.plate[identity]
    moved = {m.giver: (m.at, m.replacement) for m in transfers} | {
        m.taker: (m.at, bytes(fleet.plate[m.giver])) for m in transfers
    }
    for i in np.flatnonzero(np.isin(who, np.array(sorted(moved), dtype=np.int64))):
        at, new = moved[int(who[i])]
        if when[i] >= at:
            plate[i] = new
    share = np.clip(1 - (world.until - when) / DAY / np.maximum(world.until // DAY - fleet.first_day[who], 400), 0.2, 1.0)
    in_km = happen(chance, 0.006, n)
    distance = fleet.odometer[who] * share / np.where(in_km, 1.0, KM_A_MILE)
    station = chance.integers(0, 4, n)
    lat = world.land.lat[home] + 0.008 * np.cos(home * 7.0 + station)
    lon = world.land.lon[home] + 0.013 * np.sin(home * 5.0 + station)
    codes = stream(0, "stations").permutation(60_000)
    models = fleet.models
    return pa.table(
        {
            "vrm": pa.array(plate).cast(pa.string()),
            "vin": pa.array(fleet.vin[identity], mask=happen(chance, 0.01, n)).cast(pa.string()),
            "tested_at": pa.array(when // 1_000_000 * 1_000_000, pa.timestamp("us", tz="UTC")),
            "station_id": pa.array([f"T{code:05d}" for code in codes[home * 4 + station]]),
            "lat": pa.array(np.round(lat, 5)),
            "lon": pa.array(np.round(lon, 5)),
            "odometer": pa.array(distance.astype(np.int64), mask=happen(chance, 0.004, n)),
            "odometer_unit": pa.array(["mi", "km"]).take(pa.array(in_km.astype(np.int8))),
            "result": pa.array(["PASSED", "FAILED"]).take(pa.array(bad.astype(np.int8))),
            "make": pa.array(models.make).take(pa.array(fleet.model[identity])),
            "model": pa.array(models.model).take(pa.array(fleet.model[identity])),
            "colour": pa.array(fleet.colours).take(pa.array(fleet.colour[identity])),
        }
    )
