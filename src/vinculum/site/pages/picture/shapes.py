"""The shapes under every map, served from this site."""

from __future__ import annotations

from django.http import HttpResponse

from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.shapes import GEOJSON, shapes_geojson

KEPT_S = 24 * 3600


@guarded(None, purpose=False)
def map_shapes(request: DeskRequest) -> HttpResponse:
    """Answer force areas, neighbouring coasts and ports as GeoJSON: the same for everybody who is signed in."""
    answer = HttpResponse(shapes_geojson(), content_type=GEOJSON)
    answer["Cache-Control"] = f"private, max-age={KEPT_S}"
    request.told.counted(bytes=len(answer.content))
    return answer
