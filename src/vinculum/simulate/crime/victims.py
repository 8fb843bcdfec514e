"""Choosing a vehicle: to order by model, by what stands near, by what looks the same as another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.crime.happenings import Happenings

ENOUGH = 3  # so many alike in age that age can be asked for
ORDERED_VALUE = 9000.0  # a crew does not take what is worth less to order


class Victims:
    """Vehicles by model, so that a choice looks at hundreds and not at millions."""

    def __init__(self, world: Happenings) -> None:
        self._world = world
        order = np.argsort(world.fleet.model, kind="stable")
        starts = np.searchsorted(world.fleet.model[order], np.arange(len(world.fleet.models.make) + 1))
        self._by_model = [order[starts[m] : starts[m + 1]] for m in range(len(starts) - 1)]
        pull = np.sqrt(world.fleet.models.theft_pull) * np.array([len(v) for v in self._by_model])
        self._pull = pull / pull.sum()

    def _free(self, vehicles: NDArray[np.int64]) -> NDArray[np.int64]:
        world = self._world
        return vehicles[
            ~world.used[vehicles]
            & ~world.fleet.sorn[vehicles]
            & (world.fleet.first_day[vehicles] < world.since // 86_400_000_000)
        ]

    def ordered(self, chance: np.random.Generator, models: tuple[int, ...], home: int) -> int | None:
        """Return a free vehicle of one of ``models`` within an hour of ``home`` that is worth ordering; None if there is none."""
        world = self._world
        for model in chance.permutation(np.array(models)):
            found = self._free(self._by_model[int(model)])
            near = found[(world.roads.hours[home, world.fleet.home[found]] < 1.0) & (world.fleet.value[found] > ORDERED_VALUE)]
            if len(near):
                return int(chance.choice(near))
        return None

    def at_hand(self, chance: np.random.Generator) -> int | None:
        """Return a free vehicle that an opportunist would come across."""
        for _ in range(20):
            found = self._free(self._by_model[int(chance.choice(len(self._pull), p=self._pull))])
            if len(found):
                return int(chance.choice(found))
        return None

    def double(self, chance: np.random.Generator, vehicle: int, *, careful: bool, far_from: int) -> int | None:
        """Return a live vehicle whose plate would suit ``vehicle``: same make and model, same colour if ``careful``."""
        world, fleet = self._world, self._world.fleet
        found = self._free(self._by_model[int(fleet.model[vehicle])])
        found = found[(found != vehicle) & (fleet.block[found] < 0)]
        if careful:
            same = found[(fleet.colour[found] == fleet.colour[vehicle])]
            close = same[np.abs(fleet.first_day[same] - fleet.first_day[vehicle]) < 3 * 365]
            found = close if len(close) >= ENOUGH else same if len(same) else found
        if not len(found):
            return None
        # Plates are copied from adverts, so the original is as a rule far off: two cars alike in one street would be noticed.
        hours = world.roads.hours[far_from, fleet.home[found]].astype(float) + 0.02
        return int(chance.choice(found, p=hours**1.5 / (hours**1.5).sum()))

    def wreck(self, vehicle: int, wrecks: NDArray[np.int64]) -> int | None:
        """Return the written-off vehicle whose identity suits ``vehicle`` best: same model, same colour, nearest age."""
        fleet = self._world.fleet
        same = wrecks[fleet.model[wrecks] == fleet.model[vehicle]]
        if not len(same):
            return None
        worse = (fleet.colour[same] != fleet.colour[vehicle]) * 2000 + np.abs(fleet.first_day[same] - fleet.first_day[vehicle])
        return int(same[int(np.argmin(worse))])
