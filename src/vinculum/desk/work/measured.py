"""Quality and soundness of every delivery, measured in the background and kept beside the evidence it was measured on.

What stands in the file was measured on all records. A page shows it of a delivery that its reader sees whole, but never how many
rows were known already: that says what others had handed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vinculum.engine.door import Door
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.quality import DeliveryQuality, as_document, quality
from vinculum.evidence.shares import Share
from vinculum.evidence.staging import flush
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import view_evidence


@dataclass(frozen=True, slots=True)
class Checked:
    """When every file of the evidence was last held against the chain (UTC), and what was wrong with one delivery then."""

    at: datetime
    faults: tuple[str, ...]


def measure(workspace: Workspace) -> int:
    """Measure and check every delivery, keep what was found, and return how many there are."""
    state = workspace.evidence_hash()
    records = deliveries(workspace)
    with Door() as door:
        view_evidence(door, workspace, superseded=True)
        told = {one.delivery: as_document(one) for one in quality(door, records)}
    faults = [[fault.delivery, fault.what] for fault in verify_chain(workspace)]
    document = {"evidence": state, "at": datetime.now(UTC).isoformat(), "faults": faults, "deliveries": told}
    file = _file(workspace)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(document) + "\n", "utf-8")
    flush(fresh)
    fresh.replace(file)
    return len(records)


def is_measured(workspace: Workspace) -> bool:
    """Whether what was measured last is of the evidence there is now."""
    return bool(_read(workspace).get("evidence") == workspace.evidence_hash())


def measured(workspace: Workspace) -> dict[str, DeliveryQuality]:
    """Return the quality measured last, by delivery; a delivery that came later is not in it."""
    return {name: _quality(told) for name, told in _read(workspace).get("deliveries", {}).items()}


def _quality(told: dict[str, Any]) -> DeliveryQuality:
    fill = {name: _share(share) for name, share in told["fill"].items()}
    unknown = tuple(told["unknown_columns"])
    return DeliveryQuality(**{**told, "accepted": _share(told["accepted"]), "fill": fill, "unknown_columns": unknown})


def _share(told: dict[str, Any]) -> Share:
    return Share(told["count"], told["of"])


def checked_on(workspace: Workspace, name: str) -> Checked | None:
    """Return when a delivery was last checked and what was wrong; None if it has not been yet."""
    told = _read(workspace)
    if name not in told.get("deliveries", {}):
        return None
    return Checked(
        datetime.fromisoformat(told["at"]), tuple(what for delivery, what in told["faults"] if delivery in {None, name})
    )


def _read(workspace: Workspace) -> dict[str, Any]:
    file = _file(workspace)
    if not file.is_file():
        return {}
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return told


def _file(workspace: Workspace) -> Path:
    return workspace.home / "work" / "quality.json"
