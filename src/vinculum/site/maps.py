"""Maps as drawings: what stands where, worked out here, so that the template only writes it down as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vinculum.site.frame import WIDTH, Frame, Point, frame_around
from vinculum.site.land import DrawnArea, draw_areas
from vinculum.site.spread import Box, Wanted, box_of, place_words, spread_apart

MARKER = 10.0  # radius of a numbered marker
LETTERS = 11.0  # size of the letters on a map
ROUND_KM = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Spot:
    """Something numbered that stands at a WGS84 position; ``link`` leads to its page or row, ``style`` names its look."""

    label: str
    lat: float
    lon: float
    title: str
    link: str
    style: str = "lead"


@dataclass(frozen=True, slots=True)
class Named:
    """A port or other landmark."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Track:
    """Places joined in the order of time; ``style`` names its look."""

    name: str
    style: str
    positions: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Letters placed on the drawing."""

    text: str
    at: Point
    style: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A numbered marker: where it is drawn, and the true place it points to."""

    spot: Spot
    at: Point
    true: Point
    moved: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole map in drawing units, ``width`` by ``height``."""

    width: float
    height: float
    areas: tuple[DrawnArea, ...]
    dots: str
    ports: tuple[Point, ...]
    tracks: tuple[tuple[Track, str], ...]
    markers: tuple[Marker, ...]
    words: tuple[Words, ...]
    bar_units: float
    bar_words: str


def draw_map(
    spots: Sequence[Spot],
    *,
    ports: Sequence[Named] = (),
    dots: Sequence[tuple[float, float]] = (),
    tracks: Sequence[Track] = (),
    around: Sequence[tuple[float, float]] = (),
) -> Drawing | None:
    """Return a map that holds every spot, dot, track and ``around`` position (WGS84 lat, lon); None if there is no position.

    Ports are drawn where they fall inside. Markers that would cover each other are moved apart and tied to their true place by a
    line. Letters are left out where they would cover something.
    """
    held = [(spot.lat, spot.lon) for spot in spots] + list(dots) + list(around)
    held += [position for track in tracks for position in track.positions]
    if not held:
        return None
    frame = frame_around(held)
    areas = draw_areas(frame)
    markers = _markers(spots, frame)
    seen_ports = [(port, at) for port in ports if frame.holds(at := frame.place(port.lat, port.lon))]
    bar_km = max((km for km in ROUND_KM if km * frame.units_a_km <= WIDTH / 4), default=ROUND_KM[0])
    return Drawing(
        width=WIDTH,
        height=round(frame.height, 1),
        areas=tuple(areas),
        dots=_dots(frame, dots),
        ports=tuple((_r(at[0]), _r(at[1])) for _, at in seen_ports),
        tracks=tuple((track, _line(frame, track)) for track in tracks),
        markers=tuple(markers),
        words=tuple(_words(frame, areas, seen_ports, markers)),
        bar_units=_r(bar_km * frame.units_a_km),
        bar_words=f"{bar_km} km",
    )


def _markers(spots: Sequence[Spot], frame: Frame) -> list[Marker]:
    true = [frame.place(spot.lat, spot.lon) for spot in spots]
    drawn = spread_apart(true, 2 * MARKER + 1, WIDTH, frame.height)
    return [
        Marker(spot, (_r(at[0]), _r(at[1])), (_r(place[0]), _r(place[1])), abs(at[0] - place[0]) + abs(at[1] - place[1]) > 3)  # noqa: PLR2004  units too small to see
        for spot, at, place in zip(spots, drawn, true, strict=True)
    ]


def _words(
    frame: Frame, areas: Sequence[DrawnArea], ports: Sequence[tuple[Named, Point]], markers: Sequence[Marker]
) -> list[Words]:
    taken = [Box(m.at[0] - MARKER, m.at[1] - MARKER, m.at[0] + MARKER, m.at[1] + MARKER) for m in markers]
    taken += [Box(x - 4, y - 4, x + 4, y + 4) for _, (x, y) in ports]
    taken.append(Box(0, frame.height - 22, WIDTH / 4 + 16, frame.height))  # the scale bar
    wanted: list[tuple[Wanted, str]] = []
    for port, (x, y) in ports:
        half = len(port.name) * LETTERS * 0.56 / 2 + 7
        beside = [(x + side * (half + away), y) for away in (0, 7) for side in (1, -1)]
        over = [(x, y + step) for step in (-12, 13, -20, 21)]
        wanted.append((Wanted(port.name, LETTERS, (*beside, *over)), "port"))
    for area in sorted(areas, key=lambda area: (not area.is_force, -area.width, area.name)):
        if not area.is_force and area.width < WIDTH / 8:
            continue
        box = box_of(area.name, LETTERS, area.middle)
        if box.right - box.left <= area.width * 1.1:
            x, y = area.middle
            spots = tuple((x, y + step) for step in (0, 9, -9, 18, -18))
            wanted.append((Wanted(area.name, LETTERS, spots), "area" if area.is_force else "abroad"))
    places = place_words([one for one, _ in wanted], taken, Box(0, 0, WIDTH, frame.height))
    return [
        Words(one.words, (_r(at[0]), _r(at[1])), style) for (one, style), at in zip(wanted, places, strict=True) if at is not None
    ]


def _dots(frame: Frame, dots: Sequence[tuple[float, float]]) -> str:
    """Return one path that puts a dot (a line of no length with round ends) at every position."""
    placed = sorted({(_r(x), _r(y)) for x, y in (frame.place(lat, lon) for lat, lon in dots)})
    return "".join(f"M{x} {y}h0" for x, y in placed)


def _line(frame: Frame, track: Track) -> str:
    """Return the legs of a track as one path, a leg driven more than once (either way) drawn once."""
    placed = [(_r(x), _r(y)) for x, y in (frame.place(lat, lon) for lat, lon in track.positions)]
    legs = dict.fromkeys(tuple(sorted(leg)) for leg in pairwise(placed))
    return "".join(f"M{x1} {y1}L{x2} {y2}" for (x1, y1), (x2, y2) in legs if (x1, y1) != (x2, y2))


def _r(units: float) -> float:
    return round(units, 1)
