"""The frame of a map: everything asked for is inside, north is up, and areas are cut to it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.site.frame import WIDTH, cut_to, frame_around

POSITIONS = st.lists(st.tuples(st.floats(49.9, 60.9), st.floats(-8.0, 1.9)), min_size=1, max_size=12)
POINTS = st.lists(st.tuples(st.floats(-500, 900), st.floats(-500, 900)), min_size=3, max_size=12)


@given(POSITIONS)
def test_the_frame_holds_every_position(positions: list[tuple[float, float]]) -> None:
    """Whatever it is drawn around lies inside it, with room for half a marker."""
    frame = frame_around(positions)
    for lat, lon in positions:
        x, y = frame.place(lat, lon)
        assert 10 <= x <= WIDTH - 10
        assert 10 <= y <= frame.height - 10


def test_north_is_up_and_east_is_right() -> None:
    """Newcastle is above Dover and left of it."""
    newcastle, dover = (54.97, -1.61), (51.13, 1.31)
    frame = frame_around([newcastle, dover])
    (x1, y1), (x2, y2) = frame.place(*newcastle), frame.place(*dover)
    assert y1 < y2
    assert x1 < x2


def test_units_are_kilometres_times_the_scale() -> None:
    """London to Oxford is 83 km by great circle; the frame draws it within 1 % of that."""
    london, oxford = (51.5074, -0.1278), (51.7520, -1.2577)
    frame = frame_around([london, oxford])
    drawn = math.dist(frame.place(*london), frame.place(*oxford)) / frame.units_a_km
    assert drawn == pytest.approx(82.6, rel=0.01)


def test_nothing_has_no_frame() -> None:
    """A map of nowhere is refused."""
    with pytest.raises(ValueError, match="at least one position"):
        frame_around([])


@given(POINTS)
def test_a_cut_area_stays_in_the_frame(ring: list[tuple[float, float]]) -> None:
    """No corner of what is left lies further out than the frame's edge and its allowance."""
    for x, y in cut_to(ring, 360, 300):
        assert -4.001 <= x <= 364.001
        assert -4.001 <= y <= 304.001


@given(st.floats(0, 360), st.floats(0, 300), st.floats(1, 1000))
def test_a_cut_square_encloses_what_both_enclose(x: float, y: float, side: float) -> None:
    """Cut to the frame, a square has the area of its overlap with the frame (the oracle: overlap of two rectangles)."""
    cut = cut_to([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], 360, 300, beyond=0.0)
    owed = max(0.0, min(x + side, 360) - x) * max(0.0, min(y + side, 300) - y)
    pairs = zip(cut, [*cut[1:], *cut[:1]], strict=True)
    assert abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2 == pytest.approx(owed, abs=1e-6)


def test_an_area_elsewhere_leaves_nothing() -> None:
    """An area that does not touch the frame is not drawn."""
    assert cut_to([(400, 400), (500, 400), (450, 500)], 360, 300) == []
