"""A step of a build: what it reads, what it writes, and the room it works in.

A step is a function of the evidence, the tables of earlier steps, the settings and the as-at time. It reads no clock, no
environment and no file of its own, and writes through ``Room.write`` only. That is what makes a build repeatable and resumable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from vinculum.engine.door import ROW_GROUP, Door
from vinculum.picture.settings import Settings


@dataclass(slots=True)
class Room:
    """What a step works with: the door, the as-at time (UTC) and the settings.

    In SQL every feed is ``evidence.<feed>`` (columns of its contract, then ``delivery`` and ``row``) and every table of an
    earlier step is ``picture.<table>``.
    """

    door: Door
    as_at: datetime
    settings: Settings
    staging: Path
    rows: dict[str, int] = field(default_factory=dict)

    def write(
        self,
        table: str,
        source: str | pa.Table | pa.RecordBatchReader,
        values: Mapping[str, Any] | None = None,
        rows_a_group: int = ROW_GROUP,
    ) -> None:
        """Write ``picture.<table>``. A query must carry an ORDER BY that leaves no ties; a reader streams in bounded memory."""
        file = self.staging / f"{table}.parquet"
        self.rows[table] = self.door.write(source, file, values, rows_a_group)
        self.door.view(f"picture.{table}", [file], pa.schema([]))

    def file(self, table: str) -> Path:
        """Return the Parquet file of a table that an earlier step wrote."""
        return self.staging / f"{table}.parquet"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the picture: its name, the tables it writes, and the function that writes them."""

    name: str
    writes: tuple[str, ...]
    run: Callable[[Room], None]
