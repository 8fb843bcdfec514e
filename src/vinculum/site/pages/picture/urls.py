"""Where the pages of this place are."""

from django.urls import path

from vinculum.site.pages.picture.definitions import definitions
from vinculum.site.pages.picture.page import picture
from vinculum.site.pages.picture.shapes import map_shapes

urlpatterns = [
    path("picture", picture, name="picture"),
    path("definitions", definitions, name="definitions"),
    path("map/shapes", map_shapes, name="map-shapes"),
]
