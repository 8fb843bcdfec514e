"""From firings to a probability: the starting point, the prevalence, and what inspections teach the weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from vinculum.picture.exports.catalogue import Fit
from vinculum.picture.exports.weigh import Opened, implied_share, learn_weights, prevalence_of, starting_point

SHARES = st.floats(0.0005, 0.4)


def opened_by(choose: str, truth: np.ndarray, boxes: int = 20_000, seed: int = 5) -> Opened:
    """Return boxes with three rules of known weights, opened at random or on leads."""
    chance = np.random.default_rng(seed)
    strengths = (chance.random((boxes, 3)) < (0.3, 0.15, 0.05)).astype(float)
    positive = chance.random(boxes) < expit(strengths @ truth - 3.5)
    # A source tells officers of some of the boxes that are positive: those are opened seven times as often as others.
    picked = chance.random(boxes) < (0.2 if choose == "random" else 0.05 + 0.3 * positive)
    return Opened(strengths[picked], positive[picked], [choose] * int(picked.sum()))


@given(scores=st.lists(st.floats(0, 12), max_size=60), share=SHARES, quiet=st.floats(1, 5_000))
def test_the_mean_probability_is_the_prevalence(scores: list[float], share: float, quiet: float) -> None:
    """The starting point makes all boxes, the quiet ones among them, as likely on average as boxes are."""
    start = starting_point(np.array(scores), share, quiet=quiet)
    mean = (expit(np.array(scores) + start).sum() + quiet * expit(start)) / (len(scores) + quiet)
    assert mean == pytest.approx(share, rel=1e-4)


@given(scores=st.lists(st.floats(0, 12), min_size=1, max_size=30), more=st.floats(0.1, 5))
def test_more_suspicion_elsewhere_lowers_the_start(scores: list[float], more: float) -> None:
    """When rules fire more on other boxes, a quiet box is thought the cleaner for it."""
    start = starting_point(np.array(scores), 0.01, quiet=100)
    assert starting_point(np.array([*scores[:-1], scores[-1] + more]), 0.01, quiet=100) <= start


def test_only_random_boxes_tell_the_prevalence() -> None:
    """Ten boxes opened on leads, all positive, say nothing of all boxes; two of a hundred at random do."""
    positive = np.array([True] * 10 + [True] * 2 + [False] * 98)
    opened = Opened(np.zeros((110, 1)), positive, ["lead"] * 10 + ["random"] * 100)
    assert prevalence_of(opened, (0.005, 200), (0.02, 100)) == ((1 + 2 + 2) / 400, 100, 2)
    nothing = Opened(np.zeros((0, 1)), np.zeros(0, dtype=bool), [])
    assert prevalence_of(nothing, (0.005, 200)) == (0.005, 0, 0)


@pytest.mark.parametrize("share", [0.002, 0.01, 0.05])
def test_the_look_of_all_boxes_implies_their_share(share: float) -> None:
    """Boxes whose rules fire as the fit says give back the share that they were drawn with, whatever share the fit had."""
    chance = np.random.default_rng(7)
    weights, fitted_share, rates = np.array([4.0, 3.0, 2.0]), 0.02, np.array([0.02, 0.05, 0.2])
    stolen = chance.random(60_000) < share
    # Firing on a stolen box is more likely by the odds that the weight stands for.
    tilted = rates * np.exp(weights) / (1 - rates + rates * np.exp(weights))
    strengths = (chance.random((60_000, 3)) < np.where(stolen[:, None], tilted, rates)).astype(float)
    lifted = np.log(1 - rates + rates * np.exp(weights)).sum()
    fit = Fit({}, float(np.log(fitted_share / (1 - fitted_share)) - lifted), fitted_share)
    assert implied_share(strengths @ weights, fit) == pytest.approx(share, rel=0.15, abs=0.0015)


def test_many_inspections_overrule_the_catalogue() -> None:
    """With thousands of boxes opened at random the weights come out as they are, whatever the catalogue said."""
    truth = np.array([0.5, 1.5, 3.0])
    found = learn_weights(opened_by("random", truth, boxes=80_000), np.array([3.0, 0.1, 0.5]), spread=1.0, assumed=0.05)
    assert found == pytest.approx(truth, abs=0.35)


def test_boxes_opened_on_leads_teach_the_same_weights() -> None:
    """Choosing by what is likely to be inside shifts the starting point of those boxes and not the weights."""
    truth = np.array([0.5, 1.5, 3.0])
    found = learn_weights(opened_by("lead", truth, boxes=40_000), truth[::-1].copy(), spread=1.0, assumed=0.05)
    assert found == pytest.approx(truth, abs=0.35)


def test_few_inspections_leave_the_catalogue() -> None:
    """Nothing opened, nothing learned; six boxes move the weights a little."""
    catalogue = np.array([1.0, 2.0, 0.5])
    none = Opened(np.zeros((0, 3)), np.zeros(0, dtype=bool), [])
    assert learn_weights(none, catalogue, spread=1.0, assumed=0.01) == pytest.approx(catalogue, abs=1e-5)
    few = Opened(np.eye(3)[[0, 0, 1, 1, 2, 2]], np.array([True, True, True, False, False, False]), ["lead"] * 6)
    assert learn_weights(few, catalogue, spread=1.0, assumed=0.01) == pytest.approx(catalogue, abs=1.0)


def test_no_rule_speaks_for_a_box() -> None:
    """A rule that fires on clean boxes only falls to nothing, never below: a rule can only add to the odds."""
    chance = np.random.default_rng(3)
    positive = chance.random(2_000) < 0.3
    opened = Opened(((~positive) & (chance.random(2_000) < 0.5)).astype(float)[:, None], positive, ["random"] * 2_000)
    assert learn_weights(opened, np.array([1.0]), spread=1.0, assumed=0.3) == pytest.approx([0.0])


def test_against_an_oracle() -> None:
    """Without bounds in the way, the weights are those of scikit-learn's ridge-drawn logistic regression."""
    truth = np.array([1.0, 2.0, 3.0])
    opened = opened_by("random", truth, boxes=8_000)
    oracle = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000)
    oracle.fit(opened.strengths, opened.positive)
    found = learn_weights(opened, np.zeros(3), spread=1.0, assumed=0.03)
    assert found == pytest.approx(oracle.coef_[0], abs=0.05)
