"""Exact intervals for shares, and forecasts with theirs: what the numbers allow to be said, and no more."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import betaincinv

LEVEL = 0.05
SEASON = 12
# Without two whole years nothing is known of the seasons, and a trend of fewer months is not told from chance.
LEAST_MONTHS = 24
LEAST_SEASONS = 36


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with the lowest and highest value that the data allow (95 %)."""

    middle: float
    low: float
    high: float


def share_of(top: float, bottom: float) -> Interval | None:
    """Return a share with its exact interval (Clopper and Pearson 1934); None where it is a share of nothing."""
    if bottom <= 0:
        return None
    low = float(betaincinv(top, bottom - top + 1, LEVEL / 2)) if top > 0 else 0.0
    high = float(betaincinv(top + 1, bottom - top, 1 - LEVEL / 2)) if top < bottom else 1.0
    return Interval(top / bottom, low, high)


def forecast(counts: Sequence[float], ahead: int) -> list[Interval]:
    """Return what ``ahead`` further months will bring if things go on as they did; nothing where too few months are held.

    Exponential smoothing with a damped trend (Hyndman et al. 2008), with seasons from three years on; intervals at 95 %. No count
    is below zero.
    """
    if len(counts) < LEAST_MONTHS:
        return []
    # They take seconds to load, and only a document with a series long enough asks for them.
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415  it ships no types; one series of numbers is made of it
    from statsmodels.tools.sm_exceptions import ConvergenceWarning  # noqa: PLC0415
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415

    seasonal = "add" if len(counts) >= LEAST_SEASONS else None
    model = ETSModel(
        pd.Series(counts, dtype=float),
        error="add",
        trend="add",
        damped_trend=True,
        seasonal=seasonal,
        seasonal_periods=SEASON if seasonal else None,
        initialization_method="heuristic",
    )
    with warnings.catch_warnings():
        # A flat series is fitted as well as it can be; the interval says how badly it is known.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = model.fit(disp=False)
        told = fitted.get_prediction(start=len(counts), end=len(counts) + ahead - 1).summary_frame(alpha=LEVEL)
    return [
        Interval(max(0.0, float(row["mean"])), max(0.0, float(row["pi_lower"])), max(0.0, float(row["pi_upper"])))
        for _, row in told.iterrows()
    ]
