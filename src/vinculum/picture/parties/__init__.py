"""Parties: which of the names on consignments are one firm, how sure that is, and why."""

from vinculum.picture.parties.step import STEP

__all__ = ["STEP"]
