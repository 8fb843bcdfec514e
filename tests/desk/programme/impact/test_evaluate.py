"""What a study says: a change where there is one, nothing where nothing can be said, and never more than the counts bear."""

import json
from datetime import date

import numpy as np
import pytest

from vinculum.desk.programme.impact.evaluate import evaluate
from vinculum.desk.programme.impact.finding import Finding, Kind, finding_from
from vinculum.desk.programme.impact.panel import CannotCompare, Design, Panel, months_between
from vinculum.desk.programme.impact.rules import rules
from vinculum.desk.programme.impact.verdict import percent
from vinculum.simulate.impact_worlds import invent_impact_world

MONTHS = months_between(date(2024, 1, 1), date(2026, 12, 1))
WHAT = "thefts of vehicles"


def study(counts: np.ndarray, acted_on: dict[int, int], beside: tuple[int, ...] = (), seed: int = 0) -> Finding:
    """Study counts: the areas acted on with the column of their first month after."""
    names = tuple(f"Area {number:02d}" for number in range(len(counts)))
    months = MONTHS[: counts.shape[1]]
    apart = {*acted_on, *beside}
    design = Design(
        {names[area]: months[start] for area, start in acted_on.items()},
        tuple(name for number, name in enumerate(names) if number not in apart),
        tuple(names[area] for area in beside),
    )
    return evaluate(Panel(names, months, counts.astype(np.int64)), design, WHAT, seed=seed)


def even(seed: int, areas: int = 30, months: int = 24, mean: float = 200) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (areas, months))


def test_a_fall_is_told_with_its_interval_placebos_and_second_method() -> None:
    """A fall by a quarter in six areas."""
    counts = even(1)
    counts[:6, 15:] = np.random.default_rng(2).poisson(150, (6, 9))
    found = study(counts, dict.fromkeys(range(6), 15))
    assert found.verdict.kind is Kind.FEWER
    assert found.effect.low < -0.25 < found.effect.high < 0
    assert found.verdict.headline.startswith("Recorded thefts of vehicles in the areas acted on were 2")
    assert all(check.holds for check in found.checks)
    assert any("cannot tell that apart" in words for words in found.verdict.words)


def test_where_nothing_was_done_no_change_is_told_and_what_would_not_fit_is() -> None:
    """No difference is told with the changes that the counts leave out, never as "no effect"."""
    found = study(even(3), dict.fromkeys(range(6), 15))
    assert found.verdict.kind is Kind.NO_DIFFERENCE
    assert "would not fit these figures" in found.verdict.words[1]
    assert "No change told is not the same as no change." in found.verdict.words[1]


def test_areas_that_went_another_way_before_leave_nothing_to_say() -> None:
    """A drift from the first month on is no effect of what began in the sixteenth."""
    counts = even(4)
    counts[:6] = np.round(counts[:6] * np.exp(-0.03 * np.arange(24)))
    found = study(counts, dict.fromkeys(range(6), 15))
    assert found.effect.high < 0
    assert found.verdict.kind is Kind.NOTHING
    assert "Already between the two halves" in found.verdict.words[0]


@pytest.mark.parametrize(
    ("counts", "acted_on", "words"),
    [
        (even(5, areas=9), dict.fromkeys(range(5), 15), "4 areas are compared with"),
        (even(5), dict.fromkeys(range(5), 6), "6 months before the first start"),
        (even(5), dict.fromkeys(range(5), 22), "2 months after the last start"),
        (even(5, mean=1), dict.fromkeys(range(5), 18), "under 100, chance alone"),
        (even(5), dict.fromkeys(range(5), 3), "too few months before to see"),
    ],
)
def test_with_too_little_nothing_is_said_and_what_is_missing_is_named(
    counts: np.ndarray, acted_on: dict[int, int], words: str
) -> None:
    """Few areas, few months before or after, few thefts."""
    found = study(counts, acted_on)
    assert found.verdict.kind is Kind.NOTHING
    assert any(words in told for told in found.verdict.words)


def test_a_study_that_could_see_only_what_is_huge_says_nothing() -> None:
    """Areas that drift apart by half from year to year hide any useful change."""
    counts = np.random.default_rng(6).poisson(200 * np.exp(np.random.default_rng(7).normal(0, 0.6, (16, 1)) * np.arange(24) / 12))
    found = study(counts, {0: 12, 1: 12})
    assert found.effect.least_detectable > rules().widest
    assert found.verdict.kind is Kind.NOTHING


def test_theft_that_moved_next_door_is_told() -> None:
    """What falls where something was done and rises beside it."""
    counts = even(8)
    counts[:6, 15:] = np.random.default_rng(9).poisson(140, (6, 9))
    counts[6:10, 15:] = np.random.default_rng(10).poisson(260, (4, 9))
    found = study(counts, dict.fromkeys(range(6), 15), beside=(6, 7, 8, 9))
    assert found.beside is not None
    assert found.beside.low > 0
    assert any("theft may have moved there" in words for words in found.verdict.words)


def test_the_same_study_finds_the_same() -> None:
    """Same counts, design and seed: same finding, to the last digit kept, and read back from JSON it is the same."""
    counts = even(11)
    one, other = (study(counts, {0: 12, 1: 14, 2: 16}, seed=5) for _ in range(2))
    assert one.as_json() == other.as_json()
    kept = json.loads(json.dumps(one.as_json()))
    assert finding_from(kept).as_json() == kept


def test_without_months_or_areas_nothing_can_be_computed() -> None:
    """A refusal, not a figure."""
    with pytest.raises(CannotCompare, match="two months before"):
        study(even(12), {0: 1})
    with pytest.raises(CannotCompare, match="three areas to compare"):
        study(even(12, areas=4), {0: 12, 1: 12})


def test_an_effect_is_rarely_called_where_there_is_none() -> None:
    """Whole studies of 24 worlds without an effect, and of 8 whose areas were chosen after a bad spell: at most three calls."""
    kinds = []
    for seed in range(41_000, 41_032):
        world = invent_impact_world(seed, 0.0, after_a_spell=seed >= 41_024)
        kinds.append(study(world.counts, dict(zip(world.acted_on, world.starts, strict=True))).verdict.kind)
    assert sum(kind in (Kind.FEWER, Kind.MORE) for kind in kinds) <= 3


def test_every_threshold_has_its_source() -> None:
    """And percentages read as a person writes them."""
    assert (rules().least_compared, rules().draws) == (5, 499)
    assert [percent(share) for share in (-0.114, 0.0996, 0.0123, 0.0)] == ["11%", "10%", "1.2%", "0.0%"]
