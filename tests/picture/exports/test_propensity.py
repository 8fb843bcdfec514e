"""How likely a box was to be opened."""

import numpy as np
import pytest
from scipy.special import expit, logit

from vinculum.picture.exports.propensity import probability_opened


def test_the_chance_of_opening_is_recovered() -> None:
    """Boxes opened by a known chance get it back, and their inverse counts all boxes."""
    chance = np.random.default_rng(5)
    told = chance.normal(size=(20_000, 2))
    true = expit(-2.5 + 1.2 * told[:, 0])
    opened = chance.random(20_000) < true
    found = probability_opened(told, opened, least=0.001)
    assert np.abs(logit(found) - logit(true)).mean() < 0.1
    assert (1 / found[opened]).sum() == pytest.approx(20_000, rel=0.05)


def test_one_in_so_many_of_the_others_is_enough() -> None:
    """With a tenth of the boxes not opened the chance comes out the same."""
    chance = np.random.default_rng(7)
    told = chance.normal(size=(40_000, 1))
    opened = chance.random(40_000) < expit(-3 + told[:, 0])
    kept = opened | (chance.random(40_000) < 0.1)
    whole = probability_opened(told, opened, least=0.0001)
    part = probability_opened(told[kept], opened[kept], least=0.0001, one_in=10)
    assert np.abs(logit(part) - logit(whole[kept])).mean() < 0.1


def test_no_box_counts_for_more_than_its_bound() -> None:
    """A kind that is never opened is held to be opened at the least chance; a number that never varies says nothing."""
    told = np.column_stack([np.linspace(-9, 9, 500), np.ones(500)])
    found = probability_opened(told, np.arange(500) > 450, least=0.05)
    assert found.min() == 0.05
    assert np.isfinite(found).all()
