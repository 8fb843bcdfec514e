"""The moment as at which a page is asked for, and the one since which it tells what moved; from days in its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vinculum.desk.programme.strategy.as_at import end_of
from vinculum.errors import WrongUse
from vinculum.site.guard import DeskRequest

# What moved is told for a month unless another day is asked for.
A_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AskedMoment:
    """Both moments, UTC. ``past``: an earlier day was asked for, so that nothing can be changed there."""

    at: datetime
    since: datetime
    past: bool

    @property
    def on(self) -> date:
        """The day of the moment."""
        return self.at.date()

    @property
    def since_on(self) -> date:
        """The day since which it is told what moved."""
        return self.since.date()


def asked_moment(request: DeskRequest) -> AskedMoment:
    """Return the moments that the address asks for; WrongUse names a day that is none. A day means its end, or now."""
    now = request.viewer.at
    told = _day(request, "as_at")
    at = min(end_of(told), now) if told else now
    since = _day(request, "since")
    return AskedMoment(at, end_of(since) if since else at - A_MONTH, at < now)


def _day(request: DeskRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{name}: {text!r} is no day. Write it as 2026-03-02.") from error
