"""Learning the fastest believable journey: over distance from all traffic, and per pair of cameras where there is enough.

What contradicts physics tells how much background there is (misreads, clones, clocks): steps faster than the ceiling cannot be
journeys, and such false steps fall evenly over elapsed time. The fastest speed of honest traffic is where steps first
outnumber that background, the few busiest cameras left out of the count so that one wrong clock cannot set the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vinculum.picture.clones.clocks import Steps
from vinculum.picture.clones.rules import Rules
from vinculum.picture.travel_times import Roads, metres_of_pairs, needed_of_pairs, pair_keys

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BAND_KM = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)
KMH_IN_M_PER_MS = 1 / 3_600
ENOUGH_STEPS = 500  # in a band, to trust that nothing faster than the floor was seen
TRIMMED_SHARE = 0.03  # of the cameras, those with most fast steps are left out
MARGIN = 0.10  # nobody's fastest observed journey is the fastest possible
EVIDENCE = 5.0  # standard deviations above background
DIRECT = 6.0  # a step that takes more than so many times its least time was not a direct journey
PAIR_MARGIN = 0.10
PAIR_MARGIN_OF_FEW = 0.9  # over the root of the number of plates


def fastest_by_distance(steps: Steps, roads: Roads, rules: Rules) -> tuple[Floats, Floats]:
    """Return nodes of metres and least milliseconds, from (0, 0), learned from ``steps`` band by band of distance."""
    metres = metres_of_pairs(steps.here, steps.there, roads)
    kmh = metres / np.maximum(steps.elapsed, 1) / KMH_IN_M_PER_MS
    edges = np.array(BAND_KM) * 1000
    band = np.searchsorted(edges, metres, side="right")
    limits = [
        _fastest(kmh[inside], steps.here[inside], steps.there[inside], roads.cameras, rules)
        for inside in (band == number for number in range(1, edges.size))
    ]
    return _metric_nodes(edges, np.array([limits[0], *limits]))


def _fastest(kmh: Floats, here: Integers, there: Integers, cameras: int, rules: Rules) -> float:
    """Return the fastest believable km/h of one band."""
    if kmh.size < ENOUGH_STEPS:
        return rules.unlearned_kmh
    fast = kmh > rules.floor_kmh
    active = np.unique(np.concatenate([here, there])).size
    kmh, here, there = kmh[fast], here[fast], there[fast]
    trimmed = int(np.ceil(TRIMMED_SHARE * active))
    background = _trimmed_count(here[kmh > rules.ceiling_kmh], there[kmh > rules.ceiling_kmh], cameras, trimmed)
    for limit in np.arange(rules.ceiling_kmh, rules.floor_kmh, -2.0):
        faster = kmh > limit
        expected = background * rules.ceiling_kmh / limit  # even over elapsed time, which goes as one over speed
        seen = _trimmed_count(here[faster], there[faster], cameras, trimmed)
        if seen - expected > EVIDENCE * np.sqrt(expected + 1) + EVIDENCE:
            return float(min(rules.ceiling_kmh, limit * (1 + MARGIN)))
    return rules.floor_kmh


def _trimmed_count(here: Integers, there: Integers, cameras: int, trimmed: int) -> int:
    """Return how many steps touch none of the ``trimmed`` cameras that the steps touch most."""
    touched = np.bincount(here, minlength=cameras) + np.bincount(there, minlength=cameras)
    busiest = np.argsort(-touched, kind="stable")[:trimmed]
    left = np.ones(cameras, bool)
    left[busiest] = False
    return int(np.count_nonzero(left[here] & left[there]))


def _metric_nodes(edges: Floats, limits: Floats) -> tuple[Floats, Floats]:
    """Return nodes whose milliseconds never fall, and whose milliseconds a metre never rise, with distance: a metric."""
    at_edge = np.maximum.accumulate(np.maximum(limits, np.r_[limits[1:], limits[-1]])) * KMH_IN_M_PER_MS
    milliseconds = np.minimum.accumulate((edges / at_edge)[::-1])[::-1]
    return np.r_[0.0, edges], np.r_[0.0, milliseconds]


@dataclass(frozen=True, slots=True)
class LearnedPairs:
    """Camera pairs with traffic of their own: ``a`` < ``b``, the least milliseconds, and from how many plates it was learned."""

    a: Integers
    b: Integers
    least_ms: Floats
    plates: Integers


def fastest_by_pair(steps: Steps, roads: Roads, rules: Rules) -> LearnedPairs:
    """Return the pairs whose own traffic shows that they take longer than distance alone demands.

    Of every plate only its quickest possible step counts, so one vehicle cannot set a time. The time is a low quantile of the
    plates (the second quickest of a few, the 1 in 1,000 of many) less a margin that shrinks with their number.
    """
    needed = needed_of_pairs(steps.here, steps.there, roads)
    direct = (steps.elapsed >= needed) & (steps.elapsed <= DIRECT * needed + 600_000)
    pair = pair_keys(steps.here, steps.there)[direct]
    plate, elapsed, needed = steps.plate[direct], steps.elapsed[direct], needed[direct]
    order = np.lexsort((elapsed, plate, pair))
    pair, plate, elapsed, needed = pair[order], plate[order], elapsed[order], needed[order]
    quickest = np.ones(pair.size, bool)
    quickest[1:] = (pair[1:] != pair[:-1]) | (plate[1:] != plate[:-1])
    pair, elapsed, needed = pair[quickest], elapsed[quickest], needed[quickest]
    order = np.lexsort((elapsed, pair))
    pair, elapsed, needed = pair[order], elapsed[order], needed[order]
    pairs, first, plates = np.unique(pair, return_index=True, return_counts=True)
    enough = plates >= rules.least_plates_a_pair
    pairs, first, plates = pairs[enough], first[enough], plates[enough]
    rank = np.ceil(plates / 1000).astype(np.int64)
    least = elapsed[first + rank] * (1 - PAIR_MARGIN - PAIR_MARGIN_OF_FEW / np.sqrt(plates)) if pairs.size else np.zeros(0)
    longer = least > needed[first] if pairs.size else np.zeros(0, bool)
    pairs, least, plates = pairs[longer] - 1, least[longer], plates[longer]
    return LearnedPairs(pairs >> 32, pairs & 0xFFFFFFFF, least, plates)
