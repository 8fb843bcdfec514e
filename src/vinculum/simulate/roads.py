"""Roads as a directed graph: which way leads fastest from any place to any other, and how long it takes when empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from vinculum.simulate.geography.land import Land

KINDS = ("motorway", "main", "local")


@dataclass(frozen=True, slots=True)
class Roads:
    """Directed edges in order of their start: those out of place ``u`` are ``start[u]:start[u + 1]``.

    ``hours[u, v]`` is the free-flow time of the fastest way; ``before[u, v]`` the place visited just before ``v`` on it.
    """

    start: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    km: NDArray[np.float32]
    kmh: NDArray[np.float32]
    kind: NDArray[np.int8]
    road: NDArray[np.int32]
    hours: NDArray[np.float32]
    before: NDArray[np.int32]

    @property
    def edge_hours(self) -> NDArray[np.float32]:
        """Free-flow hours of each directed edge."""
        return self.km / self.kmh


def roads_of(land: Land) -> Roads:
    """Return the roads of ``land`` with every fastest way worked out."""
    n, m = len(land.outcode), len(land.road_km)
    tail = np.concatenate([land.road_a, land.road_b])
    head = np.concatenate([land.road_b, land.road_a])
    road = np.concatenate([np.arange(m), np.arange(m)])
    order = np.lexsort((head, tail))
    tail, head, road = tail[order], head[order], road[order]
    km, kmh = land.road_km[road], land.road_kmh[road]
    hours, before = dijkstra(csr_matrix((km / kmh, (tail, head)), shape=(n, n)), return_predecessors=True)
    return Roads(
        start=np.searchsorted(tail, np.arange(n + 1)).astype(np.int32),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        km=km.astype(np.float32),
        kmh=kmh.astype(np.float32),
        kind=np.array([KINDS.index(land.road_kind[r]) for r in road], dtype=np.int8),
        road=road.astype(np.int32),
        hours=hours.astype(np.float32),
        before=before.astype(np.int32),
    )
