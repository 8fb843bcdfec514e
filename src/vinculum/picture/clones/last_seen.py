"""One pass over all reads in order of time that finds every plate with an impossible pair.

Invariant: if each read of a plate can be reached from the one before it, one vehicle explains them all, because reachability
composes. So the last read of every plate is all that the pass has to remember, and only plates that it names need full reasoning.
The remembered reads are an open hash table of plates; a row is key, time, camera, and both the
count of its contradictions (upper half) and their greatest haste in thousandths (lower half).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vinculum.marks.kernel import kernel
from vinculum.picture.travel_times import Roads, needed_ms

Integers = npt.NDArray[np.int64]

FIRST_PLACES = 1 << 16
FULLEST = 0.6  # of the table, before it is doubled
LEAST_MS = 1_000  # reads in the same second are taken to be a second apart
MOST_HASTE = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Screening:
    """What the pass found: the keys of suspect plates, sorted, and per camera its steps and those of them that contradict.

    Parallel to ``keys``: ``pairs``, how many steps of the plate contradict, and ``haste``, the most that any step needed over
    the time there was (to a thousandth; a second at least).
    """

    keys: Integers
    pairs: Integers
    haste: npt.NDArray[np.float64]
    steps: Integers
    contradictions: Integers


def screen(batches: Iterable[tuple[Integers, Integers, Integers]], roads: Roads, tolerance_ms: float) -> Screening:
    """Return the plates that one vehicle cannot explain, from batches of (key, camera, time) in order of time.

    Times are milliseconds with clocks set right.
    """
    table = np.zeros((FIRST_PLACES, 4), np.int64)
    steps, contradictions = np.zeros(roads.cameras, np.int64), np.zeros(roads.cameras, np.int64)
    safe = _always_enough(roads, tolerance_ms)
    used = 0
    for key, camera, time in batches:
        done = 0
        while done < key.size:
            done, used = look_back(key, camera, time, done, used, table, steps, contradictions, roads, tolerance_ms, safe)
            if done < key.size:
                table = _doubled(table)
    found = table[table[:, 3] > 0]
    found = found[np.argsort(found[:, 0])]
    return Screening(found[:, 0], found[:, 3] >> 32, (found[:, 3] & MOST_HASTE) / 1000, steps, contradictions)


@kernel
def look_back(  # noqa: PLR0913, PLR0917 - one loop over raw columns: a bundle would cost more than it tells
    key: Integers,
    camera: Integers,
    time: Integers,
    done: int,
    used: int,
    table: Integers,
    steps: Integers,
    contradictions: Integers,
    roads: Roads,
    tolerance_ms: float,
    safe: float,
) -> tuple[int, int]:
    """Take reads from row ``done`` on against the last read of their plate; return how far it got and how many plates it knows.

    It stops before the table is too full. ``safe`` is a speed in metres a millisecond that is always slow enough.
    """
    mask = table.shape[0] - 1
    most = int(table.shape[0] * FULLEST)
    for row in range(done, key.size):
        plate, here, now = key[row], camera[row], time[row]
        at = _place(plate, mask)
        while table[at, 0] not in (0, plate):
            at = (at + 1) & mask
        if table[at, 0] == 0:
            if used >= most:
                return row, used
            used += 1
            table[at, 0] = plate
        else:
            before = table[at, 2]
            if before != here:
                elapsed = now - table[at, 1]
                steps[here] += 1
                steps[before] += 1
                x, y, z = roads.x[here] - roads.x[before], roads.y[here] - roads.y[before], roads.z[here] - roads.z[before]
                reach = safe * elapsed
                if x * x + y * y + z * z > reach * reach:
                    needed = needed_ms(before, here, roads)
                    if elapsed + tolerance_ms < needed:
                        haste = min(MOST_HASTE, int(1000 * needed / max(elapsed, LEAST_MS)))
                        told = table[at, 3]
                        table[at, 3] = (((told >> 32) + 1) << 32) | max(told & MOST_HASTE, haste)
                        contradictions[here] += 1
                        contradictions[before] += 1
        table[at, 1] = now
        table[at, 2] = here
    return key.size, used


@kernel
def _place(plate: int, mask: int) -> int:
    mixed = np.uint64(plate) * np.uint64(0x9E3779B97F4A7C15)
    return int(np.int64(mixed >> np.uint64(24)) & mask)


@kernel
def _doubled(table: Integers) -> Integers:
    grown = np.zeros((2 * table.shape[0], 4), np.int64)
    mask = grown.shape[0] - 1
    for row in range(table.shape[0]):
        if table[row, 0] != 0:
            at = _place(table[row, 0], mask)
            while grown[at, 0] != 0:
                at = (at + 1) & mask
            grown[at] = table[row]
    return grown


def _always_enough(roads: Roads, tolerance_ms: float) -> float:
    """Return a speed, metres a millisecond, at which no step of any pair contradicts: most steps need no closer look."""
    slowest = float(np.min(roads.nodes_m[1:] / roads.nodes_ms[1:]))
    pairs = roads.pair_keys[roads.pair_keys != 0] - 1
    late = roads.pair_ms[roads.pair_keys != 0] - tolerance_ms
    pairs, late = pairs[late > 0], late[late > 0]
    if pairs.size == 0:
        return slowest
    x, y, z = (axis[pairs >> 32] - axis[pairs & 0xFFFFFFFF] for axis in (roads.x, roads.y, roads.z))
    return min(slowest, float(np.min(np.sqrt(x * x + y * y + z * z) / late)))
