"""How fast a vehicle can get from camera to camera: learned from the reads where there is traffic, from distance where not.

Invariant: time never falls with distance, and a pair's own learned time may only lengthen what distance demands. Cameras are
points in space (earth-centred, metres); distances are straight chords, a little shorter than the surface, so that what they
call impossible is impossible on any road.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vinculum.marks.kernel import kernel

EARTH_RADIUS_M = 6_371_008.8

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Roads(NamedTuple):
    """All that a kernel needs to say how long a vehicle takes between two cameras. Metres and milliseconds.

    ``nodes_m``/``nodes_ms`` is the fastest time over distance, straight between nodes, from (0, 0). ``pair_keys``/``pair_ms`` is
    an open hash table of learned times, keyed by ``pair_keys``, 0 for a free place. ``slack_m`` is taken off every distance.
    """

    x: Floats
    y: Floats
    z: Floats
    nodes_m: Floats
    nodes_ms: Floats
    pair_keys: Integers
    pair_ms: Floats
    slack_m: float

    @property
    def cameras(self) -> int:
        """How many cameras there are."""
        return self.x.size


def earth_coordinates(lat: Floats, lon: Floats) -> tuple[Floats, Floats, Floats]:
    """Return x, y, z in metres from the centre of the earth, for WGS84 degrees on a sphere of the mean radius."""
    phi, lam = np.radians(lat), np.radians(lon)
    return (
        EARTH_RADIUS_M * np.cos(phi) * np.cos(lam),
        EARTH_RADIUS_M * np.cos(phi) * np.sin(lam),
        EARTH_RADIUS_M * np.sin(phi),
    )


def roads_by_distance(lat: Floats, lon: Floats, nodes_m: Floats, nodes_ms: Floats, slack_m: float) -> Roads:
    """Return roads on which distance alone tells the time."""
    return Roads(*earth_coordinates(lat, lon), nodes_m, nodes_ms, np.zeros(1, np.int64), np.zeros(1), slack_m)


def with_learned_pairs(roads: Roads, a: Integers, b: Integers, learned_ms: Floats) -> Roads:
    """Return ``roads`` with learned times of camera pairs laid over the times by distance; the longer of the two holds."""
    places = 1 << max(1, int(2 * a.size).bit_length())
    keys, times = np.zeros(places, np.int64), np.zeros(places)
    _fill_pairs(pair_keys(a, b), learned_ms, keys, times)
    return roads._replace(pair_keys=keys, pair_ms=times)


def pair_keys(a: Integers, b: Integers) -> Integers:
    """Return one positive number for each pair of cameras from ``a`` to ``b``."""
    return (a << np.int64(32)) + b + np.int64(1)


@kernel
def _place(key: int, mask: int) -> int:
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
    return int(np.int64(mixed >> np.uint64(32)) & mask)


@kernel
def _fill_pairs(pairs: Integers, values: Floats, keys: Integers, times: Floats) -> None:
    mask = keys.size - 1
    for row in range(pairs.size):
        at = _place(pairs[row], mask)
        while keys[at] not in (0, pairs[row]):
            at = (at + 1) & mask
        keys[at] = pairs[row]
        times[at] = values[row]


@kernel
def metres_between(a: int, b: int, roads: Roads) -> float:
    """Return the straight distance between two cameras, less the slack for the error of their positions; never negative."""
    x, y, z = roads.x[a] - roads.x[b], roads.y[a] - roads.y[b], roads.z[a] - roads.z[b]
    return max(0.0, float(np.sqrt(x * x + y * y + z * z)) - roads.slack_m)


@kernel
def needed_ms(a: int, b: int, roads: Roads) -> float:
    """Return the least milliseconds a vehicle needs from camera ``a`` to camera ``b``; 0 at one place.

    Whoever changes this must touch the kernels of ``clones`` that call it (``last_seen``, ``clock_error``, ``pair_times``): Numba
    caches each with a copy of this one, by the time of its own file.
    """
    if a == b:
        return 0.0
    metres = metres_between(a, b, roads)
    last = roads.nodes_m.size - 1
    if metres >= roads.nodes_m[last]:
        needed = metres * roads.nodes_ms[last] / roads.nodes_m[last]
    else:
        node = 1
        while roads.nodes_m[node] <= metres:
            node += 1
        share = (metres - roads.nodes_m[node - 1]) / (roads.nodes_m[node] - roads.nodes_m[node - 1])
        needed = roads.nodes_ms[node - 1] + share * (roads.nodes_ms[node] - roads.nodes_ms[node - 1])
    key = (a << 32) + b + 1
    mask = roads.pair_keys.size - 1
    at = _place(key, mask)
    while roads.pair_keys[at] != 0:
        if roads.pair_keys[at] == key:
            return max(float(needed), float(roads.pair_ms[at]))
        at = (at + 1) & mask
    return float(needed)


@kernel
def needed_of_pairs(a: Integers, b: Integers, roads: Roads) -> Floats:
    """Return ``needed_ms`` of every row."""
    needed = np.empty(a.size)
    for row in range(a.size):
        needed[row] = needed_ms(a[row], b[row], roads)
    return needed


@kernel
def metres_of_pairs(a: Integers, b: Integers, roads: Roads) -> Floats:
    """Return ``metres_between`` of every row."""
    metres = np.empty(a.size)
    for row in range(a.size):
        metres[row] = metres_between(a[row], b[row], roads)
    return metres


@kernel
def needed_between_all(cameras: Integers, roads: Roads) -> Floats:
    """Return the square of least milliseconds from each given camera to each other."""
    needed = np.zeros((cameras.size, cameras.size))
    for one in range(cameras.size):
        for other in range(cameras.size):
            needed[one, other] = needed_ms(cameras[one], cameras[other], roads)
    return needed
