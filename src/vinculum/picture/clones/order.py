"""The partial order of one plate's reads: which read can come before which, if one vehicle bears the plate.

Read A can come before read B when the time between, plus the clock tolerance, covers the least travel time. With exact clocks
and times that keep the triangle inequality that is a partial order. Tolerance breaks transitivity by up to itself at each read
passed, so the order used is its transitive closure: a read can come before another when a row of the plate's own reads leads
from one to the other, each step possible within tolerance. Two reads without an order therefore contradict each other beyond
tolerance; the closure can only hide a vehicle, never invent one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from vinculum.marks.kernel import kernel

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = -1


@dataclass(frozen=True, slots=True)
class PlateReads:
    """Reads of one plate in order of time: milliseconds (clocks set right), and each camera's place in ``needed_ms``.

    ``needed_ms`` is the square of least travel times between the plate's cameras, ``tolerance_ms`` is
    granted to each step.
    """

    time: Integers
    camera: Integers
    needed_ms: Floats
    tolerance_ms: float

    def part(self, rows: slice) -> PlateReads:
        """Return the same for some consecutive reads."""
        return PlateReads(self.time[rows], self.camera[rows], self.needed_ms, self.tolerance_ms)

    def part_without(self, rows: Flags) -> PlateReads:
        """Return the same without some reads."""
        return PlateReads(self.time[~rows], self.camera[~rows], self.needed_ms, self.tolerance_ms)


def calm_blocks(reads: PlateReads, largest: int) -> list[slice]:
    """Return the reads cut wherever everything before can come before everything after; a block over ``largest`` is cut further.

    The order falls into these blocks one after the other, so vehicles, chains and antichains can be found block by block: cutting
    loses nothing. Only the further cuts of a block that is too large may hide a vehicle.
    """
    parted = _pairs_parted(reads.time, reads.camera, reads.needed_ms, reads.tolerance_ms)
    cuts = [0, *(int(cut) for cut in np.flatnonzero(parted == 0) if cut > 0), reads.time.size]
    return [slice(start, min(end, start + largest)) for first, end in pairwise(cuts) for start in range(first, end, largest)]


@kernel
def _pairs_parted(time: Integers, camera: Integers, needed_ms: Floats, tolerance_ms: float) -> Integers:
    """Return for each place to cut how many unordered pairs it would part."""
    edges = np.zeros(time.size + 1, np.int64)
    longest = needed_ms.max() if needed_ms.size else 0.0
    for one in range(time.size):
        for other in range(one + 1, time.size):
            elapsed = time[other] - time[one] + tolerance_ms
            if elapsed >= longest:
                break
            if elapsed < needed_ms[camera[one], camera[other]]:
                edges[one + 1] += 1
                edges[other + 1] -= 1
    return np.cumsum(edges)[: time.size]


def reachable(reads: PlateReads) -> Flags:
    """Return the square of which read can come before which: the closure, True only above the diagonal."""
    return _closed(reads.time, reads.camera, reads.needed_ms, reads.tolerance_ms)


@kernel
def _closed(time: Integers, camera: Integers, needed_ms: Floats, tolerance_ms: float) -> Flags:
    size = time.size
    reach = np.zeros((size, size), np.bool_)
    for one in range(size - 2, -1, -1):
        for other in range(one + 1, size):
            if reach[one, other]:
                continue
            if time[other] - time[one] + tolerance_ms >= needed_ms[camera[one], camera[other]]:
                reach[one, other] = True
                for beyond in range(other + 1, size):
                    if reach[other, beyond]:
                        reach[one, beyond] = True
    return reach


def longest_chain(reach: Flags, gain: Floats) -> Integers:
    """Return the rows of the heaviest chain, in order; ``gain`` is what each read adds (about 1)."""
    return np.flatnonzero(_heaviest(reach, gain))


@kernel
def _heaviest(reach: Flags, gain: Floats) -> Flags:
    size = gain.size
    best, before = gain.copy(), np.full(size, NEVER)
    for row in range(size):
        for earlier in range(row):
            if reach[earlier, row] and best[earlier] + gain[row] > best[row]:
                best[row] = best[earlier] + gain[row]
                before[row] = earlier
    chosen = np.zeros(size, np.bool_)
    at = int(np.argmax(best)) if size else NEVER
    while at != NEVER:
        chosen[at] = True
        at = before[at]
    return chosen


def widest_antichain(reach: Flags) -> Integers:
    """Return the rows of a largest set of reads no two of which are ordered: the fewest vehicles, with its certificate.

    By Dilworth's theorem it is as large as the fewest chains are many; by König's it is read off a maximum matching: the reads of
    which neither copy is in the smallest vertex cover.
    """
    size = reach.shape[0]
    after = maximum_bipartite_matching(csr_array(reach), perm_type="column")
    before = np.full(size, NEVER)
    before[after[after >= 0]] = np.flatnonzero(after >= 0)
    left = np.flatnonzero(after < 0)
    seen_left, seen_right = np.zeros(size, bool), np.zeros(size, bool)
    seen_left[left] = True
    queue = deque(int(row) for row in left)
    while queue:
        row = queue.popleft()
        for other in np.flatnonzero(reach[row] & ~seen_right):
            seen_right[other] = True
            matched = before[other]
            if matched != NEVER and not seen_left[matched]:
                seen_left[matched] = True
                queue.append(int(matched))
    return np.flatnonzero(seen_left & ~seen_right)
