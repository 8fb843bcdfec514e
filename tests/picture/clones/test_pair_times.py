"""Times of camera pairs are learned from many plates, never from one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture.clones.clocks import Clocks
from vinculum.picture.clones.pair_times import learn_pairs, shorten
from vinculum.picture.clones.rules import Rules
from vinculum.picture.journeys import Journeys
from vinculum.picture.settings import read_settings
from vinculum.picture.travel_times import roads_by_distance

RULES = Rules.from_settings(read_settings(Path("none.toml")))
LAT, LON = np.array([51.0, 51.2, 51.4]), np.zeros(3)
NODES = np.array([0.0, 1_000.0])
ROADS = roads_by_distance(LAT, LON, NODES, NODES * 3_600 / 150, 0.0)


def drives(minutes: list[float], start: int = 0, end: int = 1) -> Journeys:
    """Return one journey a plate, from one camera to another in so many minutes."""
    plates = len(minutes)
    time = np.array([[0, round(each * 60_000)] for each in minutes]).ravel()
    return Journeys(
        np.arange(1, plates + 1), np.arange(0, 2 * plates + 1, 2), np.tile([start, end], plates), time, np.arange(2 * plates)
    )


def test_a_pair_that_many_drove_has_its_own_time() -> None:
    """Fifty plates at 20 to 25 minutes over 22 km: the least time lies a little below the quickest, only in that direction."""
    pairs = learn_pairs(drives(np.linspace(20, 25, 50).tolist()), Clocks.trusted(3), ROADS, RULES)
    assert (pairs.a.tolist(), pairs.b.tolist(), pairs.plates.tolist()) == ([0], [1], [50])
    assert 17 * 60_000 < pairs.least_ms[0] < 20 * 60_000


def test_few_plates_teach_nothing() -> None:
    """Below the least number of plates, distance alone tells."""
    pairs = learn_pairs(drives([20.0] * (RULES.least_plates_a_pair - 1)), Clocks.trusted(3), ROADS, RULES)
    assert pairs.a.size == 0


def test_a_pair_nobody_drove_directly_teaches_nothing() -> None:
    """Where the quickest plates lie far apart in time, the true least time may be far below them."""
    pairs = learn_pairs(drives(np.linspace(20, 170, 30).tolist()), Clocks.trusted(3), ROADS, RULES)
    assert pairs.a.size == 0


def test_one_impossible_plate_does_not_shorten_a_time() -> None:
    """What is faster than distance allows is not counted; one quick plate is not believed alone."""
    slow = np.linspace(20, 25, 50).tolist()
    honest = learn_pairs(drives(slow), Clocks.trusted(3), ROADS, RULES).least_ms[0]
    for odd in (1.0, 10.0):
        assert learn_pairs(drives([odd, *slow]), Clocks.trusted(3), ROADS, RULES).least_ms[0] > 0.9 * honest


@given(st.lists(st.floats(1.0, 100.0), min_size=12, max_size=12))
def test_learned_times_keep_the_triangle_inequality(told: list[float]) -> None:
    """After shortening, no detour over learned pairs is quicker than the pair itself."""
    starts, target = np.arange(0, 13, 3), np.array([other for one in range(4) for other in range(4) if other != one])
    least = np.array(told)
    while shorten(starts, target, least):
        pass
    square = np.zeros((4, 4))
    for one in range(4):
        square[one, target[starts[one] : starts[one + 1]]] = least[starts[one] : starts[one + 1]]
    assert (square[:, None, :] <= square[:, :, None] + square[None, :, :] + 1e-9).all()
