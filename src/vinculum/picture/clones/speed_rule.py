"""The plain rule that others use, faster than a fixed speed between consecutive reads: measured so that both can be compared.

It takes every clock, position and plate as told: nothing learned or corrected here helps it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vinculum.engine.door import Door
from vinculum.picture.clones.clocks import Clocks
from vinculum.picture.clones.last_seen import screen
from vinculum.picture.clones.rules import Rules
from vinculum.picture.journeys import journeys_of, packed_batches, plate_texts
from vinculum.picture.travel_times import metres_of_pairs, roads_by_distance

LEAST_MS = 1_000  # reads in the same second are taken to be a second apart


def speed_rule(door: Door, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], rules: Rules) -> list[dict[str, Any]]:
    """Return rows of ``speed_rule``: plates with consecutive reads faster than the rule allows, with top speed and count."""
    nodes = np.array([0.0, 1_000.0])
    roads = roads_by_distance(lat, lon, nodes, nodes * 3_600 / rules.plain_rule_kmh, 0.0)
    journeys = journeys_of(door, screen(packed_batches(door), roads, 0.0).keys)
    steps = Clocks.trusted(lat.size).steps_of(journeys)
    kmh = metres_of_pairs(steps.here, steps.there, roads) / np.maximum(steps.elapsed, LEAST_MS) * 3_600
    top = np.zeros(journeys.keys.size)
    np.maximum.at(top, steps.plate, kmh)
    pairs = np.bincount(steps.plate[kmh > rules.plain_rule_kmh], minlength=journeys.keys.size)
    texts = plate_texts(door, journeys.keys)
    rows = [
        {"plate": text, "max_kmh": float(speed), "pairs": int(count)}
        for text, speed, count in zip(texts, top, pairs, strict=True)
        if count
    ]
    return sorted(rows, key=lambda row: row["plate"])
