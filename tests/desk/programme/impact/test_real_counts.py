"""On real counts: London's boroughs, in which nothing is known to have been done to those that are drawn by lot."""

from pathlib import Path

import numpy as np
import pytest

from vinculum.desk.programme.impact.evaluate import evaluate
from vinculum.desk.programme.impact.finding import Kind
from vinculum.desk.programme.impact.panel import Design, Panel
from vinculum.desk.programme.impact.sample import HERE, sample
from vinculum.desk.programme.impact.series import read_series

OFFENCE = {"MinorText": "Theft or Taking of a Motor Vehicle"}


@pytest.fixture(scope="module")
def boroughs(real_data: Path) -> Panel:
    file = real_data / "police_uk" / "mps_ward_level_crime_24m.csv"
    if not file.is_file():
        pytest.skip(f"{file.name} is not among the real records")
    return read_series(file.read_text("utf-8-sig"), "LookUp_BoroughName", OFFENCE)


def test_the_sample_series_is_the_published_one(boroughs: Panel) -> None:
    """What the sample desk shows is what was published, count by count."""
    kept = read_series((HERE / sample()["series"]["file"]).read_text("utf-8"))
    assert (kept.areas, kept.months) == (boroughs.areas, boroughs.months)
    assert (kept.counts == boroughs.counts).all()
    assert int(kept.counts.sum()) == 56_026


def test_lots_drawn_among_boroughs_are_rarely_called_an_effect(boroughs: Panel) -> None:
    """Of 24 placebo studies at most four find something (at one in twenty, five or more come by chance once in 170)."""
    chance, kinds = np.random.default_rng(51_000), []
    for _ in range(24):
        picked = {boroughs.areas[area] for area in chance.choice(len(boroughs.areas), int(chance.integers(3, 9)), replace=False)}
        start = boroughs.months[int(chance.integers(9, len(boroughs.months) - 5))]
        design = Design(dict.fromkeys(sorted(picked), start), tuple(area for area in boroughs.areas if area not in picked))
        kinds.append(evaluate(boroughs, design, "thefts").verdict.kind)
    assert sum(kind in (Kind.FEWER, Kind.MORE) for kind in kinds) <= 4


def test_a_fall_written_into_real_counts_is_found(boroughs: Panel) -> None:
    """A third taken out of eight boroughs from a month on is told; the interval holds it."""
    counts, start = boroughs.counts.copy(), 14
    picked = [3, 7, 11, 15, 19, 23, 27, 30]
    thinned = np.random.default_rng(52_000).binomial(counts[picked, start:], 2 / 3)
    counts[picked, start:] = thinned
    names = [boroughs.areas[area] for area in picked]
    design = Design(
        dict.fromkeys(names, boroughs.months[start]), tuple(area for area in boroughs.areas if area not in set(names))
    )
    found = evaluate(Panel(boroughs.areas, boroughs.months, counts), design, "thefts")
    assert found.verdict.kind is Kind.FEWER
    assert found.effect.low < -1 / 3 < found.effect.high
