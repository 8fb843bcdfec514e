"""What is measured of communications: values written down with their day and source, never worked out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.engagement.models import Measurement
from vinculum.desk.programme.engagement.refusals import NotWritten
from vinculum.desk.programme.strategy.refusals import must


@dataclass(frozen=True, slots=True)
class Channel:
    """Something that is measured, and how it is defined."""

    code: str
    title: str
    definition: str


@cache
def channels() -> dict[str, Channel]:
    """Return every channel by code (``channels.toml``)."""
    told = tomllib.loads((resources.files("vinculum.desk.programme.engagement") / "channels.toml").read_text("utf-8"))
    return {code: Channel(code, one["title"], one["definition"]) for code, one in told.items()}


def measure(viewer: Viewer, channel: str, value: int, on: date, source: str) -> Measurement:
    """Write a value down; a later one of the same day takes its place from then on."""
    must(viewer, Action.KEEP_ENGAGEMENT)
    if channel not in channels():
        raise NotWritten(f"There is no channel {channel!r}. Channels: {', '.join(channels())}.")
    if on > viewer.at.date():
        raise NotWritten(f"{on:%-d %B %Y} lies ahead. Nothing was kept.")
    if not source.strip():
        raise NotWritten("Say where the value is from. Nothing was kept.")
    return Measurement.objects.create(
        channel=channel, value=value, on=on, source=source.strip(), at=viewer.at, by_id=viewer.person
    )


def measured(viewer: Viewer, channel: str, at: datetime) -> list[Measurement]:
    """Return a channel's values as known at a moment (UTC), one a day, in the order of time; none for who may not read them."""
    if not decide(viewer, Action.READ_ENGAGEMENT).allowed:
        return []
    rows = Measurement.objects.filter(channel=channel, at__lte=at).order_by("on", "at", "pk")
    return list({row.on: row for row in rows}.values())
