"""Measuring one camera's clock: by how much it was wrong, and when.

Every read of a plate elsewhere forbids a span of shifts for the plate's read here: those that leave too little time between.
Journeys that pass the camera hem the true shift in from both sides, so it is the nearest narrow gap in what is forbidden. A shift
of hours is mostly free (vehicles stand parked), but that freedom is wide, and proves nothing. A clock may be wrong for a few
days, or drift: where no one shift clears a span of time, its halves are measured.
"""

from __future__ import annotations

import numpy as np

from vinculum.marks.kernel import kernel
from vinculum.picture.clones.clocks import Clocks, Flags, Integers, Spell
from vinculum.picture.clones.rules import Rules
from vinculum.picture.journeys import Journeys
from vinculum.picture.travel_times import Roads, needed_ms

SHIFT_MS = 10_000  # resolution of the search for a clock's error
LARGEST_SHIFT_MS = 26 * 3_600_000  # a day wrong, a time zone wrong, half a day wrong all lie within
WIDEST_GAP_MS = 20 * 60_000  # a wider span of free shifts is not hemmed in by journeys
SHORTEST_SPELL_MS = 12 * 3_600_000
CLEAN_SHARE = 0.05  # of the reads; misreads and clones contradict good clocks too
CLEARED_SHARE = 0.05  # of the contradictions may remain, or the span of time is halved
WALL_MS = 15 * 60_000  # on both sides of the true shift, so near, ...
WALL_SHARE = 0.6  # ... as many reads forbid a shift as forbid none, or nearly
ENOUGH_WORDS = 6  # contradictions, to measure a clock by them


def measure_clock(
    journeys: Journeys, camera: int, clocks: Clocks, roads: Roads, rules: Rules, span: tuple[int, int]
) -> tuple[Spell, ...]:
    """Return the spells of ``span`` (milliseconds) in which the camera's clock was wrong, or in which it must be left out."""
    seen = journeys.of_plates(np.unique(journeys.plate[journeys.camera == camera]))
    time, kept = clocks.with_spells(camera, ()).right(seen.camera, seen.time)
    return tuple(_spells(seen, time, kept, camera, roads, rules, span))


def _spells(
    seen: Journeys, time: Integers, kept: Flags, camera: int, roads: Roads, rules: Rules, span: tuple[int, int]
) -> list[Spell]:
    start, until = span
    judged = (seen.camera == camera) & (seen.time >= start) & (seen.time < until)
    edges = np.zeros(2 * LARGEST_SHIFT_MS // SHIFT_MS + 2, np.int64)
    count_forbidden(judged, seen.starts, seen.camera, time, kept, roads, rules.tolerance_ms, edges)
    forbidden = np.cumsum(edges)[:-1]
    now = int(forbidden[LARGEST_SHIFT_MS // SHIFT_MS])
    if now <= max(1.0, CLEAN_SHARE * np.count_nonzero(judged)):
        return []
    short = until - start < 2 * SHORTEST_SPELL_MS
    for share in (CLEARED_SHARE, rules.fault_share) if short else (CLEARED_SHARE,):
        shift = nearest_gap(forbidden, share * now, WALL_SHARE * now) if now >= ENOUGH_WORDS else None
        if shift is not None:
            return [Spell(camera, start, until, shift)]
    if short:
        return [Spell(camera, start, until, None)]
    half = start + (until - start) // 2
    return [spell for part in ((start, half), (half, until)) for spell in _spells(seen, time, kept, camera, roads, rules, part)]


def nearest_gap(forbidden: Integers, most: float, wall: float) -> int | None:
    """Return the middle, in milliseconds, of the nearest narrow run of shifts forbidden at most ``most`` times, or None.

    On both sides of it a shift must be forbidden at least ``wall`` times: it is hemmed in.
    """
    low = forbidden <= most
    edges = np.flatnonzero(np.diff(np.r_[False, low, False].astype(np.int8)))
    centre, side = LARGEST_SHIFT_MS // SHIFT_MS, WALL_MS // SHIFT_MS
    found = []
    for first, beyond in zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True):
        if (beyond - first) * SHIFT_MS > WIDEST_GAP_MS:
            continue
        left, right = forbidden[max(0, first - side) : first], forbidden[beyond : beyond + side]
        if left.max(initial=0) >= wall and right.max(initial=0) >= wall:
            middle = round((first + beyond - 1) / 2)
            found.append((abs(middle - centre), (middle - centre) * SHIFT_MS))
    return min(found)[1] if found else None


@kernel
def count_forbidden(
    judged: Flags,
    starts: Integers,
    camera: Integers,
    time: Integers,
    kept: Flags,
    roads: Roads,
    tolerance_ms: float,
    edges: Integers,
) -> None:
    """Add, for each judged read and each read of its plate elsewhere, one to the bins of shifts forbidden (as differences)."""
    last = edges.size - 1
    for plate in range(starts.size - 1):
        for here in range(starts[plate], starts[plate + 1]):
            if not judged[here]:
                continue
            for there in range(starts[plate], starts[plate + 1]):
                if camera[there] == camera[here] or not kept[there]:
                    continue
                apart = time[here] - time[there]
                short = needed_ms(camera[here], camera[there], roads) - tolerance_ms
                if short <= 0 or abs(apart) > LARGEST_SHIFT_MS + short:
                    continue
                first = int(np.ceil((apart - short + LARGEST_SHIFT_MS) / SHIFT_MS))
                beyond = int(np.floor((apart + short + LARGEST_SHIFT_MS) / SHIFT_MS)) + 1
                if first < last and beyond > 0:
                    edges[max(0, first)] += 1
                    edges[min(last, beyond)] -= 1
