"""Making the model: weights from inspections, trees where outcomes allow them, and a starting point that chance holds honest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import Rule, fit
from vinculum.picture.exports.teaching import lesson_of, taught
from vinculum.picture.exports.weigh import (
    Model,
    Numbers,
    Opened,
    implied_share,
    learn_weights,
    prevalence_of,
    starting_point,
)
from vinculum.picture.exports.worth import value_of_a_box

Settings = Mapping[str, Any]


def make_model(door: Door, as_at: datetime, rules: tuple[Rule, ...], settings: Settings, cover: float) -> Model:
    """Return the model that the inspections known at ``as_at`` (UTC) make of the rules in force."""
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
    quiet = float(settings["quiet_boxes"])
    start = starting_point(scores, prevalence, quiet=quiet)
    lesson = lesson_of(door, firing, weights, start, settings)
    if lesson.speaks:
        scores = scores + np.concatenate([shares.sum(axis=1) for _, _, shares in taught(door, firing, lesson)])
    value, basis = value_of_a_box(door, as_at, settings)
    return Model(
        weights={rule.id: float(weight) for rule, weight in zip(firing, weights, strict=True)},
        intercept=starting_point(scores, prevalence, quiet=quiet),
        prevalence=prevalence,
        random_opened=random_opened,
        random_positive=random_positive,
        opened=len(opened.basis) if learns else 0,
        box_value_gbp=value,
        box_value_basis=basis,
        register_cover=cover,
        lesson=lesson,
    )


def lay_out_weights(door: Door, weights: Mapping[str, float]) -> None:
    """Make ``exports_weights``: the weight of each rule, in log-odds at full strength."""
    door.run("CREATE OR REPLACE TEMP TABLE exports_weights (rule VARCHAR, weight DOUBLE)")
    for rule, weight in sorted(weights.items()):
        door.run("INSERT INTO exports_weights VALUES ($rule, $weight)", {"rule": rule, "weight": weight})


def _scores(door: Door, firing: list[Rule], weights: Numbers) -> Numbers:
    """Return the weighed sum of what fired on each box, in order of reference."""
    lay_out_weights(door, {rule.id: float(weight) for rule, weight in zip(firing, weights, strict=True)})
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
