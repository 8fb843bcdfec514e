"""The board's clock: what the time is for a picture of some age, and how long a box can still be pulled out. Times are UTC."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Urgency(StrEnum):
    """How the clock of a box stands, from no hurry to over."""

    CALM = "calm"
    SOON = "soon"
    NOW = "now"
    PAST = "past"
    SAILED = "sailed"


@dataclass(frozen=True, slots=True)
class BoardClock:
    """The moment that the board counts from. ``live``: the clock of the wall; else the moment that an old picture is as at.

    ``hours`` must lie between the choice of a box and its sailing, to find it, lift it and put it back.
    """

    at: datetime
    live: bool
    hours: float


@dataclass(frozen=True, slots=True)
class Left:
    """Until when a box can be pulled out, how long that is from the clock, and how urgent."""

    cut_off: datetime
    left: timedelta
    urgency: Urgency


@cache
def settings() -> dict[str, Any]:
    """Return what ``board.toml`` says."""
    return tomllib.loads((resources.files("vinculum.desk.ports") / "board.toml").read_text("utf-8"))


def clock_of(as_at: datetime, now: datetime, hours: float) -> BoardClock:
    """Return the clock of a picture that is as at ``as_at``, looked at ``now``.

    A picture of this week is read with the clock of the wall. An older one (an exercise, the sample) is shown as it stood: every
    ship on it has sailed long since, and an empty board would tell nobody why.
    """
    live = now - as_at <= timedelta(hours=settings()["live_for_hours"])
    return BoardClock(now if live else as_at, live, hours)


def left_of(sails_at: datetime, clock: BoardClock) -> Left:
    """Return how the clock of a box stands."""
    closes = sails_at - timedelta(hours=clock.hours)
    left = closes - clock.at
    hours = settings()["clock"]
    if clock.at >= sails_at:
        urgency = Urgency.SAILED
    elif left <= timedelta(0):
        urgency = Urgency.PAST
    elif left <= timedelta(hours=hours["red"]):
        urgency = Urgency.NOW
    else:
        urgency = Urgency.SOON if left <= timedelta(hours=hours["amber"]) else Urgency.CALM
    return Left(closes, left, urgency)
