"""Learning the fastest believable speed over distance from all traffic.

Of every plate only its fastest drive in a band of distance counts, and a plate that broke the ceiling there is not believed.
What breaks the ceiling tells how much background there is (misreads, clones, clocks), for false drives fall evenly over elapsed
time. The fastest speed of honest traffic is where plates first outnumber that background, the cameras with most fast drives
left out of the count so that a few wrong clocks cannot set the limit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vinculum.marks.kernel import kernel
from vinculum.picture.clones.clocks import Batch
from vinculum.picture.clones.rules import Rules
from vinculum.picture.travel_times import Roads, metres_between

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BAND_KM = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)
KMH_IN_M_PER_MS = 1 / 3_600
NEXT_READS = 8  # a drive leads from a read to one of the next few
LONGEST_DRIVE_MS = 6 * 3_600_000
ENOUGH_PLATES = 200  # in a band, to trust that nothing faster than the floor was seen
TRIMMED_SHARE = 0.05  # of the cameras, those with most fast drives are left out
MARGIN = 0.10  # nobody's fastest observed drive is the fastest possible
EVIDENCE = 5.0  # standard deviations above background


def fastest_by_distance(reads: Batch, roads: Roads, rules: Rules) -> tuple[Floats, Floats]:
    """Return nodes of metres and least milliseconds, from (0, 0), learned band by band of distance.

    ``reads`` are (plate, camera, time), plate by plate in order of time. A band with too few plates takes the fastest limit of
    the others, for no long way is faster than its fastest part; if no band has enough, the setting holds.
    """
    edges = np.array(BAND_KM) * 1000
    kmh, here, there = fastest_drives(*reads, roads, edges, rules.ceiling_kmh * KMH_IN_M_PER_MS)
    trimmed = int(np.ceil(TRIMMED_SHARE * np.unique(reads[1]).size))
    limits = np.full(edges.size - 1, np.nan)
    for band in range(limits.size):
        driven = kmh[:, band] > 0
        if np.count_nonzero(driven) >= ENOUGH_PLATES:
            told = kmh[driven, band] / KMH_IN_M_PER_MS
            limits[band] = _fastest(told, here[driven, band], there[driven, band], roads.cameras, trimmed, rules)
    known = limits[~np.isnan(limits)]
    limits[np.isnan(limits)] = known.max() if known.size else rules.unlearned_kmh
    return _nodes(edges, np.r_[limits[0], limits])


@kernel
def fastest_drives(
    plate: Integers, camera: Integers, time: Integers, roads: Roads, edges: Floats, ceiling: float
) -> tuple[Floats, Integers, Integers]:
    """Return for each plate and band its fastest drive (metres a millisecond, infinite above the ceiling) and its two cameras."""
    plates = plate[-1] + 1 if plate.size else 0
    bands = edges.size - 1
    fastest = np.zeros((plates, bands))
    here, there = np.zeros((plates, bands), np.int64), np.zeros((plates, bands), np.int64)
    for row in range(plate.size):
        for later in range(row + 1, min(row + 1 + NEXT_READS, plate.size)):
            elapsed = time[later] - time[row]
            if plate[later] != plate[row] or elapsed > LONGEST_DRIVE_MS:
                break
            metres = metres_between(camera[row], camera[later], roads)
            if metres < edges[0] or metres >= edges[bands]:
                continue
            band = np.searchsorted(edges, metres, side="right") - 1
            speed = metres / max(elapsed, 1)
            if speed > ceiling:
                speed = np.inf
            if speed > fastest[plate[row], band]:
                fastest[plate[row], band] = speed
                here[plate[row], band], there[plate[row], band] = camera[row], camera[later]
    return fastest, here, there


def _fastest(kmh: Floats, here: Integers, there: Integers, cameras: int, trimmed: int, rules: Rules) -> float:
    """Return the fastest believable km/h of one band, from each plate's fastest drive."""
    fast = kmh > rules.floor_kmh
    kmh, here, there = kmh[fast], here[fast], there[fast]
    impossible = np.isinf(kmh)
    background = _trimmed_count(here[impossible], there[impossible], cameras, trimmed)
    kmh, here, there = kmh[~impossible], here[~impossible], there[~impossible]
    for limit in np.arange(rules.ceiling_kmh, rules.floor_kmh, -2.0):
        faster = kmh > limit
        expected = background * (rules.ceiling_kmh / limit - 1)  # even over elapsed time, which goes as one over speed
        seen = _trimmed_count(here[faster], there[faster], cameras, trimmed)
        if seen - expected > EVIDENCE * np.sqrt(expected + 1):
            return float(min(rules.ceiling_kmh, limit * (1 + MARGIN)))
    return rules.floor_kmh


def _trimmed_count(here: Integers, there: Integers, cameras: int, trimmed: int) -> int:
    """Return how many drives touch none of the ``trimmed`` cameras that they touch most."""
    touched = np.bincount(here, minlength=cameras) + np.bincount(there, minlength=cameras)
    left = np.ones(cameras, bool)
    left[np.argsort(-touched, kind="stable")[:trimmed]] = False
    return int(np.count_nonzero(left[here] & left[there]))


def _nodes(edges: Floats, limits: Floats) -> tuple[Floats, Floats]:
    """Return nodes at the edges of bands, nowhere slower than a band's limit, whose milliseconds never fall with distance."""
    at_edge = np.maximum(limits, np.r_[limits[1:], limits[-1]]) * KMH_IN_M_PER_MS
    milliseconds = np.minimum.accumulate((edges / at_edge)[::-1])[::-1]
    return np.r_[0.0, edges], np.r_[0.0, milliseconds]
