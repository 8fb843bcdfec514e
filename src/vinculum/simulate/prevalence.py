"""How common each thing is: realistic rates by default, each settable, raised for small samples by a stated factor."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

from vinculum.simulate.scale import Scale


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Rates of the sample nation; prevalence.toml gives their sources. ``raised`` multiplies thefts and cloned plates."""

    thefts_a_year: float
    organised_share: float
    cloned_plates: float
    export_share: float
    chop_share: float
    clone_share: float
    ringer_share: float
    write_offs_a_year: float
    write_off_repaired_share: float
    plate_transfers_a_year: float
    false_report_share: float
    unconfirmed_share: float
    misread_share: float
    clock_fault_share: float
    position_fault_share: float
    inspected_share: float
    random_inspection_share: float
    used_car_share: float
    removals_share: float
    rolled_share: float
    amended_share: float
    crew_amended_share: float
    seal_differs_share: float
    crew_seal_differs_share: float
    raised: float


def prevalence_of(scale: Scale) -> Prevalence:
    """Return the shipped rates for ``scale``, from prevalence.toml."""
    declared = tomllib.loads((resources.files("vinculum.simulate") / "prevalence.toml").read_text("utf-8"))
    return Prevalence(**declared["rates"], raised=declared["raised"][scale.value])
