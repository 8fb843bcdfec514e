"""Asking a picture that may lack a table: a table that was never built is not the same as one with nothing in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vinculum.engine.door import Door

Rows = list[dict[str, Any]]


def holds(door: Door, table: str) -> bool:
    """Say whether the door has ``schema.table``."""
    schema, name = table.split(".", maxsplit=1)
    found = door.ask_rows(
        "SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = $schema AND table_name = $name",
        {"schema": schema, "name": name},
    )
    return bool(found[0]["n"])


def rows_if_held(door: Door, table: str, query: str, values: Mapping[str, Any] | None = None) -> Rows | None:
    """Return the answer of ``query`` on ``table``; None if the door does not have the table."""
    return door.ask_rows(query, values) if holds(door, table) else None
