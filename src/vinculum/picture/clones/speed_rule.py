"""The plain rule that others use, faster than a fixed speed between consecutive reads: measured so that both can be compared.

It takes every clock, position and plate as told: nothing learned or corrected here helps it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vinculum.engine.door import Door
from vinculum.picture.clones.last_seen import screen
from vinculum.picture.clones.rules import Rules
from vinculum.picture.journeys import packed_batches, plate_texts
from vinculum.picture.travel_times import roads_by_distance


def speed_rule(door: Door, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], rules: Rules) -> list[dict[str, Any]]:
    """Return rows of ``speed_rule``: plates with consecutive reads faster than the rule allows, with top speed and count."""
    nodes = np.array([0.0, 1_000.0])
    roads = roads_by_distance(lat, lon, nodes, nodes * 3_600 / rules.plain_rule_kmh, 0.0)
    found = screen(packed_batches(door), roads, 0.0)
    texts = plate_texts(door, found.keys)
    kmh = found.haste * rules.plain_rule_kmh
    rows = zip(texts, kmh.tolist(), found.pairs.tolist(), strict=True)
    return [{"plate": text, "max_kmh": speed, "pairs": pairs} for text, speed, pairs in sorted(rows)]
