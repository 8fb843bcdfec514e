"""Destination markets: what left for which country, what was found of it here and there, and where the shares shifted."""

from vinculum.picture.markets.step import STEP

__all__ = ["STEP"]
