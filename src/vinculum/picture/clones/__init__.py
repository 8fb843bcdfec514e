"""Clones: plates whose reads one vehicle cannot explain, and every other explanation weighed against a second vehicle."""

from vinculum.picture.clones.step import STEP

__all__ = ["STEP"]
