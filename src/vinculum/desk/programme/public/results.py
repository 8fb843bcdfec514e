"""The results that everybody may read: figures that were published, each as at its date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A published number as the public reads it: its title, the number in words, and what it counts."""

    title: str
    words: str
    definition: str


@dataclass(frozen=True, slots=True)
class Result:
    """Figures that were published together; times are UTC."""

    title: str
    as_at: datetime
    at: datetime
    figures: tuple[PublicFigure, ...]
    note: str = ""


def published_results(_at: datetime) -> tuple[Result, ...]:
    """Return what was published by a moment (UTC), the newest first."""
    return ()
