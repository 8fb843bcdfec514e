# ruff: noqa: INP001  a script that is run by hand, not part of a package
"""Simplify published boundaries into the small file of shapes that the page's maps are drawn from.

    python tools/simplify_map_shapes.py ../shared/data/geo src/vinculum/site/maps/force_areas.json

Run by hand, when boundaries change, in an environment that has Shapely 2.1 or newer (the project itself does not need it).
Sources: police force areas (ONS, OGL v3), local authority districts for the outline of Scotland (ONS, OGL v3), Natural Earth
1:50m countries for neighbouring coasts (public domain).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, box, shape

# Degrees: 0.004 is about 300 m east-west and 450 m north-south, half a unit on a map of England and Wales.
TOLERANCE = 0.004
NEIGHBOUR_TOLERANCE = 0.02
SMALLEST_PART = 0.002  # square degrees, about 15 square kilometres; smaller islands are left out
FRAME = box(-11.0, 48.3, 5.5, 61.2)
NEIGHBOURS = ("Ireland", "France", "Belgium", "Netherlands", "United Kingdom", "Isle of Man")


def unpack_topojson(document: dict[str, Any], layer: str) -> Iterator[tuple[dict[str, Any], MultiPolygon]]:
    """Yield properties and polygon of every feature of a quantised TopoJSON layer."""
    scale, shift = document["transform"]["scale"], document["transform"]["translate"]
    arcs = []
    for arc in document["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indices:
            part = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(part[1:] if points else part)
        return points

    for feature in document["objects"][layer]["geometries"]:
        if feature["type"] not in {"Polygon", "MultiPolygon"}:
            continue
        parts = [feature["arcs"]] if feature["type"] == "Polygon" else feature["arcs"]
        polygons = [Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]]) for rings in parts]
        yield feature["properties"], shapely.make_valid(MultiPolygon(polygons))


def rings_of(area: Polygon | MultiPolygon) -> list[list[list[float]]]:
    """Return the outer rings of ``area``, largest first, as ``[lon, lat]`` pairs to three decimals (about 100 m)."""
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    parts.sort(key=lambda part: -part.area)
    kept = [part for place, part in enumerate(parts) if place == 0 or part.area >= SMALLEST_PART]
    return [[[round(x, 3), round(y, 3)] for x, y in part.exterior.coords] for part in kept]


def name_of(listed: str) -> str:
    """Return a name as it is spoken: ``City of London`` where the list says ``London, City of``."""
    return " ".join(reversed(listed.split(", ")))


def main(geo: Path, out: Path) -> None:
    """Read the published files of ``geo`` and write ``out``."""
    published = json.loads((geo / "police_force_areas.geojson").read_text("utf-8"))["features"]
    # Simplified together, so that neighbours keep one border between them.
    simplified = shapely.coverage_simplify([shape(feature["geometry"]) for feature in published], TOLERANCE)
    forces = [
        {"code": feature["properties"]["PFA20CD"], "name": name_of(feature["properties"]["PFA20NM"]), "rings": rings_of(area)}
        for feature, area in zip(published, simplified, strict=True)
    ]
    england_and_wales = shapely.union_all([shape(feature["geometry"]) for feature in published])

    districts = json.loads((geo / "gb_local_authorities_topojson_2013.json").read_text("utf-8"))
    scottish = [area for told, area in unpack_topojson(districts, "lad") if told["LAD13CD"].startswith("S")]
    scotland = shapely.simplify(
        shapely.union_all(scottish).difference(england_and_wales.buffer(0.005)), NEIGHBOUR_TOLERANCE, preserve_topology=False
    )

    countries = json.loads((geo / "world_countries_50m_topojson.json").read_text("utf-8"))
    neighbours = [{"name": "Scotland", "rings": rings_of(scotland)}]
    great_britain = shapely.union_all([england_and_wales, scotland]).buffer(0.15)
    for told, area in sorted(unpack_topojson(countries, "countries"), key=lambda found: found[0]["name"]):
        if told["name"] not in NEIGHBOURS:
            continue
        rest = shapely.intersection(area, FRAME)
        if told["name"] == "United Kingdom":
            rest = rest.difference(great_britain)
        name = "Northern Ireland" if told["name"] == "United Kingdom" else told["name"]
        rings = rings_of(shapely.simplify(rest, NEIGHBOUR_TOLERANCE))
        neighbours.append({"name": name, "rings": [ring for ring in rings if ring]})

    document = {
        "source": "ONS police force areas 2020 and local authority districts 2013 (OGL v3); Natural Earth 1:50m (public domain)",
        "forces": sorted(forces, key=lambda force: force["code"]),
        "neighbours": neighbours,
    }
    lines = json.dumps(document, separators=(",", ":"), ensure_ascii=False).replace('{"code"', '\n{"code"')
    out.write_text(lines.replace('{"name"', '\n{"name"') + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
