"""One lead a stolen vehicle that was seen: how surely, how often, where last, and until when it is worth going there."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from vinculum.picture.lead_rows import lead_id

MOST_REASONS = 6
CERTAIN = 1e-4  # no sighting is told as more certain than this short of 1


def log_odds(probability: float) -> float:
    """Return the log-odds (base e) of a probability, bounded by ``CERTAIN``."""
    held = min(max(probability, CERTAIN), 1 - CERTAIN)
    return math.log(held / (1 - held))


def truly_seen(probabilities: Iterable[float]) -> float:
    """Return the chance that at least one sighting is true.

    Sightings of one vehicle share their causes (a wrong report makes all of them wrong), so beyond the best one each counts half.
    """
    ranked = sorted(probabilities, reverse=True)
    missed = 1.0
    for place, probability in enumerate(ranked):
        missed *= 1 - (probability if place == 0 else probability / 2)
    return min(1 - missed, 1 - CERTAIN)


def leads_of_hits(
    hits: list[dict[str, Any]], thefts: dict[tuple[str, str], dict[str, Any]], cold_after: timedelta
) -> list[dict[str, Any]]:
    """Return a lead for each stolen vehicle with a hit; ``thefts`` is by (crime_ref, plate), its evidence goes with the lead.

    The record of its recovery is no sighting to act on: a vehicle that was found is told only where it was seen before.
    """
    of_theft: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for hit in hits:
        if hit["feed"] != "recoveries":
            of_theft[hit["crime_ref"], hit["stolen_vrm"]].append(hit)
    return [_lead(thefts[key], seen, cold_after) for key, seen in sorted(of_theft.items())]


def _lead(theft: dict[str, Any], seen: list[dict[str, Any]], cold_after: timedelta) -> dict[str, Any]:
    best = sorted(seen, key=lambda hit: (-hit["probability"], -hit["seen_at"].timestamp(), hit["delivery"], hit["row"]))
    likely = [hit for hit in seen if hit["probability"] >= 0.5] or best[:1]  # noqa: PLR2004 - more likely it than not
    last = max(likely, key=lambda hit: (hit["seen_at"], hit["probability"], hit["delivery"], hit["row"]))
    probability = truly_seen(hit["probability"] for hit in seen)
    car = " ".join(str(part) for part in (theft["make"], theft["model"], theft["vrm"]) if part)
    where = f" at camera {last['camera_id']}" if last["camera_id"] else f" ({last['feed']})"
    told = [{"delivery": hit["delivery"], "row": hit["row"]} for hit in best]
    found = theft["found_at"] is not None
    times = f"{len(likely)} time{'s' if len(likely) > 1 else ''}"
    return {
        "id": lead_id("hit", f"{theft['crime_ref']} {theft['vrm']}"),
        "kind": "hit",
        "subject": theft["vrm"],
        "subject_kind": "vrm",
        "summary": f"Stolen {car} ({theft['crime_ref']}) was seen {times} since it was taken, last on "
        f"{last['seen_at']:%d %B %Y at %H:%M} UTC{where}{'; it has been found since' if found else ''}.",
        "probability": probability,
        "value_gbp": theft["value_gbp"],
        "cold_at": theft["found_at"] if found else last["seen_at"] + cold_after,
        "stage": "S5",
        "action": "Pursue: look for it around the last sighting; watch for the plate and its misreads there.",
        "lat": last["lat"],
        "lon": last["lon"],
        "reasons": [
            {
                "text": f"{hit['seen_at']:%d %B %H:%M} UTC, {hit['feed']}: {hit['why']}.",
                "weight": log_odds(hit["probability"]),
                "evidence": [{"delivery": hit["delivery"], "row": hit["row"]}],
            }
            for hit in best[:MOST_REASONS]
        ],
        "evidence": [dict(pair) for pair in dict.fromkeys(tuple(item.items()) for item in [*theft["evidence"], *told])],
    }
