"""Which declarations to inspect: what is found at 1, 2, 5 and 10 % inspected, on published customs declarations with outcomes.

    python benchmarks/customs_syn.py [TARGET ...]

Declarations of 2020 teach (``customs_syn_train.csv``), those of January to March 2021 are asked about (``customs_syn_valid.csv``:
Customs Import Declaration Datasets, MIT). Whatever is chosen is chosen by what came later within 2020; the declarations of 2021
are read once, to count. None of their outcomes is known to any method, but for the line that says so. Targets: ``Fraud`` and
``Critical Fraud``. Results: ``benchmarks/results/customs_syn.json``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xgboost
from scipy.special import expit, logit

from vinculum.engine.door import Door, Limits
from vinculum.picture.risk.calibration import calibration_error, shares_of
from vinculum.picture.risk.declarations import Declarations, features_of, loads_of
from vinculum.picture.risk.features import Features, Flags, Numbers, Rows
from vinculum.picture.risk.keys import numbered
from vinculum.picture.risk.learner import Learned, learn, log_odds
from vinculum.picture.risk.moments import Outcomes

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "customs_syn.json"
BUDGETS = (0.01, 0.02, 0.05, 0.10)
DRAWS, BEST, SEED = 1_000, 2, 17
FOLDS = ((183.0, 275.0), (275.0, 367.0))  # days of 2020 from 1: taught by all before, asked about the quarter after, as for 2021
MOST_ROUNDS, PATIENCE = 300, 20

PARTIES = {"importer": "Importer ID", "declarant": "Declarant ID", "seller": "Seller ID", "courier": "Courier ID"}
PLAIN = (
    "Office ID",
    "Process Type",
    "Import Type",
    "Import Use",
    "Payment Type",
    "Mode of Transport",
    "Country of Origin Indicator",
)
CODES = (*PLAIN, *PARTIES.values(), "HS6 Code", "Country of Departure", "Country of Origin", "Tax Type")
AMOUNTS = ("Tax Rate", "Net Mass", "Item Price")
REPEATS = ("load", "goods_mass")  # features of a load declared before, to the gram

READ = """
SELECT *, part = 'train' AS taught, date_diff('day', DATE '2019-12-31', "Date")::DOUBLE AS "day",
    substr("HS6 Code", 1, 4) AS hs4, substr("HS6 Code", 1, 2) AS hs2
FROM (SELECT 'train' AS part, * FROM read_csv('{train}', types = {{'HS6 Code': 'VARCHAR'}}) UNION ALL BY NAME
    SELECT 'valid' AS part, * FROM read_csv('{valid}', types = {{'HS6 Code': 'VARCHAR'}}))
ORDER BY "Date", "Declaration ID"
"""

# Named rules with weights set before anything was measured (log-odds): what risk guides of customs name, none of it learned.
Columns = Mapping[str, Numbers]
RULES: dict[str, tuple[float, Callable[[Columns], Flags]]] = {
    "importer found at fault before": (1.5, lambda told: told["opened_importer"] * (told["found_importer"] - told["base"]) > 0),
    "declarant found at fault more often than others": (0.5, lambda told: told["found_declarant"] > 1.2 * told["base"]),
    "importer never seen before": (0.5, lambda told: told["earlier_importer"] == 0),
    "importer back after half a year": (0.3, lambda told: told["idle_importer"] > 180),
    "seller not named": (0.3, lambda told: np.isnan(told["earlier_seller"])),
    "value per kilogram far below its heading's": (0.8, lambda told: told["unusual_value_per_kg"] < -2),
    "value per kilogram far above its heading's": (0.3, lambda told: told["unusual_value_per_kg"] > 3),
    "weight far from its heading's": (0.2, lambda told: np.abs(told["unusual_mass"]) > 3),
    "goods rarely come from that country": (0.4, lambda told: told["rare_goods_end2"] > 1.5),
    "sent from another country than its origin": (0.4, lambda told: told["transhipped"] > 0),
    "duty worth evading": (0.5, lambda told: told["Tax Rate"] >= 13),
    "preferential rate claimed": (0.3, lambda told: told["preference"] > 0),
}


@dataclass(frozen=True, slots=True)
class Trade:
    """All declarations in order of time; ``taught`` are those of 2020, ``positive`` the target."""

    table: pa.Table
    day: Numbers
    taught: Flags
    positive: Flags
    codes: dict[str, Rows]

    def until(self, asked_from: float, asked_to: float) -> Trade:
        """Return the trade as if the days from ``asked_from`` were the ones asked about, and none came after."""
        kept = self.taught & (self.day < asked_to)
        codes = {name: code[kept] for name, code in self.codes.items()}
        return Trade(self.table.filter(pa.array(kept)), self.day[kept], (self.day < asked_from)[kept], self.positive[kept], codes)


def read(folder: Path, target: str) -> Trade:
    """Return both files of a folder with one target; ``Critical Fraud`` counts where it is 2."""
    with Door(Limits(threads=2, memory="2GB", spill=HERE)) as door:
        paths = {part: folder / "trade" / f"customs_syn_{part}.csv" for part in ("train", "valid")}
        table = door.ask(READ.format(**paths))
    positive = table.column(target).to_numpy() == (2 if target == "Critical Fraud" else 1)
    codes = {name: numbered(table.column(name)) for name in (*CODES, "hs4", "hs2", "Tax Rate")}
    return Trade(table, table.column("day").to_numpy(), table.column("taught").to_numpy(), positive, codes)


def declarations_of(trade: Trade) -> Declarations:
    """Return the declarations in the words that customs and ports share."""
    code = trade.codes
    return Declarations(
        asked=trade.day,
        parties={role: code[name] for role, name in PARTIES.items()},
        goods={"hs6": code["HS6 Code"], "hs4": code["hs4"], "hs2": code["hs2"]},
        route=(code["Country of Departure"], code["Country of Origin"]),
        terms=(code["Tax Type"], code["Tax Rate"]),
        mass_kg=trade.table.column("Net Mass").to_numpy(),
        value=trade.table.column("Item Price").to_numpy(),
    )


def rules_of(trade: Trade, features: Features, base: float) -> Numbers:
    """Return the sum of the weights of the rules that fire on each row."""
    told = dict(zip(features.names, features.values.T, strict=True))
    sent, made, regime = (trade.table.column(name) for name in ("Country of Departure", "Country of Origin", "Tax Type"))
    told["base"] = np.full(len(trade.day), base)
    told["transhipped"] = pc.not_equal(sent, made).to_numpy().astype(np.float64)
    told["preference"] = pc.starts_with(regime, "F").to_numpy().astype(np.float64)
    told["Tax Rate"] = trade.table.column("Tax Rate").to_numpy()
    score: Numbers = np.sum([weight * fires(told) for weight, fires in RULES.values()], axis=0)
    return score


@dataclass(frozen=True, slots=True)
class Known:
    """All features of all rows, the rules' log-odds, and which features can only raise the risk."""

    features: Features
    base: Numbers
    rising: frozenset[str]


def know(trade: Trade, *, tell_later: bool = False) -> Known:
    """Return what is known of each row; outcomes of rows asked about are never told, or with ``tell_later`` the day after."""
    known = np.where(trade.taught | tell_later, trade.day, np.inf)
    share = float(trade.positive[trade.taught].mean())
    shared, rising = features_of(declarations_of(trade), Outcomes(known, trade.positive), share)
    rules = rules_of(trade, shared, share)
    plain = [np.where(trade.codes[name] < 0, np.nan, trade.codes[name]) for name in (*PLAIN, "Tax Type")]
    raw = Features((*PLAIN, "Tax Type", "Tax Rate"), np.column_stack([*plain, trade.table.column("Tax Rate").to_numpy()]))
    return Known(shared.beside(raw), rules - rules[trade.taught].mean() + logit(share), rising)


def without_repeats(known: Known) -> Known:
    """Return what is known but for the past of the very same load."""
    kept = [place for place, name in enumerate(known.features.names) if not any(word in name for word in REPEATS)]
    names = tuple(known.features.names[place] for place in kept)
    return replace(known, features=Features(names, known.features.values[:, kept]), rising=known.rising & set(names))


def taught_by(trade: Trade, known: Known) -> Learned:
    """Return the learner taught by the rows that teach."""
    rows = trade.taught
    return learn(known.features.only(rows), trade.positive[rows], known.base[rows], None, known.rising, most_rounds=MOST_ROUNDS)


def told_by(learned: Learned, trade: Trade, known: Known) -> Numbers:
    """Return the log-odds of the rows asked about."""
    return log_odds(learned, known.features.only(~trade.taught), known.base[~trade.taught])


@dataclass(frozen=True, slots=True)
class Setting:
    """How XGBoost is set on raw columns; the defaults are its own. ``categories``: codes as categories, else as plain numbers."""

    categories: bool
    max_depth: int = 6
    eta: float = 0.3
    min_child_weight: float = 1.0
    reg_lambda: float = 1.0
    colsample_bytree: float = 1.0
    rounds: int = 100


# On the third quarter of 2020 a pull of 5 and half of the columns did better at each depth than a pull of 1 and all columns.
SETTINGS = [
    Setting(categories, depth, eta=0.2, min_child_weight=3.0, reg_lambda=5.0, colsample_bytree=0.5)
    for categories in (False, True)
    for depth in (6, 10, 14, 20)
]


def raw_xgboost(trade: Trade, setting: Setting, *, stops: bool = False) -> tuple[Numbers, int]:
    """Return the scores of the rows asked about, and the rounds; with ``stops`` as many as foretell those rows best."""
    columns = []
    for name in CODES:
        code = trade.codes[name].astype(np.float64)
        code[~np.isin(trade.codes[name], np.unique(trade.codes[name][trade.taught]))] = np.nan  # not seen in what teaches
        columns.append(np.where(code < 0, np.nan, code))
    values = np.column_stack([*columns, *(trade.table.column(name).to_numpy() for name in AMOUNTS)])
    types = ["c" if setting.categories else "q"] * len(CODES) + ["q"] * len(AMOUNTS)

    def matrix(rows: Flags) -> xgboost.DMatrix:
        return xgboost.DMatrix(values[rows], trade.positive[rows], feature_types=types, enable_categorical=True, nthread=1)

    taught, asked = matrix(trade.taught), matrix(~trade.taught)
    parameters = {name: value for name, value in asdict(setting).items() if name not in {"categories", "rounds"}}
    booster = xgboost.train(
        parameters | {"objective": "binary:logistic", "eval_metric": "logloss", "nthread": 1, "seed": SEED},
        taught,
        num_boost_round=MOST_ROUNDS if stops else setting.rounds,
        evals=[(asked, "later")] if stops else [],
        early_stopping_rounds=PATIENCE if stops else None,
        verbose_eval=False,
    )
    rounds = booster.best_iteration + 1 if stops else setting.rounds
    return booster.predict(asked, iteration_range=(0, rounds)), rounds


def tuned(trade: Trade) -> Setting:
    """Return the setting with the best mean recall over the budgets on the later quarters of 2020, with its rounds.

    All settings are asked about the first of these quarters; the best of them about the second, taught by more, as well.
    """
    folds = [trade.until(*days) for days in FOLDS]
    tried = sorted(((*_tried(folds[0], setting), setting) for setting in SETTINGS), key=lambda one: -one[0])
    both = [
        (recall + again, max(rounds, longer), setting)
        for recall, rounds, setting in tried[:BEST]
        for again, longer in (_tried(folds[1], setting),)
    ]
    _, rounds, setting = max(both, key=lambda one: one[0])
    return replace(setting, rounds=rounds)


def _tried(fold: Trade, setting: Setting) -> tuple[float, int]:
    scores, rounds = raw_xgboost(fold, setting, stops=True)
    found, told = fold.positive[~fold.taught], ordered(scores)
    recall = float(np.mean([hits_at(told, found, budget) / found.sum() for budget in BUDGETS]))
    print(f"  {asdict(setting)} stopped at {rounds}: mean recall {recall:.4f}", file=sys.stderr, flush=True)
    return recall, rounds


def ordered(scores: Numbers) -> Rows:
    """Return the rows from the highest score to the lowest; equal scores in an order drawn at random."""
    return np.lexsort((np.random.default_rng(SEED).random(len(scores)), -scores))


def hits_at(order: Rows, positive: Flags, budget: float) -> int:
    """Return the positive rows among the first ``budget`` (a share) of the order."""
    return int(positive[order[: int(budget * len(order))]].sum())


def drawn_hits(order: Rows, positive: Flags, draws: Rows, budget: float) -> tuple[Numbers, Numbers]:
    """Return precision and recall at a budget of each draw of rows with replacement (how often each row was drawn)."""
    often = draws[:, order]
    count = int(budget * len(order))
    before = np.cumsum(often, axis=1) - often
    hits = (np.clip(count - before, 0, often) * positive[order]).sum(axis=1)
    return hits / count, hits / (draws * positive).sum(axis=1)


def measured(scores: Numbers, positive: Flags, draws: Rows, against: Numbers | None = None) -> list[dict[str, Any]]:
    """Return precision and recall at each budget with 95 % intervals, and what recall is gained over other scores."""
    order, rows = ordered(scores), []
    for budget in BUDGETS:
        hits, count = hits_at(order, positive, budget), int(budget * len(order))
        precision, recall = drawn_hits(order, positive, draws, budget)
        row = {"inspected": budget, "precision": hits / count, "precision_95": interval(precision)}
        row |= {"recall": hits / int(positive.sum()), "recall_95": interval(recall)}
        if against is not None:
            row["recall_gained_95"] = interval(recall - drawn_hits(ordered(against), positive, draws, budget)[1])
        rows.append({name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()})
    return rows


def interval(drawn: Numbers) -> list[float]:
    """Return the middle 95 % of the draws."""
    return [round(float(value), 4) for value in np.quantile(drawn, [0.025, 0.975])]


def measure(folder: Path, target: str) -> dict[str, Any]:
    """Measure all methods on one target, in one run."""
    trade = read(folder, target)
    started = time.perf_counter()
    known = know(trade)
    seconds = {"features": round(time.perf_counter() - started, 1)}
    started = time.perf_counter()
    learned = taught_by(trade, known)
    seconds["learning"] = round(time.perf_counter() - started, 1)
    new = without_repeats(known)
    started = time.perf_counter()
    setting = tuned(trade)
    seconds["tuning_raw_xgboost"] = round(time.perf_counter() - started, 1)
    asked = ~trade.taught
    scores = {
        "full": told_by(learned, trade, known),
        "full_without_the_same_load": told_by(taught_by(trade, new), trade, new),
        "full_valid_outcomes_known_next_day": told_by(learned, trade, know(trade, tell_later=True)),
        "xgboost_raw_tuned": raw_xgboost(trade, setting)[0],
        "xgboost_raw_default_categories": raw_xgboost(trade, Setting(categories=True))[0],
        "xgboost_raw_default_numbers": raw_xgboost(trade, Setting(categories=False))[0],
        "rules_only": known.base[asked],
        "random": np.random.default_rng(SEED).random(int(asked.sum())),
    }
    positive = trade.positive[asked]
    draws = np.random.default_rng(SEED).multinomial(len(positive), np.full(len(positive), 1 / len(positive)), size=DRAWS)
    load = loads_of(declarations_of(trade))
    fresh = ~np.isin(load[asked], np.unique(load[trade.taught])) | (load[asked] < 0)
    fresh_draws = np.random.default_rng(SEED).multinomial(
        int(fresh.sum()), np.full(int(fresh.sum()), 1 / fresh.sum()), size=DRAWS
    )
    rival = scores["xgboost_raw_tuned"]
    chances = expit(scores["full"])
    return {
        "taught": int(trade.taught.sum()),
        "asked": len(positive),
        "prevalence_taught": round(float(trade.positive[trade.taught].mean()), 5),
        "prevalence": round(float(positive.mean()), 5),
        "seconds": seconds,
        "learned": {name: value for name, value in asdict(learned).items() if name not in {"trees", "names"}},
        "raw_xgboost_tuned": asdict(setting),
        "calibration_error_of_full": round(calibration_error(shares_of(chances, positive)), 4),
        "methods": {name: measured(told, positive, draws, None if told is rival else rival) for name, told in scores.items()},
        "loads_not_declared_in_2020": {
            "rows": int(fresh.sum()),
            "prevalence": round(float(positive[fresh].mean()), 5),
            "methods": {
                name: measured(scores[name][fresh], positive[fresh], fresh_draws, None if scores[name] is rival else rival[fresh])
                for name in ("full", "full_without_the_same_load", "xgboost_raw_tuned", "rules_only")
            },
        },
    }


def main() -> None:
    """Measure the targets named (both, where none is) and write the figures."""
    folder = Path(os.environ.get("VINCULUM_REAL_DATA") or HERE.parent.parent / "shared" / "data")
    told: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for target in sys.argv[1:] or ("Fraud", "Critical Fraud"):
        told[target] = measure(folder, target) | {"load_of_the_machine": round(os.getloadavg()[0], 1)}
        RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
        for name, rows in told[target]["methods"].items():
            print(
                target, name, *(f"{row['inspected']:.0%}: {row['precision']:.3f} {row['recall']:.3f}" for row in rows), sep="  "
            )
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
