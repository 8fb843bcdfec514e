"""The record of a delivery: what it says of the file and of what became of its rows, before the chain seals it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from vinculum.evidence.chain import Record
from vinculum.evidence.sifting import Sifted
from vinculum.evidence.staging import sha256_of


def record_of(folder: Path, delivery: str, original: Path, sha256: str, sifted: Sifted, received_at: datetime) -> Record:
    """Return what the record of the delivery prepared in ``folder`` says of its file and its rows.

    The caller adds whose it is (feed, partner, agreement, layout, what is withheld).
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {
        "delivery": delivery,
        "file": original.name,
        "size": original.stat().st_size,
        "sha256": sha256,
        "rows": sifted.rows,
        "accepted": sifted.accepted,
        "quarantined": sifted.quarantined,
        "reasons": sifted.reasons,
        "unknown_columns": sifted.unknown_columns,
        "naive_times": sifted.naive_times,
        "repeated_keys": sifted.repeated_keys,
        "filled": sifted.filled,
        "received_at": received_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "software": f"vinculum {version('vinculum')}",
        "files": {str(file.relative_to(folder)): sha256_of(file) for file in files},
    }
