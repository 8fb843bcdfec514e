"""The tables that the clone part writes, and how a reasoned case becomes their rows. Times are UTC, seconds are seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from vinculum.picture.clones.cases import Case
from vinculum.picture.clones.rivals import Explanation
from vinculum.picture.clones.wording import CameraName

WHEN = pa.timestamp("us", tz="UTC")

CLONES = pa.schema(
    [
        ("plate", pa.string()),
        ("n_reads", pa.int64()),
        ("n_inconsistencies", pa.int64()),  # reads next to each other in time that contradict
        ("n_strays", pa.int64()),  # the fewest reads to set aside so that one vehicle explains the rest
        ("n_vehicles", pa.int64()),  # the fewest vehicles that explain the reads
        *((f"p_{kind.value}", pa.float64()) for kind in Explanation),  # sum to 1
        ("uncalibrated", pa.float64()),  # of two vehicles, by the rival models alone
        ("n_driven", pa.int64()),  # changes between the strays' places and elsewhere that one vehicle was seen to drive
        ("n_jumped", pa.int64()),  # the other such changes
        ("register_track", pa.int64()),  # the track that fits the register best
        ("clone_track", pa.int64()),
        ("clone_lat", pa.float64()),  # where the other track sleeps
        ("clone_lon", pa.float64()),
        ("clone_nights", pa.int64()),  # how many nights tell so
        ("register_fit", pa.float64()),  # log-odds for the register's track over the other
        ("last_clone_read", WHEN),
    ]
)

TRACKS = pa.schema(
    [
        ("plate", pa.string()),
        ("track", pa.int64()),
        ("position", pa.int64()),  # in the track, from 0
        ("camera_id", pa.string()),
        ("at", WHEN),  # by the clock set right
        ("delivery", pa.string()),
        ("row", pa.int64()),
    ]
)

INCONSISTENCIES = pa.schema(
    [
        ("plate", pa.string()),
        ("first_camera", pa.string()),
        ("first_at", WHEN),
        ("second_camera", pa.string()),
        ("second_at", WHEN),
        ("km", pa.float64()),
        ("needed_s", pa.float64()),
        ("available_s", pa.float64()),
        ("first_delivery", pa.string()),
        ("first_row", pa.int64()),
        ("second_delivery", pa.string()),
        ("second_row", pa.int64()),
    ]
)

TRAVEL_TIMES = pa.schema(
    [
        ("from_camera", pa.string()),
        ("to_camera", pa.string()),
        ("seconds", pa.float64()),
        ("basis", pa.string()),  # learned, distance
        ("plates", pa.int64()),  # that drove it directly; null for distance
    ]
)

CAMERA_FAULTS = pa.schema(
    [
        ("camera_id", pa.string()),
        ("fault", pa.string()),  # clock, unexplained, two_places
        ("start_at", WHEN),
        ("until_at", WHEN),
        ("fast_s", pa.float64()),  # how far the clock was ahead; null when the camera's reads are left out
        ("plates", pa.int64()),
        ("contradicted", pa.int64()),
        ("expected", pa.float64()),
        ("remaining", pa.int64()),
    ]
)

SPEED_RULE = pa.schema([("plate", pa.string()), ("max_kmh", pa.float64()), ("pairs", pa.int64())])


def when(milliseconds: int) -> datetime:
    """Return milliseconds since 1970 as a time (UTC)."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def clone_row(case: Case, probabilities: Mapping[Explanation, float], uncalibrated: float) -> dict[str, Any]:
    """Return a case as a row of ``clones``."""
    other = case.clone_track
    own = case.tracks[case.register_track]
    return {
        "plate": case.suspect.plate,
        "n_reads": len(case.suspect.reads),
        "n_inconsistencies": len(case.contradictions),
        "n_strays": len(case.separation.strays),
        "n_vehicles": case.separation.vehicles,
        **{f"p_{kind.value}": probabilities[kind] for kind in Explanation},
        "uncalibrated": uncalibrated,
        "n_driven": case.signs.driven,
        "n_jumped": case.signs.jumped,
        "register_track": case.register_track,
        "clone_track": next(place for place, track in enumerate(case.tracks) if track is other),
        "clone_lat": other.home.lat,
        "clone_lon": other.home.lon,
        "clone_nights": other.home.nights,
        "register_fit": own.fit.score - other.fit.score,
        "last_clone_read": when(int(case.suspect.time[other.rows[-1]])),
    }


def track_rows(case: Case, cameras: Sequence[CameraName]) -> list[dict[str, Any]]:
    """Return a case as rows of ``clone_tracks``."""
    suspect = case.suspect
    return [
        {
            "plate": suspect.plate,
            "track": number,
            "position": position,
            "camera_id": cameras[int(suspect.camera[row])].camera_id,
            "at": when(int(suspect.time[row])),
            "delivery": suspect.reads[row].delivery,
            "row": suspect.reads[row].row,
        }
        for number, track in enumerate(case.tracks)
        for position, row in enumerate(track.rows.tolist())
    ]


def inconsistency_rows(case: Case, cameras: Sequence[CameraName]) -> list[dict[str, Any]]:
    """Return a case as rows of ``inconsistencies``."""
    suspect = case.suspect
    return [
        {
            "plate": suspect.plate,
            "first_camera": cameras[int(suspect.camera[told.first])].camera_id,
            "first_at": when(int(suspect.time[told.first])),
            "second_camera": cameras[int(suspect.camera[told.second])].camera_id,
            "second_at": when(int(suspect.time[told.second])),
            "km": told.km,
            "needed_s": told.needed_s,
            "available_s": told.available_s,
            "first_delivery": suspect.reads[told.first].delivery,
            "first_row": suspect.reads[told.first].row,
            "second_delivery": suspect.reads[told.second].delivery,
            "second_row": suspect.reads[told.second].row,
        }
        for told in case.contradictions
    ]
