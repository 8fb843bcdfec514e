"""The algebra of the clone part, held against slow oracles on small orders."""

from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.picture.clones.order import PlateReads, calm_blocks, longest_chain, reachable, widest_antichain
from vinculum.picture.clones.tracks import UNSEEN, Looks, cheapest_cover, separate_tracks, step_costs

TOLERANCE = 60_000.0


@st.composite
def plate_reads(draw: st.DrawFn, most: int = 9) -> PlateReads:
    """Return reads at up to five cameras on a plane; travel times are distances, so the triangle inequality holds."""
    places = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5))
    told = draw(st.lists(st.tuples(st.integers(0, 240), st.integers(0, len(places) - 1)), min_size=1, max_size=most))
    told.sort()
    where = np.array(places, float)
    minutes = np.sqrt(((where[:, None] - where[None, :]) ** 2).sum(axis=2))
    time = np.array([minute * 60_000 for minute, _ in told], np.int64)
    return PlateReads(time, np.array([camera for _, camera in told], np.int64), minutes * 60_000, TOLERANCE)


def blind(reads: PlateReads) -> Looks:
    nothing = np.full(reads.time.size, UNSEEN)
    return Looks(nothing, nothing, np.ones(reads.time.size))


def direct(reads: PlateReads, one: int, other: int) -> bool:
    needed = reads.needed_ms[reads.camera[one], reads.camera[other]]
    return bool(reads.time[other] - reads.time[one] + TOLERANCE >= needed)


def ordered_graph(reads: PlateReads) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(reads.time.size))
    graph.add_edges_from(pair for pair in combinations(range(reads.time.size), 2) if direct(reads, *pair))
    return nx.transitive_closure_dag(graph)


@given(plate_reads())
def test_the_order_is_the_transitive_closure_of_possible_steps(reads: PlateReads) -> None:
    """A read can come before another exactly when possible steps lead from one to the other."""
    expected = nx.to_numpy_array(ordered_graph(reads), nodelist=range(reads.time.size)) > 0
    assert np.array_equal(expected, reachable(reads))


@given(plate_reads())
def test_the_antichain_is_the_widest(reads: PlateReads) -> None:
    """No two of its reads are ordered, and brute force finds no larger set."""
    reach = reachable(reads)
    found = widest_antichain(reach)
    assert not any(reach[one, other] or reach[other, one] for one, other in combinations(found.tolist(), 2))
    size = reads.time.size
    larger = combinations(range(size), found.size + 1)
    assert all(any(reach[one, other] for one, other in combinations(rows, 2)) for rows in larger)


@given(plate_reads(14), st.integers(1, 14))
def test_as_few_tracks_as_the_antichain_is_wide(reads: PlateReads, largest: int) -> None:
    """Dilworth: the cover has as many chains as the widest antichain has reads; each chain can be driven; all reads are in it."""
    whole = separate_tracks(reads, blind(reads), 100)
    reach = reachable(reads)
    assert whole.vehicles == widest_antichain(reach).size == int(whole.track.max()) + 1
    for number in range(whole.vehicles):
        rows = np.flatnonzero(whole.track == number).tolist()
        assert rows
        assert all(reach[one, other] for one, other in pairwise(rows))
    windowed = separate_tracks(reads, blind(reads), largest)
    assert windowed.vehicles <= whole.vehicles
    assert (windowed.track >= 0).all()


@given(plate_reads())
def test_strays_are_the_fewest(reads: PlateReads) -> None:
    """Without the strays one vehicle is enough, and no smaller set of reads set aside does."""
    strays = separate_tracks(reads, blind(reads), 100).strays
    size = reads.time.size
    reach = reachable(reads)

    def one_vehicle(rows: list[int]) -> bool:
        return all(reach[one, other] for one, other in combinations(rows, 2))

    assert one_vehicle([row for row in range(size) if row not in set(strays.tolist())])
    fewer = combinations(range(size), max(0, strays.size - 1))
    assert strays.size == 0 or not any(one_vehicle([row for row in range(size) if row not in aside]) for aside in fewer)


@given(plate_reads(6))
@settings(max_examples=60)
def test_the_cover_is_the_cheapest_of_the_fewest(reads: PlateReads) -> None:
    """Brute force over all covers by chains finds none with fewer chains, nor with as many that costs less."""
    reach, costs = reachable(reads), step_costs(reads, blind(reads))

    def covers(row: int, ends: tuple[int, ...], cost: float) -> list[tuple[int, float]]:
        if row == reads.time.size:
            return [(len(ends), cost)]
        started = covers(row + 1, (*ends, row), cost)
        for place, end in enumerate(ends):
            if reach[end, row]:
                started += covers(row + 1, (*ends[:place], row, *ends[place + 1 :]), cost + costs[end, row])
        return started

    chains = cheapest_cover(reach, costs)
    cost = sum(costs[one, other] for chain in chains for one, other in pairwise(chain))
    fewest, least = min(covers(0, (), 0.0))
    assert len(chains) == fewest
    assert abs(cost - least) < 1e-6


@given(plate_reads(12))
def test_cutting_at_calm_moments_loses_nothing(reads: PlateReads) -> None:
    """The widest antichain and the longest chain of the whole are found block by block."""
    blocks = [reachable(reads.part(block)) for block in calm_blocks(reads, 100)]
    reach = reachable(reads)
    assert max(widest_antichain(block).size for block in blocks) == widest_antichain(reach).size
    longest = [longest_chain(block, np.ones(block.shape[0])).size for block in blocks]
    assert sum(longest) == longest_chain(reach, np.ones(reads.time.size)).size


def test_three_vehicles_are_three_tracks() -> None:
    """Nothing assumes two: three reads at once in three places are three vehicles."""
    needed = (1 - np.eye(3)) * 3_600_000
    reads = PlateReads(np.array([0, 1_000, 2_000, 9_000_000], np.int64), np.array([0, 1, 2, 1], np.int64), needed, TOLERANCE)
    assert separate_tracks(reads, blind(reads), 100).vehicles == 3


def test_colour_decides_between_equal_covers() -> None:
    """Two vehicles change places with time to spare: the colour seen tells which is which."""
    needed = np.array([[0.0, 600_000.0], [600_000.0, 0.0]])
    time = np.array([0, 1_000, 3_000_000, 3_001_000], np.int64)
    reads = PlateReads(time, np.array([0, 1, 1, 0], np.int64), needed, TOLERANCE)
    looks = Looks(np.full(4, UNSEEN), np.array([0, 1, 0, 1], np.int64), np.ones(4))
    assert separate_tracks(reads, looks, 100).track.tolist() == [0, 1, 0, 1]
