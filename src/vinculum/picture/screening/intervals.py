"""Exact intervals for rare finds: what is true of all boxes lies in them at least as often as they say.

The usual interval (share plus or minus two standard errors) fails just here: with nothing found it is a point at zero, with one
or two finds it covers the truth far less often than it says (Brown, Cai and DasGupta 2001). All intervals are two-sided.
"""

from __future__ import annotations

from collections.abc import Sequence

from scipy.stats import beta, chi2, hypergeom

LEVEL = 0.95


def share_interval(found: int, opened: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the lowest and highest share at which ``found`` of ``opened`` is not surprising (Clopper and Pearson 1934)."""
    _check(found, opened)
    tail = (1 - level) / 2
    low = 0.0 if found == 0 else float(beta.ppf(tail, found, opened - found + 1))
    high = 1.0 if found == opened else float(beta.ppf(1 - tail, found + 1, opened - found))
    return low, high


def count_interval(found: int, opened: int, boxes: int, level: float = LEVEL) -> tuple[int, int]:
    """Return the fewest and most positives among ``boxes`` at which finding ``found`` in ``opened`` of them is not surprising.

    The boxes are opened without putting back, each set of that size as likely (hypergeometric tails, as Clopper and Pearson).
    """
    _check(found, opened)
    if opened > boxes:
        raise ValueError(f"{opened} boxes opened of {boxes} is no sample.")
    tail = (1 - level) / 2
    least, most = found, boxes - (opened - found)
    low, high = least, most
    while low < high:  # the fewest positives at which so many finds or more are likely enough
        middle = (low + high) // 2
        if hypergeom.sf(found - 1, boxes, middle, opened) > tail:
            high = middle
        else:
            low = middle + 1
    fewest = low
    low, high = least, most
    while low < high:  # the most positives at which so few finds or fewer are likely enough
        middle = (low + high + 1) // 2
        if hypergeom.cdf(found, boxes, middle, opened) > tail:
            low = middle
        else:
            high = middle - 1
    return fewest, low


def weighted_interval(weights: Sequence[float], largest: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a sum of weights, one weight a find, where rare finds come independently (Fay and Feuer 1997).

    ``largest`` is the largest weight that a find could have had. With no find the sum is at most 3.7 times that.
    """
    if largest <= 0 or any(not 0 < weight <= largest * (1 + 1e-9) for weight in weights):
        raise ValueError("Each weight lies above 0 and is the largest at most.")
    tail = (1 - level) / 2
    total, spread = sum(weights), sum(weight**2 for weight in weights)
    low = 0.0 if not weights else float(spread / (2 * total) * chi2.ppf(tail, 2 * total**2 / spread))
    more, wider = total + largest, spread + largest**2
    high = float(wider / (2 * more) * chi2.ppf(1 - tail, 2 * more**2 / wider))
    return low, high


def _check(found: int, opened: int) -> None:
    if not 0 <= found <= opened:
        raise ValueError(f"{found} finds in {opened} boxes cannot be.")
