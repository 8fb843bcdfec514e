"""Judging consignments: rules, model, probability and value, over whatever relation of consignments is given.

The build judges every consignment it knows; `screen` judges a manifest against the same history, by the same functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.exports.cargo import CARGO_RULES, lay_out_goods
from vinculum.picture.exports.catalogue import rules_in_force
from vinculum.picture.exports.changes import CHANGE_RULES, lay_out_changes
from vinculum.picture.exports.fired import let_rules_speak
from vinculum.picture.exports.history import HISTORY_RULES, lay_out_history, lay_out_openings
from vinculum.picture.exports.identity import IDENTITY_RULES, lay_out_identities, register_cover
from vinculum.picture.exports.make_model import lay_out_weights, make_model
from vinculum.picture.exports.movement import MOVEMENT_RULES, lay_out_movement
from vinculum.picture.exports.parties import PARTY_RULES, lay_out_parties
from vinculum.picture.exports.points import lay_out_points
from vinculum.picture.exports.said import give_reasons
from vinculum.picture.exports.second_exports import SECOND_EXPORT_RULES, lay_out_declared_numbers
from vinculum.picture.exports.teaching import say_learned
from vinculum.picture.exports.weigh import Model

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
), taught AS (
    SELECT consignment_ref, sum(share ORDER BY feature) AS score FROM exports_learned GROUP BY consignment_ref
), added AS (
    SELECT box.*, $intercept + coalesce(said.score, 0) + coalesce(taught.score, 0) AS sum_,
        coalesce(said.rules_fired, 0) AS rules_fired
    FROM exports_box AS box LEFT JOIN said USING (consignment_ref) LEFT JOIN taught USING (consignment_ref)
)
SELECT * EXCLUDE (sum_, rules_fired), round(sum_, 6) AS log_odds, round(1 / (1 + exp(-sum_)), 6) AS probability, rules_fired
FROM added
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
    lay_out_points(door)
    cover = register_cover(door) if model is None else model.register_cover
    rules = rules_in_force(settings)
    let_rules_speak(door, rules, QUERIES, {"switchboard": switchboard, "cover": cover})
    if model is None:
        model = make_model(door, as_at, rules, settings, cover)
    lay_out_weights(door, model.weights)
    say_learned(door, rules, model)
    door.run(SCORED, {"intercept": model.intercept})
    give_reasons(door, rules)
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
