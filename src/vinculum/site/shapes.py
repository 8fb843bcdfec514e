"""The shapes under every interactive map as GeoJSON: force areas, neighbouring coasts and ports. WGS84, lon before lat."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from vinculum.site.land import areas
from vinculum.site.ports import ports

GEOJSON = "application/geo+json"

Feature = dict[str, Any]


@cache
def shapes_geojson() -> bytes:
    """Return one FeatureCollection of all shapes as UTF-8, for the view that `data-shapes-url` names.

    Each feature has ``layer`` (``force``, ``abroad`` or ``port``) and ``name``; forces also ``code`` (ONS), ports ``locode``. The
    bytes are the same for everybody: the view may let browsers keep them.
    """
    features = [*force_areas_geojson()["features"], *ports_geojson()["features"]]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


@cache
def force_areas_geojson() -> Feature:
    """Return the police force areas of the map and the neighbours around them, neighbours first."""
    return _collection(
        [
            _feature(
                {"type": "MultiPolygon", "coordinates": [[[list(point) for point in _closed(ring)]] for ring in area.rings]},
                {"layer": "abroad" if area.code is None else "force", "name": area.name}
                | ({"code": area.code} if area.code else {}),
            )
            for area in areas()
        ]
    )


@cache
def ports_geojson() -> Feature:
    """Return the sea ports that the map names."""
    return _collection(
        [
            _feature(
                {"type": "Point", "coordinates": [port.lon, port.lat]}, {"layer": "port", "name": port.name, "locode": locode}
            )
            for locode, port in ports().items()
        ]
    )


def _closed(ring: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Return a ring that ends where it starts (RFC 7946, 3.1.6)."""
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


def _feature(geometry: Feature, properties: dict[str, str]) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: list[Feature]) -> Feature:
    return {"type": "FeatureCollection", "features": features}
