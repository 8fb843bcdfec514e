"""Learning the fastest believable journey from one camera to another, where enough plates drove it.

All reads of one journey tell: from each read to the next few, not only to the very next. Of every plate only its quickest drive
counts, so one vehicle, or one clone, cannot set a time; what is faster than distance allows at all is not counted. The quickest
few plates show where the true least time lies: close together, they stand at the edge of what can be driven; far apart, nobody
drove the pair directly, and the edge may lie far below them. So the margin under them is the width of that group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vinculum.marks.kernel import kernel
from vinculum.picture.clones.clocks import Clocks
from vinculum.picture.clones.rules import Rules
from vinculum.picture.journeys import Journeys
from vinculum.picture.travel_times import Roads, needed_ms, needed_of_pairs

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NEXT_READS = 8
LONGEST_JOURNEY_MS = 3 * 3_600_000
KEPT = 12  # quickest plates kept of each pair
ONE_IN = 1000  # of the plates may be faster than can be, three at most: misreads, clones
MOST_FALSE = 3
MARGIN = 0.03
FIRST_PLACES = 1 << 16
FULLEST = 0.6


@dataclass(frozen=True, slots=True)
class PairTimes:
    """Pairs of cameras, from ``a`` to ``b``: the least milliseconds, and from how many plates it was learned."""

    a: Integers
    b: Integers
    least_ms: Floats
    plates: Integers


NO_PAIRS = PairTimes(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))


def learn_pairs(journeys: Journeys, clocks: Clocks, roads: Roads, rules: Rules) -> PairTimes:
    """Return the pairs whose own traffic shows that they take longer than distance alone (``roads``) demands, in order."""
    plate, camera, time = clocks.arranged(journeys)
    keys, plates, quickest = np.zeros(FIRST_PLACES, np.int64), np.zeros((FIRST_PLACES, 2), np.int64), _endless(FIRST_PLACES)
    done = used = 0
    while done < plate.size:
        done, used = collect(plate, camera, time, roads, done, used, keys, plates, quickest)
        if done < plate.size:
            keys, plates, quickest = _doubled(keys, plates, quickest)
    return _settled(keys, plates, quickest, roads, rules)


def _endless(places: int) -> Floats:
    """Return room for the quickest drives of each pair, and in the last column for the quickest of the plate at hand."""
    return np.full((places, KEPT + 1), np.inf)


@kernel
def collect(  # noqa: PLR0913, PLR0917 - one loop over raw columns: a bundle would cost more than it tells
    plate: Integers,
    camera: Integers,
    time: Integers,
    roads: Roads,
    done: int,
    used: int,
    keys: Integers,
    plates: Integers,
    quickest: Floats,
) -> tuple[int, int]:
    """Take in reads from row ``done`` on, plate by plate; return how far it got and how many pairs it knows.

    A row of ``plates`` is (number of plates, plate at hand plus 1). It stops before the table is too full.
    """
    mask = keys.size - 1
    most = int(keys.size * FULLEST) - NEXT_READS
    for row in range(done, plate.size):
        if used >= most:
            return row, used
        for later in range(row + 1, min(row + 1 + NEXT_READS, plate.size)):
            elapsed = time[later] - time[row]
            if plate[later] != plate[row] or elapsed > LONGEST_JOURNEY_MS:
                break
            if camera[later] == camera[row] or elapsed < needed_ms(camera[row], camera[later], roads):
                continue
            key = (camera[row] << 32) + camera[later] + 1
            at = _place(key, mask)
            while keys[at] not in (0, key):
                at = (at + 1) & mask
            if keys[at] == 0:
                keys[at] = key
                used += 1
            if plates[at, 1] != plate[row] + 1:
                plates[at, 0] += 1
                plates[at, 1] = plate[row] + 1
                _keep(quickest[at])
            quickest[at, KEPT] = min(quickest[at, KEPT], elapsed)
    return plate.size, used


@kernel
def _keep(drives: Floats) -> None:
    """Put the drive of the plate at hand (last) among the kept, which are in order, and make room for the next plate's."""
    drive = drives[KEPT]
    place = KEPT
    while place > 0 and drives[place - 1] > drive:
        if place < KEPT:
            drives[place] = drives[place - 1]
        place -= 1
    if place < KEPT:
        drives[place] = drive
    drives[KEPT] = np.inf


@kernel
def _place(key: int, mask: int) -> int:
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
    return int(np.int64(mixed >> np.uint64(24)) & mask)


@kernel
def _doubled(keys: Integers, plates: Integers, quickest: Floats) -> tuple[Integers, Integers, Floats]:
    size = 2 * keys.size
    wide, wide_plates, wide_quickest = np.zeros(size, np.int64), np.zeros((size, 2), np.int64), np.full((size, KEPT + 1), np.inf)
    for row in range(keys.size):
        if keys[row] != 0:
            at = _place(keys[row], size - 1)
            while wide[at] != 0:
                at = (at + 1) & (size - 1)
            wide[at] = keys[row]
            wide_plates[at] = plates[row]
            wide_quickest[at] = quickest[row]
    return wide, wide_plates, wide_quickest


def _settled(keys: Integers, plates: Integers, quickest: Floats, roads: Roads, rules: Rules) -> PairTimes:
    at = np.flatnonzero(keys)
    at = at[np.argsort(keys[at])]
    count, drives = plates[at, 0], np.sort(quickest[at], axis=1)
    enough = count >= rules.least_plates_a_pair
    at, count, drives = at[enough], count[enough], drives[enough]
    first = drives[np.arange(at.size), np.minimum(MOST_FALSE, 1 + count // ONE_IN)]
    least = first * (1 - MARGIN) - (drives[:, KEPT - 1] - first)
    a, b = (keys[at] - 1) >> 32, (keys[at] - 1) & 0xFFFFFFFF
    longer = least > needed_of_pairs(a, b, roads)
    a, b, least, count = a[longer], b[longer], least[longer], count[longer]
    starts = np.searchsorted(a, np.arange(roads.cameras + 1))
    while shorten(starts, b, least):
        pass
    return PairTimes(a, b, least, count)


@kernel
def shorten(starts: Integers, target: Integers, least: Floats) -> bool:
    """Cut every learned time that a detour over another learned pair undercuts; return whether any was cut.

    Learned times are times that can nearly be driven, so their sums are too; times by distance alone are not, and do not count.
    Pairs from camera ``a`` stand in ``starts[a]`` to ``starts[a + 1]``.
    """
    cameras = starts.size - 1
    pair_to = np.full(cameras, -1)
    changed = False
    for one in range(cameras):
        for pair in range(starts[one], starts[one + 1]):
            pair_to[target[pair]] = pair
        for pair in range(starts[one], starts[one + 1]):
            over = target[pair]
            for beyond in range(starts[over], starts[over + 1]):
                direct = pair_to[target[beyond]]
                detour = least[pair] + least[beyond]
                if direct >= 0 and least[direct] > detour:
                    least[direct] = detour
                    changed = True
        for pair in range(starts[one], starts[one + 1]):
            pair_to[target[pair]] = -1
    return changed
