"""Where the pages of the ports board and of the table of enablers are."""

from django.urls import path

from vinculum.site.pages.ports.ahead import ahead
from vinculum.site.pages.ports.board import board, clock, draw
from vinculum.site.pages.ports.box import act, box, hand_over
from vinculum.site.pages.ports.enablers import enabler, enablers
from vinculum.site.pages.ports.manifests import add, listing, manifest, start

urlpatterns = [
    path("ports", board, name="ports"),
    path("ports/clock", clock, name="ports_clock"),
    path("ports/draw", draw, name="ports_draw"),
    path("ports/ahead", ahead, name="ports_ahead"),
    path("ports/boxes/<slug:box>", box, name="ports_box"),
    path("ports/boxes/<slug:box>/act", act, name="ports_box_act"),
    path("ports/boxes/<slug:box>/hand-over", hand_over, name="ports_box_hand_over"),
    path("ports/enablers", enablers, name="ports_enablers"),
    path("ports/enablers/<str:enabler>", enabler, name="ports_enabler"),
    path("ports/manifests", listing, name="ports_manifests"),
    path("ports/manifests/screen", start, name="ports_manifest_start"),
    path("ports/manifests/<int:manifest>", manifest, name="ports_manifest"),
    path("ports/manifests/<int:manifest>/add", add, name="ports_manifest_add"),
]
