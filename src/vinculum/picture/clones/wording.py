"""The words of a clone lead: sentences an officer could read out, each with its weight in log-odds and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vinculum.picture.clones.cases import Case, Contradiction
from vinculum.picture.clones.rivals import Explanation

MOST_TOLD = 3
MOST_WEIGHT = 12.0
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class CameraName:
    """What a camera is called and where it stands (WGS84 degrees)."""

    camera_id: str
    road: str | None
    lat: float
    lon: float

    def __str__(self) -> str:
        """Return the camera as a sentence names it."""
        return f"{self.camera_id} ({self.road})" if self.road else self.camera_id


def moment(milliseconds: int) -> str:
    """Return a time as a sentence says it, UTC."""
    told = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return f"{told.day} {told:%B %Y at %H:%M:%S}"


def span(seconds: float) -> str:
    """Return a length of time in words."""
    if seconds < 2 * MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / MINUTE)
    return f"{minutes} min" if minutes < 2 * MINUTE else f"{minutes // 60} h {minutes % 60:02d} min"


def summary(case: Case, probability: float) -> str:
    """Return the sentence that heads the lead."""
    suspect = case.suspect
    return (
        f"At least {case.separation.vehicles} vehicles seem to bear {suspect.plate} ({probability:.0%}): "
        f"{len(case.separation.strays)} of {len(suspect.reads)} reads cannot be of the vehicle that made the rest."
    )


def contradiction_sentence(case: Case, told: Contradiction, cameras: Sequence[CameraName]) -> str:
    """Return what contradicts: cameras, times, distance, time needed and time there was."""
    suspect = case.suspect
    here, there = cameras[int(suspect.camera[told.first])], cameras[int(suspect.camera[told.second])]
    return (
        f"Inconsistency: read at {here} on {moment(int(suspect.time[told.first]))} and at {there} on "
        f"{moment(int(suspect.time[told.second]))}, {told.km:.1f} km apart; the journey needs {span(told.needed_s)}, "
        f"there were {span(told.available_s)}."
    )


def reasons_of(case: Case, weights: Mapping[Explanation, float], cameras: Sequence[CameraName]) -> list[dict[str, Any]]:
    """Return the reasons of a clone lead, strongest first: contradictions, each rival explanation, fit with the register."""
    reasons = _contradictions(case, weights, cameras) + _rivals(case, weights) + _fits(case)
    return sorted(reasons, key=lambda reason: (-abs(reason["weight"]), reason["text"]))


def _contradictions(case: Case, weights: Mapping[Explanation, float], cameras: Sequence[CameraName]) -> list[dict[str, Any]]:
    worst = sorted(case.contradictions, key=lambda told: (told.available_s - told.needed_s, told.first))[:MOST_TOLD]
    against_haste = _bounded(weights[Explanation.TWO_VEHICLES] - weights[Explanation.SPEED])
    return [
        {
            "text": contradiction_sentence(case, told, cameras),
            "weight": against_haste / len(worst),
            "evidence": [_row(case, told.first), _row(case, told.second)],
        }
        for told in worst
    ]


RIVAL_WORDS = {
    Explanation.MISREAD: (
        "A misread of another plate explains the stray read",
        "Misreads of other plates explain the {} stray reads",
    ),
    Explanation.CLOCK: ("A wrong camera clock explains the stray read", "Wrong camera clocks explain the {} stray reads"),
    Explanation.TRANSFER: (
        "A lawful move of the plate to another vehicle explains the stray read",
        "A lawful move of the plate to another vehicle explains the {} stray reads",
    ),
}
IN_TURNS = "The vehicles appear in turns, so the plate did not lawfully move from one to the other once."


def _rivals(case: Case, weights: Mapping[Explanation, float]) -> list[dict[str, Any]]:
    strays = case.separation.strays
    evidence = [_row(case, int(row)) for row in strays[: 2 * MOST_TOLD]]
    told = []
    for rival, (one, many) in RIVAL_WORDS.items():
        weight = _bounded(weights[Explanation.TWO_VEHICLES] - weights[rival])
        words = one if len(strays) == 1 else many.format(len(strays))
        text = f"{words} {'less' if weight >= 0 else 'more'} readily than a second vehicle."
        if rival is Explanation.TRANSFER and not case.signs.splits:
            text = IN_TURNS
        told.append({"text": text, "weight": weight, "evidence": evidence})
    return told


def _fits(case: Case) -> list[dict[str, Any]]:
    if case.entry is None or len(case.tracks) == 1:
        return []
    own, other = case.tracks[case.register_track], case.clone_track
    parts = []
    if own.fit.area_km is not None and other.fit.area_km is not None:
        parts.append(
            f"it sleeps {own.fit.area_km:.0f} km from the keeper's area {case.entry.keeper_area}, "
            f"the other {other.fit.area_km:.0f} km"
        )
    if own.fit.looks_told and other.fit.looks_told:
        parts.append(
            f"make and colour seen agree with the register {own.fit.looks_agree} of {own.fit.looks_told} times, "
            f"the other's {other.fit.looks_agree} of {other.fit.looks_told}"
        )
    if own.fit.tests_km is not None and other.fit.tests_km is not None:
        parts.append(
            f"it was tested {own.fit.tests_km:.0f} km from where it sleeps, the other sleeps {other.fit.tests_km:.0f} km away"
        )
    if not parts:
        return []
    text = f"Hypothesis: the track of {own.rows.size} reads is the registered vehicle: {'; '.join(parts)}."
    rows = [_row(case, int(row)) for row in other.rows[: 2 * MOST_TOLD]]
    return [{"text": text, "weight": _bounded(own.fit.score - other.fit.score), "evidence": rows}]


def _row(case: Case, row: int) -> dict[str, Any]:
    read = case.suspect.reads[row]
    return {"delivery": read.delivery, "row": read.row}


def _bounded(weight: float) -> float:
    return max(-MOST_WEIGHT, min(MOST_WEIGHT, weight))
