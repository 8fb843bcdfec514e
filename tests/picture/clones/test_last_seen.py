"""The one pass finds exactly the plates that one vehicle cannot explain."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture.clones import last_seen
from vinculum.picture.travel_times import needed_ms, roads_by_distance

ROADS = roads_by_distance(
    np.array([51.0, 51.3, 51.6, 52.5]),
    np.array([0.0, -0.4, 0.3, -2.0]),
    np.array([0.0, 1_000.0, 100_000.0]),
    np.array([0.0, 30_000.0, 2_000_000.0]),
    100.0,
)
READS = st.lists(st.tuples(st.integers(0, 6_000), st.integers(1, 5), st.integers(0, 3)), max_size=40)


@given(READS, st.integers(1, 7))
def test_the_pass_equals_a_look_at_all_pairs(told: list[tuple[int, int, int]], batch: int) -> None:
    """Looking back at the last read only finds the plates that a look at every pair finds, however the reads are batched."""
    told.sort()
    time, key, camera = (np.array(column, np.int64) for column in (zip(*told, strict=True) if told else ((), (), ())))
    time = time * 1_000
    batches = [(key[at : at + batch], camera[at : at + batch], time[at : at + batch]) for at in range(0, key.size, batch)]
    expected = {
        int(key[one])
        for one in range(key.size)
        for other in range(one + 1, key.size)
        if key[one] == key[other] and time[other] - time[one] < needed_ms(int(camera[one]), int(camera[other]), ROADS)
    }
    assert set(last_seen.screen(batches, ROADS, 0.0).keys.tolist()) == expected


def test_the_table_grows_with_the_plates() -> None:
    """More plates than the table first holds are all remembered: each comes back too soon, far away."""
    plates = np.arange(1, 100_001, dtype=np.int64)
    first, second = np.zeros(plates.size, np.int64), np.full(plates.size, 3, np.int64)
    batches = [(plates, first, first), (plates, second, first + 1_000)]
    found = last_seen.screen(batches, ROADS, 0.0)
    assert found.keys.tolist() == plates.tolist()
    assert found.contradictions.tolist() == [100_000, 0, 0, 100_000]
