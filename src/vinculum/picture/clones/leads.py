"""Leads of the clone part: plates that two vehicles seem to bear, and cameras that contradict too many plates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from vinculum.engine.door import Door
from vinculum.marks.fold import fold
from vinculum.picture.clones.cameras import CameraFault
from vinculum.picture.clones.cases import Case
from vinculum.picture.clones.rivals import Explanation
from vinculum.picture.clones.rules import Rules
from vinculum.picture.clones.tables import when
from vinculum.picture.clones.wording import CameraName, moment, reasons_of, summary
from vinculum.picture.lead_rows import lead_id

ACTION = (
    "Pursue: compare the images of both tracks; ask the keeper where the vehicle was; watch where the other track sleeps, "
    "and examine the vehicle found there."
)
CAMERA_ACTION = "Prepare: ask the owning force to check the camera's clock and position; correct what rests on its reads."


def values_by_make(door: Door) -> dict[str, float]:
    """Return the median value (GBP) of stolen vehicles by folded make, from theft reports; a make without one is not there."""
    rows = door.ask_rows(
        "SELECT make, value_gbp FROM evidence.thefts WHERE make IS NOT NULL AND value_gbp > 0 ORDER BY make, value_gbp"
    )
    told: dict[str, list[float]] = {}
    for row in rows:
        told.setdefault(fold(row["make"]), []).append(row["value_gbp"])
    return {make: sorted(values)[len(values) // 2] for make, values in sorted(told.items())}


def clone_lead(
    case: Case,
    probabilities: Mapping[Explanation, float],
    weights: Mapping[Explanation, float],
    cameras: Sequence[CameraName],
    values: Mapping[str, float],
    rules: Rules,
) -> dict[str, Any]:
    """Return the lead of one plate (a row of ``LEAD_SCHEMA``)."""
    suspect, other = case.suspect, case.clone_track
    shown = sorted(
        {*case.separation.strays.tolist(), *(row for told in case.contradictions for row in (told.first, told.second))}
    )
    makes = [read.make for read in (suspect.reads[row] for row in other.rows.tolist()) if read.make is not None]
    make = case.entry.make if case.entry is not None and case.entry.make is not None else next(iter(sorted(makes)), None)
    probability = probabilities[Explanation.TWO_VEHICLES]
    return {
        "id": lead_id("clone", suspect.plate),
        "kind": "clone",
        "subject": suspect.plate,
        "subject_kind": "vrm",
        "summary": summary(case, probability),
        "probability": probability,
        "value_gbp": values.get(make) if make is not None else None,
        "cold_at": when(int(suspect.time[other.rows[-1]])) + rules.cold_after,
        "stage": "S6",
        "action": ACTION,
        "lat": other.home.lat,
        "lon": other.home.lon,
        "reasons": reasons_of(case, weights, cameras),
        "evidence": [{"delivery": suspect.reads[row].delivery, "row": suspect.reads[row].row} for row in shown],
    }


def camera_lead(fault: CameraFault, camera: CameraName, place: tuple[str, int]) -> dict[str, Any]:
    """Return the lead of one camera at fault; ``place`` is its row in the feed of cameras.

    The probability is that of so many contradicted plates being no accident, by the factor over what was expected.
    """
    odds = fault.contradicted / max(fault.expected, 0.5)
    where = [{"delivery": place[0], "row": place[1]}]
    shifts = [spell for spell in fault.spells if spell.fast_ms is not None]
    out = [spell for spell in fault.spells if spell.fast_ms is None]
    said = [
        f"Its clock was {abs(spell.fast_ms) / 1000:.0f} s {'ahead' if spell.fast_ms > 0 else 'behind'} "
        f"from {moment(spell.start_ms)} to {moment(spell.until_ms)}; the reads were set right by so much."
        for spell in shifts
        if spell.fast_ms is not None
    ] + [
        f"No one shift explains its reads from {moment(spell.start_ms)} to {moment(spell.until_ms)}; they are left out."
        for spell in out
    ]
    counted = (
        f"{fault.contradicted} of the {fault.plates} plates it read could not have come from, or gone on to, where they were "
        f"read next; {fault.expected:.1f} were to be expected, and {fault.remaining} remain after the correction."
    )
    return {
        "id": lead_id("camera", camera.camera_id),
        "kind": "camera",
        "subject": camera.camera_id,
        "subject_kind": "camera_id",
        "summary": f"Camera {camera} contradicts {fault.contradicted} plates: "
        + ("its clock is or was wrong." if shifts else "its clock or its position on record is wrong."),
        "probability": odds / (1 + odds),
        "value_gbp": None,
        "cold_at": None,
        "stage": None,
        "action": CAMERA_ACTION,
        "lat": camera.lat,
        "lon": camera.lon,
        "reasons": [
            {"text": counted, "weight": math.log(odds), "evidence": where},
            *({"text": text, "weight": 0.0, "evidence": where} for text in said),
        ],
        "evidence": where,
    }
