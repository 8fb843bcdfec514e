"""The explanations of an impossible pair, each with its probability: a second vehicle, a misread, a clock, a transfer, haste.

Each explanation is a small model of how the stray reads came to be: the fewest to set aside so that one vehicle explains the
rest. Their likelihoods are taken relative to a read anywhere at any time, times the prior rates of section ``[clones]`` of the
settings, and normalised to sum to 1. The weight of a second vehicle is then calibrated (``calibration``); the rivals keep their
ratios.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vinculum.picture.clones.rules import Rules


class Explanation(StrEnum):
    """What may lie behind an impossible pair of reads."""

    TWO_VEHICLES = "two_vehicles"
    MISREAD = "misread"
    CLOCK = "clock"
    TRANSFER = "transfer"
    SPEED = "speed"


READS_OF_A_CLONE = 5.0  # contradicting reads to be expected of a second vehicle
MOST_COUNTED = 8  # strays beyond this add nothing to the case for a second vehicle
HASTE_UNIT = 0.06  # mean log of needed over available time when somebody hurried or a travel time was learned too long
OTHER_UNIT = 1.0  # the same when the two reads have nothing to do with each other
CAMERA_SLIP = 0.002  # share of a camera's plates that it contradicts without being at fault
TRANSFER_SEEN = 0.1  # of lawful transfers, those whose two vehicles were read so close in time
PAPER_NEAR = 30.0  # a document issued within two weeks of the change of vehicle
PAPER_ABSENT = 0.3
LOOKS_LIKE_REGISTER = {  # how often make or colour seen agrees with the register, by explanation
    Explanation.TWO_VEHICLES: 0.80,
    Explanation.MISREAD: 0.18,
    Explanation.CLOCK: 0.92,
    Explanation.TRANSFER: 0.50,
    Explanation.SPEED: 0.92,
}
LOOKS_LIKE_NAMESAKE = 0.90  # how often what is seen agrees with the plate that was really there
NOT_ON_REGISTER = 10.0  # times as many strays of a plate that nobody was issued
LOW_CONFIDENCE = ((60.0, 8.0), (80.0, 3.0), (95.0, 1.0), (math.inf, 0.6))


@dataclass(frozen=True, slots=True)
class Stray:
    """What is known of one stray read.

    ``looks_agree`` says for make and colour whether what was seen is what the register tells (unknowns left out). ``namesakes``
    are expected misreads of confusable plates at this place and time, relative to anywhere at any time; ``namesake_agrees`` is as
    above for the likeliest of them.
    """

    looks_agree: tuple[bool, ...]
    confidence: float | None
    namesakes: float
    namesake_agrees: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """All that tells the explanations of one plate apart.

    ``slips`` holds, for the fewest cameras whose reads set aside leave one vehicle, the share of plates that each contradicts.
    ``haste`` holds needed over available time of each contradicting step. ``splits`` says whether one change of vehicle in time
    explains all; ``paper_near`` whether a registration document was issued then, None when the register tells no date.
    ``company`` counts the other reads close to where the strays were made; of the changes between there and elsewhere, ``driven``
    are such that one vehicle was seen to drive, ``jumped`` the rest.
    """

    reads: int
    vehicles: int
    strays: tuple[Stray, ...]
    slips: tuple[float, ...]
    haste: tuple[float, ...]
    splits: bool
    paper_near: bool | None
    on_register: bool
    company: int
    driven: int
    jumped: int


def weigh(signs: Signs, rules: Rules, strays_a_plate: float) -> dict[Explanation, float]:
    """Return the log-likelihood, prior included, of each explanation; -inf for one that cannot be."""
    unrelated, hurried = (_haste_told(signs.haste, unit) for unit in (OTHER_UNIT, HASTE_UNIT))
    told = {
        Explanation.TWO_VEHICLES: _second_vehicle(signs, rules),
        Explanation.MISREAD: _misread(signs, strays_a_plate),
        Explanation.CLOCK: _clock(signs, rules),
        Explanation.TRANSFER: _transfer(signs, rules),
        Explanation.SPEED: _haste(signs, rules),
    }
    return {kind: weight + (hurried if kind is Explanation.SPEED else unrelated) for kind, weight in told.items()}


def _haste_told(haste: Sequence[float], unit: float) -> float:
    """Return the log-likelihood of needed over available times whose logarithm is exponential with mean ``unit``."""
    return sum(-math.log(unit) - math.log(ratio) / unit for ratio in haste[:MOST_COUNTED])


def shares(weights: Mapping[Explanation, float]) -> dict[Explanation, float]:
    """Return probabilities that sum to 1 from log-weights."""
    most = max(weights.values())
    likely = {kind: math.exp(weight - most) for kind, weight in weights.items()}
    total = sum(likely.values())
    return {kind: value / total for kind, value in likely.items()}


def with_second_vehicle(probabilities: Mapping[Explanation, float], calibrated: float) -> dict[Explanation, float]:
    """Return the probabilities with ``calibrated`` for a second vehicle if the plate did not lawfully move.

    A lawful move keeps its share: half the reads are strays then, and strays are what the calibration counts. The other rivals
    share the rest as before.
    """
    moved = probabilities[Explanation.TRANSFER]
    second = calibrated * (1 - moved)
    kept = {Explanation.TRANSFER: moved, Explanation.TWO_VEHICLES: second}
    rivals = {kind: share for kind, share in probabilities.items() if kind not in kept}
    total = sum(rivals.values())
    rest = 1 - moved - second
    return {kind: rest * (share / total if total > 0 else 1 / len(rivals)) for kind, share in rivals.items()} | kept


def _second_vehicle(signs: Signs, rules: Rules) -> float:
    prior = math.log(rules.vehicles_a_thousand / 1000)
    return prior + _reads_of_another(signs) + _looks(signs.strays[:MOST_COUNTED], Explanation.TWO_VEHICLES)


def _reads_of_another(signs: Signs) -> float:
    """Return the log-likelihood of so many strays from one other vehicle whose rate of reads is unknown."""
    counted, mean = min(len(signs.strays), MOST_COUNTED), READS_OF_A_CLONE
    return math.lgamma(counted + 1) + counted * math.log(mean / (1 + mean)) - math.log(1 + mean)


def _misread(signs: Signs, strays_a_plate: float) -> float:
    unknown = strays_a_plate * (1.0 if signs.on_register else NOT_ON_REGISTER)
    told = 0.0
    for stray in signs.strays[:MOST_COUNTED]:
        by_unknown = unknown * math.exp(_looks((stray,), Explanation.MISREAD))
        by_namesake = stray.namesakes * math.prod(
            LOOKS_LIKE_NAMESAKE if agrees else 1 - LOOKS_LIKE_NAMESAKE for agrees in stray.namesake_agrees
        )
        told += math.log(by_unknown + by_namesake) + math.log(_confidence_factor(stray.confidence))
    return told


def _clock(signs: Signs, rules: Rules) -> float:
    at_fault = sum(math.log(min(1.0, CAMERA_SLIP * 0.05 + slip)) for slip in signs.slips)
    one_off = len(signs.strays) * math.log(rules.clock_slips_a_read * max(1, signs.reads))
    return max(at_fault, one_off) + _looks(signs.strays[:MOST_COUNTED], Explanation.CLOCK)


def _transfer(signs: Signs, rules: Rules) -> float:
    if not signs.splits:
        return -math.inf
    prior = math.log(
        rules.transfers_a_plate * TRANSFER_SEEN * {None: 1.0, True: PAPER_NEAR, False: PAPER_ABSENT}[signs.paper_near]
    )
    return prior + _reads_of_another(signs) + _looks(signs.strays[:MOST_COUNTED], Explanation.TRANSFER)


def _haste(signs: Signs, rules: Rules) -> float:
    return math.log(rules.speeders_a_plate) + _looks(signs.strays[:MOST_COUNTED], Explanation.SPEED)


def _looks(strays: Sequence[Stray], explanation: Explanation) -> float:
    share = LOOKS_LIKE_REGISTER[explanation]
    return sum(math.log(share if agrees else 1 - share) for stray in strays for agrees in stray.looks_agree)


def _confidence_factor(confidence: float | None) -> float:
    """Return how much likelier a misread is than a right read at this confidence of the reader (0 to 100)."""
    if confidence is None:
        return 1.0
    return next(factor for below, factor in LOW_CONFIDENCE if confidence < below)
