"""A share with what it is a share of and how sure it is (95 % interval by Wilson); unknown where there is nothing to count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scipy.stats import binomtest


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``. Where ``of`` is 0 the share is unknown, which is not zero."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, 0 to 1; None where there is nothing to count."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval (Wilson 1927); None where there is nothing to count."""
        if not self.of:
            return None
        found = binomtest(self.count, self.of).proportion_ci(method="wilson")
        return float(found.low), float(found.high)

    def as_document(self) -> dict[str, Any]:
        """Return ``{count, of, share, interval_95}``."""
        interval = self.interval
        return {
            "count": self.count,
            "of": self.of,
            "share": self.share,
            "interval_95": None if interval is None else list(interval),
        }
