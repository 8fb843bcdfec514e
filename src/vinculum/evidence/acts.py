"""Acts: what the partnership did to evidence after it was taken in (dismissed a row, erased rows), each said once and sealed.

``evidence/acts.jsonl`` holds one JSON document a line, in order, each with the hash of the one before it and of the newest
delivery there was. Every later delivery names the newest act in its turn, so neither list can be shortened or reordered behind
the other's back. What no list shows by itself is that its newest end was cut off: note the newest hashes elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from vinculum.errors import WrongUse
from vinculum.evidence.sealing import START, DamagedEvidence, seal_of
from vinculum.evidence.staging import flush
from vinculum.evidence.workspace import Workspace


class Kind(StrEnum):
    """What can be done to evidence that stands."""

    DISMISSAL = "dismissal"  # a row set aside was judged not worth repairing
    REOPENING = "reopening"  # ... and that judgement was taken back
    ERASURE = "erasure"  # rows were erased; the proof of it
    PICTURES_REMOVED = "pictures_removed"  # pictures that held erased rows are gone
    SUPERSESSION = "supersession"  # deliveries stopped counting, because their partner handed over a corrected version


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the log. ``at`` is ISO 8601 in UTC; ``told`` is what the kind of act has to say."""

    sequence: int
    kind: Kind
    at: str
    by: str
    why: str
    told: Mapping[str, Any]
    delivery: str
    previous: str
    hash: str


def acts_file(workspace: Workspace) -> Path:
    """Return where acts are written down."""
    return workspace.deliveries_folder.parent / "acts.jsonl"


def pending_folder(workspace: Workspace) -> Path:
    """Return where an erasure stands that is decided and may not be carried out in full yet."""
    return workspace.deliveries_folder.parent / "erasing"


def read_acts(workspace: Workspace) -> list[Act]:
    """Return the acts in order, an erasure that a crash interrupted included; DamagedEvidence if a line is unreadable."""
    file = acts_file(workspace)
    lines = file.read_bytes().splitlines() if file.is_file() else []
    pending = pending_folder(workspace) / "act.json"
    if pending.is_file():
        lines = [*lines, *(line for line in [pending.read_bytes().strip()] if line not in lines)]
    try:
        return [Act(**{**document, "kind": Kind(document["kind"])}) for document in map(json.loads, lines)]
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedEvidence(f"{file} cannot be read ({error}). Restore the workspace from its last dump.") from error


def next_act(
    workspace: Workspace, newest_delivery: str, kind: Kind, told: Mapping[str, Any], *, by: str, why: str, at: datetime
) -> Act:
    """Return the act that would come next, sealed; WrongUse if it does not say who and why.

    ``newest_delivery`` is the hash of the newest link of the chain of deliveries.
    """
    if not by.strip() or not why.strip():
        raise WrongUse(f"A {kind} has to say who did it and why: give both, they are kept with the evidence.")
    acts = read_acts(workspace)
    document: dict[str, Any] = {
        "sequence": len(acts) + 1,
        "kind": str(kind),
        "at": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "by": by.strip(),
        "why": why.strip(),
        "told": told,
        "delivery": newest_delivery,
        "previous": newest_hash(acts),
    }
    return Act(**{**document, "kind": kind, "hash": seal_of(document)})


def newest_hash(acts: list[Act]) -> str:
    """Return the hash of the newest act, zeros when there is none."""
    return acts[-1].hash if acts else START


def line_of(act: Act) -> bytes:
    """Return an act as it stands in the log, with its line end."""
    return json.dumps(_document(act), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _document(act: Act) -> dict[str, Any]:
    return {field.name: getattr(act, field.name) for field in fields(act)}


def write_act(workspace: Workspace, act: Act) -> None:
    """Append an act, all or nothing; one that stands there already is not written twice. The caller holds the workspace."""
    file = acts_file(workspace)
    held = file.read_bytes() if file.is_file() else b""
    if line_of(act) in held.splitlines(keepends=True):
        return
    fresh = file.with_suffix(".new")
    fresh.write_bytes(held + line_of(act))
    flush(fresh)
    fresh.replace(file)
    flush(file.parent)


def act_faults(acts: list[Act], deliveries: list[str]) -> list[str]:
    """Return what is wrong with the log itself: altered, removed or reordered lines. ``deliveries`` are the chain's hashes."""
    found = []
    previous = START
    places = {START: 0, **{digest: place for place, digest in enumerate(deliveries, 1)}}
    reached = 0
    for sequence, act in enumerate(acts, 1):
        if act.hash != seal_of(_document(act)):
            found.append(f"act {sequence} ({act.kind}) does not match its own seal: it was altered")
        if act.previous != previous or act.sequence != sequence:
            found.append(f"act {sequence} ({act.kind}) belongs to another place: acts were removed or reordered")
        if places.get(act.delivery, -1) < reached:
            found.append(f"act {sequence} ({act.kind}) names a delivery that is not where it was in the chain")
        reached = max(reached, places.get(act.delivery, 0))
        previous = act.hash
    return found
