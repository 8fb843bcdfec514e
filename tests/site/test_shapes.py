"""The shapes under the maps are GeoJSON that any reader takes, the same bytes each time."""

import gzip
import json

from vinculum.site.shapes import force_areas_geojson, ports_geojson, shapes_geojson


def test_every_force_area_is_a_closed_shape() -> None:
    """43 forces of England and Wales and those of Scotland and the neighbours; RFC 7946 asks for closed rings of four or more."""
    areas = force_areas_geojson()["features"]
    forces = [area["properties"] for area in areas if area["properties"]["layer"] == "force"]
    assert len({force["code"] for force in forces}) == len(forces) >= 43
    rings = [ring for area in areas for polygon in area["geometry"]["coordinates"] for ring in polygon]
    assert [ring for ring in rings if ring[0] != ring[-1] or len(ring) < 4] == []
    assert [point for ring in rings for point in ring if not (-90 <= point[0] <= 90 and 20 <= point[1] <= 85)] == []


def test_neighbours_are_drawn_first() -> None:
    """Force areas lie on top of coarser coasts."""
    layers = [area["properties"]["layer"] for area in force_areas_geojson()["features"]]
    assert layers == sorted(layers)


def test_a_port_stands_where_it_is() -> None:
    """Longitude comes before latitude."""
    felixstowe = next(port for port in ports_geojson()["features"] if port["properties"]["locode"] == "GBFXT")
    assert felixstowe["geometry"] == {"type": "Point", "coordinates": [1.31, 51.957]}


def test_all_shapes_come_in_one_small_answer() -> None:
    """One request fetches every shape: under 60 kB as it travels."""
    whole = shapes_geojson()
    features = json.loads(whole)["features"]
    assert {feature["properties"]["layer"] for feature in features} == {"abroad", "force", "port"}
    assert len(gzip.compress(whole)) < 60_000
