"""Nothing on a map lies on top of anything else."""

import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.site.spread import Box, Wanted, box_of, place_words, spread_apart

PLACES = st.lists(st.tuples(st.floats(0, 360), st.floats(0, 300)), min_size=1, max_size=20)


@settings(deadline=None, max_examples=60)
@given(PLACES)
def test_markers_do_not_cover_each_other(places: list[tuple[float, float]]) -> None:
    """Twenty markers in any places end at least their width apart and inside the frame."""
    spots = spread_apart(places, 21, 360, 300)
    assert all(math.dist(one, other) >= 21 - 0.5 for one, other in combinations(spots, 2))
    assert all(10.4 <= x <= 349.6 and 10.4 <= y <= 289.6 for x, y in spots)


def test_markers_with_room_stay_where_they_are() -> None:
    """A marker that covers nothing is not moved by more than can be seen."""
    places = [(50.0, 50.0), (200.0, 60.0), (300.0, 250.0)]
    assert all(math.dist(spot, place) < 0.1 for spot, place in zip(spread_apart(places, 21, 360, 300), places, strict=True))


def test_markers_of_one_place_all_stay_near_it() -> None:
    """Ten markers of one camera are spread around it, no further than they must be."""
    spots = spread_apart([(180.0, 150.0)] * 10, 21, 360, 300)
    assert max(math.dist(spot, (180, 150)) for spot in spots) < 60


@given(st.lists(st.tuples(st.text("abcdef ", min_size=1, max_size=18), st.floats(0, 360), st.floats(0, 300)), max_size=15))
def test_words_never_meet(wanted: list[tuple[str, float, float]]) -> None:
    """Letters are placed clear of each other, of what was taken and of the edge, or left out."""
    taken = Box(100, 100, 200, 160)
    asked = [Wanted(words, 10, ((x, y), (x, y + 14))) for words, x, y in wanted]
    places = place_words(asked, [taken], Box(0, 0, 360, 300))
    boxes = [box_of(one.words, one.size, at) for one, at in zip(asked, places, strict=True) if at is not None]
    assert not any(one.meets(other) for one, other in combinations([taken, *boxes], 2))
    assert all(box.left >= 0 and box.top >= 0 and box.right <= 360 and box.bottom <= 300 for box in boxes)
