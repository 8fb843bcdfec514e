"""The closed words of inspections, read from ``inspection_words.toml``, and the bounds of what a form may hold."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

MOST_VEHICLES = 12  # a 40 ft box on two levels takes eight cars
MOST_PHOTOS = 24
PHOTO_BYTES = 12 * 1024 * 1024
MOST_GBP = 10_000_000


@cache
def _all() -> dict[str, dict[str, str]]:
    text = (resources.files("vinculum.desk.ports") / "inspection_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def words(section: str) -> dict[str, str]:
    """Return the words of a section (basis, result, standing, position, disposal) by code, in the order of the file."""
    return _all()[section]


def force_at(place: str) -> str:
    """Return the data.police.uk id of the force of the area in which a port lies, "" where it is not told."""
    return _all()["forces"].get(place, "")


def was_opened(result: str) -> bool:
    """Whether a result means that somebody looked inside."""
    return result in {"positive", "negative"}
