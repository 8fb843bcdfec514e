"""Opening what stands: the evidence as views, and the picture that readers see.

``pictures/current`` holds the id of one finished build. It is replaced in one rename, so a reader sees the old picture or the
new one and never half of either.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door, Limits
from vinculum.errors import VinculumError
from vinculum.evidence.contract import contracts
from vinculum.evidence.staging import flush
from vinculum.evidence.workspace import Workspace

DELIVERIES = pa.schema(
    [
        ("delivery", pa.string()),
        ("feed", pa.string()),
        ("partner", pa.string()),
        ("layout", pa.string()),
        ("sha256", pa.string()),
        ("rows", pa.int64()),
        ("accepted", pa.int64()),
        ("quarantined", pa.int64()),
        ("received_at", pa.timestamp("us", tz="UTC")),  # for faces, and for dating an amendment that has no time of its own
    ]
)


class NoPicture(VinculumError):
    """The workspace holds no finished build."""


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build as its ``build.json`` describes it. ``as_at`` is UTC."""

    id: str
    as_at: datetime
    folder: Path
    document: dict[str, Any]


def view_evidence(door: Door, workspace: Workspace, *, superseded: bool = False) -> None:
    """Make ``evidence.<feed>`` a view of the accepted rows of every feed, and ``evidence.deliveries`` a table.

    ``superseded`` takes in the rows of deliveries that a corrected version replaced, for those who keep records and not for those
    who read them.
    """
    for feed, contract in contracts().items():
        door.view(f"evidence.{feed}", workspace.accepted_files(feed, superseded=superseded), contract.schema)
    rows = [_told(file) for file in sorted(workspace.deliveries_folder.glob("*-*/delivery.json"))]
    table = pa.Table.from_pylist(rows, schema=DELIVERIES)
    door.view("evidence.deliveries", [], DELIVERIES)
    door.offer("_deliveries", table)
    door.run("INSERT INTO evidence.deliveries SELECT * FROM _deliveries")
    door.withdraw("_deliveries")


def _told(file: Path) -> dict[str, Any]:
    """Return what a delivery's own record says of it, as a row of DELIVERIES."""
    record = json.loads(file.read_text("utf-8"))
    row = {name: record.get(name) for name in DELIVERIES.names}
    row["received_at"] = datetime.fromisoformat(record["received_at"])
    return row


def view_tables(door: Door, folder: Path, tables: Iterable[str]) -> None:
    """Make ``picture.<table>`` a view of each named table of the build in ``folder``."""
    for table in tables:
        door.view(f"picture.{table}", [folder / f"{table}.parquet"], pa.schema([]))


def current_build(workspace: Workspace) -> Build:
    """Return the build that readers see; NoPicture if there is none yet."""
    pointer = workspace.pictures_folder / "current"
    if not pointer.is_file():
        raise NoPicture(f"{workspace.home} holds no picture yet. Take records in, then run `vinculum build`.")
    folder = workspace.pictures_folder / pointer.read_text("utf-8").strip()
    document = json.loads((folder / "build.json").read_text("utf-8"))
    return Build(document["build"], datetime.fromisoformat(document["as_at"]), folder, document)


def point_to(workspace: Workspace, build: str) -> None:
    """Switch readers to ``build`` in one rename."""
    fresh = workspace.pictures_folder / ".current.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(build + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(workspace.pictures_folder / "current")
    flush(workspace.pictures_folder)


def open_picture(workspace: Workspace, limits: Limits | None = None) -> Door:
    """Return a door onto the evidence and the current picture; NoPicture if nothing was built yet."""
    build = current_build(workspace)
    door = Door(limits)
    view_evidence(door, workspace)
    view_tables(door, build.folder, build.document["tables"])
    return door
