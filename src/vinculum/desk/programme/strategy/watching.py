"""What draws attention to an action: overdue, blocked, at risk, silent, nobody's; each with its sentence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources

from vinculum.desk.programme.strategy.acting import OPEN
from vinculum.desk.programme.strategy.vocabulary import Health


class Flag(StrEnum):
    """Why an action draws attention, the gravest first."""

    OVERDUE = "overdue"
    BLOCKED = "blocked"
    AT_RISK = "at_risk"
    SILENT = "silent"
    NO_OWNER = "no_owner"
    NO_DAY = "no_day"


FLAG_WORDS = {
    Flag.OVERDUE: "Overdue",
    Flag.BLOCKED: "Blocked",
    Flag.AT_RISK: "At risk",
    Flag.SILENT: "Nothing heard",
    Flag.NO_OWNER: "No owner",
    Flag.NO_DAY: "No day set",
}


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag and the sentence that says why."""

    flag: Flag
    why: str

    @property
    def words(self) -> str:
        """The flag as a person reads it."""
        return FLAG_WORDS[self.flag]


@dataclass(frozen=True, slots=True)
class Facts:
    """What flags are told from; days are UTC. ``heard_on`` is when it was last moved or reported on."""

    state: str
    reason: str
    owner: str
    due_on: date | None
    health: Health | None
    heard_on: date


@cache
def thresholds() -> dict[str, int]:
    """Return the days after which something draws attention (``watching.toml``)."""
    told: dict[str, int] = tomllib.loads(
        (resources.files("vinculum.desk.programme.strategy") / "watching.toml").read_text("utf-8")
    )
    return told


def flags_of(facts: Facts, today: date) -> tuple[Flagged, ...]:
    """Return the flags of an action on a day; none of what is done or dropped."""
    if facts.state not in OPEN:
        return ()
    found = []
    days_left = (facts.due_on - today).days if facts.due_on else None
    if days_left is not None and days_left < 0:
        found.append(Flagged(Flag.OVERDUE, f"It was due on {facts.due_on:%-d %B %Y}, {_days(-days_left)} before."))
    if facts.state == "blocked":
        found.append(Flagged(Flag.BLOCKED, facts.reason or "It cannot go on."))
    elif facts.health is Health.BLOCKED:
        found.append(Flagged(Flag.BLOCKED, "The last report on it says that it is blocked."))
    if facts.health is Health.AT_RISK:
        found.append(Flagged(Flag.AT_RISK, "The last report on it says that it is at risk."))
    elif facts.state == "planned" and days_left is not None and 0 <= days_left <= thresholds()["due_soon_days"]:
        found.append(Flagged(Flag.AT_RISK, f"It is due in {_days(days_left)} and has not begun."))
    silent = (today - facts.heard_on).days
    if facts.state == "under_way" and silent > thresholds()["silent_days"]:
        found.append(Flagged(Flag.SILENT, f"Nothing was reported for {_days(silent)}."))
    if not facts.owner:
        found.append(Flagged(Flag.NO_OWNER, "Nobody owns it."))
    if facts.due_on is None:
        found.append(Flagged(Flag.NO_DAY, "No day is set by which it is to be done."))
    return tuple(found)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
