"""Where each track of a plate sleeps, and which of the tracks is the vehicle that the register knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vinculum.picture.clones.clocks import Integers
from vinculum.picture.clones.suspects import Entry, PastTest, SeenRead

Floats = npt.NDArray[np.float64]

LONGEST_NIGHT_MS = 16 * 3_600_000
SHORTEST_NIGHT_MS = 4 * 3_600_000
DAY_MS = 86_400_000
DEEPEST_NIGHT_MS = 3 * 3_600_000  # 03:00 UTC
NEAR_KM = 15.0  # a home so far from the keeper's area is as good as near
EARTH_KM = 6_371.0088
LOOKS_AGREE, LOOKS_DISAGREE = math.log(0.92 / 0.25), math.log(0.08 / 0.75)
MOST_LOOKS = 6  # reads whose looks count; beyond, they repeat one another
FARTHEST_KM = 150.0


@dataclass(frozen=True, slots=True)
class Home:
    """Where a track's vehicle spends its nights (WGS84 degrees), and how many nights tell so; 0: the middle of its reads."""

    lat: float
    lon: float
    nights: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a track fits the register, in log-odds, and its parts: keeper's area, make and colour seen, test places."""

    score: float
    area_km: float | None
    looks_agree: int
    looks_told: int
    tests_km: float | None


def home_of(time: Integers, lat: Floats, lon: Floats) -> Home:
    """Return where a track sleeps: the middle of the reads before and after each gap that spans 03:00 UTC, else of all reads."""
    gap = np.diff(time)
    nights = (gap >= SHORTEST_NIGHT_MS) & (gap <= LONGEST_NIGHT_MS)
    nights &= (time[:-1] - DEEPEST_NIGHT_MS) // DAY_MS != (time[1:] - DEEPEST_NIGHT_MS) // DAY_MS
    ends = np.flatnonzero(nights)
    rows = np.concatenate([ends, ends + 1]) if ends.size else np.arange(time.size)
    return Home(float(np.median(lat[rows])), float(np.median(lon[rows])), int(ends.size))


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance between two WGS84 positions, on a sphere."""
    one, other = math.radians(lat), math.radians(other_lat)
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def looks_of(read: SeenRead, entry: Entry | None) -> tuple[bool, ...]:
    """Return for make and colour whether what was seen is what the register tells; unknowns are left out."""
    if entry is None:
        return ()
    pairs = ((read.make, entry.make), (read.colour, entry.colour))
    return tuple(seen == told for seen, told in pairs if seen is not None and told is not None)


def fit_register(
    home: Home, reads: Sequence[SeenRead], entry: Entry | None, area: tuple[float, float] | None, tests: Sequence[PastTest]
) -> Fit:
    """Return how well a track fits what the register and the tests say of the plate; 0 where they say nothing."""
    looks = [agrees for read in reads for agrees in looks_of(read, entry)]
    agreeing = sum(looks)
    score = 0.0
    if looks:
        share = agreeing / len(looks)
        score += min(len(looks), MOST_LOOKS) * (share * LOOKS_AGREE + (1 - share) * LOOKS_DISAGREE)
    area_km = kilometres(home.lat, home.lon, *area) if area is not None else None
    tests_km = min((kilometres(home.lat, home.lon, test.lat, test.lon) for test in tests), default=None)
    for distance in (area_km, tests_km):
        if distance is not None:
            score -= math.log(max(NEAR_KM, min(distance, FARTHEST_KM)) / NEAR_KM)
    return Fit(score, area_km, agreeing, len(looks), tests_km)
