"""The map of a lead: its places in the order of time, and for a suspected clone the reads of each track apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vinculum.engine.door import Door
from vinculum.site import plain
from vinculum.site.clones import STYLES, Clone, read_clones
from vinculum.site.held import rows_if_held
from vinculum.site.pages.leads.links import address_of
from vinculum.site.pages.leads.reading import Lead
from vinculum.site.records import Place, Row
from vinculum.site.shown_map import MOST_NUMBERED, MapPoint, MapTrack, ShownMap, show_map

TRACK_READS = """
SELECT track, camera_id, delivery, "row" FROM picture.clone_tracks WHERE plate = $plate ORDER BY track, position
"""

OF_NO_TRACK = "Records of this lead"
Cameras = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a lead's page draws: the map of its places (None if it names none), and what is told of its tracks.

    ``numbers`` gives the number of a record's marker on the map; none where the map draws dots.
    """

    map: ShownMap | None
    clone: Clone | None
    numbers: Mapping[Row, int]


def draw_lead(door: Door, lead: Lead, cameras: Cameras) -> Drawn:
    """Return the map of a lead and, for a suspected clone, its tracks. Each track is a hypothesis and is called so."""
    clone = read_clones(door, [lead.subject], cameras).get(lead.subject) if lead.kind.code == "clone" else None
    tracks, groups = _tracks(door, lead, cameras, clone) if clone else ((), {})
    # A layer takes the colour of its place in this order, and track A, whose colour is the first, comes first.
    places = sorted(lead.places, key=lambda place: groups.get(row_of(place), OF_NO_TRACK))
    points = [_point(place, groups.get(row_of(place), OF_NO_TRACK)) for place in places]
    if not points and lead.position is not None:
        points = [MapPoint(*lead.position, f"Where to go: {lead.area}", group="Where to go")]
    if not points and not tracks:
        return Drawn(None, clone, {})
    shown = show_map("lead-map", "Where this lead was seen", points, tracks=tracks, shapes_url=address_of("map-shapes"))
    numbered = len(points) <= MOST_NUMBERED
    return Drawn(shown, clone, {row_of(place): number for number, place in enumerate(places, start=1)} if numbered else {})


def row_of(place: Place) -> Row:
    """Return the record that a place stands in."""
    return (place.record.delivery, place.record.row)


def _point(place: Place, group: str) -> MapPoint:
    at = plain.short_moment(place.at) if place.at else ""
    return MapPoint(place.lat, place.lon, place.what, href=record_address(*row_of(place)), group=group, at=at)


def record_address(delivery: str, row: int) -> str:
    """Return the address of a record's page, or "" where this site has none."""
    return address_of("record", delivery, row)


def _tracks(door: Door, lead: Lead, cameras: Cameras, clone: Clone) -> tuple[tuple[MapTrack, ...], dict[Row, str]]:
    """Return the tracks with their positions, and the name of the track that each read belongs to."""
    rows = rows_if_held(door, "picture.clone_tracks", TRACK_READS, {"plate": lead.subject}) or []
    names = {style: f"Hypothesis {seen.letter}, {seen.role}" for style, seen in zip(STYLES, clone.tracks, strict=False)}
    positions: dict[str, list[tuple[float, float]]] = {}
    groups: dict[Row, str] = {}
    for row in rows:
        style = clone.styles.get((row["delivery"], row["row"]))
        if style is None:
            continue
        groups[row["delivery"], row["row"]] = f"Reads of hypothesis {style.upper()}"
        if row["camera_id"] in cameras:
            positions.setdefault(style, []).append(cameras[row["camera_id"]])
    return tuple(MapTrack(names[style], tuple(positions[style])) for style in STYLES if style in positions), groups
