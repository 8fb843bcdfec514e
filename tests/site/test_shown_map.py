"""What a page gets to show a map: a drawing, data for the script, a key and a table of the same points."""

import pytest

from vinculum.site.shown_map import MapPoint, MapTrack, PositionOffTheMap, show_map

CHELMSFORD, MANCHESTER = (51.735, 0.47), (53.481, -2.242)
SHAPES = "/shapes"


def test_every_point_of_the_map_is_a_row_of_the_table() -> None:
    """Numbers on the map, in the data and in the table are the same."""
    points = [MapPoint(*CHELMSFORD, "One", "/leads/1", group="Clones"), MapPoint(*MANCHESTER, "Two", group="Exports")]
    shown = show_map("m", "Leads", points, shapes_url=SHAPES)
    assert shown.drawing is not None
    assert [marker.spot.label for marker in shown.drawing.markers] == ["1", "2"]
    assert [(point["label"], point["title"], point["href"]) for point in shown.data["points"]] == [
        ("1", "One", "/leads/1"),
        ("2", "Two", ""),
    ]
    assert [(row.label, row.title, row.cells) for row in shown.rows] == [
        ("1", "One", ("Clones", "51.735, 0.470")),
        ("2", "Two", ("Exports", "53.481, -2.242")),
    ]
    assert shown.header == ("No.", "What", "Layer", "Position")


def test_columns_stand_only_where_something_is_told() -> None:
    """How sure and when get a column when a point has them."""
    shown = show_map("m", "Reads", [MapPoint(*CHELMSFORD, "One", certainty="likely", at="1 March 2026")], shapes_url=SHAPES)
    assert shown.header == ("No.", "What", "How sure", "When", "Position")


def test_tracks_are_told_apart() -> None:
    """Every track has a look of its own in the drawing, in the data and in the key; a fifth has none left."""
    tracks = [MapTrack(f"vehicle {number}", (CHELMSFORD, MANCHESTER)) for number in range(4)]
    shown = show_map("m", "Tracks", [], tracks=tracks, shapes_url=SHAPES)
    assert [track["style"] for track in shown.data["tracks"]] == ["a", "b", "c", "d"]
    assert next((style.name, style.line, words) for style, words in shown.key) == ("a", True, "Track: vehicle 0")
    with pytest.raises(ValueError, match="5 tracks on one map"):
        show_map("m", "Tracks", [], tracks=[*tracks, MapTrack("fifth", (CHELMSFORD,))], shapes_url=SHAPES)


def test_more_kinds_than_looks_share_the_last() -> None:
    """A seventh group is drawn grey; its number and its row still tell it."""
    points = [MapPoint(*CHELMSFORD, "One", group=f"kind {number}") for number in range(8)]
    shown = show_map("m", "Leads", points, shapes_url=SHAPES)
    assert [point["style"] for point in shown.data["points"]] == ["a", "b", "c", "d", "e", "f", "other", "other"]


def test_many_points_are_dots_on_the_still() -> None:
    """More than 60 numbers would hide each other; the table keeps every one."""
    points = [MapPoint(51 + number / 100, 0.4, f"Point {number}") for number in range(61)]
    shown = show_map("m", "Thefts", points, shapes_url=SHAPES)
    assert shown.drawing is not None
    assert (shown.drawing.markers, len(shown.rows)) == ((), 61)
    assert shown.drawing.dots.count("M") > 0


def test_without_a_position_there_is_no_map() -> None:
    """The page says so instead of showing an empty sea."""
    assert show_map("m", "Leads", [], shapes_url=SHAPES).drawing is None


@pytest.mark.parametrize("position", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_position_off_the_earth_is_named(position: tuple[float, float]) -> None:
    """The error names the point, so that its record can be found."""
    with pytest.raises(PositionOffTheMap, match="Yard 7"):
        show_map("m", "Yards", [MapPoint(*position, "Yard 7")], shapes_url=SHAPES)


def test_the_table_is_left_out_where_the_page_has_one() -> None:
    """A page that lists the points already does not list them twice."""
    assert show_map("m", "Leads", [MapPoint(*CHELMSFORD, "One")], shapes_url=SHAPES, table=False).rows == ()
