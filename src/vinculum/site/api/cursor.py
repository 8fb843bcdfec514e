"""Cursors: where a page of an answer ended, as text that a client hands back and does not look into."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson

from vinculum.errors import WrongUse


def write_cursor(place: list[Any]) -> str:
    """Return the place where a page ended as text."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode("ascii").rstrip("=")


def read_cursor(text: str | None, types: tuple[type | tuple[type, ...], ...]) -> list[Any] | None:
    """Return the place that a cursor names, None for no cursor; WrongUse if it is not one of ours."""
    if text is None:
        return None
    try:
        place = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError) as error:
        raise WrongUse(f"{text!r} is no cursor of this API. Hand back next_cursor as it came, or leave it out.") from error
    fits = isinstance(place, list) and len(place) == len(types) and all(map(isinstance, place, types))
    if not fits:
        raise WrongUse(f"{text!r} is no cursor of this list. Hand back next_cursor as it came, or leave it out.")
    return list(place)
