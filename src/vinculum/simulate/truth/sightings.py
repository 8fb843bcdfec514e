"""The truth about reads: true hits, clocks that were wrong, and beside each read what it truly saw."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.simulate.cameras import FAULTS
from vinculum.simulate.clock import DAY, SECOND, moment
from vinculum.simulate.reads import ReadRows, join_reads
from vinculum.simulate.truth.facts import TIME, Facts, table
from vinculum.simulate.write import ROW_GROUP

MISPLACED_KM = 1.0


def hits(facts: Facts) -> pa.Table:
    """Return reads that truly show a stolen vehicle under its own plate."""
    hits, fleet = join_reads(facts.sightings.hits), facts.world.fleet
    rows = []
    for i in range(len(hits.vehicle)):
        theft = facts.thefts[int(facts.sightings.theft_of[hits.vehicle[i]])]
        rows.append(
            {
                "camera_id": facts.cameras.camera_id[hits.camera[i]],
                "read_at": moment(int(hits.shown_at[i])),
                "vrm_read": hits.vrm[i].decode(),
                "stolen_vrm": fleet.plate_of(int(hits.vehicle[i])),
                "crime_ref": theft.crime_ref,
                "exact": hits.vrm[i] == hits.borne[i],
            }
        )
    rows.sort(key=lambda row: (row["read_at"], row["camera_id"], row["vrm_read"]))
    return table(
        rows,
        camera_id=pa.string(),
        read_at=TIME,
        vrm_read=pa.string(),
        stolen_vrm=pa.string(),
        crime_ref=pa.string(),
        exact=pa.bool_(),
    )


def camera_faults(facts: Facts) -> pa.Table:
    """Return cameras whose clock is wrong, how and when, and those whose position on record is a kilometre off or more."""
    cameras = facts.cameras
    clocks = [
        {
            "camera_id": cameras.camera_id[i],
            "fault": FAULTS[cameras.fault[i]],
            "since": moment(int(cameras.fault_from[i])),
            "until": moment(min(int(cameras.fault_to[i]), facts.world.until)),
            "seconds": float(cameras.fixed[i]) / SECOND,
            "seconds_a_day": float(cameras.rate[i]) * DAY / SECOND,
        }
        for i in np.flatnonzero(cameras.fault > 0)
    ]
    places = [
        {"camera_id": cameras.camera_id[i], "fault": "position", "km": round(float(cameras.away_km[i]), 3)}
        for i in np.flatnonzero(cameras.away_km >= MISPLACED_KM)
    ]
    return table(
        sorted([*clocks, *places], key=lambda row: (str(row["camera_id"]), str(row["fault"]))),
        camera_id=pa.string(), fault=pa.string(), since=TIME, until=TIME, seconds=pa.float64(), seconds_a_day=pa.float64(),
        km=pa.float64(),
    )  # fmt: skip


class TruthOfReads:
    """The file truth/reads.parquet, written along with the reads and in their order; nothing if it is not ``wanted``."""

    SCHEMA = pa.schema([("vehicle", pa.int32()), ("vrm_borne", pa.string()), ("true_at", TIME)])

    def __init__(self, truth: Path, *, wanted: bool) -> None:
        self._writer = pq.ParquetWriter(truth / "reads.parquet", self.SCHEMA, compression="zstd") if wanted else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, rows: ReadRows) -> None:
        """Write what was true of ``rows``: the vehicle, the plate it bore, the time."""
        if self._writer is not None:
            borne = pa.array(rows.borne).cast(pa.string())
            columns = [pa.array(rows.vehicle), borne, pa.array(rows.true_at, TIME)]
            self._writer.write_table(pa.table(columns, schema=self.SCHEMA), row_group_size=ROW_GROUP)
