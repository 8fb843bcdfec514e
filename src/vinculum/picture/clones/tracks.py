"""Separating a plate's reads into as few tracks as possible, each one vehicle could have driven, the most plausible way.

Invariant: there are as many tracks as the widest antichain has reads (Dilworth), every read is in exactly one track, and each
read of a track can come before the next. Among the covers with fewest tracks the one of least cost is taken: steps that leave
the car where it was, that need no haste, and on which the colour and make seen do not change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from vinculum.picture.clones.order import (
    Flags,
    Floats,
    Integers,
    PlateReads,
    calm_blocks,
    longest_chain,
    reachable,
    widest_antichain,
)

KM_A_UNIT = 15.0  # a step of so many minutes-at-best costs one unit of implausibility
MINUTES_A_UNIT = 15.0
HASTE = 4.0
COLOUR_CHANGES = 2.0
MAKE_CHANGES = 3.0
UNSEEN = -1


@dataclass(frozen=True, slots=True)
class Separation:
    """A plate's reads explained by the fewest vehicles.

    ``track`` numbers every read's track from 0, by first read. ``antichain`` are reads (rows) no two of which one vehicle can
    have made: the certificate that no fewer tracks do. ``strays`` are the fewest reads to set aside so that one vehicle explains
    the rest.
    """

    track: Integers
    antichain: Integers
    strays: Integers

    @property
    def vehicles(self) -> int:
        """The fewest vehicles that explain the reads."""
        return max(1, self.antichain.size)


@dataclass(frozen=True, slots=True)
class Looks:
    """What the cameras saw beside the plate: a number for each make and colour, ``UNSEEN`` where none was told.

    ``weight`` is what a read weighs (about 1, more when it agrees with the register) in deciding which reads are the strays.
    """

    make: Integers
    colour: Integers
    weight: Floats

    def part(self, rows: slice) -> Looks:
        """Return the same for some consecutive reads."""
        return Looks(self.make[rows], self.colour[rows], self.weight[rows])


def separate_tracks(reads: PlateReads, looks: Looks, largest: int) -> Separation:
    """Return the reads separated into the fewest and most plausible tracks.

    Exact while the reads between two calm moments are at most ``largest``; a larger block is separated window by window, which
    never reports more vehicles than its certificate shows.
    """
    antichain: Integers = np.zeros(0, np.int64)
    strays: list[Integers] = []
    track = np.full(reads.time.size, UNSEEN)
    ends: list[int] = []
    for window in _windows(calm_blocks(reads, largest), largest):
        start = window.start
        part, seen = reads.part(window), looks.part(window)
        reach = reachable(part)
        chain = longest_chain(reach, seen.weight)
        strays.append(np.setdiff1d(np.arange(part.time.size), chain) + start)
        widest = widest_antichain(reach)
        if widest.size > antichain.size:
            antichain = widest + start
        chains = cheapest_cover(reach, step_costs(part, seen))
        _continue_tracks(track, ends, chains, start, reads, looks)
    return Separation(track, antichain, np.concatenate(strays) if strays else np.zeros(0, np.int64))


def _windows(blocks: list[slice], largest: int) -> list[slice]:
    """Return blocks joined while they stay small enough to be solved at once."""
    joined: list[slice] = []
    for block in blocks:
        if joined and block.stop - joined[-1].start <= largest:
            joined[-1] = slice(joined[-1].start, block.stop)
        else:
            joined.append(block)
    return joined


def step_costs(reads: PlateReads, looks: Looks) -> Floats:
    """Return how implausible it is that a vehicle went from each read straight to each other one; at least 0, unitless.

    A step costs its length (in minutes at best), more the less time was to spare, more when the colour or make seen changes.
    """
    needed = reads.needed_ms[np.ix_(reads.camera, reads.camera)]
    elapsed = np.maximum(np.abs(reads.time[None, :] - reads.time[:, None]) + reads.tolerance_ms, 1.0)
    costs: Floats = needed / 60_000 / MINUTES_A_UNIT + HASTE * np.minimum(needed / elapsed, 2.0) ** 4
    for seen, price in ((looks.colour, COLOUR_CHANGES), (looks.make, MAKE_CHANGES)):
        known = seen != UNSEEN
        costs += price * ((seen[:, None] != seen[None, :]) & known[:, None] & known[None, :])
    return costs


def cheapest_cover(reach: Flags, costs: Floats) -> list[list[int]]:
    """Return the fewest chains that cover all reads, and of those covers the cheapest; chains by first read.

    A cover by chains is a matching of reads to their next read. The price of having no next read exceeds that of any cover's
    steps together, so the cheapest assignment has the most steps, which is the fewest chains.
    """
    size = reach.shape[0]
    none = 1.0 + size * float(costs[reach].max(initial=0.0))
    _, following = linear_sum_assignment(np.where(reach, costs, none))
    after = {row: int(following[row]) for row in range(size) if reach[row, following[row]]}
    chains = []
    for first in sorted(set(range(size)) - set(after.values())):
        chain = [first]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        chains.append(chain)
    return chains


def _continue_tracks(
    track: Integers, ends: list[int], chains: list[list[int]], start: int, reads: PlateReads, looks: Looks
) -> None:
    """Let each chain of a window continue the track that could best have led to it, in ``track`` and ``ends``."""
    rows = np.array([*ends, *(start + chain[0] for chain in chains)], np.int64)
    order = np.argsort(rows, kind="stable")
    inverse = np.argsort(order, kind="stable")
    chosen = rows[order]
    at_ends = PlateReads(reads.time[chosen], reads.camera[chosen], reads.needed_ms, reads.tolerance_ms)
    seen = Looks(looks.make[chosen], looks.colour[chosen], looks.weight[chosen])
    square = step_costs(at_ends, seen)[np.ix_(inverse, inverse)]
    costs = square[: len(ends), len(ends) :]
    elapsed = reads.time[rows[len(ends) :]][None, :] - reads.time[rows[: len(ends)]][:, None] + reads.tolerance_ms
    possible = elapsed >= reads.needed_ms[np.ix_(reads.camera[rows[: len(ends)]], reads.camera[rows[len(ends) :]])]
    barred = 1.0 + costs.size * float(costs.max(initial=0.0))
    taken: dict[int, int] = {}
    for one, other in zip(*linear_sum_assignment(np.where(possible, costs, barred)), strict=True):
        if possible[one, other]:
            taken[int(other)] = int(one)
    for number, chain in enumerate(chains):
        if number in taken:
            told = taken[number]
            ends[told] = start + chain[-1]
        else:
            told = len(ends)
            ends.append(start + chain[-1])
        track[[start + row for row in chain]] = told
