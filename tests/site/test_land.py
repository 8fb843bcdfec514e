"""The land under a map: 43 force areas, each where it is."""

import pytest

from vinculum.site.frame import frame_around
from vinculum.site.land import areas, draw_areas, force_area_at


def test_there_are_the_43_territorial_forces_of_england_and_wales() -> None:
    """HMICFRS counts 43; every one has a code and a shape."""
    forces = [area for area in areas() if area.code is not None]
    assert len(forces) == 43
    assert len({area.code for area in forces}) == 43
    assert all(area.rings for area in forces)


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [
        (51.5033, -0.1276, "Metropolitan Police"),
        (51.5138, -0.0984, "City of London"),
        (53.4808, -2.2426, "Greater Manchester"),
        (52.4862, -1.8904, "West Midlands"),
        (51.7343, 0.4691, "Essex"),
        (51.4816, -3.1791, "South Wales"),
        (50.6990, -1.2940, "Hampshire"),
        (53.742, -0.284, "Humberside"),
        (55.9533, -3.1883, None),
        (54.0, -4.9, None),
        (48.8566, 2.3522, None),
    ],
)
def test_a_place_is_in_its_force_area(lat: float, lon: float, name: str | None) -> None:
    """Known places lie in the area of the force that polices them; Scotland, the sea and Paris in none."""
    assert force_area_at(lat, lon) == name


def test_only_what_can_be_seen_is_drawn() -> None:
    """Around Chelmsford the map draws Essex and none of Wales."""
    names = {area.name for area in draw_areas(frame_around([(51.7, 0.4), (51.8, 0.6)]))}
    assert "Essex" in names
    assert "Gwent" not in names
