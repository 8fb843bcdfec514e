"""The thresholds of the clone part, read once from section ``[clones]`` of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vinculum.picture.settings import Settings


@dataclass(frozen=True, slots=True)
class Rules:
    """Section ``[clones]`` of the settings; each field is explained beside its default in ``settings.toml``."""

    clock_tolerance_s: float
    camera_position_m: float
    floor_kmh: float
    ceiling_kmh: float
    unlearned_kmh: float
    sample_reads: int
    least_plates_a_pair: int
    least_plates_a_fault: int
    fault_share: float
    largest_window: int
    plain_rule_kmh: float
    lead_from: float
    cold_after_days: float
    vehicles_a_thousand: float
    stray_reads_a_plate: float
    misreads_a_read: float
    transfers_a_plate: float
    clock_slips_a_read: float
    speeders_a_plate: float

    @classmethod
    def from_settings(cls, settings: Settings) -> Rules:
        """Return the rules of a build; TypeError if the section lacks a key (the defaults never do)."""
        return cls(**settings["clones"])

    @property
    def tolerance_ms(self) -> float:
        """How far two clocks may disagree before two reads contradict each other."""
        return self.clock_tolerance_s * 1000

    @property
    def slack_m(self) -> float:
        """What is taken off every distance: the error of both positions."""
        return 2 * self.camera_position_m

    @property
    def cold_after(self) -> timedelta:
        """How long after its last read a clone's trail goes cold."""
        return timedelta(days=self.cold_after_days)
