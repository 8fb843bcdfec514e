"""A map as a drawing: what it holds, what it leaves out."""

import math

import pytest

from vinculum.site.maps import Named, Spot, Track, draw_map

CHELMSFORD, COLCHESTER, LONDON = (51.735, 0.470), (51.889, 0.903), (51.507, -0.128)


def test_a_map_of_nothing_is_not_drawn() -> None:
    """Ports alone make no map: it would show where nothing happened."""
    assert draw_map([], ports=[Named("Felixstowe", 51.957, 1.31)]) is None


def test_a_marker_moved_from_its_place_is_tied_to_it() -> None:
    """Of two markers in one place both are moved and keep their true place."""
    spots = [Spot(str(number), *CHELMSFORD, "lead", "#") for number in (1, 2)]
    drawing = draw_map([*spots, Spot("3", *COLCHESTER, "lead", "#")])
    assert drawing is not None
    assert [marker.moved for marker in drawing.markers] == [True, True, False]
    assert drawing.markers[0].true == drawing.markers[1].true


def test_ports_outside_the_frame_are_left_out() -> None:
    """A map of Essex shows Felixstowe's neighbour Harwich only if the frame reaches it."""
    drawing = draw_map([Spot("1", *CHELMSFORD, "lead", "#")], ports=[Named("Hull", 53.74, -0.28)])
    assert drawing is not None
    assert drawing.ports == ()
    assert "Hull" not in {words.text for words in drawing.words}


def test_every_camera_is_a_dot() -> None:
    """Cameras are one path with a dot each; two in one place are one dot."""
    drawing = draw_map([], dots=[CHELMSFORD, COLCHESTER, COLCHESTER])
    assert drawing is not None
    assert drawing.dots.count("h0") == 2


def test_a_track_joins_its_places_in_order() -> None:
    """Each leg of a track is drawn, once however often it is driven; a stay draws nothing."""
    drawing = draw_map([], tracks=[Track("A", "a", (CHELMSFORD, COLCHESTER, COLCHESTER, CHELMSFORD, LONDON))])
    assert drawing is not None
    assert drawing.tracks[0][1].count("M") == 2


def test_the_scale_bar_is_true() -> None:
    """Chelmsford to Colchester is 34.4 km by great circle, and the bar measures it so."""
    drawing = draw_map([Spot("1", *CHELMSFORD, "lead", "#"), Spot("2", *COLCHESTER, "lead", "#")])
    assert drawing is not None
    km_a_unit = float(drawing.bar_words.removesuffix(" km")) / drawing.bar_units
    assert math.dist(drawing.markers[0].true, drawing.markers[1].true) * km_a_unit == pytest.approx(34.4, rel=0.01)
    assert drawing.bar_units < drawing.width / 4
