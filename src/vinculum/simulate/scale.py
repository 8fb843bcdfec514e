"""How big a sample is: a town, a county or the nation."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources


class Scale(StrEnum):
    """The three sizes of sample."""

    TOWN = "town"
    COUNTY = "county"
    NATION = "nation"


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of one scale; ``weeks`` is the span of records, ``read_days`` the span of plate reads at its end."""

    vehicles: int
    weeks: int
    read_days: int
    crews: int
    consignments: int
    radius_km: float
    camera_density: float


def size_of(scale: Scale) -> Size:
    """Return the shipped size of ``scale``, from scale.toml."""
    declared = tomllib.loads((resources.files("vinculum.simulate") / "scale.toml").read_text("utf-8"))
    return Size(**declared[scale.value])
