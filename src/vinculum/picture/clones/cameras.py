"""Cameras that contradict too many plates: a wrong clock is measured and set right, what cannot be set right is left out.

Invariant: one plate accuses a camera once, however often it contradicts it, so a clone cannot make a camera look wrong. A
contradiction accuses both its cameras; the guilty one is accused together with many others, an innocent neighbour with the
guilty few. So the camera whose accusations are spread widest is judged first, then all are counted again; and when the last is
judged, whoever would no longer be accused by the rest is cleared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import poisson

from vinculum.picture.clones.clock_error import measure_clock
from vinculum.picture.clones.clocks import Clocks, Integers, Spell, Steps
from vinculum.picture.clones.rules import Rules
from vinculum.picture.journeys import Journeys
from vinculum.picture.travel_times import Roads, needed_of_pairs

Floats = npt.NDArray[np.float64]

CHANCE = 1e-6
EXCESS = 5.0  # times as many contradicted plates as expected
PARTNERS = 2  # neighbours that may be the guilty ones instead
USUAL = 0.9  # the share of cameras, least accused first, that tell what to expect


@dataclass(frozen=True, slots=True)
class CameraFault:
    """A camera at fault: how many plates it saw, how many it contradicted, how many were to be expected, and how many remain."""

    camera: int
    plates: int
    contradicted: int
    expected: float
    remaining: int
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class Accusations:
    """Once for every plate with a contradicting step between two cameras, for each of the two: plate, camera, other camera."""

    plate: Integers
    camera: Integers
    partner: Integers

    def plates_a_camera(self, cameras: int) -> Integers:
        """Return how many plates accuse each camera."""
        told = np.unique(self.plate * cameras + self.camera) % cameras
        return np.bincount(told, minlength=cameras).astype(np.int64)

    def spread(self, cameras: int) -> Integers:
        """Return how many accusations each camera has beside those it shares with its few commonest partners."""
        pair, count = np.unique(self.camera * cameras + self.partner, return_counts=True)
        camera = pair // cameras
        order = np.lexsort((-count, camera))
        place = np.arange(camera.size) - np.searchsorted(camera, camera)
        beside = np.where(place >= PARTNERS, count[order], 0)
        return np.bincount(camera, weights=beside, minlength=cameras).astype(np.int64)


def judge_cameras(journeys: Journeys, roads: Roads, rules: Rules) -> tuple[Clocks, tuple[CameraFault, ...]]:
    """Return the clocks set right and the faults found, judging one camera at a time until none contradicts too many plates."""
    clocks = Clocks.trusted(roads.cameras)
    steps = clocks.steps_of(journeys)
    plates = np.bincount(_once(steps.plate, steps.here, steps.there, roads.cameras)[1], minlength=roads.cameras)
    # Only plates with a contradiction accuse anybody; the rest are needed to tell how many to expect, and to measure a clock.
    accusers = journeys.of_plates(np.unique(steps.plate[contradicting(steps, roads, rules)]))
    accused = accusations(accusers, clocks, roads, rules)
    found: dict[int, CameraFault] = {}
    always = (int(journeys.time.min()), int(journeys.time.max()) + 1) if journeys.time.size else (0, 1)
    while True:
        contradicted = accused.plates_a_camera(roads.cameras)
        expected = expected_accusations(plates, contradicted)
        guilty = np.flatnonzero(is_guilty(contradicted, expected, rules))
        if guilty.size == 0:
            break
        worst = int(
            guilty[np.lexsort((guilty, expected[guilty] - contradicted[guilty], -accused.spread(roads.cameras)[guilty]))[0]]
        )
        before = found.get(worst)
        left_out = (Spell(worst, *always, None),)
        spells = left_out if before else measure_clock(journeys, worst, clocks, roads, rules, always)
        told = accuse_again(accused, accusers, worst, clocks.with_spells(worst, spells), roads, rules)
        remaining = int(told.plates_a_camera(roads.cameras)[worst])
        if remaining > rules.fault_share * contradicted[worst]:
            spells, remaining = left_out, 0
            told = accuse_again(accused, accusers, worst, clocks.with_spells(worst, spells), roads, rules)
        clocks, accused = clocks.with_spells(worst, spells), told
        most = before.contradicted if before else int(contradicted[worst])
        found[worst] = CameraFault(worst, int(plates[worst]), most, float(expected[worst]), remaining, spells)
    for camera in sorted(found, key=lambda camera: (found[camera].contradicted, camera)):
        trusted = clocks.with_spells(camera, ())
        told = accuse_again(accused, accusers, camera, trusted, roads, rules)
        contradicted = told.plates_a_camera(roads.cameras)
        if not is_guilty(contradicted, expected_accusations(plates, contradicted), rules)[camera]:
            clocks, accused = trusted, told
            del found[camera]
    return clocks, tuple(found[camera] for camera in sorted(found))


def is_guilty(contradicted: Integers, expected: Floats, rules: Rules) -> npt.NDArray[np.bool_]:
    """Return which cameras contradict more plates than chance, misreads and clones explain."""
    guilty: npt.NDArray[np.bool_] = (contradicted >= rules.least_plates_a_fault) & (contradicted > EXCESS * expected)
    guilty &= poisson.sf(contradicted - 1, expected) < CHANCE
    return guilty


def contradicting(steps: Steps, roads: Roads, rules: Rules) -> npt.NDArray[np.bool_]:
    """Return which steps took less than the least travel time, clock tolerance granted."""
    told: npt.NDArray[np.bool_] = steps.elapsed + rules.tolerance_ms < needed_of_pairs(steps.here, steps.there, roads)
    return told


def accusations(journeys: Journeys, clocks: Clocks, roads: Roads, rules: Rules) -> Accusations:
    """Return who accuses which camera, by these clocks."""
    steps = clocks.steps_of(journeys)
    bad = contradicting(steps, roads, rules)
    cameras = roads.cameras
    both = np.concatenate([steps.here[bad] * cameras + steps.there[bad], steps.there[bad] * cameras + steps.here[bad]])
    told = np.unique(np.concatenate([steps.plate[bad], steps.plate[bad]]) * (cameras * cameras) + both)
    plate, both = told // (cameras * cameras), told % (cameras * cameras)
    return Accusations(plate, both // cameras, both % cameras)


def accuse_again(
    accused: Accusations, journeys: Journeys, camera: int, clocks: Clocks, roads: Roads, rules: Rules
) -> Accusations:
    """Return the accusations counted again for the plates that one camera saw, the rest as they were."""
    affected = np.unique(journeys.plate[journeys.camera == camera])
    kept = ~np.isin(accused.plate, affected)
    again = accusations(journeys.of_plates(affected), clocks, roads, rules)
    return Accusations(
        np.concatenate([accused.plate[kept], affected[again.plate]]),
        np.concatenate([accused.camera[kept], again.camera]),
        np.concatenate([accused.partner[kept], again.partner]),
    )


def expected_accusations(plates: Integers, contradicted: Integers) -> Floats:
    """Return how many contradicted plates each camera would have at the rate of all but the worst tenth of cameras."""
    rate = (contradicted + 0.5) / (plates + 1)
    usual = np.argsort(rate, kind="stable")[: max(1, int(USUAL * rate.size))]
    common = (contradicted[usual].sum() + 1) / (plates[usual].sum() + 1)
    expected: Floats = np.maximum(plates * common, 0.5)
    return expected


def _once(plate: Integers, here: Integers, there: Integers, cameras: int) -> tuple[Integers, Integers]:
    pair = np.unique(np.concatenate([plate * cameras + here, plate * cameras + there]))
    return pair // cameras, pair % cameras
