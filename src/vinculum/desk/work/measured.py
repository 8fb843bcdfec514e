"""The quality of every delivery, measured in the background and kept beside the evidence it was measured on.

What stands in the file was measured on all records. A page shows it of a delivery that its reader sees whole, and how many rows
were known already only where they see every earlier delivery of the feed too.
"""

from __future__ import annotations

import json
from typing import Any

from vinculum.engine.door import Door
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.quality import as_document, quality
from vinculum.evidence.staging import flush
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import view_evidence

FILE = "quality.json"


def measure(workspace: Workspace) -> int:
    """Measure every delivery, keep what was found, and return how many were measured."""
    evidence = workspace.evidence_hash()
    with Door() as door:
        view_evidence(door, workspace)
        told = [as_document(one) for one in quality(door, deliveries(workspace))]
    file = workspace.home / "work" / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps({"evidence": evidence, "deliveries": {one["delivery"]: one for one in told}}) + "\n", "utf-8")
    flush(fresh)
    fresh.replace(file)
    return len(told)


def measured(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """Return what was measured last, by delivery; a delivery that came later is not in it."""
    file = workspace.home / "work" / FILE
    if not file.is_file():
        return {}
    told: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8"))["deliveries"]
    return told
