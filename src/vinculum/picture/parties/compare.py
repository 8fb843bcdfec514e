"""Comparing forms with Splink: which pairs meet, how far they agree field by field, and how likely each pair is one firm.

The model (``model.json``) is trained by ``benchmarks/train_parties.py`` and shipped: a build trains nothing. Its weights are
base-2 logarithms; what leaves this module is in natural log-odds, as everywhere in the picture. Splink asks a scratch database
of its own, which is closed when the pairs are handed back.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from splink import DuckDBAPI, Linker, SettingsCreator

from vinculum.engine.door import Door, Limits
from vinculum.picture.parties.records import FREQUENCIES, FREQUENCY, LEAST_FORMS

# A name alone says little of a firm on the other side of the trade: many a buyer abroad is called as some shipper here.
LIKE_ENOUGH = "(gamma_name > 0 OR gamma_eori > 0) AND (side_l = side_r OR gamma_address > 0 OR gamma_phone > 0 OR gamma_eori > 0)"

FIELDS = ("name", "address", "phone", "eori")
OTHER_FORMS = "other_forms"  # how many more forms of the same firm a form has on average, as the training sample showed

WEIGHED = ", ".join(
    f"gamma_{name} AS {name}_level, round((mw_{name}{{tf_{name}}}) * ln(2), 4) AS {name}_weight" for name in FIELDS
)
PAIRS = f"""
SELECT form_id_l AS left_form, form_id_r AS right_form, round(match_probability, 6) AS probability,
    {WEIGHED}
FROM {{predicted}} WHERE {{wanted}} ORDER BY left_form, right_form
"""


@cache
def model() -> dict[str, Any]:
    """Return the shipped model: Splink's settings, and beside them ``other_forms``."""
    told: dict[str, Any] = json.loads((resources.files("vinculum.picture.parties") / "model.json").read_text("utf-8"))
    return told


def prior_of(forms: int) -> float:
    """Return how likely two forms drawn at random are one firm, before anything is compared."""
    return float(model()[OTHER_FORMS]) / max(forms, LEAST_FORMS)


def levels() -> dict[str, dict[int, str]]:
    """Return what each level of agreement is called, by field and Splink's number for it (the highest agrees most)."""
    told = {}
    for comparison in model()["settings"]["comparisons"]:
        spoken = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        count = len(spoken)
        told[comparison["output_column_name"]] = {
            count - 1 - place: level["label_for_charts"] for place, level in enumerate(spoken)
        }
    return told


def compare(door: Door, forms: int, keep_from: float, records: str = "parties_meeting", between: str | None = None) -> pa.Table:
    """Return the pairs of ``records`` that are one firm with probability ``keep_from`` or more and agree in name or EORI.

    ``forms`` is how many forms there are in all. ``records`` is ``parties_meeting`` or part of it.
    ``between`` names a relation with form_id: only pairs with at least one of those are returned.
    Columns: left_form < right_form, probability, and for each field its level (-1 where either is silent) and its weight.

    Two firms behind one door and one phone are neighbours: without a like name or number they are never one firm. Nor are
    who sends and who receives one for their name alone.
    """
    forms_told = door.ask(f"SELECT * FROM {records} ORDER BY form_id")
    frequencies = {kind: door.ask(FREQUENCY.format(kind=kind)) for kind in FREQUENCIES}
    settings = model()["settings"] | {"probability_two_random_records_match": prior_of(forms), "linker_uid": "parties"}
    settings["additional_columns_to_retain"] = ["side"]
    if between is not None:
        forms_told = door.ask(f"SELECT *, form_id IN (SELECT form_id FROM {between}) AS fresh FROM {records} ORDER BY form_id")
        # Pairs of which neither is asked for do not even meet.
        settings["blocking_rules_to_generate_predictions"] = [
            rule | {"blocking_rule": f"{rule['blocking_rule']} AND (l.fresh OR r.fresh)"}
            for rule in settings["blocking_rules_to_generate_predictions"]
        ]
    with Door(Limits(threads=door.limits.threads, memory=door.limits.memory, spill=door.limits.spill)) as scratch:
        connection = DuckDBAPI(scratch.lend())
        linker = Linker(
            connection.register(forms_told, dataset_display_name="records"),
            SettingsCreator.from_path_or_dict(settings),
            log_level=None,
        )
        for kind, table in frequencies.items():
            linker.table_management.register_term_frequency_lookup(connection.register(table), kind)
        found = linker.inference.predict(threshold_match_probability=keep_from, warning_mode="never")
        weights = {f"tf_{name}": f" + mw_tf_adj_{name}" if name in FREQUENCIES else "" for name in FIELDS}
        return scratch.ask(PAIRS.format(predicted=found.physical_name, wanted=LIKE_ENOUGH, **weights))


def left_and_right(pairs: pa.Table, at_least: float) -> list[tuple[str, str, float]]:
    """Return the pairs with probability ``at_least`` as (left, right, probability)."""
    kept = pairs.filter(pc.greater_equal(pairs.column("probability"), at_least))
    return list(zip(*(kept.column(name).to_pylist() for name in ("left_form", "right_form", "probability")), strict=True))
