"""Draw the shipped places, roads and ports from the open data they come from.

Run once, by hand: ``python -m vinculum.simulate.geography.survey DATA OUT``. The simulator reads only what this writes. No chance
is involved: the same data gives the same files. Sources and licences stand in README.md of this folder.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay, cKDTree

Floats = NDArray[np.float64]

# Districts off the mainland's roads: Northern Ireland and the crown dependencies by country, these by name.
ISLANDS = re.compile(r"(ZE|HS)\d+|KW1[5-7]|TR2[1-5]|KA2[78]|PA(20|4[1-9]|6\d|7[0-8])|PH4[234]|IV(4\d|5[156])|LL5[89]")
CLOSEST_KM = 1.0  # districts nearer than this are one place to a driver
WEIGHTS = ((6.0, 1.0), (10.0, 0.6), (float("inf"), 0.3))  # people per district, by how far apart districts lie (km)
TRUNK, MAIN = 0.09, 0.42  # share of roads that are motorways; that are motorways or main roads
BUILT_UP = 12  # districts within 8 km
WIDEST_WATER_KM = 2.6  # the Humber and Severn bridges are shorter
# Container ports: name, share of boxes (Felixstowe about half, DOMAIN 1.7; the rest judgement), position of the gate.
UK_PORTS = {
    "GBFXT": ("Felixstowe", 0.42, 51.957, 1.310),
    "GBSOU": ("Southampton", 0.19, 50.899, -1.425),
    "GBLGP": ("London Gateway", 0.17, 51.503, 0.476),
    "GBLIV": ("Liverpool", 0.08, 53.452, -3.010),
    "GBTIL": ("Tilbury", 0.05, 51.457, 0.355),
    "GBIMM": ("Immingham", 0.03, 53.626, -0.193),
    "GBHUL": ("Hull", 0.02, 53.742, -0.284),
    "GBTEE": ("Teesport", 0.02, 54.605, -1.155),
    "GBBRS": ("Bristol", 0.01, 51.503, -2.706),
    "GBGRG": ("Grangemouth", 0.01, 56.026, -3.706),
}
FORCES = {
    "Metropolitan Police": "metropolitan", "London, City of": "city-of-london", "Hampshire": "hampshire",
    "Devon & Cornwall": "devon-and-cornwall", "Avon and Somerset": "avon-and-somerset", "Dyfed-Powys": "dyfed-powys",
}  # fmt: skip


def flat_km(lat: Floats, lon: Floats) -> Floats:
    """Return plane coordinates in km, shape (n, 2): good to 1 % over Great Britain."""
    return np.column_stack([(lon + 2.0) * 111.32 * np.cos(np.radians(53.5)), (lat - 53.5) * 111.2])


def _inside(points: Floats, ring: Floats) -> NDArray[np.bool_]:
    x, y = points[:, 0:1], points[:, 1:2]
    x1, y1 = ring[:-1, 0], ring[:-1, 1]
    x2, y2 = ring[1:, 0], ring[1:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return np.asarray(crossing.sum(axis=1) % 2 == 1)


def _force_rings(data: Path) -> list[tuple[str, Floats]]:
    features = json.loads((data / "geo/police_force_areas.geojson").read_text("utf-8"))["features"]
    rings = []
    for feature in features:
        name = feature["properties"]["PFA20NM"]
        force = FORCES.get(name) or name.lower().replace(" ", "-")
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings += [(force, np.asarray(polygon[0], dtype=float)) for polygon in polygons]
    return rings


def _forces_of(points: Floats, rings: list[tuple[str, Floats]]) -> list[str]:
    found = [""] * len(points)
    for force, ring in rings:
        for i in np.flatnonzero(_inside(points, ring)):
            found[i] = found[i] or force
    vertices = np.vstack([ring for _, ring in rings])
    owners = [force for force, ring in rings for _ in ring]
    _, nearest = cKDTree(flat_km(vertices[:, 1], vertices[:, 0])).query(flat_km(points[:, 1], points[:, 0]))
    return [force or owners[nearest[i]] for i, force in enumerate(found)]


def survey_places(data: Path) -> list[dict[str, Any]]:
    """Return the mainland's postcode districts: outcode, place, force, lat, lon and a weight for where people live."""
    with (data / "geo/uk_outcodes.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["country_code"] in {"ENG", "WLS", "SCT"} and not ISLANDS.fullmatch(row["postcode"])
        ]
    rows.sort(key=lambda row: row["postcode"])
    lat = np.array([float(row["latitude"]) for row in rows])
    lon = np.array([float(row["longitude"]) for row in rows])
    at = flat_km(lat, lon)
    kept: list[int] = []
    for i in range(len(rows)):
        if not kept or np.hypot(*(at[kept] - at[i]).T).min() >= CLOSEST_KM:
            kept.append(i)
    spacing = cKDTree(at[kept]).query(at[kept], k=5)[0][:, 1:].mean(axis=1)
    forces = _forces_of(np.column_stack([lon, lat])[kept], _force_rings(data))
    places = []
    for i, km, force in zip(kept, spacing, forces, strict=True):
        row = rows[i]
        name = row["city"].split(",")[0].strip() or row["county"].split(",")[0].strip()
        weight = next(weight for within, weight in WEIGHTS if km < within)
        places.append(
            {
                "outcode": row["postcode"],
                "place": name,
                "force": "scotland" if row["country_code"] == "SCT" else force,
                "lat": round(float(lat[i]), 4),
                "lon": round(float(lon[i]), 4),
                "weight": weight,
            }
        )
    return places


def _gabriel(at: Floats) -> NDArray[np.int64]:
    triangles = Delaunay(at).simplices
    sides = np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]]), axis=1)
    sides = np.unique(sides, axis=0)
    middle = (at[sides[:, 0]] + at[sides[:, 1]]) / 2
    half = np.hypot(*(at[sides[:, 0]] - at[sides[:, 1]]).T) / 2
    nearest, _ = cKDTree(at).query(middle)
    return np.asarray(sides[nearest >= half * (1 - 1e-9)])


def _over_water(a: dict[str, Any], b: dict[str, Any], rings: list[tuple[str, Floats]]) -> float:
    km = float(
        np.hypot(*(flat_km(np.array([a["lat"]]), np.array([a["lon"]])) - flat_km(np.array([b["lat"]]), np.array([b["lon"]])))[0])
    )
    share = np.linspace(0, 1, max(int(km / 0.4), 4))
    points = np.column_stack([a["lon"] + share * (b["lon"] - a["lon"]), a["lat"] + share * (b["lat"] - a["lat"])])
    dry = np.zeros(len(points), dtype=bool)
    for _, ring in rings:
        low, high = ring.min(axis=0), ring.max(axis=0)
        near = ~dry & (points >= low - 0.01).all(axis=1) & (points <= high + 0.01).all(axis=1)
        if near.any():
            dry[near] |= _inside(points[near], ring)
    longest = run = 0
    for wet in ~dry:
        run = run + 1 if wet else 0
        longest = max(longest, run)
    return longest * km / len(points)


def survey_roads(places: list[dict[str, Any]], data: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the places that roads reach, and the roads: a Gabriel graph without sea crossings, classed by load."""
    at = flat_km(np.array([p["lat"] for p in places]), np.array([p["lon"] for p in places]))
    rings = _force_rings(data)
    edges = np.array(
        [
            (a, b)
            for a, b in _gabriel(at)
            if "scotland" in (places[a]["force"], places[b]["force"])
            or _over_water(places[a], places[b], rings) <= WIDEST_WATER_KM
        ]
    )
    n = len(places)
    km = np.hypot(*(at[edges[:, 0]] - at[edges[:, 1]]).T)
    _, part = connected_components(csr_matrix((km, edges.T), shape=(n, n)), directed=False)
    reached = np.flatnonzero(part == np.bincount(part).argmax())
    new = np.full(n, -1)
    new[reached] = np.arange(len(reached))
    keep = (new[edges] >= 0).all(axis=1)
    edges, km, at = new[edges[keep]], km[keep], at[reached]
    places = [places[i] for i in reached]
    weight = np.array([p["weight"] for p in places])
    crowd = np.array([len(near) for near in cKDTree(at).query_ball_point(at, 8.0)])
    speed = np.full(len(edges), 60.0)
    # Roads grow where journeys go: load, widen, load again, so that through traffic gathers on few trunk roads.
    for _ in range(3):
        load = _load(edges, km / speed, weight, at)
        rank = np.argsort(np.argsort(-load / np.sqrt(crowd[edges].mean(axis=1)), kind="stable"), kind="stable") / len(edges)
        road_class = np.where(rank < TRUNK, 0, np.where(rank < MAIN, 1, 2))
        town = crowd[edges].min(axis=1) >= BUILT_UP
        speed = np.choose(road_class, [np.where(town, 96.0, 112.0), np.where(town, 56.0, 84.0), np.where(town, 38.0, 60.0)])
    winding = np.choose(road_class, [1.1, 1.18, 1.25])
    roads = [
        {
            "a": places[a]["outcode"],
            "b": places[b]["outcode"],
            "kind": ("motorway", "main", "local")[c],
            "km": round(float(d * w), 2),
            "free_kmh": int(s),
        }
        for (a, b), c, d, w, s in zip(edges, road_class, km, winding, speed, strict=True)
    ]
    return places, roads


def _load(edges: NDArray[np.int64], hours: Floats, weight: Floats, at: Floats) -> Floats:
    n = len(weight)
    graph = csr_matrix((hours, edges.T), shape=(n, n))
    key = {(int(a), int(b)): i for i, (a, b) in enumerate(edges)} | {(int(b), int(a)): i for i, (a, b) in enumerate(edges)}
    load = np.zeros(len(edges))
    for source in range(0, n, 5):
        time, before = dijkstra(graph, directed=False, indices=source, return_predecessors=True)
        pull = weight[source] * weight / (10.0 + np.hypot(*(at - at[source]).T)) ** 1.6
        flow = pull.copy()
        for node in np.argsort(-time, kind="stable"):
            if before[node] >= 0:
                load[key[int(before[node]), int(node)]] += flow[node]
                flow[before[node]] += flow[node]
    return load


def survey_ports(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the container ports with their share of boxes and the district their gate opens on."""
    at = flat_km(np.array([p["lat"] for p in places]), np.array([p["lon"] for p in places]))
    ports = []
    for locode, (name, share, lat, lon) in UK_PORTS.items():
        nearest = int(np.hypot(*(at - flat_km(np.array([lat]), np.array([lon]))).T).argmin())
        ports.append(
            {"locode": locode, "name": name, "lat": lat, "lon": lon, "outcode": places[nearest]["outcode"], "share": share}
        )
    return ports


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(data: Path, out: Path) -> None:
    """Write places.csv, roads.csv and ports.csv into ``out`` from the open data under ``data``."""
    places, roads = survey_roads(survey_places(data), data)
    _write(out / "places.csv", places)
    _write(out / "roads.csv", roads)
    _write(out / "ports.csv", survey_ports(places))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
