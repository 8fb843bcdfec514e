"""How good a picture is, measured against the truth of a sample: per kind of lead, with intervals.

A ranking is the score of each lead and whether it is true; true units that nobody ranked count as missed. What cannot be said is
None, never zero. Units and labels of each kind stand in docs/reference/truth.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from vinculum.errors import VinculumError
from vinculum.simulate.streams import stream

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Figures = dict[str, Any]

HARD = {"1plus": 1, "3plus": 3}  # copied plates with so many contradictions or more; those with fewer are left out
RESAMPLES = 300
BINS = 10
METRICS = ("average_precision", "precision_at_n", "recall_at_90_precision", "recall_at_95_precision", "calibration_error")


class NoTruth(VinculumError):
    """The folder given holds no truth of a sample."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores of what was ranked and which of it is true; ``missed`` true units were never ranked; ``units`` is the ground."""

    score: Floats
    true: Bools
    missed: int
    units: int | None
    probabilities: bool = True

    @property
    def n_true(self) -> int:
        """Return how many true units there are, ranked or missed."""
        return int(self.true.sum()) + self.missed


def evaluate(truth: Path, leads: pa.Table, tables: Mapping[str, pa.Table]) -> dict[str, Figures]:
    """Return the figures of each kind: ``n_true, n_leads, prevalence``, the METRICS and ``interval_95`` (bootstrap, seeded).

    ``leads`` needs columns kind, subject, probability. Of ``tables``, ``hits`` (camera_id, read_at, vrm_read, stolen_vrm, exact,
    probability) serves the kind ``hit`` read by read, and ``speed_rule`` (plate, max_kmh) the rule measured beside ``clone``.
    """
    known = _read_truth(truth)
    units = dict(zip(known["units"]["kind"].to_pylist(), known["units"]["n"].to_pylist(), strict=True))
    scored = {kind: _subjects(leads, kind) for kind in ("camera", "clone", "export", "lapse", "ringer", "vin_reuse")}
    clones = _clone_labels(known["clones"], 0)
    figures: dict[str, Figures] = {}

    def add(kind: str, ranking: Ranking) -> None:
        figures[kind] = score(ranking, kind)

    add("clone", _rank(scored["clone"], clones, units["clone"]))
    for name, least in HARD.items():
        # Leaving true leads out makes the rest look over-confident, so these variants tell no calibration.
        hard = _clone_labels(known["clones"], least)
        add(f"clone_{name}", _rank(_without(scored["clone"], clones - hard), hard, units["clone"], probabilities=False))
    rule = tables.get("speed_rule")
    speeds = {} if rule is None else dict(zip(rule["plate"].to_pylist(), rule["max_kmh"].to_pylist(), strict=True))
    add("speed_rule", _rank(speeds, clones, units["clone"], probabilities=False))
    for name, least in HARD.items():
        hard = _clone_labels(known["clones"], least)
        add(f"speed_rule_{name}", _rank(_without(speeds, clones - hard), hard, units["clone"], probabilities=False))
    canonical, criminal = _reuse_labels(known["vin_reuse"])
    add("vin_reuse", _rank(_renamed(scored["vin_reuse"], canonical), criminal, units["vin_reuse"]))
    add("lapse", _rank(scored["lapse"], set(known["lapses"]["los_ref"].to_pylist()), units["lapse"]))
    add("export", _rank(scored["export"], set(known["exports"]["consignment_ref"].to_pylist()), units["export"]))
    add("camera", _rank(scored["camera"], set(known["camera_faults"]["camera_id"].to_pylist()), units["camera"]))
    add("ringer", _rank(scored["ringer"], set(known["ringers"]["vrm"].to_pylist()), units["ringer"]))
    for kind, exact in (("hit", None), ("hit_exact", True), ("hit_candidate", False)):
        add(kind, _hit_ranking(known["hits"], tables.get("hits"), units["hit"], exact=exact))
    return figures


def _read_truth(truth: Path) -> dict[str, pa.Table]:
    names = ("camera_faults", "clones", "exports", "hits", "lapses", "ringers", "units", "vin_reuse")
    absent = [name for name in names if not (truth / f"{name}.parquet").is_file()]
    if absent:
        raise NoTruth(
            f"{truth} is not the truth folder of a sample: it lacks {', '.join(absent)}.parquet. Name OUT/truth of `simulate`."
        )
    return {name: pq.read_table(truth / f"{name}.parquet") for name in names}


def _subjects(leads: pa.Table, kind: str) -> dict[str, float]:
    """Return the probability of each subject of ``kind``; the higher where a subject has two leads."""
    found: dict[str, float] = {}
    for told, subject, probability in zip(
        leads["kind"].to_pylist(), leads["subject"].to_pylist(), leads["probability"].to_pylist(), strict=True
    ):
        if told == kind:
            found[subject] = max(found.get(subject, 0.0), float(probability))
    return found


def _plain(mark: str) -> str:
    return "".join(c for c in mark.upper() if c.isalnum())


def _clone_labels(clones: pa.Table, least: int) -> set[str]:
    """Return the plates that were copied and seen on both vehicles, with at least so many pairs of reads that contradict."""
    return {
        row["vrm"]
        for row in clones.to_pylist()
        if row["reads_original"] and row["reads_clone"] and row["n_contradictions"] >= least
    }


def _reuse_labels(reuse: pa.Table) -> tuple[dict[str, str], set[str]]:
    """Return whose number each declared one is, and which are reused by criminals."""
    canonical = {}
    for row in reuse.to_pylist():
        for shown in [row["vin"], *row["shown"]]:
            canonical[_plain(shown)] = row["vin"]
    return canonical, {row["vin"] for row in reuse.to_pylist() if row["criminal"]}


def _without(scored: Mapping[str, float], ignored: set[str]) -> dict[str, float]:
    return {subject: value for subject, value in scored.items() if subject not in ignored}


def _renamed(scored: Mapping[str, float], names: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for subject, value in scored.items():
        name = names.get(_plain(subject), subject)
        found[name] = max(found.get(name, 0.0), value)
    return found


def _rank(scored: Mapping[str, float], true: set[str], units: int | None, *, probabilities: bool = True) -> Ranking:
    subjects = sorted(scored)
    labels = np.array([s in true for s in subjects], dtype=bool)
    values = np.array([scored[s] for s in subjects], dtype=float)
    return Ranking(values, labels, len(true) - int(labels.sum()), units, probabilities)


def _hit_ranking(truth: pa.Table, hits: pa.Table | None, units: int, *, exact: bool | None) -> Ranking:
    """Rank pairs of a read and a stolen plate; a pair is true when that stolen vehicle made that read."""
    key = ("camera_id", "read_at", "vrm_read", "stolen_vrm")

    def keyed(table: pa.Table) -> dict[str, int]:
        columns = [table[name].to_pylist() for name in key]
        wanted = table["exact"].to_pylist()
        return {
            "|".join(map(str, told)): i
            for i, told in enumerate(zip(*columns, strict=True))
            if exact is None or wanted[i] is exact
        }

    true = keyed(truth)
    told = {} if hits is None else keyed(hits)
    probability = [] if hits is None else hits["probability"].to_pylist()
    return _rank({name: float(probability[i]) for name, i in told.items()}, set(true), units)


def score(ranking: Ranking, kind: str) -> Figures:
    """Return the figures of one ranking; those that need a true unit, a lead or a probability are None without one."""
    order = np.argsort(-ranking.score, kind="stable")
    ranking = replace(ranking, score=ranking.score[order], true=ranking.true[order])
    point = _metrics(ranking)
    return {
        "n_true": ranking.n_true,
        "n_leads": len(ranking.score),
        "prevalence": ranking.n_true / ranking.units if ranking.units else None,
        **point,
        "interval_95": {name: span for name, span in _intervals(ranking, kind).items() if point[name] is not None},
    }


def _metrics(ranking: Ranking) -> dict[str, float | None]:
    if not ranking.n_true:
        return dict.fromkeys(METRICS) | {"calibration_error": _calibration_error(ranking)}
    tops = _groups(ranking)
    return {
        "average_precision": average_precision(tops, ranking.n_true),
        "precision_at_n": precision_at(tops, ranking.n_true),
        "recall_at_90_precision": recall_at(tops, ranking.n_true, 0.90),
        "recall_at_95_precision": recall_at(tops, ranking.n_true, 0.95),
        "calibration_error": _calibration_error(ranking),
    }


def _groups(ranking: Ranking) -> tuple[Floats, Floats]:
    """Return size and number of true of each group of equal scores, best first; ``ranking`` is sorted, best first."""
    if not len(ranking.score):
        return np.empty(0), np.empty(0)
    first = np.flatnonzero(np.concatenate([[True], ranking.score[1:] != ranking.score[:-1]]))
    return np.diff(first, append=len(ranking.score)).astype(float), np.add.reduceat(ranking.true.astype(float), first)


def average_precision(groups: tuple[Floats, Floats], n_true: int) -> float:
    """Return average precision, expected over every order of equal scores; missed units add nothing."""
    size, true = groups
    above, hits = np.cumsum(size) - size, np.cumsum(true) - true
    alone = size == 1
    total = float((true * (hits + 1) / (above + 1))[alone].sum())
    for g in np.flatnonzero(~alone & (true > 0)):
        place = np.arange(1, int(size[g]) + 1)
        others = (place - 1) * (true[g] - 1) / (size[g] - 1)
        total += float((true[g] / size[g] * (hits[g] + 1 + others) / (above[g] + place)).sum())
    return total / n_true


def precision_at(groups: tuple[Floats, Floats], n: int) -> float:
    """Return the share of true among the best ``n``, expected over every order of equal scores; too few leads count as wrong."""
    size, true = groups
    part = np.clip(n - (np.cumsum(size) - size), 0, size)
    return float((true * part / size).sum() / n)


def recall_at(groups: tuple[Floats, Floats], n_true: int, precision: float) -> float:
    """Return the greatest recall of any cut between scores at which precision is at least ``precision``; 0 if there is none."""
    size, true = np.cumsum(groups[0]), np.cumsum(groups[1])
    good = true >= precision * size
    return float(true[good].max() / n_true) if good.any() else 0.0


def _calibration_error(ranking: Ranking) -> float | None:
    """Return the expected calibration error over ten bins of equal count; equal probabilities share their truth evenly."""
    n = len(ranking.score)
    if not n or not ranking.probabilities:
        return None
    size, true = _groups(ranking)
    shared = np.repeat(true / size, size.astype(int))
    bins = np.arange(min(BINS, n)) * n // min(BINS, n)
    return float(np.abs(np.add.reduceat(ranking.score - shared, bins)).sum() / n)


def _intervals(ranking: Ranking, kind: str) -> dict[str, list[float]]:
    """Return the 2.5th and 97.5th percentile of each metric over resamples of the units, ranked or missed."""
    n, total = len(ranking.score), len(ranking.score) + ranking.missed
    if not total:
        return {}
    if not n:  # nothing was ranked, so every resample says the same
        return {name: [value, value] for name, value in _metrics(ranking).items() if value is not None}
    chance = stream(0, "bootstrap", kind)
    found: dict[str, list[float]] = {name: [] for name in METRICS}
    for _ in range(RESAMPLES):
        drawn = np.bincount(chance.integers(total, size=total), minlength=total)
        ranked = np.repeat(np.arange(n), drawn[:n])
        missed = int(drawn[n:].sum())
        again = Ranking(ranking.score[ranked], ranking.true[ranked], missed, ranking.units, ranking.probabilities)
        for name, value in _metrics(again).items():
            if value is not None:
                found[name].append(value)
    return {name: [float(x) for x in np.percentile(values, [2.5, 97.5])] for name, values in found.items() if values}
