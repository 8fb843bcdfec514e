"""Roads, drives and journeys: nobody is faster than a driver can be, nobody is in two places."""

from datetime import date

import networkx as nx
import numpy as np
import pytest

from vinculum.simulate import Scale, prevalence_of
from vinculum.simulate.cameras import Cameras, cameras_of
from vinculum.simulate.clock import DAY, HOUR, start_of
from vinculum.simulate.drive import Legs, drive, join_passes
from vinculum.simulate.fleet import FASTEST_PACE, Fleet, fleet_of
from vinculum.simulate.geography.land import Land, land_of
from vinculum.simulate.journeys import Absence, Traffic
from vinculum.simulate.roads import Roads, roads_of
from vinculum.simulate.sightings import gaps, least_hours

END = start_of(date(2026, 4, 1))
WEEK = END - 7 * DAY


@pytest.fixture(scope="module")
def land() -> Land:
    """Return the land of one town."""
    return land_of(Scale.TOWN, 3, 45.0)


@pytest.fixture(scope="module")
def roads(land: Land) -> Roads:
    """Return its roads."""
    return roads_of(land)


@pytest.fixture(scope="module")
def cameras(land: Land, roads: Roads) -> Cameras:
    """Return its cameras, many of them."""
    return cameras_of(land, roads, 3.0, prevalence_of(Scale.TOWN), 3, WEEK, END)


@pytest.fixture(scope="module")
def fleet(land: Land) -> Fleet:
    """Return three thousand vehicles on it."""
    return fleet_of(land, 3000, 3, date(2026, 3, 31))


def test_fastest_ways_are_those_of_networkx(roads: Roads) -> None:
    """All fastest times agree with an outside library."""
    graph = nx.DiGraph()
    for tail, head, hours in zip(roads.tail, roads.head, roads.edge_hours, strict=True):
        graph.add_edge(int(tail), int(head), weight=float(hours))
    for start, found in nx.all_pairs_dijkstra_path_length(graph):
        assert np.allclose(roads.hours[start], [found[end] for end in range(len(roads.hours))], rtol=1e-4)


def test_every_camera_is_reached_from_every_other(roads: Roads, cameras: Cameras) -> None:
    """The least time between cameras is symmetric where turning round is allowed, nought to itself, and a metric."""
    chosen = range(0, len(cameras.camera_id), 7)
    hours = np.array([[least_hours(roads, cameras, a, b) for b in chosen] for a in chosen])
    assert np.isfinite(hours).all()
    assert np.allclose(np.diag(hours), 0.0)
    assert np.allclose(hours, hours.T, atol=1e-4)
    through = (hours[:, :, np.newaxis] + hours[np.newaxis, :, :]).min(axis=1)
    assert (hours <= through + 1e-4).all()


def test_what_a_leg_passes_depends_on_nothing_else(roads: Roads, cameras: Cameras, fleet: Fleet, land: Land) -> None:
    """Driven alone or among others, a leg gives the same passes: chance is counted, not drawn in turn."""
    chance = np.random.default_rng(1)
    n = 300
    origin, target = chance.integers(len(land.outcode), size=(2, n)).astype(np.int32)
    legs = Legs(chance.permutation(fleet.size)[:n].astype(np.int32), origin, target, WEEK + chance.integers(DAY, size=n))
    together, arrival = drive(roads, cameras, legs, fleet.pace, 99)
    for i in (0, 17, 151, n - 1):
        one = np.arange(n) == i
        alone, at = drive(roads, cameras, legs.where(one), fleet.pace, 99)
        mine = together.where(together.vehicle == legs.vehicle[i])
        assert at.tolist() == [arrival[i]]
        assert (alone.camera.tolist(), alone.at.tolist()) == (mine.camera.tolist(), mine.at.tolist())


def test_no_leg_is_faster_than_the_fastest_driver(roads: Roads, cameras: Cameras, fleet: Fleet, land: Land) -> None:
    """Arrival is never sooner than free flow at the greatest pace, and passes lie between start and arrival."""
    chance = np.random.default_rng(2)
    n = 2000
    origin, target = chance.integers(len(land.outcode), size=(2, n)).astype(np.int32)
    legs = Legs((np.arange(n) % fleet.size).astype(np.int32), origin, target, WEEK + chance.integers(DAY, size=n))
    passes, arrival = drive(roads, cameras, legs, fleet.pace, 5)
    took = (arrival - legs.depart) / HOUR
    assert (took >= roads.hours[legs.origin, legs.target] / FASTEST_PACE - 1e-6).all()
    assert (passes.at >= legs.depart[passes.vehicle]).all()
    assert (passes.at <= arrival[passes.vehicle]).all()


def test_no_honest_vehicle_contradicts_itself(land: Land, roads: Roads, cameras: Cameras, fleet: Fleet) -> None:
    """In a week of traffic with true clocks, neighbouring passes of a vehicle can always be driven."""
    never = np.full(fleet.size, 1 << 61)
    traffic = Traffic(land, roads, cameras, fleet, Absence(never, never), 3)
    passes = join_passes([traffic.day(day) for day in range(WEEK, END, DAY)])
    order = np.lexsort((passes.at, passes.vehicle))
    passes = passes.where(order)
    assert len(passes.at) > 10_000
    # Give neighbours two names in turn, so that `gaps` looks at every pair of one vehicle.
    for vehicle in np.unique(passes.vehicle):
        mine = passes.where(passes.vehicle == vehicle)
        turns = (np.arange(len(mine.at)) % 2).astype(np.int32)
        apart = mine.camera[1:] != mine.camera[:-1]
        pace = gaps(roads, cameras, mine.at, mine.camera, turns)
        assert (pace[apart] <= FASTEST_PACE + 1e-3).all(), vehicle


def test_absent_vehicles_stay_away(land: Land, roads: Roads, cameras: Cameras, fleet: Fleet) -> None:
    """A stolen or scrapped vehicle makes no honest journey from the day it is gone."""
    gone = np.full(fleet.size, WEEK + 2 * DAY)
    gone[::2] = 1 << 61
    traffic = Traffic(land, roads, cameras, fleet, Absence(gone, np.full(fleet.size, 1 << 61)), 3)
    passes = join_passes([traffic.day(day) for day in range(WEEK, END, DAY)])
    late = passes.at >= WEEK + 2 * DAY + 2 * HOUR
    assert (passes.vehicle[late] % 2 == 0).mean() > 0.99
    assert (passes.vehicle[~late] % 2 == 1).mean() > 0.4


def test_clocks_show_the_fault_they_have(cameras: Cameras) -> None:
    """A sound clock shows the truth; an offset, drift or jump shifts it only while it lasts."""
    at = np.full(len(cameras.camera_id), END - DAY)
    shift = cameras.shown_time(np.arange(len(at), dtype=np.int32), at) - at
    assert (shift[cameras.fault == 0] == 0).all()
    assert (np.abs(shift[cameras.fault == 1]) >= 4 * 60_000_000 - 1).all()
    before = cameras.fault_from > at
    assert (shift[before] == 0).all()


def test_positions_on_record_are_right_but_for_those_told(cameras: Cameras) -> None:
    """What is told of misplaced cameras is how far record and truth lie apart; the others are right to a hundred metres."""
    north = np.radians(cameras.shown_lat - cameras.lat) * 6371.0
    east = np.radians(cameras.shown_lon - cameras.lon) * 6371.0 * np.cos(np.radians(cameras.lat))
    assert np.allclose(np.hypot(north, east), cameras.away_km, rtol=0.08, atol=0.002)
    assert np.median(cameras.away_km) < 0.1
