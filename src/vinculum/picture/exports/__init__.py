"""Exports: which boxes are likely to hold stolen vehicles, why, and what opening one is worth."""

from vinculum.picture.exports.step import STEP

__all__ = ["STEP"]
