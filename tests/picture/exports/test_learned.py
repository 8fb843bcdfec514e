"""What opened boxes teach: nothing from few, nothing from noise, and what later boxes bear out."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import average_precision_score

from vinculum.picture.exports.learned import Outcomes, shares_of, starting_points, teach
from vinculum.picture.exports.weigh import LEARNED, RULES_ALONE
from vinculum.picture.risk.features import Features, Numbers

NAMES = ("R01", "L01", "L02")
RISING = ("R01",)
WEIGHT = 2.0


def outcomes_of(count: int, *, price: float, seed: int = 5, tips: float = 0.0) -> Outcomes:
    """Return boxes opened: a rule of weight 2, a price that adds ``price`` log-odds where it is low, and noise.

    Of boxes with stolen vehicles a share of ``tips`` was opened on a lead that only the truth explains.
    """
    chance = np.random.default_rng(seed)
    rule, low, noise = chance.random(count) < 0.4, chance.normal(size=count), chance.normal(size=count)
    base: Numbers = np.asarray(-2.0 + WEIGHT * rule, dtype=np.float64)
    positive = chance.random(count) < expit(base + price * np.where(low < -0.5, 1.0, -0.5))
    lead = positive & (chance.random(count) < tips)
    features = Features(NAMES, np.column_stack([rule.astype(float), low, noise]))
    return Outcomes(features, positive, np.where(lead, "lead", "random").tolist(), base, np.full(count, 0.5))


def test_few_outcomes_teach_nothing() -> None:
    """Below the least number of each result the rules stand alone, and the model says so in words."""
    told = teach(outcomes_of(120, price=3.0), RISING, least=400)
    assert (told.state, told.speaks, told.loss) == (RULES_ALONE, False, None)
    assert told.why.endswith("trees are learned from 400 of each on.")
    assert not shares_of(told, outcomes_of(10, price=0.0).features).any()


def test_what_only_repeats_the_rules_teaches_nothing() -> None:
    """Where the rules say all there is to say, later boxes bear out no tree, and the rules stand."""
    for seed in range(3):
        told = teach(outcomes_of(900, price=0.0, seed=seed), RISING, least=30)
        assert told.state == RULES_ALONE
        assert "were no better" in told.why
        assert told.loss is not None


def test_what_later_boxes_bear_out_is_learned() -> None:
    """A price that no rule weighs is learned, ranks boxes that were never opened better, and the same evidence gives the same."""
    told = teach(outcomes_of(900, price=2.5), RISING, least=30)
    assert told.state == LEARNED
    assert told.loss is not None
    assert told.rules_loss is not None
    assert told.loss < told.rules_loss
    fresh = outcomes_of(4_000, price=2.5, seed=8)
    learned = fresh.base + shares_of(told, fresh.features).sum(axis=1)
    assert average_precision_score(fresh.positive, learned) > average_precision_score(fresh.positive, fresh.base) + 0.1
    assert teach(outcomes_of(900, price=2.5), RISING, least=30) == told


def test_no_rule_ever_lowers_the_risk() -> None:
    """A rule that fired cannot make a box look better, whatever a sample says."""
    chance = outcomes_of(900, price=2.5)
    told = teach(chance, RISING, least=30)
    quiet = np.column_stack([np.zeros(200), np.linspace(-2, 2, 200), np.zeros(200)])
    loud = quiet.copy()
    loud[:, 0] = 1.0
    one, two = (shares_of(told, Features(NAMES, values)).sum(axis=1) for values in (quiet, loud))
    assert (two - one >= -1e-5).all()


def test_a_reason_for_opening_has_a_starting_point_of_its_own() -> None:
    """Boxes opened on tips hold more than the rules say: that belongs to the tips, not to the boxes."""
    told = outcomes_of(2_000, price=0.0, tips=0.5)
    points = starting_points(told)
    lead = np.array([basis == "lead" for basis in told.basis])
    assert points[lead].min() > 3.0
    assert abs(points[~lead].mean()) < 1.0
    for group in (lead, ~lead):
        mean = expit((told.base + points)[group]).mean()
        assert mean == pytest.approx(told.positive[group].mean(), abs=0.02)
