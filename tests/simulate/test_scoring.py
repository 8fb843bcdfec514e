"""Scores mean what they say: known rankings get known figures, ties are fair, the unknown is None."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from vinculum.simulate.scoring import NoTruth, Ranking, average_precision, evaluate, precision_at, recall_at, score

KEYS = {
    "n_true",
    "n_leads",
    "prevalence",
    "average_precision",
    "precision_at_n",
    "recall_at_90_precision",
    "calibration_error",
    "interval_95",
}


def groups(scores: list[float], true: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    _, place = np.unique(-np.array(scores), return_inverse=True)
    return np.bincount(place).astype(float), np.bincount(place, weights=true).astype(float)


@given(st.lists(st.booleans(), min_size=1, max_size=40).filter(any))
def test_average_precision_without_ties_is_that_of_an_outside_library(true: list[bool]) -> None:
    """With every score its own, average precision is the usual one."""
    scores = [float(len(true) - i) for i in range(len(true))]
    assert average_precision(groups(scores, true), sum(true)) == pytest.approx(average_precision_score(true, scores))


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6).filter(lambda rows: any(t for _, t in rows)))
def test_ties_get_the_mean_over_every_order(rows: list[tuple[int, bool]]) -> None:
    """Equal scores get what they would get on average if shuffled: the slow oracle shuffles them all."""
    n_true = sum(true for _, true in rows)
    precisions, tops = [], []
    for order in permutations(rows):
        if [s for s, _ in order] != sorted((s for s, _ in order), reverse=True):
            continue
        hits = np.cumsum([true for _, true in order])
        found = [hits[i] / (i + 1) for i, (_, true) in enumerate(order) if true]
        precisions.append(sum(found) / n_true)
        tops.append(hits[n_true - 1] / n_true)
    told = groups([float(s) for s, _ in rows], [t for _, t in rows])
    assert average_precision(told, n_true) == pytest.approx(np.mean(precisions))
    assert precision_at(told, n_true) == pytest.approx(np.mean(tops))


def test_missed_units_count_against_recall_and_average_precision() -> None:
    """A perfect ranking of half of what is true finds half."""
    told = score(Ranking(np.array([0.9, 0.8]), np.array([True, True]), 2, 100), "x")
    assert (told["average_precision"], told["precision_at_n"], told["recall_at_90_precision"]) == (0.5, 0.5, 0.5)
    assert (told["n_true"], told["n_leads"], told["prevalence"]) == (4, 2, 0.04)


def test_recall_asks_for_precision_at_some_cut_between_scores() -> None:
    """A cut never parts equal scores."""
    told = groups([0.9, 0.8, 0.8, 0.7], [True, True, False, True])
    assert recall_at(told, 3, 0.9) == pytest.approx(1 / 3)
    assert recall_at(told, 3, 0.75) == pytest.approx(1.0)
    assert recall_at(groups([0.5], [False]), 1, 0.9) == 0.0


def test_calibration_is_perfect_when_probabilities_are_shares() -> None:
    """A tenth of what is called one in ten is true; called certain, it is nine tenths off."""
    true = np.array(([True] + [False] * 9) * 20)
    assert score(Ranking(np.full(200, 0.1), true, 0, None), "x")["calibration_error"] == pytest.approx(0.0)
    assert score(Ranking(np.full(200, 1.0), true, 0, None), "x")["calibration_error"] == pytest.approx(0.9)


def test_what_cannot_be_said_is_none() -> None:
    """Without true units there is no precision, without leads no calibration, without ground no prevalence: None, not nought."""
    nothing = score(Ranking(np.empty(0), np.empty(0, dtype=bool), 0, None), "x")
    assert nothing["average_precision"] is None
    assert nothing["calibration_error"] is None
    assert nothing["prevalence"] is None
    assert nothing["interval_95"] == {}


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    """The bootstrap is seeded, and its interval lies about the figure."""
    chance = np.random.default_rng(3)
    ranking = Ranking(chance.random(300), chance.random(300) < 0.3, 5, 1000)
    told = score(ranking, "x")
    assert told == score(ranking, "x")
    for name, (low, high) in told["interval_95"].items():
        assert low <= told[name] <= high or name == "calibration_error"
    low, high = told["interval_95"]["average_precision"]
    assert low < high


def perfect(truth: Path) -> tuple[pa.Table, dict[str, pa.Table]]:
    def column(name: str, key: str) -> list[str]:
        found: list[str] = pq.read_table(truth / f"{name}.parquet")[key].to_pylist()
        return found

    clones = pq.read_table(truth / "clones.parquet").to_pylist()
    reuse = pq.read_table(truth / "vin_reuse.parquet").to_pylist()
    true = [("clone", c["vrm"]) for c in clones if c["reads_original"] and c["reads_clone"]]
    true += [("vin_reuse", r["shown"][0].replace(".", "")) for r in reuse if r["criminal"]]
    true += [("lapse", ref) for ref in column("lapses", "los_ref")]
    true += [("export", ref) for ref in column("exports", "consignment_ref")]
    true += [("camera", ref) for ref in column("camera_faults", "camera_id")]
    true += [("ringer", vrm) for vrm in column("ringers", "vrm")]
    leads = pa.table({"kind": [k for k, _ in true], "subject": [s for _, s in true], "probability": [1.0] * len(true)})
    hits = pq.read_table(truth / "hits.parquet")
    return leads, {"hits": hits.append_column("probability", pa.array([1.0] * hits.num_rows))}


def test_a_perfect_picture_scores_one(truth: Path) -> None:
    """Who knows the truth gets every mark; the plain rule, given nothing, gets none."""
    told = evaluate(truth, *perfect(truth))
    for kind, figures in told.items():
        assert set(figures) >= KEYS
        if not kind.startswith("speed_rule"):
            assert figures["n_true"] > 0, kind
            assert (figures["average_precision"], figures["precision_at_n"]) == (1.0, 1.0), kind
            assert figures["calibration_error"] == (None if kind.startswith("clone_") else 0.0), kind
    assert told["speed_rule"]["average_precision"] == 0.0


def test_false_leads_lower_precision(truth: Path) -> None:
    """A lead about nothing, put first, costs what it should."""
    leads, tables = perfect(truth)
    false = pa.table({"kind": ["export"], "subject": ["NOSUCH"], "probability": [1.0]})
    before, after = (evaluate(truth, told, tables)["export"] for told in (leads, pa.concat_tables([leads, false])))
    assert after["n_leads"] == before["n_leads"] + 1
    assert after["average_precision"] < before["average_precision"]


def test_an_empty_picture_is_scored_and_not_an_error(truth: Path) -> None:
    """No leads at all: nothing found, nothing to calibrate."""
    empty = pa.table(
        {"kind": pa.array([], pa.string()), "subject": pa.array([], pa.string()), "probability": pa.array([], pa.float64())}
    )
    told = evaluate(truth, empty, {})
    assert told["clone"]["average_precision"] == 0.0
    assert told["clone"]["calibration_error"] is None


def test_a_folder_without_truth_is_told(tmp_path: Path) -> None:
    """The message names the folder and what it should be."""
    with pytest.raises(NoTruth, match="not the truth folder"):
        evaluate(tmp_path, pa.table({"kind": [], "subject": [], "probability": []}), {})
