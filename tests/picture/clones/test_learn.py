"""The limit of speed is learned from honest traffic and not from what contradicts physics."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vinculum.picture.clones.learn import fastest_by_distance
from vinculum.picture.clones.rules import Rules
from vinculum.picture.settings import read_settings
from vinculum.picture.travel_times import metres_of_pairs, roads_by_distance

RULES = Rules.from_settings(read_settings(Path("none.toml")))
CAMERAS = 60
NODES = np.array([0.0, 1_000.0])


def limit_at(metres: float, false_share: float) -> float:
    """Return the learned km/h at a distance: honest drives at up to 110 km/h, and a share of false ones at any time at all."""
    chance = np.random.default_rng(5)
    roads = roads_by_distance(chance.uniform(52, 52.6, CAMERAS), chance.uniform(-1, 0, CAMERAS), NODES, NODES, 0.0)
    plates = 40_000
    here, there = chance.integers(0, CAMERAS, (2, plates))
    apart = metres_of_pairs(here, there, roads)
    elapsed = apart / (chance.beta(6, 3, plates) * 110 / 3_600)
    false = chance.random(plates) < false_share
    elapsed[false] = chance.uniform(0, 3_600_000, int(false.sum()))
    reads = (
        np.repeat(np.arange(plates), 2),
        np.stack([here, there], axis=1).ravel(),
        np.stack([np.zeros(plates), elapsed], axis=1).ravel().astype(np.int64),
    )
    nodes_m, nodes_ms = fastest_by_distance(reads, roads, RULES)
    return float(metres / np.interp(metres, nodes_m, nodes_ms) * 3_600)


def test_the_limit_is_a_little_above_the_fastest_honest_drive() -> None:
    """Nobody's fastest drive is the fastest possible: a margin is added, and no more."""
    assert 105 < limit_at(24_000, 0.0) < 130


def test_false_drives_do_not_move_the_limit() -> None:
    """One in fifty drives is a misread at any time: the limit stays."""
    assert abs(limit_at(24_000, 0.02) - limit_at(24_000, 0.0)) < 15


def test_time_never_falls_with_distance() -> None:
    """However the bands come out, a longer way takes no less time."""
    times = [metres / limit_at(metres, 0.02) for metres in (1_500, 6_000, 24_000, 100_000, 300_000)]
    assert times == sorted(times)
