"""A map as a page shows it: the context of templates/parts/map.html."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vinculum.errors import VinculumError
from vinculum.site.maps import Drawing, Named, Spot, Track, draw_map
from vinculum.site.ports import ports

TRACK_STYLES = ("a", "b", "c", "d")  # told apart by colour and by dash
GROUP_STYLES = ("a", "b", "c", "d", "e", "f")  # told apart by colour; the number of a point and its row tell the rest
OTHER_GROUP = "other"
MOST_NUMBERED = 60  # more numbered markers than this hide each other on a still drawing: there they are dots


class PositionOffTheMap(VinculumError):
    """A point has no position on the earth."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """Something at a WGS84 position; ``href`` leads to its page, ``group`` is the layer it is switched with.

    ``certainty`` says in words how sure the position or the thing is ("likely"), ``at`` when it was there.
    """

    lat: float
    lon: float
    title: str
    href: str = ""
    group: str = "Places"
    certainty: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class MapTrack:
    """Places (lat, lon) joined in the order of time: one hypothesis of where a vehicle drove."""

    name: str
    positions: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class KeyStyle:
    """How a line of the key is drawn."""

    name: str
    line: bool


@dataclass(frozen=True, slots=True)
class PointRow:
    """One row of the table of points; ``label`` is the number on the map."""

    label: str
    title: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownMap:
    """A map with its caption, the drawing of the server, the data of the script and the table of its points."""

    id: str
    title: str
    words: str
    shapes_url: str
    drawing: Drawing | None
    data: dict[str, Any]
    key: tuple[tuple[KeyStyle, str], ...]
    header: tuple[str, ...]
    rows: tuple[PointRow, ...]

    @property
    def data_id(self) -> str:
        """The id of the block that holds the points."""
        return f"{self.id}-data"


def show_map(
    id_: str,
    title: str,
    points: Sequence[MapPoint],
    *,
    tracks: Sequence[MapTrack] = (),
    shapes_url: str,
    table: bool = True,
) -> ShownMap:
    """Return the context of the map's partial; ``id_`` is unique in the page, ``shapes_url`` answers `shapes_geojson`.

    PositionOffTheMap names a point or track outside WGS84. ValueError for more tracks than can be told apart.
    """
    _check(points, tracks)
    groups = _group_styles(points)
    lines = _track_styles(tracks)
    return ShownMap(
        id=id_,
        title=title,
        words=_words(title, points, tracks),
        shapes_url=shapes_url,
        drawing=_drawing(points, tracks, groups, lines),
        data=_data(points, tracks, groups, lines),
        key=_key(groups, lines),
        header=("No.", "What", *_columns(points)),
        rows=tuple(_rows(points)) if table else (),
    )


def _check(points: Sequence[MapPoint], tracks: Sequence[MapTrack]) -> None:
    held = [(point.title, point.lat, point.lon) for point in points]
    held += [(track.name, lat, lon) for track in tracks for lat, lon in track.positions]
    for name, lat, lon in held:
        if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004  degrees
            raise PositionOffTheMap(
                f"{name}: {lat}, {lon} is no position on the earth; leave the point out or correct its record"
            )


def _track_styles(tracks: Sequence[MapTrack]) -> dict[str, str]:
    names = list(dict.fromkeys(track.name for track in tracks))
    if len(names) > len(TRACK_STYLES):
        raise ValueError(f"{len(names)} tracks on one map: at most {len(TRACK_STYLES)} can be told apart")
    return dict(zip(names, TRACK_STYLES, strict=False))


def _group_styles(points: Sequence[MapPoint]) -> dict[str, str]:
    names = dict.fromkeys(point.group for point in points)
    return {name: GROUP_STYLES[place] if place < len(GROUP_STYLES) else OTHER_GROUP for place, name in enumerate(names)}


def _drawing(
    points: Sequence[MapPoint], tracks: Sequence[MapTrack], groups: dict[str, str], lines: dict[str, str]
) -> Drawing | None:
    many = len(points) > MOST_NUMBERED
    spots = [
        Spot(str(number), point.lat, point.lon, _title(point), point.href, groups[point.group])
        for number, point in enumerate(points, start=1)
    ]
    return draw_map(
        [] if many else spots,
        ports=tuple(Named(port.name, port.lat, port.lon) for port in ports().values()),
        dots=[(point.lat, point.lon) for point in points] if many else (),
        tracks=[Track(track.name, lines[track.name], track.positions) for track in tracks],
    )


def _data(
    points: Sequence[MapPoint], tracks: Sequence[MapTrack], groups: dict[str, str], lines: dict[str, str]
) -> dict[str, Any]:
    return {
        "points": [
            {
                "lat": point.lat,
                "lon": point.lon,
                "label": str(number),
                "title": point.title,
                "href": point.href,
                "group": point.group,
                "style": groups[point.group],
                "certainty": point.certainty,
                "at": point.at,
            }
            for number, point in enumerate(points, start=1)
        ],
        "tracks": [
            {"name": track.name, "style": lines[track.name], "positions": [list(position) for position in track.positions]}
            for track in tracks
        ],
    }


def _key(groups: dict[str, str], lines: dict[str, str]) -> tuple[tuple[KeyStyle, str], ...]:
    key = [(KeyStyle(style, line=True), f"Track: {name}") for name, style in lines.items()]
    if len(groups) > 1 or lines:
        key += [(KeyStyle(style, line=False), name) for name, style in groups.items()]
    return tuple(key)


def _columns(points: Sequence[MapPoint]) -> tuple[str, ...]:
    return (
        *(["Layer"] if len({point.group for point in points}) > 1 else []),
        *(["How sure"] if any(point.certainty for point in points) else []),
        *(["When"] if any(point.at for point in points) else []),
        "Position",
    )


def _rows(points: Sequence[MapPoint]) -> list[PointRow]:
    columns = _columns(points)
    return [
        PointRow(
            str(number),
            point.title,
            point.href,
            tuple(_cell(point, column) for column in columns),
        )
        for number, point in enumerate(points, start=1)
    ]


def _cell(point: MapPoint, column: str) -> str:
    position = f"{point.lat:.3f}, {point.lon:.3f}"
    return {"Layer": point.group, "How sure": point.certainty, "When": point.at, "Position": position}[column]


def _title(point: MapPoint) -> str:
    return ", ".join(filter(None, (point.title, point.certainty, point.at)))


def _words(title: str, points: Sequence[MapPoint], tracks: Sequence[MapTrack]) -> str:
    places = "1 place" if len(points) == 1 else f"{len(points):,} places"
    drawn = f" and {len(tracks)} tracks" if len(tracks) > 1 else " and 1 track" if tracks else ""
    return f"{title}: {places}{drawn}."
