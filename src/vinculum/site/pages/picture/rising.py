"""The early warning: which model, taken by which method, is stolen more often of late than the weeks before explain.

What the last whole weeks should hold is foretold from the weeks before them: with n thefts in T weeks and Jeffreys' prior, the
count of t further weeks is negative binomial with n + 1/2 and T / (T + t), a Poisson count whose rate is not known exactly. Many
pairs are looked at, so those told are chosen to have few false ones among them (Benjamini and Hochberg, 1995).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.safestring import SafeString
from scipy.stats import nbinom

from vinculum.site.charts.sparkline import sparkline
from vinculum.site.wording import method_words

RECENT_WEEKS = 4
FEWEST_WEEKS_BEFORE = 8
MOST_WEEKS_BEFORE = 52
FEWEST = 2  # one theft is no pattern
FALSE_SHARE = 0.10  # of those told as rising, about so many may be chance
JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Trend:
    """A model and method: thefts of the last whole weeks, what was expected of them with its 95% range, and how rare that is.

    ``chance`` is the probability of as many or more if nothing had changed; ``rises`` says that it stands out among all.
    """

    make: str
    model: str
    method: str
    recent: int
    expected: float
    low: int
    high: int
    chance: float
    rises: bool
    weeks: tuple[int, ...]

    @property
    def earlier(self) -> int:
        """Thefts of the weeks before."""
        return sum(self.weeks) - self.recent

    @property
    def line(self) -> SafeString:
        """The weeks as a small line."""
        return sparkline(self.weeks)

    @property
    def method_words(self) -> str:
        """The method in words."""
        return method_words(self.method)


@dataclass(frozen=True, slots=True)
class Watch:
    """What was compared: ``recent`` is (first Monday, last Sunday) of the last whole weeks; ``before`` how many came before."""

    recent: tuple[date, date]
    before: int
    trends: tuple[Trend, ...]

    @property
    def rising(self) -> tuple[Trend, ...]:
        """The trends that stand out."""
        return tuple(trend for trend in self.trends if trend.rises)

    @property
    def stirring(self) -> tuple[Trend, ...]:
        """The trends with a theft in the last whole weeks."""
        return tuple(trend for trend in self.trends if trend.recent)

    @property
    def quiet(self) -> int:
        """How many pairs of model and method had none."""
        return len(self.trends) - len(self.stirring)


def watch_trends(counts: Iterable[Mapping[str, Any]], mondays: Sequence[date]) -> Watch | None:
    """Return the trends of ``counts`` ({make, model, method, monday, vehicles}), the rarest first; None with too few weeks.

    ``mondays`` are the whole weeks held, in order without gaps.
    """
    held = list(mondays)[-(MOST_WEEKS_BEFORE + RECENT_WEEKS) :]
    before = len(held) - RECENT_WEEKS
    if before < FEWEST_WEEKS_BEFORE:
        return None
    place = {monday: number for number, monday in enumerate(held)}
    weekly: dict[tuple[str, str, str], list[int]] = {}
    for row in counts:
        if row["monday"] in place:
            weeks = weekly.setdefault((row["make"], row["model"], row["method"]), [0] * len(held))
            weeks[place[row["monday"]]] += row["vehicles"]
    found = [_trend(names, weeks, before) for names, weeks in weekly.items()]
    found.sort(key=lambda trend: (trend.chance, -trend.recent, trend.make, trend.model, trend.method))
    recent = (held[-RECENT_WEEKS], held[-1] + timedelta(days=6))
    return Watch(recent, before, _told(found))


def _trend(names: tuple[str, str, str], weeks: list[int], before: int) -> Trend:
    earlier, recent = sum(weeks[:before]), sum(weeks[before:])
    shape, share = earlier + JEFFREYS, before / (before + RECENT_WEEKS)
    return Trend(
        *names,
        recent=recent,
        expected=shape * RECENT_WEEKS / before,
        low=int(nbinom.ppf(0.025, shape, share)),
        high=int(nbinom.ppf(0.975, shape, share)),
        chance=float(nbinom.sf(recent - 1, shape, share)),
        rises=False,
        weeks=tuple(weeks),
    )


def _told(found: Sequence[Trend]) -> tuple[Trend, ...]:
    """Mark the trends that stand out. ``found`` is in order of chance."""
    last = 0
    for rank, trend in enumerate(found, start=1):
        if trend.chance <= FALSE_SHARE * rank / len(found):
            last = rank
    return tuple(replace(trend, rises=rank <= last and trend.recent >= FEWEST) for rank, trend in enumerate(found, start=1))
