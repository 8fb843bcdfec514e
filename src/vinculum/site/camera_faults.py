"""Camera faults as a table: which cameras contradict the others, since when, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from vinculum.engine.door import Door
from vinculum.site import plain
from vinculum.site.held import rows_if_held
from vinculum.site.tables import Table
from vinculum.site.wording import fault_words, spaced

FAULTS_SQL = "SELECT * FROM picture.camera_faults ORDER BY camera_id, start_at, until_at, fault"
SET_ASIDE_SQL = """
SELECT reason, count(DISTINCT camera_id) AS cameras, CAST(sum(reads) AS BIGINT) AS reads
FROM picture.reads_set_aside GROUP BY reason ORDER BY reads DESC, reason
"""
HEADERS = (
    "Camera", "Fault", "From (UTC)", "Until (UTC)", "What was done", "Plates read", "Contradicted", "Expected", "Remaining",
)  # fmt: skip


def read_camera_faults(door: Door) -> Table | None:
    """Return the faults of cameras, one row a spell of time; None if the picture has not looked for any."""
    rows = rows_if_held(door, "picture.camera_faults", FAULTS_SQL)
    if rows is None:
        return None
    return Table("Cameras at fault, one row for each spell of time", HEADERS, tuple(_fault(row) for row in rows), (5, 6, 7, 8))


def read_set_aside_reads(door: Door) -> Table | None:
    """Return how many reads are left out before reasoning starts, by reason; None if the picture does not count them."""
    rows = rows_if_held(door, "picture.reads_set_aside", SET_ASIDE_SQL)
    if rows is None:
        return None
    told = tuple((spaced(row["reason"]), plain.count(row["cameras"]), plain.count(row["reads"])) for row in rows)
    return Table("Plate reads that are not reasoned with", ("Why", "Cameras", "Reads"), told, (1, 2))


def _fault(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["camera_id"],
        fault_words(row["fault"]),
        plain.short_moment(row["start_at"]),
        plain.short_moment(row["until_at"]),
        _done(row["fast_s"]),
        plain.count(row["plates"]),
        plain.count(row["contradicted"]),
        plain.UNKNOWN if row["expected"] is None else f"{row['expected']:.1f}",
        plain.count(row["remaining"]),
    )


def _done(fast_s: float | None) -> str:
    if fast_s is None:
        return "quarantined: its reads are left out"
    return f"reads set right: its clock was {plain.duration(timedelta(seconds=fast_s))} {'ahead' if fast_s > 0 else 'behind'}"
