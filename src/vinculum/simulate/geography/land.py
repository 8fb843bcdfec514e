"""The piece of Britain that a sample covers: places where people live, the roads between them and the ports they lead to."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from vinculum.simulate.scale import Scale
from vinculum.simulate.streams import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOWN_PORTS = ("GBFXT", "GBIMM", "GBHUL", "GBSOU", "GBTEE")  # a port with towns around it rather than a conurbation
COUNTY_FORCES = ("essex", "suffolk", "hampshire", "kent", "merseyside", "humberside")


@dataclass(frozen=True, slots=True)
class Port:
    """A container port: where its gate is, the place it opens on, and its share of boxes."""

    locode: str
    name: str
    lat: float
    lon: float
    node: int
    share: float


@dataclass(frozen=True, slots=True)
class Land:
    """Places by number, and roads as pairs of places; ``kind`` is motorway, main or local, ``kmh`` the speed when empty."""

    outcode: tuple[str, ...]
    place: tuple[str, ...]
    force: tuple[str, ...]
    lat: Floats
    lon: Floats
    weight: Floats
    road_a: Ints
    road_b: Ints
    road_km: Floats
    road_kmh: Floats
    road_kind: tuple[str, ...]
    ports: tuple[Port, ...]


def flat_km(lat: Floats, lon: Floats) -> Floats:
    """Return plane coordinates in km, shape (n, 2): good to 1 % over Great Britain."""
    return np.column_stack([(lon + 2.0) * 111.32 * np.cos(np.radians(53.5)), (lat - 53.5) * 111.2])


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("vinculum.simulate.geography") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def land_of(scale: Scale, seed: int, radius_km: float) -> Land:
    """Return the land of ``scale``; which port a town or county lies at is drawn from the seed."""
    places, roads, ports = _rows("places.csv"), _rows("roads.csv"), _rows("ports.csv")
    at = flat_km(np.array([float(p["lat"]) for p in places]), np.array([float(p["lon"]) for p in places]))
    port_at = flat_km(np.array([float(p["lat"]) for p in ports]), np.array([float(p["lon"]) for p in ports]))
    chance = stream(seed, "land")
    inside = np.ones(len(places), dtype=bool)
    if scale is Scale.TOWN:
        chosen = TOWN_PORTS[int(chance.integers(len(TOWN_PORTS)))]
        centre = port_at[[p["locode"] for p in ports].index(chosen)]
        inside = np.hypot(*(at - centre).T) <= radius_km
    elif scale is Scale.COUNTY:
        force = COUNTY_FORCES[int(chance.integers(len(COUNTY_FORCES)))]
        home = at[[p["force"] == force for p in places]]
        inside = np.array([np.hypot(*(home - here).T).min() <= radius_km for here in at])
    return _cut(places, roads, ports, inside)


def _cut(
    places: list[dict[str, str]], roads: list[dict[str, str]], ports: list[dict[str, str]], inside: NDArray[np.bool_]
) -> Land:
    """Keep the largest connected piece of the places marked ``inside``."""
    number = {p["outcode"]: i for i, p in enumerate(places)}
    a = np.array([number[r["a"]] for r in roads])
    b = np.array([number[r["b"]] for r in roads])
    kept_road = inside[a] & inside[b]
    links = csr_matrix((np.ones(kept_road.sum()), (a[kept_road], b[kept_road])), shape=(len(places), len(places)))
    _, part = connected_components(links, directed=False)
    kept = np.flatnonzero(part == np.bincount(part[inside]).argmax())
    new = np.full(len(places), -1)
    new[kept] = np.arange(len(kept))
    kept_road = (new[a] >= 0) & (new[b] >= 0)
    shown = [roads[i] for i in np.flatnonzero(kept_road)]
    mine = [places[i] for i in kept]
    return Land(
        outcode=tuple(p["outcode"] for p in mine),
        place=tuple(p["place"] for p in mine),
        force=tuple(p["force"] for p in mine),
        lat=np.array([float(p["lat"]) for p in mine]),
        lon=np.array([float(p["lon"]) for p in mine]),
        weight=np.array([float(p["weight"]) for p in mine]),
        road_a=new[a[kept_road]],
        road_b=new[b[kept_road]],
        road_km=np.array([float(r["km"]) for r in shown]),
        road_kmh=np.array([float(r["free_kmh"]) for r in shown]),
        road_kind=tuple(r["kind"] for r in shown),
        ports=tuple(
            Port(p["locode"], p["name"], float(p["lat"]), float(p["lon"]), int(new[number[p["outcode"]]]), float(p["share"]))
            for p in ports
            if new[number[p["outcode"]]] >= 0
        ),
    )
