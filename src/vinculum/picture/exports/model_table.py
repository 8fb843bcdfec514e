"""The model and the catalogue as tables of the picture: what a probability rests on, and what each rule did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import Rule, catalogue
from vinculum.picture.exports.weigh import Lesson, Model

MODEL_SCHEMA = pa.schema(
    [
        ("weights", pa.list_(pa.struct([("rule", pa.string()), ("weight", pa.float64())]))),  # log-odds at full strength
        ("intercept", pa.float64()),  # log-odds of a box on which no rule fires
        ("prevalence", pa.float64()),  # share of all boxes that hold stolen vehicles
        ("random_opened", pa.int64()),  # boxes opened at random, which the prevalence rests on
        ("random_positive", pa.int64()),
        ("opened", pa.int64()),  # boxes that taught the weights; 0 where the catalogue's stand
        ("box_value_gbp", pa.float64()),  # what a box with stolen vehicles holds
        ("box_value_basis", pa.string()),
        ("register_cover", pa.float64()),  # share of declared chassis numbers that the register knows
        ("learned_state", pa.string()),  # rules alone, learned
        ("learned_why", pa.string()),  # what was learned from, or why nothing was
        ("rules_loss", pa.float64()),  # mean log-loss of the rules on boxes opened later than those that taught; null if too few
        ("learned_loss", pa.float64()),  # of the trees on the same boxes
        ("features", pa.list_(pa.string())),  # of the trees, in their order: rules (R..) and points (L..)
        ("trees", pa.string()),  # XGBoost's JSON; empty where the rules stand alone
    ]
)

RULES_SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("title", pa.string()),
        ("state", pa.string()),  # on, off, not computable, no evidence
        ("why", pa.string()),  # why the rule did not speak, where it did not
        ("judged", pa.float64()),  # by judgement, log-odds at full strength
        ("catalogue_weight", pa.float64()),  # as the package ships it
        ("weight", pa.float64()),  # as used, log-odds at full strength; null where the rule cannot fire
        ("fired", pa.int64()),  # consignments on which it fired
        ("fired_opened", pa.int64()),  # of those, opened
        ("fired_positive", pa.int64()),  # of those, with stolen vehicles in them
        ("basis", pa.string()),
    ]
)


def model_table(model: Model) -> pa.Table:
    """Return the model as a table of one row."""
    weights = [{"rule": rule, "weight": weight} for rule, weight in sorted(model.weights.items())]
    told = model.lesson
    lesson: dict[str, Any] = {
        "learned_state": told.state,
        "learned_why": told.why,
        "rules_loss": told.rules_loss,
        "learned_loss": told.loss,
    }
    lesson |= {"features": list(told.names), "trees": told.trees}
    return pa.Table.from_pylist([asdict(model) | {"weights": weights} | lesson], schema=MODEL_SCHEMA)


def read_model(door: Door) -> Model:
    """Return the model of the current picture."""
    told = door.ask_rows("SELECT * FROM picture.export_model")[0]
    lesson = Lesson(
        names=tuple(told.pop("features")),
        trees=told.pop("trees"),
        state=told.pop("learned_state"),
        why=told.pop("learned_why"),
        rules_loss=told.pop("rules_loss"),
        loss=told.pop("learned_loss"),
    )
    return Model(**(told | {"weights": {row["rule"]: row["weight"] for row in told["weights"]}, "lesson": lesson}))


def rules_table(door: Door, rules: tuple[Rule, ...], model: Model) -> pa.Table:
    """Return every rule of the catalogue, whether it spoke, and on how many boxes, opened boxes and finds."""
    counts = {
        row["rule"]: row
        for row in door.ask_rows(
            "SELECT fired.rule, count(*) AS fired, count(box.opened_at) AS opened, count(*) FILTER (box.found) AS positive"
            " FROM exports_fired AS fired JOIN exports_box AS box USING (consignment_ref) GROUP BY fired.rule"
        )
    }
    feeds = sorted({feed for rule in rules for feed in rule.needs})
    empty = {feed for feed in feeds if not door.ask_rows(f"SELECT 1 AS one FROM evidence.{feed} LIMIT 1")}
    catalogued = {rule.id: rule.weight for rule in catalogue()}
    rows = []
    for rule in rules:
        state, why = _state(rule, sorted(empty.intersection(rule.needs)))
        count: Mapping[str, int] = counts.get(rule.id, {})
        rows.append(
            {
                "rule": rule.id,
                "title": rule.title,
                "state": state,
                "why": why,
                "judged": rule.judged,
                "catalogue_weight": catalogued[rule.id],
                "weight": model.weights.get(rule.id),
                "fired": count.get("fired", 0),
                "fired_opened": count.get("opened", 0),
                "fired_positive": count.get("positive", 0),
                "basis": rule.basis,
            }
        )
    return pa.Table.from_pylist(rows, schema=RULES_SCHEMA)


def _state(rule: Rule, silent: list[str]) -> tuple[str, str | None]:
    if rule.missing is not None:
        return "not computable", rule.missing
    if not rule.on:
        return "off", "Switched off in the settings."
    if silent:
        return "no evidence", f"Nothing was handed over for {', '.join(silent)}."
    return "on", None
