"""Clocks set right: for spells of time in which a camera's clock was wrong, by how much, or that the camera is left out.

Invariant: spells of one camera do not overlap, and a camera without a spell is taken at its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vinculum.picture.journeys import Journeys

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Batch = tuple[Integers, Integers, Integers]


@dataclass(frozen=True, slots=True)
class Spell:
    """From ``start_ms`` (included) to ``until_ms`` the camera's clock was ``fast_ms`` ahead; None: its reads are left out."""

    camera: int
    start_ms: int
    until_ms: int
    fast_ms: int | None


@dataclass(frozen=True, slots=True)
class Steps:
    """From each read of a plate to its next at another camera: plate, cameras, and milliseconds between (never negative)."""

    plate: Integers
    here: Integers
    there: Integers
    elapsed: Integers


@dataclass(frozen=True, slots=True)
class Clocks:
    """The spells of all cameras; ``faulty`` says which cameras have one."""

    faulty: Flags
    spells: tuple[Spell, ...] = ()

    @classmethod
    def trusted(cls, cameras: int) -> Clocks:
        """Return clocks that are all taken at their word."""
        return cls(np.zeros(cameras, bool))

    def with_spells(self, camera: int, spells: Iterable[Spell]) -> Clocks:
        """Return the clocks with the spells of one camera replaced."""
        kept = (*(spell for spell in self.spells if spell.camera != camera), *spells)
        faulty = self.faulty.copy()
        faulty[camera] = any(spell.camera == camera for spell in kept)
        return Clocks(faulty, kept)

    def left_out(self) -> Clocks:
        """Return the clocks with every read of a wrong spell left out, those that could be set right among them."""
        return Clocks(self.faulty, tuple(replace(spell, fast_ms=None) for spell in self.spells))

    def right(self, camera: Integers, time: Integers) -> tuple[Integers, Flags]:
        """Return the times set right, and which reads are kept."""
        rows = np.flatnonzero(self.faulty[camera])
        kept = np.ones(camera.size, bool)
        if rows.size == 0:
            return time, kept
        righted = time.copy()
        cameras, times = camera[rows], time[rows]
        for spell in self.spells:
            inside = rows[(cameras == spell.camera) & (times >= spell.start_ms) & (times < spell.until_ms)]
            if spell.fast_ms is None:
                kept[inside] = False
            else:
                righted[inside] -= spell.fast_ms
        return righted, kept

    def right_batches(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Yield (key, camera, time) in order of time, with times set right and reads left out as the spells say.

        ``batches`` come in order of time as told. What a later read may still come before is held back: as many reads as
        the largest error of a clock spans.
        """
        if not self.spells:
            yield from batches
            return
        ahead = max((spell.fast_ms for spell in self.spells if spell.fast_ms is not None), default=0)
        held: Batch = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
        for key, camera, time in batches:
            righted, kept = self.right(camera, time)
            moved = righted != time
            told = (key[kept & ~moved], camera[kept & ~moved], time[kept & ~moved])
            late = (key[kept & moved], camera[kept & moved], righted[kept & moved])
            held = _merged(held, _merged(told, _in_order(late)))
            ready = int(np.searchsorted(held[2], time[-1] - max(0, ahead))) if time.size else 0
            yield held[0][:ready], held[1][:ready], held[2][:ready]
            held = held[0][ready:], held[1][ready:], held[2][ready:]
        yield held

    def arranged(self, journeys: Journeys) -> Batch:
        """Return (plate, camera, time) of the reads that stand, plate by plate in order of time by these clocks."""
        time, kept = self.right(journeys.camera, journeys.time)
        plate, camera, time = journeys.plate[kept], journeys.camera[kept], time[kept]
        if self.spells:
            order = np.lexsort((camera, time, plate))
            plate, camera, time = plate[order], camera[order], time[order]
        return plate, camera, time

    def steps_of(self, journeys: Journeys) -> Steps:
        """Return the steps between cameras that the journeys make by these clocks."""
        plate, camera, time = self.arranged(journeys)
        step = np.flatnonzero((plate[1:] == plate[:-1]) & (camera[1:] != camera[:-1]))
        return Steps(plate[step], camera[step], camera[step + 1], time[step + 1] - time[step])


def _in_order(batch: Batch) -> Batch:
    order = np.argsort(batch[2], kind="stable")
    return batch[0][order], batch[1][order], batch[2][order]


def _merged(one: Batch, other: Batch) -> Batch:
    """Return two batches, each in order of time, as one in order of time; of equal times those of ``one`` come first."""
    if other[2].size == 0:
        return one
    places = np.searchsorted(one[2], other[2], side="right")
    return np.insert(one[0], places, other[0]), np.insert(one[1], places, other[1]), np.insert(one[2], places, other[2])
