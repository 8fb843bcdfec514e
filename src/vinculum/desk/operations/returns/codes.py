"""Short names of items for addresses: references of forces hold strokes and blanks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def code_of(operation: str, item: str) -> str:
    """Return the short name of an item of an operation (by its reference)."""
    return hashlib.sha256(f"{operation}\x1f{item}".encode()).hexdigest()[:16]


def is_of(item: str, force: str) -> bool:
    """Say whether an item was reported by a force: its name begins with it."""
    return item.partition(":")[0] == force


def item_of(operation: str, code: str, items: Iterable[str]) -> str | None:
    """Return the item that a short name is of; None where it is none of these."""
    return next((item for item in items if code_of(operation, item) == code), None)
