"""Fairness by trader size: small traders are not opened more often than large ones merely for being small.

Rates are compared at equal risk: the Mantel-Haenszel rate ratio over bands of probability (Mantel and Haenszel 1959). A band that
holds boxes of only one kind of trader allows no comparison and weighs nothing. What was opened on leads in the days before counts
with what is chosen now, so that the rule also holds where there are few lifts a day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vinculum.picture.screening.box import Box, Rules

SMALL, MEDIUM, LARGE = "small", "medium", "large"
SIZES = (SMALL, MEDIUM, LARGE)


@dataclass(frozen=True, slots=True)
class Past:
    """Boxes of one size of trader and one band of risk in the days before: how many there were, and opened on a lead."""

    size: str
    band: int
    boxes: int
    opened: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How often boxes of one size of trader are chosen on leads: now, and with the days before. Shares are None of no boxes."""

    size: str
    boxes: int
    chosen: int
    expected_gbp: float
    boxes_with_past: int
    opened_with_past: int

    @property
    def share(self) -> float | None:
        """Share of the boxes that are chosen now."""
        return self.chosen / self.boxes if self.boxes else None


def size_of(consignments: int, rules: Rules) -> str:
    """Return the band of a trader with so many consignments in the year before."""
    if consignments <= rules.small_to:
        return SMALL
    return LARGE if consignments >= rules.large_from else MEDIUM


def band_of(probability: float, rules: Rules) -> int:
    """Return the band of risk: 0 below the first edge."""
    return bisect_right(rules.risk_edges, probability)


@dataclass(frozen=True, slots=True)
class Balance:
    """The rule as a sum: chosen boxes of small traders weigh ``small``, of large ones ``large``, by band of risk.

    It holds while sum(small) <= multiple x sum(large) + ``allowance``; what the days before weigh is in ``small_past`` and
    ``large_past``.
    """

    small: Mapping[int, float]
    large: Mapping[int, float]
    small_past: float
    large_past: float
    multiple: float
    allowance: float

    def weight(self, box: Box, rules: Rules) -> float:
        """Return what choosing ``box`` weighs: above 0 it brings the rule nearer to its limit."""
        band = band_of(box.probability, rules)
        if box.size == SMALL:
            return self.small.get(band, 0.0)
        return -self.multiple * self.large.get(band, 0.0) if box.size == LARGE else 0.0

    @property
    def room(self) -> float:
        """What chosen boxes may weigh together: the multiple of what large traders' weigh must make up for what is above."""
        return max(0.0, self.multiple * self.large_past - self.small_past + self.allowance)

    def ratio(self, chosen: Iterable[Box], rules: Rules) -> float | None:
        """Return how often more small traders' boxes are opened than large ones' at equal risk; None where none can be told."""
        small, large = self.small_past, self.large_past
        for box in chosen:
            band = band_of(box.probability, rules)
            small += self.small.get(band, 0.0) if box.size == SMALL else 0.0
            large += self.large.get(band, 0.0) if box.size == LARGE else 0.0
        return small / large if large > 0 else None


def balance_of(boxes: Iterable[Box], past: Sequence[Past], rules: Rules) -> Balance:
    """Return the rule for these boxes and the days before."""
    held: Counter[tuple[str, int]] = Counter((box.size or "", band_of(box.probability, rules)) for box in boxes)
    for one in past:
        held[one.size, one.band] += one.boxes
    bands = {band for size, band in held if size in {SMALL, LARGE}}
    both = {band: held[SMALL, band] + held[LARGE, band] for band in bands if held[SMALL, band] and held[LARGE, band]}
    small = {band: held[LARGE, band] / count for band, count in both.items()}
    large = {band: held[SMALL, band] / count for band, count in both.items()}
    return Balance(
        small=small,
        large=large,
        small_past=sum(small.get(one.band, 0.0) * one.opened for one in past if one.size == SMALL),
        large_past=sum(large.get(one.band, 0.0) * one.opened for one in past if one.size == LARGE),
        multiple=rules.fair_multiple,
        allowance=rules.fair_allowance * max(small.values(), default=0.0),
    )


def rates_of(boxes: Sequence[Box], chosen: Sequence[Box], past: Sequence[Past]) -> tuple[Rate, ...]:
    """Return how often each size of trader is chosen on leads; boxes without a named shipper are in none."""
    return tuple(
        Rate(
            size=size,
            boxes=(here := sum(box.size == size for box in boxes)),
            chosen=(taken := sum(box.size == size for box in chosen)),
            expected_gbp=round(sum(box.expected_value_gbp for box in chosen if box.size == size), 2),
            boxes_with_past=here + sum(one.boxes for one in past if one.size == size),
            opened_with_past=taken + sum(one.opened for one in past if one.size == size),
        )
        for size in SIZES
    )
