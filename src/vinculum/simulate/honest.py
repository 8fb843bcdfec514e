"""Honest life that looks odd: write-offs and their repair, cherished plates moved lawfully, used cars sold abroad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.crime.happenings import NEVER, Happenings
from vinculum.simulate.issue import issue_plates, regional_letters
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import stream


@dataclass(frozen=True, slots=True)
class WriteOff:
    """A total loss by damage: category A B S N (or the old C D), and when it drives again, NEVER if it does not."""

    vehicle: int
    at: int
    category: str
    repaired_at: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A plate lawfully moved from ``giver`` to ``taker``; the giver is issued ``replacement``."""

    giver: int
    taker: int
    at: int
    replacement: bytes


def _free(world: Happenings) -> NDArray[np.int64]:
    return np.flatnonzero(
        ~world.used & ~world.fleet.sorn & (world.fleet.block < 0) & (world.fleet.first_day < world.since // DAY)
    )


def write_off(world: Happenings, prevalence: Prevalence, seed: int) -> list[WriteOff]:
    """Write vehicles off through the period; those of categories S and N may be honestly repaired."""
    chance = stream(seed, "write-offs")
    days = (world.until - world.since) / DAY
    count = int(world.fleet.size * prevalence.write_offs_a_year * days / 365.25)
    found = chance.choice(_free(world), count, replace=False)
    at = (
        world.since
        + (chance.random(count) * days).astype(np.int64) * DAY
        + (chance.uniform(6, 23, count) * HOUR).astype(np.int64)
    )
    category = chance.choice(["A", "B", "S", "N", "C", "D"], count, p=[0.04, 0.2, 0.34, 0.4, 0.01, 0.01])
    rows = []
    for vehicle, when, letter in zip(found, at, category, strict=True):
        mends = letter in "SNCD" and chance.random() < prevalence.write_off_repaired_share
        again = int(when) + int(chance.uniform(18, 80) * DAY) if mends else NEVER
        world.used[vehicle] = True
        world.gone[vehicle], world.back[vehicle] = int(when) // DAY * DAY, again
        rows.append(WriteOff(int(vehicle), int(when), str(letter), again))
    return sorted(rows, key=lambda w: (w.at, w.vehicle))


def transfer_plates(world: Happenings, prevalence: Prevalence, seed: int) -> list[Transfer]:
    """Move plates lawfully from one vehicle to another; both drive on."""
    chance = stream(seed, "transfers")
    days = (world.until - world.since) / DAY
    count = int(world.fleet.size * prevalence.plate_transfers_a_year * days / 365.25)
    pairs = chance.choice(_free(world), (count, 2), replace=False)
    at = (
        world.since
        + (chance.random(count) * days).astype(np.int64) * DAY
        + (chance.uniform(8, 18, count) * HOUR).astype(np.int64)
    )
    days_old = world.fleet.first_day[pairs[:, 0]].astype("datetime64[D]")
    new = issue_plates(
        chance,
        regional_letters(world.land.force)[world.fleet.keeper[pairs[:, 0]]],
        days_old.astype("datetime64[Y]").astype(int) + 1970,
        days_old.astype("datetime64[M]").astype(int) % 12 + 1,
        np.full(count, -1),
    )
    taken = np.isin(new, world.fleet.plate)
    rows = []
    for (giver, taker), when, plate, clash in zip(pairs, at, new, taken, strict=True):
        if clash:
            continue
        world.used[[giver, taker]] = True
        world.wear(int(taker), int(when), NEVER, bytes(world.fleet.plate[giver]))
        world.wear(int(giver), int(when), NEVER, bytes(plate))
        rows.append(Transfer(int(giver), int(taker), int(when), bytes(plate)))
    return sorted(rows, key=lambda t: (t.at, t.giver))


def sell_abroad(world: Happenings, count: int, seed: int) -> NDArray[np.int64]:
    """Set older cars aside for honest export, in random order; freight books them and ends their driving."""
    chance = stream(seed, "sold abroad")
    free = _free(world)
    old = free[world.fleet.first_day[free] < world.until // DAY - 6 * 365]
    found = chance.choice(old, min(count, len(old) // 2), replace=False)
    world.used[found] = True
    world.gone[found] = world.since - DAY
    world.back[found] = NEVER
    return np.asarray(found)
