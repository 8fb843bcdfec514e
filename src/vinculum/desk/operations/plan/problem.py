"""What a plan is made of: pieces of work, the slots in which they can be done, and what fits where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from vinculum.desk.operations.plan.rules import LIFT, Fading, Rules

Choice = dict[str, str]  # slot by work, both by id


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work. ``place`` is the code of a force, or the UN/LOCODE of a port for a lift; times are UTC.

    ``units`` is the team's time in quarter-hours, 1 for a lift. ``network`` names what other work is about too, "" if nothing.
    ``cold_at`` is None for what never goes cold. ``found_at`` is when it became known. ``barred`` names those who declined it.
    """

    id: str
    kind: str
    title: str
    place: str
    probability: float
    value_gbp: float
    skill: str
    units: int
    fades: Fading
    cold_at: datetime | None = None
    network: str = ""
    not_before: date | None = None
    found_at: datetime | None = None
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Slot:
    """A team or a port on a day. ``at`` (UTC) is when its work counts as done; ``size`` is quarter-hours, or lifts.

    ``cost_gbp`` is what one unit costs beside time that is paid for anyhow: the fee of a lift, nothing for a team.
    """

    id: str
    title: str
    owner: str
    place: str
    day: date
    at: datetime
    size: int
    skills: frozenset[str]
    crosses: bool = False
    cost_gbp: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a plan is worked out from. ``now`` is UTC; ``regions`` names the region of each force.

    ``held`` is where the plan before left each piece of work, ``tasked`` is the part of it that forces were asked for already.
    ``floor`` is how many pieces of work each force with a team gets at least, as far as there are any for it.
    """

    now: datetime
    work: tuple[Work, ...]
    slots: tuple[Slot, ...]
    regions: Mapping[str, str]
    held: Mapping[str, str] = field(default_factory=dict)
    tasked: frozenset[str] = frozenset()
    floor: int = 0


def units_in(work: Work, slot: Slot, problem: Problem, rules: Rules) -> int | None:
    """Return how much of a slot a piece of work would take; None where it cannot be done in it, whatever else is."""
    if slot.owner in work.barred or work.skill not in slot.skills or (work.not_before is not None and slot.day < work.not_before):
        return None
    if work.skill == LIFT or work.place == slot.place:
        return work.units if work.place == slot.place and work.units <= slot.size else None
    regions = problem.regions
    if not slot.crosses or not regions.get(work.place) or regions.get(work.place) != regions.get(slot.place):
        return None
    needed = work.units + rules.across
    return needed if needed <= slot.size else None
