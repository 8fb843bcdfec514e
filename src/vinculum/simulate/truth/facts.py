"""Everything that the tables of the truth are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from vinculum.simulate.cameras import Cameras
from vinculum.simulate.crime.fates import Clone, Ends
from vinculum.simulate.crime.happenings import Happenings, Theft
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.honest import Transfer, WriteOff
from vinculum.simulate.sightings import Sightings

Row = dict[str, Any]
TIME = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that truth tables are drawn from."""

    world: Happenings
    cameras: Cameras
    thefts: list[Theft]
    ends: Ends
    clones: list[Clone]
    write_offs: list[WriteOff]
    transfers: list[Transfer]
    boxes: list[Box]
    los: list[Row]
    recoveries: list[Row]
    sellers: list[Row]
    sightings: Sightings
    reads: int


def table(rows: list[Row], **columns: pa.DataType) -> pa.Table:
    """Return ``rows`` as a table of ``columns``, in the order they are named."""
    return pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items())))
