"""The times that distance and traffic demand keep the triangle inequality."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture.travel_times import (
    metres_between,
    needed_ms,
    needed_of_pairs,
    roads_by_distance,
    with_learned_pairs,
)

NODES_M, NODES_MS = np.array([0.0, 2_000.0, 50_000.0]), np.array([0.0, 60_000.0, 1_200_000.0])
PLACES = st.lists(st.tuples(st.floats(49.9, 58.7), st.floats(-6.0, 1.8)), min_size=3, max_size=6)


@given(PLACES)
def test_distance_alone_is_a_metric(places: list[tuple[float, float]]) -> None:
    """No detour is quicker than the straight line, the same both ways, and nothing is needed to stay."""
    lat, lon = np.array(places).T
    roads = roads_by_distance(lat, lon, NODES_M, NODES_MS, 0.0)
    size = lat.size
    for a in range(size):
        assert needed_ms(a, a, roads) == 0.0
        for b in range(size):
            assert needed_ms(a, b, roads) == needed_ms(b, a, roads)
            for c in range(size):
                assert needed_ms(a, c, roads) <= needed_ms(a, b, roads) + needed_ms(b, c, roads) + 1e-6


def test_distance_is_that_of_the_earth() -> None:
    """London to Edinburgh is 534 km; a straight chord is a few hundred metres less, and the slack is taken off."""
    lat, lon = np.array([51.5074, 55.9533]), np.array([-0.1278, -3.1883])
    roads = roads_by_distance(lat, lon, NODES_M, NODES_MS, 0.0)
    assert 533_000 < metres_between(0, 1, roads) < 534_500
    assert metres_between(0, 1, roads) - metres_between(0, 1, roads._replace(slack_m=500.0)) == 500.0


def test_a_learned_pair_holds_when_it_is_longer() -> None:
    """Traffic may show that a pair takes longer than distance demands, never that it takes less; the way back is another pair."""
    lat, lon = np.array([51.0, 51.1, 51.2]), np.zeros(3)
    plain = roads_by_distance(lat, lon, NODES_M, NODES_MS, 0.0)
    by_distance = needed_of_pairs(np.array([0, 1]), np.array([1, 2]), plain)
    learned = with_learned_pairs(plain, np.array([0, 1]), np.array([1, 2]), by_distance * np.array([3.0, 0.5]))
    assert np.allclose(needed_of_pairs(np.array([0, 1]), np.array([1, 2]), learned), by_distance * np.array([3.0, 1.0]))
    assert needed_ms(1, 0, learned) == by_distance[0]
