"""Where a vehicle's mark was seen: the cameras that read it, and the tracks of a suspected clone drawn apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vinculum.engine.door import Door
from vinculum.marks.pack import pack
from vinculum.site import plain
from vinculum.site.shown_map import TRACK_STYLES, MapPoint, MapTrack

READS_SQL = """
SELECT c.camera_id, c.lat, c.lon, c.road, count(*) AS n, make_timestamp(min(r.time) * 1000) AS first_at,
    make_timestamp(max(r.time) * 1000) AS last_at
FROM picture.reads_by_plate AS r JOIN picture.read_cameras AS c USING (camera)
WHERE r.key = $key GROUP BY ALL ORDER BY n DESC, c.camera_id
"""


def read_cameras_of(door: Door, mark: str) -> list[dict[str, Any]]:
    """Return every camera that read a plate: its position, its reads, the first and the last (UTC), most reads first."""
    return door.ask_rows(READS_SQL, {"key": pack(mark)})


def points_of(mark: str, cameras: Sequence[Mapping[str, Any]]) -> list[MapPoint]:
    """Return one point a camera, in the order of the first read."""
    return [
        MapPoint(
            row["lat"],
            row["lon"],
            f"Camera {row['camera_id']}: {mark} read {row['n']:,} time{'' if row['n'] == 1 else 's'}",
            group="Cameras that read it",
            at=f"{plain.short_moment(row['first_at'])} to {plain.short_moment(row['last_at'])}",
        )
        for row in sorted(cameras, key=lambda row: row["first_at"])
        if row["lat"] is not None and row["lon"] is not None
    ]


def tracks_of(tracks: Sequence[Mapping[str, Any]], cameras: Mapping[str, tuple[float, float]]) -> list[MapTrack]:
    """Return the first tracks as lines through the cameras in the order of time, as many as can be told apart."""
    by_track: dict[int, list[tuple[float, float]]] = {}
    for read in tracks:
        if read["camera_id"] in cameras:
            by_track.setdefault(read["track"], []).append(cameras[read["camera_id"]])
    lines = [
        MapTrack(f"hypothesis {letter}", tuple(positions)) for letter, positions in zip("ABCD", by_track.values(), strict=False)
    ]
    return lines[: len(TRACK_STYLES)]
