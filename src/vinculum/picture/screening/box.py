"""What is chosen and out of what: boxes that can be lifted, the lifts there are, and the rules by which they are spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from vinculum.errors import WrongUse

KINDS = ("shipper", "forwarder", "reason")  # what several boxes may share; told in this order


@dataclass(frozen=True, slots=True)
class Box:
    """What can be lifted: one container on one sailing, shown by its riskiest consignment.

    ``key`` names the box, ``port`` is where it is loaded (UN/LOCODE), ``sails_at`` and ``gate_in_at`` are UTC. ``shared`` holds
    what it may share with other boxes, by kind of KINDS. ``size`` is the band of its trader, None where no shipper is named.
    """

    consignment_ref: str
    expected_value_gbp: float
    probability: float = 0.0
    key: str = ""
    container_no: str | None = None
    port: str = ""
    sails_at: datetime | None = None
    gate_in_at: datetime | None = None
    shared: Mapping[str, str] = field(default_factory=dict)
    size: str | None = None

    @property
    def name(self) -> str:
        """The box's own name among all boxes: ``key``, or its consignment where it has none."""
        return self.key or self.consignment_ref


@dataclass(frozen=True, slots=True)
class Budget:
    """The lifts there are: ``lifts`` in all (None: as many as ``at`` gives), ``at`` each port, ``a_day`` at each port.

    A port that ``at`` does not name has no lifts when ``lifts`` is None, and no limit of its own otherwise. ``hours`` must lie
    between the choice and the sailing; ``random_share`` of the lifts (0 to 1) is drawn; a lift costs ``lift_gbp``.
    """

    lifts: int | None = None
    at: Mapping[str, int] = field(default_factory=dict)
    a_day: Mapping[str, int] = field(default_factory=dict)
    hours: float = 0.0
    lift_gbp: float = 200.0
    random_share: float = 0.1

    def __post_init__(self) -> None:
        """Check what a person may have given wrong; WrongUse says what."""
        if self.lifts is not None and self.lifts < 0:
            raise WrongUse(f"{self.lifts} lifts cannot be spent. Give 0 or more.")
        for name, held in (("--at", self.at), ("--a-day", self.a_day)):
            for port, lifts in held.items():
                if lifts < 0:
                    raise WrongUse(f"{name} {port}={lifts}: a port has 0 lifts or more.")
        if not 0 <= self.random_share <= 1:
            raise WrongUse(f"The random share is {self.random_share}; it lies between 0 and 1.")
        if not self.hours >= 0:
            raise WrongUse(f"{self.hours} hours between choice and sailing are asked for; give 0 or more.")
        if not self.lift_gbp >= 0:
            raise WrongUse(f"A lift cannot cost {self.lift_gbp} GBP. Give 0 or more.")

    @property
    def total(self) -> int:
        """Lifts in all."""
        named = sum(self.at.values())
        return named if self.lifts is None else self.lifts

    def room_at(self, port: str) -> int:
        """Return how many boxes can be lifted at a port in all."""
        if port in self.at:
            return min(self.at[port], self.total)
        return 0 if self.lifts is None else self.total


@dataclass(frozen=True, slots=True)
class Rules:
    """How lifts are spent: the section ``screening`` of the settings.

    ``shares`` says by kind which part of a box's worth is shared with other boxes; of it the first box of a group counts
    ``levels[0]``, the second ``levels[1]``, every further one the last. ``small_to`` and ``large_from`` are consignments of a
    trader in the year before; ``fair_multiple`` is how often more a small trader's box may be opened than a large
    one's, the first ``fair_allowance`` aside.
    """

    shares: Mapping[str, float]
    levels: tuple[float, ...]
    small_to: int
    large_from: int
    fair_multiple: float
    fair_allowance: float
    fair_days: int
    risk_edges: tuple[float, ...]
    gap: float
    steps: float
    seed: int

    @property
    def least_counted(self) -> float:
        """The share of its worth that a box counts at the least, however many like it are chosen."""
        return 1.0 - sum(self.shares.values()) * (1.0 - self.levels[-1])


def rules_of(section: Mapping[str, Any]) -> Rules:
    """Return the rules that the section ``screening`` of the settings gives; WrongUse names what cannot be."""
    shares = {kind: float(section["shared"].get(kind, 0.0)) for kind in KINDS}
    strange = sorted(set(section["shared"]) - set(KINDS))
    levels = tuple(float(level) for level in section["levels"])
    if strange:
        raise WrongUse(f"settings.toml: [screening] shared names {strange[0]!r}; boxes may share {', '.join(KINDS)}.")
    if any(share < 0 for share in shares.values()) or sum(shares.values()) > 1:
        raise WrongUse("settings.toml: [screening] shared: each share is 0 or more and together they are 1 at most.")
    if not levels or list(levels) != sorted(levels, reverse=True) or levels[0] > 1 or levels[-1] < 0:
        raise WrongUse("settings.toml: [screening] levels must fall from 1 at most to 0 at least.")
    if not section["fair_multiple"] > 0:
        raise WrongUse("settings.toml: [screening] fair_multiple must be above 0.")
    return Rules(
        shares=shares,
        levels=levels,
        small_to=int(section["small_to"]),
        large_from=int(section["large_from"]),
        fair_multiple=float(section["fair_multiple"]),
        fair_allowance=float(section["fair_allowance"]),
        fair_days=int(section["fair_days"]),
        risk_edges=tuple(float(edge) for edge in section["risk_edges"]),
        gap=float(section["gap"]),
        steps=float(section["steps"]),
        seed=int(section["seed"]),
    )


def days_of(box: Box, as_at: datetime, hours: float) -> tuple[date, date] | None:
    """Return the first and last day on which a box can be lifted; None where it can be no more, or its sailing is not known.

    A box is lifted from when it is in the port (or now) until ``hours`` before it sails.
    """
    if box.sails_at is None:
        return None
    latest = box.sails_at - timedelta(hours=hours)
    earliest = as_at if box.gate_in_at is None else max(as_at, box.gate_in_at)
    return (earliest.date(), latest.date()) if latest >= earliest else None
