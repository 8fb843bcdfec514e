"""The condition that a column has one of some values, told so that the engine looks them up instead of passing over the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def is_one_of(column: str, values: Sequence[Any], name: str) -> tuple[str, dict[str, Any]]:
    """Return SQL and parameters for ``column`` being one of ``values``; parameters begin with ``name``.

    One value is compared with: of a table in order of the column, only the rows around it are then read.
    """
    if len(values) == 1:
        return f"{column} = ${name}", {name: values[0]}
    return f"{column} IN (SELECT unnest(${name}))", {name: list(values)}
