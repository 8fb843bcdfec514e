"""What a visitor asked of the picture page: the filters as they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vinculum.marks.reference import forces

PERIODS = {4: "Last 4 weeks", 13: "Last 13 weeks", 26: "Last 26 weeks", 52: "Last 52 weeks"}
USUAL_WEEKS = 13
LAYERS = {"leads": "Leads", "hits": "Stolen vehicles seen", "thefts": "Thefts", "cameras": "Cameras"}
USUAL_LAYERS = ("leads", "hits", "thefts")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter, and whether it is made."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters: one force or all (empty), one kind of lead or all, the last ``weeks`` before the as-at time, map layers."""

    force: str
    kind: str
    weeks: int
    layers: tuple[str, ...]

    def since(self, as_at: datetime) -> datetime:
        """Return when the period begins (UTC)."""
        return as_at - timedelta(weeks=self.weeks)

    @property
    def period(self) -> str:
        """The period in words within a sentence."""
        return f"in the {PERIODS[self.weeks].lower()}"

    @property
    def about_force(self) -> str:
        """The force in words within a sentence; empty for all."""
        return f" of {force_words(self.force)}" if self.force else ""


def read_asked(told: Mapping[str, str], layers: Sequence[str], kinds: Sequence[str]) -> Asked:
    """Return the filters of an address; a value that is no choice is as if it were not given.

    ``layers`` are the layers ticked, ``kinds`` the kinds of lead that may be chosen.
    """
    weeks = told.get("weeks", "")
    known = {force.id for force in forces()}
    ticked = tuple(layer for layer in LAYERS if layer in layers)
    return Asked(
        force=told.get("force", "") if told.get("force") in known else "",
        kind=told.get("kind", "") if told.get("kind") in kinds else "",
        weeks=int(weeks) if weeks in {str(weeks) for weeks in PERIODS} else USUAL_WEEKS,
        layers=ticked or USUAL_LAYERS,
    )


def force_words(force: str) -> str:
    """Return a force by its name; one that the reference data do not know by its code."""
    return {known.id: known.name for known in forces()}.get(force, force)


def choices(options: Mapping[str, str], chosen: Sequence[str]) -> tuple[Choice, ...]:
    """Return the choices of a filter in order."""
    return tuple(Choice(value, words, value in chosen) for value, words in options.items())
