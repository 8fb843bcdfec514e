"""Worlds with a known effect: the same seed gives the same, and only the effect differs between two of them."""

import numpy as np

from vinculum.simulate.impact_worlds import AREAS, invent_impact_world


def test_a_seed_gives_one_world() -> None:
    """Counts, areas acted on and starts."""
    one, other = (invent_impact_world(3, -0.15) for _ in range(2))
    assert (one.counts == other.counts).all()
    assert (one.acted_on, one.starts) == (other.acted_on, other.starts)


def test_worlds_are_as_they_are_said_to_be() -> None:
    """Forty-three areas of very different sizes, 24 to 36 months, five to twelve acted on, some staggered."""
    worlds = [invent_impact_world(seed, 0.0) for seed in range(60)]
    assert {len(world.counts) for world in worlds} == {AREAS}
    assert {world.counts.shape[1] for world in worlds} <= set(range(24, 37))
    assert {len(world.acted_on) for world in worlds} == set(range(5, 13))
    assert all(12 <= start <= world.counts.shape[1] - 4 for world in worlds for start in world.starts)
    assert {len(set(world.starts)) > 1 for world in worlds} == {True, False}
    means = np.array([np.sort(world.counts.mean(axis=1)) for world in worlds])
    assert np.median(means[:, -1] / means[:, AREAS // 2]) > 15
    assert np.median(means[:, 0]) < 15


def test_the_effect_is_the_one_named() -> None:
    """Summed over many worlds, counts from the start on are 15 % fewer than in the same worlds without it."""
    without, acted = 0, 0
    for seed in range(80):
        one, other = invent_impact_world(seed, 0.0), invent_impact_world(seed, -0.15)
        for area, start in zip(one.acted_on, one.starts, strict=True):
            without, acted = without + int(one.counts[area, start:].sum()), acted + int(other.counts[area, start:].sum())
    assert abs(acted / without - 0.85) < 0.01


def test_a_bad_spell_lies_before_the_start() -> None:
    """Areas chosen after one stood higher in the last three months than in the year before."""
    ratios = []
    for seed in range(40):
        world = invent_impact_world(seed, 0.0, after_a_spell=True)
        start = min(world.starts)
        rows = world.counts[list(world.acted_on)].sum(axis=0)
        ratios.append(rows[start - 3 : start].mean() / rows[start - 12 : start].mean())
    assert np.mean(ratios) > 1.05
