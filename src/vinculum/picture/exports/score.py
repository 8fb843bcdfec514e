"""Judging consignments: rules, model, probability and value, over whatever relation of consignments is given.

The build judges every consignment it knows; `screen` judges a manifest against the same history, by the same functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from vinculum.engine.door import Door
from vinculum.picture.exports.cargo import CARGO_RULES, lay_out_goods
from vinculum.picture.exports.catalogue import Rule, fit, rules_in_force
from vinculum.picture.exports.changes import CHANGE_RULES, lay_out_changes
from vinculum.picture.exports.fired import let_rules_speak, row_of
from vinculum.picture.exports.history import HISTORY_RULES, lay_out_history, lay_out_openings
from vinculum.picture.exports.identity import IDENTITY_RULES, lay_out_identities, register_cover
from vinculum.picture.exports.movement import MOVEMENT_RULES, lay_out_movement
from vinculum.picture.exports.parties import PARTY_RULES, lay_out_parties
from vinculum.picture.exports.second_exports import SECOND_EXPORT_RULES, lay_out_declared_numbers
from vinculum.picture.exports.weigh import (
    ASSUMED,
    Model,
    Numbers,
    Opened,
    implied_share,
    learn_weights,
    prevalence_of,
    starting_point,
)

QUERIES = IDENTITY_RULES | SECOND_EXPORT_RULES | CARGO_RULES | PARTY_RULES | HISTORY_RULES | MOVEMENT_RULES | CHANGE_RULES
Settings = Mapping[str, Any]

BOXES = """
CREATE OR REPLACE TEMP TABLE exports_box AS
SELECT declared.*, least($as_at, declared.sails_at, opened.inspected_at) AS judged_at, opened.inspected_at AS opened_at,
    opened.positive AS found
FROM exports_declared AS declared LEFT JOIN exports_opened AS opened USING (consignment_ref)
WHERE {chosen}
"""

SCORED = """
CREATE OR REPLACE TEMP TABLE exports_scored AS
WITH said AS (
    SELECT fired.consignment_ref, sum(fired.strength * rule.weight ORDER BY fired.rule) AS score, count(*) AS rules_fired
    FROM exports_fired AS fired JOIN exports_weights AS rule ON rule.rule = fired.rule GROUP BY fired.consignment_ref
)
SELECT box.*, round($intercept + coalesce(said.score, 0), 6) AS log_odds,
    round(1 / (1 + exp(-($intercept + coalesce(said.score, 0)))), 6) AS probability, coalesce(said.rules_fired, 0) AS rules_fired
FROM exports_box AS box LEFT JOIN said USING (consignment_ref)
"""

REASONS = f"""
CREATE OR REPLACE TEMP TABLE exports_reasons AS
SELECT fired.consignment_ref, fired.rule, round(fired.strength, 6) AS strength, round(fired.strength * rule.weight, 6) AS weight,
    fired.text, list_concat({row_of("box")}, list_filter(fired.evidence, lambda other: other <> {row_of("box")}[1])) AS evidence
FROM exports_fired AS fired JOIN exports_weights AS rule ON rule.rule = fired.rule JOIN exports_box AS box USING (consignment_ref)
WHERE fired.strength * rule.weight > 0
"""


def judge(door: Door, as_at: datetime, settings: Settings, model: Model | None = None, chosen: str = "true") -> Model:
    """Fill ``exports_scored`` and ``exports_reasons`` for the consignments of ``exports_declared`` that ``chosen`` picks.

    ``settings`` is the section ``exports``. Without a ``model`` one is made from the inspections known at ``as_at`` (UTC).
    """
    lay_out_openings(door, as_at)
    door.run(BOXES.format(chosen=chosen), {"as_at": as_at})
    switchboard = int(settings["switchboard"])
    lay_out_identities(door)
    lay_out_declared_numbers(door)
    lay_out_goods(door)
    lay_out_parties(door)
    lay_out_history(door, switchboard)
    lay_out_movement(door)
    lay_out_changes(door)
    cover = register_cover(door) if model is None else model.register_cover
    rules = rules_in_force(settings)
    let_rules_speak(door, rules, QUERIES, {"switchboard": switchboard, "cover": cover})
    if model is None:
        model = _make_model(door, as_at, rules, settings, cover)
    _weigh(door, model)
    return model


def forget(door: Door) -> None:
    """Drop what judging laid out, so that it takes no memory from what comes after."""
    for kind in ("view", "table"):
        held = door.ask_rows(
            f"SELECT {kind}_name AS name FROM duckdb_{kind}s()"
            f" WHERE temporary AND starts_with({kind}_name, 'exports_') ORDER BY name"
        )
        for row in held:
            door.run(f"DROP {kind} {row['name']}")


def _weigh(door: Door, model: Model) -> None:
    _lay_out_weights(door, model.weights)
    door.run(SCORED, {"intercept": model.intercept})
    door.run(REASONS)


def _lay_out_weights(door: Door, weights: Mapping[str, float]) -> None:
    door.run("CREATE OR REPLACE TEMP TABLE exports_weights (rule VARCHAR, weight DOUBLE)")
    for rule, weight in sorted(weights.items()):
        door.run("INSERT INTO exports_weights VALUES ($rule, $weight)", {"rule": rule, "weight": weight})


def _make_model(door: Door, as_at: datetime, rules: tuple[Rule, ...], settings: Settings, cover: float) -> Model:
    firing = [rule for rule in rules if rule.fires]
    opened = _boxes_opened(door, firing)
    weights = np.array([rule.weight for rule in firing])
    scores = _scores(door, firing, weights)
    # A handful of boxes says little of how all boxes look, however the rules fire on them.
    implied = (implied_share(scores, fit()), min(float(settings["implied_boxes"]), len(scores))) if len(scores) else (0.0, 0.0)
    assumed = (float(settings["assumed_share"]), float(settings["assumed_boxes"]))
    prevalence, random_opened, random_positive = prevalence_of(opened, assumed, implied)
    learns = opened.teaches >= int(settings["least_of_each_result"])
    if learns:
        weights = learn_weights(opened, weights, spread=float(settings["weight_spread"]), assumed=prevalence)
        scores = _scores(door, firing, weights)
    value, basis = _value_of_a_box(door, as_at, settings)
    return Model(
        weights={rule.id: float(weight) for rule, weight in zip(firing, weights, strict=True)},
        intercept=starting_point(scores, prevalence, quiet=float(settings["quiet_boxes"])),
        prevalence=prevalence,
        random_opened=random_opened,
        random_positive=random_positive,
        opened=len(opened.basis) if learns else 0,
        box_value_gbp=value,
        box_value_basis=basis,
        register_cover=cover,
    )


def _scores(door: Door, firing: list[Rule], weights: Numbers) -> Numbers:
    """Return the weighed sum of what fired on each box, in order of reference."""
    _lay_out_weights(door, {rule.id: float(weight) for rule, weight in zip(firing, weights, strict=True)})
    told = door.ask(
        "SELECT coalesce(sum(fired.strength * rule.weight ORDER BY fired.rule), 0.0) AS score FROM exports_box AS box"
        " LEFT JOIN exports_fired AS fired USING (consignment_ref) LEFT JOIN exports_weights AS rule ON rule.rule = fired.rule"
        " GROUP BY box.consignment_ref ORDER BY box.consignment_ref"
    )
    scores: Numbers = told.column("score").to_numpy()
    return scores


def _boxes_opened(door: Door, firing: list[Rule]) -> Opened:
    boxes = door.ask("SELECT consignment_ref, positive, basis FROM exports_opened ORDER BY consignment_ref")
    place = {ref: row for row, ref in enumerate(boxes.column("consignment_ref").to_pylist())}
    column = {rule.id: number for number, rule in enumerate(firing)}
    strengths = np.zeros((len(place), len(firing)))
    fired = door.ask("SELECT consignment_ref, rule, strength FROM exports_fired SEMI JOIN exports_opened USING (consignment_ref)")
    for ref, rule, strength in zip(*(fired.column(name).to_pylist() for name in fired.column_names), strict=True):
        strengths[place[ref], column[rule]] = strength
    positive = np.array(boxes.column("positive").to_pylist(), dtype=np.bool_)
    return Opened(strengths, positive, boxes.column("basis").to_pylist())


def _value_of_a_box(door: Door, as_at: datetime, settings: Settings) -> tuple[float, str]:
    """Return what a box with stolen vehicles holds, in GBP, and how that is known."""
    found = door.ask_rows(
        "SELECT median(value_gbp) AS value, count(*) AS boxes FROM exports_opened WHERE positive AND value_gbp > 0"
    )[0]
    if found["boxes"] >= settings["least_values"]:
        return round(found["value"], 2), f"median of what was found in {found['boxes']} boxes"
    at_ports = door.ask_rows(
        "SELECT median(value_gbp) AS value, count(*) AS vehicles FROM evidence.recoveries"
        " WHERE context IN ('CONTAINER_PORT', 'RORO') AND value_gbp > 0 AND found_at <= $as_at",
        {"as_at": as_at},
    )[0]
    each = float(settings["vehicles_a_box"])
    if at_ports["vehicles"] >= settings["least_values"]:
        basis = f"median of {at_ports['vehicles']} vehicles recovered at ports, {each:g} a box"
        return round(each * at_ports["value"], 2), basis
    return float(settings["box_value_gbp"]), ASSUMED
