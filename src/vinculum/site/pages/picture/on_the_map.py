"""What stands on the map of the picture, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from vinculum.engine.door import Door
from vinculum.site import plain
from vinculum.site.pages.picture.asked import Asked
from vinculum.site.pages.picture.thefts import ONCE
from vinculum.site.pages.vehicle.links import vehicle_href
from vinculum.site.shown_map import MapPoint
from vinculum.site.wording import kind_of, method_words
from vinculum.site.yardstick import percent, probability_words

MOST_A_LAYER = 300  # the latest; the page says when there are more

# A vehicle seen many times by one camera is one point, the latest.
HITS_SQL = """
SELECT h.stolen_vrm, h.camera_id, h.feed, h.lat, h.lon, count(*) AS n, max(h.seen_at) AS seen_at,
    max(h.probability) AS probability
FROM picture.hits AS h
WHERE h.lat IS NOT NULL AND h.seen_at >= $since AND h.seen_at <= $as_at AND ($one_force = '' OR h."force" = $one_force)
GROUP BY ALL ORDER BY seen_at DESC, h.stolen_vrm, h.lat, h.lon LIMIT $most
"""
THEFTS_SQL = f"""
{ONCE} SELECT * FROM told WHERE lat IS NOT NULL AND lon IS NOT NULL AND reported_at >= $since
ORDER BY reported_at DESC, crime_ref, vrm LIMIT $most
"""
CAMERAS_SQL = """
SELECT c.camera_id, c.lat, c.lon, c.road FROM picture.read_cameras AS c
WHERE $one_force = '' OR c."force" = $one_force ORDER BY c.camera_id LIMIT $most
"""


def read_points(
    door: Door, asked: Asked, as_at: datetime, leads: Sequence[Mapping[str, Any]], *, open_vehicles: bool
) -> list[MapPoint]:
    """Return the points of the layers asked for: leads with a position, then sightings, thefts and cameras, the latest first."""
    span = {"as_at": as_at, "since": asked.since(as_at), "one_force": asked.force, "most": MOST_A_LAYER}
    points = list(_leads(leads)) if "leads" in asked.layers else []
    if "hits" in asked.layers:
        points += [_hit(row, open_vehicles=open_vehicles) for row in door.ask_rows(HITS_SQL, span)]
    if "thefts" in asked.layers:
        points += [_theft(row, open_vehicles=open_vehicles) for row in door.ask_rows(THEFTS_SQL, span)]
    if "cameras" in asked.layers:
        cameras = door.ask_rows(CAMERAS_SQL, {"one_force": asked.force, "most": MOST_A_LAYER})
        points += [
            MapPoint(row["lat"], row["lon"], f"Camera {row['camera_id']}, {row['road'] or 'road not known'}", group="Cameras")
            for row in cameras
        ]
    return points


def _leads(leads: Sequence[Mapping[str, Any]]) -> Iterator[MapPoint]:
    for lead in leads[:MOST_A_LAYER]:
        if lead["lat"] is not None and lead["lon"] is not None:
            yield MapPoint(
                lead["lat"],
                lead["lon"],
                f"{kind_of(lead['kind']).one}: {lead['subject']}",
                reverse("lead", args=[lead["id"]]),
                f"Leads: {kind_of(lead['kind']).many.lower()}",
                f"{probability_words(lead['probability'])} ({percent(lead['probability'])})",
            )


def _hit(row: Mapping[str, Any], *, open_vehicles: bool) -> MapPoint:
    times = "once" if row["n"] == 1 else f"{row['n']} times"
    where = f"by camera {row['camera_id']}" if row["camera_id"] else f"in {row['feed']}"
    return MapPoint(
        row["lat"],
        row["lon"],
        f"{row['stolen_vrm']} seen {times} {where}",
        _vehicle(row["stolen_vrm"], open_vehicles=open_vehicles),
        "Stolen vehicles seen, by camera",
        probability_words(row["probability"]),
        plain.short_moment(row["seen_at"]),
    )


def _theft(row: Mapping[str, Any], *, open_vehicles: bool) -> MapPoint:
    what = " ".join(filter(None, (row["make"], row["model"], row["vrm"]))) or "Vehicle"
    method = f", {method_words(row['method']).lower()}" if row["method"] else ""
    return MapPoint(
        row["lat"],
        row["lon"],
        f"{what} taken{method}",
        _vehicle(row["vrm"], open_vehicles=open_vehicles),
        "Thefts",
        at=plain.short_moment(row["reported_at"]),
    )


def _vehicle(mark: str | None, *, open_vehicles: bool) -> str:
    return vehicle_href(mark) if mark and open_vehicles else ""
