"""The competition of plates for a read, against the same rule written out row by row."""

import math

import numpy as np
import pytest

from vinculum.picture.hits.weigh import DAY_MS, HOUR_MS, Habits, Plates, Readings, Rivals, explain

HABITS = Habits(
    camera_share=np.array([0.5, 0.5]),
    make_share=np.array([0.6, 0.4]),
    colour_share=np.array([1.0]),
    make_agrees=0.9,
    colour_agrees=0.8,
    window_ms=28 * DAY_MS,
    within_hour=0.5,
    within_day=0.3,
    stranger_reads=1e-5,
    camera_smoothing=2.0,
)
HOUR, DAY = int(HOUR_MS), int(DAY_MS)


def plates(reads: list[list[tuple[int, int]]], make: list[int], since: list[int], until: list[int], honest: list[bool]) -> Plates:
    flat = [read for own in reads for read in own]
    return Plates(
        starts=np.concatenate([[0], np.cumsum([len(own) for own in reads])]).astype(np.int64),
        time=np.array([time for time, _ in flat], dtype=np.int64),
        camera=np.array([camera for _, camera in flat], dtype=np.int64),
        make=np.array(make, dtype=np.int64),
        colour=np.full(len(reads), -1, dtype=np.int64),
        since=np.array(since, dtype=np.int64),
        until=np.array(until, dtype=np.int64),
        honest=np.array(honest),
        belief=np.ones(len(reads)),
        unseen=np.full(len(reads), 0.5),
    )


def reading(time: int, camera: int = 0, make: int = -1) -> Readings:
    one = [np.array([value], dtype=np.int64) for value in (time, camera, 0, make, -1)]
    return Readings(*one)


def rivals(*logs: float) -> Rivals:
    return Rivals(np.array([0, len(logs)]), np.arange(len(logs), dtype=np.int64), np.array(logs))


def oracle(own: list[tuple[int, int]], time: int, camera: int, log: float, make_factor: float) -> float:
    """Return the weight of an honest plate that was never stolen."""
    rate = 0.5 / HABITS.window_ms
    for seen, _ in own:
        apart = abs(seen - time)
        rate += 0.5 * math.exp(-apart / HOUR) / (2 * HOUR) + 0.3 * math.exp(-apart / DAY) / (2 * DAY) + 0.2 / HABITS.window_ms
    here = (sum(place == camera for _, place in own) + 2.0 * 0.5) / (len(own) + 2.0)
    return rate * HOUR * math.exp(log) * here * make_factor


def test_the_weights_are_the_rule_written_out() -> None:
    """Rate, place, make and misread multiply; the stranger keeps the sum below one."""
    own = [[(0, 0), (5 * HOUR, 1)], [(20 * DAY, 0)]]
    told = explain(reading(3 * HOUR, make=0), plates(own, [0, 1], [1, 1], [0, 0], [True, True]), rivals(-5.0, -0.1), HABITS)
    expected = [oracle(own[0], 3 * HOUR, 0, -5.0, 0.9), oracle(own[1], 3 * HOUR, 0, -0.1, 0.1 * 0.6)]
    stranger = 1e-5 / HABITS.window_ms * HOUR * 0.5 * 0.6
    assert told.weight == pytest.approx(expected)
    assert told.probability == pytest.approx(np.array(expected) / (sum(expected) + stranger))


def test_a_read_is_no_evidence_for_itself() -> None:
    """A text read once is not explained by that one reading of it."""
    alone = explain(reading(HOUR), plates([[(HOUR, 0)]], [-1], [1], [0], [True]), rivals(0.0), HABITS)
    unread = explain(reading(HOUR), plates([[]], [-1], [1], [0], [True]), rivals(0.0), HABITS)
    assert alone.weight == pytest.approx(unread.weight)


@pytest.mark.parametrize(("time", "stolen_wins"), [(DAY, True), (4 * DAY, False)])
def test_a_plate_is_on_the_stolen_vehicle_only_while_it_is_missing(time: int, *, stolen_wins: bool) -> None:
    """The same plate, honest outside the days of the theft, stolen within them."""
    same = [(DAY // 2, 0)]
    both = plates([same, same], [-1, -1], [0, 0], [2 * DAY, 2 * DAY], [False, True])
    told = explain(reading(time), both, rivals(0.0, 0.0), HABITS)
    assert (told.weight > 0).tolist() == [stolen_wins, not stolen_wins]
