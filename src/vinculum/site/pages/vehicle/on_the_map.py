"""Where a vehicle's mark was seen: the cameras that read it, and the tracks of a suspected clone drawn apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from vinculum.engine.door import Door
from vinculum.site import plain
from vinculum.site.shown_map import TRACK_STYLES, MapPoint, MapTrack

CAMERAS_SQL = "SELECT camera, camera_id, lat, lon, road FROM picture.read_cameras ORDER BY camera"
START = datetime(1970, 1, 1)  # noqa: DTZ001 - as the picture tells times of reads: UTC, without saying so


def read_cameras_of(door: Door, reads: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return every camera that read a plate: its position, its reads, the first and the last (UTC), most reads first."""
    times: dict[int, list[int]] = {}
    for read in reads:
        times.setdefault(read["camera"], []).append(read["time"])
    found = [
        camera
        | {
            "n": len(times[camera["camera"]]),
            "first_at": START + timedelta(milliseconds=min(times[camera["camera"]])),
            "last_at": START + timedelta(milliseconds=max(times[camera["camera"]])),
        }
        for camera in (door.ask_rows(CAMERAS_SQL) if times else ())
        if camera["camera"] in times
    ]
    return sorted(found, key=lambda camera: (-camera["n"], camera["camera_id"]))


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
