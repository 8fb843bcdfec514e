"""Cameras that contradict too many plates: a wrong clock is measured and set right, what cannot be set right is left out.

Invariant: one plate accuses a camera once, however often it contradicts it, so a clone cannot make a camera look wrong. The
camera with most plates above expectation is judged first, then all are counted again: it made its neighbours look wrong too.
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


def judge_cameras(journeys: Journeys, roads: Roads, rules: Rules) -> tuple[Clocks, tuple[CameraFault, ...]]:
    """Return the clocks set right and the faults found, judging one camera at a time until none contradicts too many plates."""
    clocks = Clocks.trusted(roads.cameras)
    steps = clocks.steps_of(journeys)
    plates = plates_a_camera(steps, roads.cameras)
    # Only plates with a contradiction accuse anybody; the rest are needed to tell how many to expect, and to measure a clock.
    accusers = journeys.of_plates(np.unique(steps.plate[contradicting(steps, roads, rules)]))
    found: dict[int, CameraFault] = {}
    while True:
        contradicted = accusations(accusers, clocks, roads, rules)
        expected = expected_accusations(plates, contradicted)
        guilty = (contradicted >= rules.least_plates_a_fault) & (contradicted > EXCESS * expected)
        guilty &= poisson.sf(contradicted - 1, expected) < CHANCE
        if not guilty.any():
            return clocks, tuple(found[camera] for camera in sorted(found))
        worst = int(np.argmax(np.where(guilty, contradicted - expected, -np.inf)))
        before = found.get(worst)
        always = int(journeys.time.min()), int(journeys.time.max()) + 1
        spells = (Spell(worst, *always, None),) if before else measure_clock(journeys, worst, clocks, roads, rules, always)
        clocks = clocks.with_spells(worst, spells)
        remaining = int(accusations(accusers, clocks, roads, rules)[worst])
        if remaining > rules.fault_share * contradicted[worst]:
            spells = (Spell(worst, *always, None),)
            clocks, remaining = clocks.with_spells(worst, spells), 0
        found[worst] = CameraFault(
            worst,
            int(plates[worst]),
            before.contradicted if before else int(contradicted[worst]),
            float(expected[worst]),
            remaining,
            spells,
        )


def contradicting(steps: Steps, roads: Roads, rules: Rules) -> npt.NDArray[np.bool_]:
    """Return which steps took less than the least travel time, clock tolerance granted."""
    told: npt.NDArray[np.bool_] = steps.elapsed + rules.tolerance_ms < needed_of_pairs(steps.here, steps.there, roads)
    return told


def accusations(journeys: Journeys, clocks: Clocks, roads: Roads, rules: Rules) -> Integers:
    """Return for every camera how many plates have a contradicting step there."""
    steps = clocks.steps_of(journeys)
    bad = contradicting(steps, roads, rules)
    return plates_a_camera(Steps(steps.plate[bad], steps.here[bad], steps.there[bad], steps.elapsed[bad]), roads.cameras)


def expected_accusations(plates: Integers, contradicted: Integers) -> Floats:
    """Return how many contradicted plates each camera would have at the rate of all but the worst tenth of cameras."""
    rate = (contradicted + 0.5) / (plates + 1)
    usual = np.argsort(rate, kind="stable")[: max(1, int(USUAL * rate.size))]
    common = (contradicted[usual].sum() + 1) / (plates[usual].sum() + 1)
    expected: Floats = np.maximum(plates * common, 0.5)
    return expected


def plates_a_camera(steps: Steps, cameras: int) -> Integers:
    """Return for every camera how many plates have a step there."""
    pair = np.unique(np.concatenate([steps.plate * cameras + steps.here, steps.plate * cameras + steps.there]))
    return np.bincount(pair % cameras, minlength=cameras).astype(np.int64)
