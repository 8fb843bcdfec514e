"""Measuring one camera's clock: by how much it was wrong, and when.

Every read of a plate elsewhere forbids a span of shifts for the plate's read here: those that leave too little time between.
Journeys that pass the camera hem the true shift in from both sides, so it lies in the clearest narrow gap in what is forbidden. A
shift of hours is mostly free (vehicles stand parked), but that freedom is wide, and proves nothing. Within the gap, vehicles that
drove straight past tell where: they were here in proportion to the way. A clock may be wrong for a few days, or drift: where no
one shift clears a span of time, its halves are measured.
"""

from __future__ import annotations

import numpy as np

from vinculum.marks.kernel import kernel
from vinculum.picture.clones.clocks import Clocks, Flags, Integers, Spell
from vinculum.picture.clones.rules import Rules
from vinculum.picture.journeys import Journeys
from vinculum.picture.travel_times import Floats, Roads, metres_between, needed_ms

SHIFT_MS = 10_000  # resolution of the search for a clock's error
LARGEST_SHIFT_MS = 26 * 3_600_000  # a day wrong, a time zone wrong, half a day wrong all lie within
WIDEST_GAP_MS = 20 * 60_000  # a wider span of free shifts is not hemmed in by journeys
SHORTEST_SPELL_MS = 12 * 3_600_000
CLEAN_SHARE = 0.05  # of the reads; misreads and clones contradict good clocks too
CLEARED_SHARE = 0.05  # of the contradictions may remain, or the span of time is halved
WALL_MS = 15 * 60_000  # on both sides of the true shift, so near, ...
WALL_SHARE = 0.6  # ... as many reads forbid a shift as forbid none, or nearly
ENOUGH_WORDS = 6  # contradictions, to measure a clock by them
LONGEST_PASSING_MS = 3_600_000
STRAIGHT = 1.2  # the way over the camera, over the way without it, of a vehicle that passed it
CLEAR_OF_M = 2_000.0  # the reads before and after a passing are at least so far away
ROLLING_M_PER_MS = 25 / 3_600  # slower passings stood somewhere


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
        gap = clearest_gap(forbidden, share * now, WALL_SHARE * now) if now >= ENOUGH_WORDS else None
        if gap is not None:
            return [Spell(camera, start, until, within_gap(gap, judged, seen, time, kept, roads))]
    if short:
        return [Spell(camera, start, until, None)]
    half = start + (until - start) // 2
    parts = [spell for part in ((start, half), (half, until)) for spell in _spells(seen, time, kept, camera, roads, rules, part)]
    # Thin traffic leaves some parts without a word: where the others agree, one shift for the whole is the plainer account.
    measured = sorted(spell.fast_ms for spell in parts if spell.fast_ms is not None)
    if measured:
        shift = measured[len(measured) // 2]
        if forbidden[(shift + LARGEST_SHIFT_MS) // SHIFT_MS] <= rules.fault_share * now:
            return [Spell(camera, start, until, shift)]
    return parts


def clearest_gap(forbidden: Integers, most: float, wall: float) -> tuple[int, int] | None:
    """Return the ends, in milliseconds, of the least forbidden narrow run of shifts, the nearest to 0 of equals; None if none is.

    Its shifts are forbidden at most ``most`` times each, and on both sides of it one is forbidden at least ``wall`` times.
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
            least = int(forbidden[first:beyond].min())
            found.append((least, abs(first + beyond - 2 * centre), (first - centre) * SHIFT_MS, (beyond - 1 - centre) * SHIFT_MS))
    return min(found)[2:] if found else None


def within_gap(gap: tuple[int, int], judged: Flags, seen: Journeys, time: Integers, kept: Flags, roads: Roads) -> int:
    """Return the shift within ``gap``, in milliseconds, at which vehicles passed the camera in proportion to their way."""
    middle = round((gap[0] + gap[1]) / 2)
    errors = passing_errors(judged, seen.starts, seen.camera, time, kept, roads, middle)
    if errors.size < ENOUGH_WORDS:
        return middle
    return int(np.clip(round(middle + float(np.median(errors))), *gap))


@kernel
def passing_errors(
    judged: Flags, starts: Integers, camera: Integers, time: Integers, kept: Flags, roads: Roads, shift_ms: int
) -> Floats:
    """Return for each vehicle that drove past how much later than in proportion to its way it was read here, in milliseconds."""
    errors = np.empty(judged.size)
    found = 0
    for plate in range(starts.size - 1):
        for here in range(starts[plate], starts[plate + 1]):
            if not judged[here]:
                continue
            now = time[here] - shift_ms
            before, after = -1, -1
            for there in range(starts[plate], starts[plate + 1]):
                if not kept[there] or camera[there] == camera[here]:
                    continue
                if time[there] <= now and (before < 0 or time[there] > time[before]):
                    before = there
                if time[there] > now and (after < 0 or time[there] < time[after]):
                    after = there
            if before < 0 or after < 0 or time[after] - time[before] > LONGEST_PASSING_MS:
                continue
            coming = metres_between(camera[before], camera[here], roads)
            going = metres_between(camera[here], camera[after], roads)
            straight = metres_between(camera[before], camera[after], roads)
            if min(coming, going) < CLEAR_OF_M or coming + going > STRAIGHT * straight:
                continue
            if straight < ROLLING_M_PER_MS * (time[after] - time[before]):
                continue
            errors[found] = now - time[before] - (time[after] - time[before]) * coming / (coming + going)
            found += 1
    return errors[:found]


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
                coming = needed_ms(camera[there], camera[here], roads) - tolerance_ms
                going = needed_ms(camera[here], camera[there], roads) - tolerance_ms
                if coming + going <= 0 or abs(apart) > LARGEST_SHIFT_MS + coming + going:
                    continue
                first = int(np.ceil((apart - coming + LARGEST_SHIFT_MS) / SHIFT_MS))
                beyond = int(np.floor((apart + going + LARGEST_SHIFT_MS) / SHIFT_MS)) + 1
                if first < min(last, beyond) and beyond > 0:
                    edges[max(0, first)] += 1
                    edges[min(last, beyond)] -= 1
