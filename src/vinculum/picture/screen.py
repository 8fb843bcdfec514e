"""Screening: score a manifest now, against the picture as it stands, and choose which boxes to open.

The rules, weights and starting point are those of the build (`picture.exports`); nothing is taken in and nothing is written. How
boxes are chosen stands in `picture.screening`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.exports.declared import declare
from vinculum.picture.exports.model_table import read_model
from vinculum.picture.exports.reasons import REASONS_BY_BOX, starting_reason
from vinculum.picture.exports.score import forget, judge
from vinculum.picture.parties.resolve import resolve_new
from vinculum.picture.screening.box import Budget, rules_of
from vinculum.picture.screening.choosing import Choice, Pick, choose
from vinculum.picture.screening.manifest import read_manifest
from vinculum.picture.screening.scored import boxes_standing, budget_of, days_before, standing_rows
from vinculum.picture.screening.telling import told_of
from vinculum.picture.settings import Settings

ON_THE_MANIFEST = "declared.consignment_ref IN (SELECT consignment_ref FROM exports_manifest)"

# What the manifest says of a consignment replaces what was declared of it before.
TOGETHER = """
CREATE OR REPLACE TEMP TABLE exports_declared AS
SELECT * FROM picture.export_declared WHERE consignment_ref NOT IN (SELECT consignment_ref FROM exports_manifest)
UNION ALL BY NAME
SELECT * REPLACE (least(known_at, $as_at) AS known_at) FROM exports_manifest
"""

VALUED = "(SELECT *, round(probability * {value!r}, 2) AS expected_value_gbp FROM exports_scored)"
TOLD = f"SELECT told.consignment_ref, told.reasons FROM ({REASONS_BY_BOX}) AS told"
NO_CHOICE = "Its box has sailed, sails too soon or was opened already."
SHARES_A_BOX = "Its box is shown on a riskier consignment in it, {ref}."


@dataclass(frozen=True, slots=True)
class Screened:
    """A manifest screened: ``documents`` as the command prints them, the choice among its boxes, and ``why``, by consignment."""

    documents: list[dict[str, Any]]
    choice: Choice
    why: dict[str, str]

    def account(self) -> dict[str, Any]:
        """Return the record to keep of a choice: the budget, the bound, fairness, and every box with its chance in the draw."""
        choice = self.choice
        return {
            "budget": asdict(choice.budget) | {"lifts": choice.budget.total},
            "boxes": len(choice.picks),
            "random_arm": {"expected_size": choice.arm_size, "drawn": sum(pick.drawn for pick in choice.picks)},
            "value_gbp": choice.value_gbp,
            "bound_gbp": choice.bound_gbp,
            "gap": choice.gap,
            "way": choice.way,
            "fairness": {
                "small_to_large_at_equal_risk": choice.ratio,
                "rates": [asdict(rate) | {"share": rate.share} for rate in choice.rates],
            },
            "picks": [_line(pick, self.why[pick.box.consignment_ref]) for pick in choice.picks],
        }


def screen(
    door: Door,
    consignments: pa.Table | Path,
    lifts: int | None = None,
    *,
    as_at: datetime,
    settings: Settings,
    budget: Budget | None = None,
) -> list[dict[str, Any]]:
    """Score a manifest and choose ``lifts`` boxes (or as ``budget`` says); return the consignments, riskiest first.

    ``consignments`` is a file in the columns of the contract, or a table of them with ``delivery`` and ``row``. A document is
    ``{consignment_ref, container_no, probability, expected_value_gbp, reasons, chosen, basis}``; ``basis`` is ``lead``,
    ``random`` or None. Only boxes that sail late enough after ``as_at`` (UTC) and were not opened are chosen, each once, shown on
    its riskiest consignment. Each box's chance in the draw, and why, stand in the account (`screened`). Raises RefusedDelivery
    for a file that is no manifest, NoPicture where nothing was built yet.
    """
    return screened(door, consignments, budget or budget_of(settings, lifts or 0), as_at=as_at, settings=settings).documents


def screened(door: Door, consignments: pa.Table | Path, budget: Budget, *, as_at: datetime, settings: Settings) -> Screened:
    """Score a manifest and choose within ``budget``; return the documents of `screen` and the choice itself."""
    manifest = consignments if isinstance(consignments, pa.Table) else read_manifest(consignments, as_at)
    rules = rules_of(settings["screening"])
    model = read_model(door)
    door.offer("_manifest", manifest)
    resolve_new(door, "_manifest", "exports_parties", settings)
    declare(door, "_manifest", "exports_manifest", "exports_parties")
    door.withdraw("_manifest")
    door.run(TOGETHER, {"as_at": as_at})
    judge(door, as_at, settings["exports"], model, ON_THE_MANIFEST)
    rows = standing_rows(
        door, as_at, declared="exports_declared", scored=VALUED.format(value=model.box_value_gbp), reasons="exports_reasons"
    )
    reasons = {row["consignment_ref"]: row["reasons"] for row in door.ask_rows(TOLD)}
    past = days_before(door, as_at, rules, "exports_declared") if budget.total else []
    forget(door)
    choice = choose(boxes_standing(rows, as_at, rules), budget, rules, as_at=as_at, past=past)
    return Screened(_documents(rows, reasons, choice, starting_reason(model)), choice, _why(rows, choice))


def _documents(
    rows: Sequence[Mapping[str, Any]], reasons: Mapping[str, Any], choice: Choice, start: Mapping[str, Any]
) -> list[dict[str, Any]]:
    picks = {pick.box.consignment_ref: pick for pick in choice.picks}
    documents = []
    for row in rows:
        ref = row["consignment_ref"]
        pick = picks.get(ref)
        documents.append(
            {
                "consignment_ref": ref,
                "container_no": row["container_no"],
                "probability": row["probability"],
                "expected_value_gbp": row["expected_value_gbp"],
                "reasons": [*(reasons.get(ref) or []), start],
                "chosen": pick is not None and pick.chosen,
                "basis": pick.basis if pick else None,
            }
        )
    return documents


def _why(rows: Sequence[Mapping[str, Any]], choice: Choice) -> dict[str, str]:
    """Return by consignment why its box is to be opened, or why not."""
    told = told_of(choice)
    shown = {pick.box.key: pick.box.consignment_ref for pick in choice.picks}
    why = {}
    for row in rows:
        ref, other = row["consignment_ref"], shown.get(row["box"])
        why[ref] = told[row["box"]] if ref == other else SHARES_A_BOX.format(ref=other) if other else NO_CHOICE
    return why


def _line(pick: Pick, why: str) -> dict[str, Any]:
    box = pick.box
    return {
        "box": box.key,
        "consignment_ref": box.consignment_ref,
        "container_no": box.container_no,
        "port": box.port,
        "sails_at": box.sails_at,
        "day": pick.day,
        "basis": pick.basis,
        "drawn": pick.drawn,
        "first_line": pick.first_line,
        "inclusion_probability": pick.inclusion_probability,
        "expected_value_gbp": box.expected_value_gbp,
        "counted_gbp": pick.counted_gbp,
        "trader": box.size,
        "why": why,
    }
