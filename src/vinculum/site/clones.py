"""What the page of a suspected clone shows beside its reasons: rival explanations, tracks drawn apart, inconsistent pairs.

A pair of reads is an inconsistency and a track is a hypothesis; the words here keep to that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vinculum.engine.door import Door
from vinculum.engine.named import is_one_of
from vinculum.site import plain
from vinculum.site.held import Rows, rows_if_held
from vinculum.site.maps import Drawing, Track, draw_map
from vinculum.site.ports import ports
from vinculum.site.records import Row
from vinculum.site.tables import Table
from vinculum.site.wording import explanation_words
from vinculum.site.yardstick import percent, probability_words

STYLES = ("a", "b", "c", "d")
PROBABILITY = "p_"

CLONES_SQL = "SELECT * FROM picture.clones WHERE {plates} ORDER BY plate"
TRACKS_SQL = "SELECT * FROM picture.clone_tracks WHERE {plates} ORDER BY plate, track, position"
PAIRS_SQL = """
SELECT * FROM picture.inconsistencies WHERE {plates}
ORDER BY plate, first_at, second_at, first_camera, second_camera, first_delivery, first_row, second_delivery, second_row
"""


@dataclass(frozen=True, slots=True)
class TrackSeen:
    """One track of a mark: its letter, which vehicle it may be, its reads (time and camera) and its map."""

    letter: str
    style: str
    role: str
    reads: int
    first: datetime
    last: datetime
    cameras: int
    drawing: Drawing | None


@dataclass(frozen=True, slots=True)
class Clone:
    """What the picture tells of one mark as a suspected clone; ``styles`` gives the look of a read's marker by its row."""

    rivals: Table
    vehicles: int
    reads: int
    strays: int
    tracks: tuple[TrackSeen, ...]
    undrawn: int
    pairs: Table
    styles: Mapping[Row, str]


def read_clones(door: Door, plates: Sequence[str], cameras: Mapping[str, tuple[float, float]]) -> dict[str, Clone]:
    """Return what the picture tells of each of ``plates``, by plate; a table that it lacks tells nothing."""
    named, values = is_one_of("plate", plates, "plates")
    tracks = _by_plate(rows_if_held(door, "picture.clone_tracks", TRACKS_SQL.format(plates=named), values))
    pairs = _by_plate(rows_if_held(door, "picture.inconsistencies", PAIRS_SQL.format(plates=named), values))
    clones = rows_if_held(door, "picture.clones", CLONES_SQL.format(plates=named), values) or []
    return {row["plate"]: _clone(row, tracks.get(row["plate"], []), pairs.get(row["plate"], []), cameras) for row in clones}


def _by_plate(rows: Rows | None) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows or ():
        found.setdefault(row["plate"], []).append(row)
    return found


def _clone(row: Mapping[str, Any], reads: Rows, pairs: Rows, cameras: Mapping[str, tuple[float, float]]) -> Clone:
    by_track: dict[int, Rows] = {}
    for read in reads:
        by_track.setdefault(read["track"], []).append(read)
    # The register's track comes first, then the other one, then what is left in the order of first read.
    order = sorted(by_track, key=lambda track: (track != row["register_track"], track != row["clone_track"], track))
    everywhere = [cameras[read["camera_id"]] for read in reads if read["camera_id"] in cameras]
    drawn = tuple(
        _track(letter, _role(row, track), by_track[track], cameras, everywhere)
        for letter, track in zip(STYLES, order, strict=False)
    )
    return Clone(
        rivals=_rivals(row),
        vehicles=row["n_vehicles"],
        reads=row["n_reads"],
        strays=row["n_strays"],
        tracks=drawn,
        undrawn=len(order) - len(drawn),
        pairs=_pairs(pairs),
        styles={
            (read["delivery"], read["row"]): style
            for style, track in zip(STYLES, order, strict=False)
            for read in by_track[track]
        },
    )


def _role(row: Mapping[str, Any], track: int) -> str:
    if track == row["register_track"]:
        return "fits the register best"
    return "the other vehicle, if there is one" if track == row["clone_track"] else "a further track"


def _track(
    style: str,
    role: str,
    reads: Rows,
    cameras: Mapping[str, tuple[float, float]],
    everywhere: Sequence[tuple[float, float]],
) -> TrackSeen:
    positions = tuple(cameras[read["camera_id"]] for read in reads if read["camera_id"] in cameras)
    track = Track(style.upper(), style, positions)
    drawing = draw_map([], ports=list(ports().values()), dots=positions, tracks=[track], around=everywhere) if positions else None
    times = [read["at"] for read in reads]
    seen_by = len({read["camera_id"] for read in reads})
    return TrackSeen(style.upper(), style, role, len(reads), min(times), max(times), seen_by, drawing)


def _rivals(row: Mapping[str, Any]) -> Table:
    told = [(name.removeprefix(PROBABILITY), row[name]) for name in row if name.startswith(PROBABILITY)]
    told.sort(key=lambda rival: -rival[1])
    rows = tuple((explanation_words(name), probability_words(share), percent(share)) for name, share in told)
    return Table("What would explain the reads", ("Explanation", "How likely", "Probability"), rows, (2,))


def _pairs(pairs: Rows) -> Table:
    rows = tuple(
        (
            pair["first_camera"],
            plain.short_moment(pair["first_at"]),
            pair["second_camera"],
            plain.short_moment(pair["second_at"]),
            f"{pair['km']:.1f}",
            plain.duration(timedelta(seconds=pair["needed_s"])),
            plain.duration(timedelta(seconds=pair["available_s"])),
        )
        for pair in pairs
    )
    headers = ("Camera", "Read (UTC)", "Next camera", "Read (UTC)", "Kilometres", "Time needed", "Time there was")
    return Table("Inconsistent pairs of reads in the order of time", headers, rows, (4,))
