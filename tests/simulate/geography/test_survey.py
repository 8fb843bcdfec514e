"""The shipped places and ports are those that the open data gives; the shipped roads join them."""

import csv
from importlib import resources
from pathlib import Path

import numpy as np

from vinculum.simulate import Scale, size_of
from vinculum.simulate.geography.land import COUNTY_FORCES, land_of
from vinculum.simulate.geography.survey import survey_places, survey_ports
from vinculum.simulate.roads import roads_of


def shipped(name: str) -> list[dict[str, str]]:
    text = (resources.files("vinculum.simulate.geography") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def as_text(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in row.items()} for row in rows]


def test_shipped_places_and_ports_are_surveyed_from_the_open_data(real_data: Path) -> None:
    """Running the survey again gives the files in the package (all places that its roads reach)."""
    places = as_text(survey_places(real_data))
    on_roads = {row[end] for row in shipped("roads.csv") for end in ("a", "b")}
    assert [row for row in places if row["outcode"] in on_roads] == shipped("places.csv")
    assert as_text(survey_ports(survey_places(real_data))) == shipped("ports.csv")


def test_the_land_of_every_scale_is_one_piece_with_a_port() -> None:
    """From everywhere to everywhere there is a road, and a ship to leave by."""
    for scale in Scale:
        for seed in range(1, 6 if scale is not Scale.NATION else 2):
            land = land_of(scale, seed, size_of(scale).radius_km)
            assert land.ports
            assert np.isfinite(roads_of(land).hours).all()


def test_a_county_is_a_force_area_with_its_neighbours() -> None:
    """More than one force, one of them a force with a port."""
    land = land_of(Scale.COUNTY, 1, size_of(Scale.COUNTY).radius_km)
    assert len(set(land.force)) > 1
    assert set(land.force) & set(COUNTY_FORCES)


def test_trunk_roads_carry_further_than_lanes() -> None:
    """The nation has motorways, main roads and lanes, the faster the fewer."""
    land = land_of(Scale.NATION, 1, 0.0)
    kinds = np.array(land.road_kind)
    counts = [int((kinds == kind).sum()) for kind in ("motorway", "main", "local")]
    speeds = [float(land.road_kmh[kinds == kind].mean()) for kind in ("motorway", "main", "local")]
    assert counts == sorted(counts)
    assert speeds == sorted(speeds, reverse=True)
    assert len(set(land.force)) >= 43
