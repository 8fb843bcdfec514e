"""How far areas drift apart on their own is learned from the areas themselves."""

import numpy as np

from vinculum.desk.programme.impact.spread import Spread, learn_spread


def drifting(between: float, per_count: float, areas: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return log changes with a known spread, and their noise of counting."""
    chance = np.random.default_rng(seed)
    noise = 2 / np.exp(chance.normal(np.log(400), 1.0, areas))
    return chance.normal(0.1, np.sqrt(between + per_count * noise)), noise


def test_a_known_spread_is_found_again() -> None:
    """Over many draws of 40 areas the mean variance found is that which made them, within a tenth."""
    found = []
    for seed in range(60):
        changes, noise = drifting(0.01, 1.0, 40, seed)
        found.append(learn_spread(changes, noise, (np.arange(40),)).between)
    assert abs(np.mean(found) - 0.01) < 0.001


def test_counting_alone_leaves_no_drift() -> None:
    """Where areas differ by chance alone, their spread is that of counting."""
    chance = np.random.default_rng(4)
    before, after = chance.poisson(300, 400), chance.poisson(300, 400)
    noise = 1 / before + 1 / after
    spread = learn_spread(np.log(after / before), noise, (np.arange(400),))
    assert spread.between < 0.0005
    assert 1.0 <= spread.per_count < 1.2


def test_each_group_has_its_own_centre() -> None:
    """An effect in the areas acted on is not taken for drift."""
    changes, noise = drifting(0.01, 1.0, 40, 8)
    moved = changes.copy()
    moved[:10] -= 0.7
    groups = (np.arange(10, 40), np.arange(10))
    assert learn_spread(moved, noise, groups) == learn_spread(changes, noise, groups)


def test_one_area_tells_nothing_of_spread() -> None:
    """A group of one is passed over."""
    changes, noise = drifting(0.01, 1.0, 40, 8)
    changes[0] = 9.0
    assert learn_spread(changes, noise, (np.arange(1, 40), np.arange(1))) == learn_spread(changes, noise, (np.arange(1, 40),))


def test_variance_grows_with_the_noise_of_counting() -> None:
    """Both parts add up."""
    assert Spread(0.01, 2.0).variances(np.array([0.0, 0.1])).tolist() == [0.01, 0.21000000000000002]
