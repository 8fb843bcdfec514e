"""Screening a manifest that a partner handed over, before the next build; what came of it is kept for its week and no longer.

The document names consignments and reasons, which are evidence: it stands beside the picture in the workspace, and its reader
sees of it only rows that their own door still shows. After a week it is dropped; the picture has judged its boxes by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vinculum.desk.ports.ahead import BoxAhead
from vinculum.desk.ports.clock import BoardClock, settings
from vinculum.engine.door import Door
from vinculum.errors import VinculumError
from vinculum.evidence.contract import contract_of
from vinculum.evidence.staging import flush
from vinculum.evidence.workspace import Workspace
from vinculum.picture.screen import screen
from vinculum.picture.settings import Settings

KEPT_FOR = timedelta(days=7)
MANIFESTS = """
SELECT delivery, partner, layout, received_at, accepted, quarantined FROM evidence.deliveries
WHERE feed = 'consignments' AND rows IS NOT NULL ORDER BY received_at DESC, delivery LIMIT 20
"""
DECLARED = """
SELECT consignment_ref, container_no, load_port AS port, destination_country AS country, sails_at, vessel, voyage, discharge_port,
    gate_in_at, goods_description, commodity_code, seal_no, delivery, "row",
    coalesce(nullif(regexp_replace(upper(container_no), '[^A-Z0-9]', '', 'g'), ''), consignment_ref) AS box
FROM evidence.consignments WHERE delivery = $delivery ORDER BY "row"
"""


class NotScreened(VinculumError):
    """A manifest cannot be screened; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What a manifest was screened to be. ``told`` maps a consignment to its probability, expected value and reasons."""

    number: int
    delivery: str
    screened_at: datetime
    told: dict[str, Mapping[str, Any]]


def manifests(door: Door) -> list[dict[str, Any]]:
    """Return the deliveries of consignments that the door's viewer sees whole, the newest first."""
    return door.ask_rows(MANIFESTS)


def screen_manifest(door: Door, delivery: str, clock: BoardClock, rules: Settings) -> list[dict[str, Any]]:
    """Return every consignment of a delivery with its risk and reasons, riskiest first. ``door`` must make temporary tables."""
    names = ", ".join(f'"{name}"' for name in contract_of("consignments").schema.names)
    table = door.ask(
        f'SELECT {names} FROM evidence.consignments WHERE delivery = $delivery ORDER BY "row"', {"delivery": delivery}
    )
    most = int(settings()["manifest"]["most_rows"])
    if table.num_rows == 0:
        raise NotScreened("There is no such manifest, or none of its rows may be seen for this purpose. Nothing was screened.")
    if table.num_rows > most:
        raise NotScreened(
            f"The delivery has {table.num_rows:,} consignments; at most {most:,} are screened at once. Build the picture."
        )
    kept = ("consignment_ref", "probability", "expected_value_gbp", "reasons")
    return [{name: row[name] for name in kept} for row in screen(door, table, as_at=clock.at, settings=rules)]


def keep_screening(workspace: Workspace, number: int, delivery: str, at: datetime, rows: list[dict[str, Any]]) -> None:
    """Keep what a manifest was screened to be under the number of its job, and drop what is older than a week."""
    folder = _folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.json")):
        if at - _at(json.loads(old.read_text("utf-8"))) > KEPT_FOR:
            old.unlink()
    fresh = folder / f"{number}.new"
    fresh.write_text(json.dumps({"delivery": delivery, "at": at.isoformat(), "rows": rows}, default=str) + "\n", "utf-8")
    flush(fresh)
    fresh.replace(folder / f"{number}.json")


def read_screening(workspace: Workspace, number: int) -> Screening | None:
    """Return a screening that is still kept; None where there is none."""
    file = _folder(workspace) / f"{number}.json"
    if not file.is_file():
        return None
    document = json.loads(file.read_text("utf-8"))
    return Screening(number, document["delivery"], _at(document), {row["consignment_ref"]: row for row in document["rows"]})


def boxes_screened(door: Door, screening: Screening) -> list[BoxAhead]:
    """Return the boxes of a screened manifest that the door's viewer may see, the highest expected value first."""
    boxes: dict[tuple[str, datetime], list[dict[str, Any]]] = {}
    for row in door.ask_rows(DECLARED, {"delivery": screening.delivery}):
        if row["consignment_ref"] in screening.told:
            boxes.setdefault((row.pop("box"), row["sails_at"]), []).append(row)
    found = []
    for rows in boxes.values():
        first = min(rows, key=lambda row: (-screening.told[row["consignment_ref"]]["probability"], row["consignment_ref"]))
        told = screening.told[first["consignment_ref"]]
        found.append(
            BoxAhead(
                **first,
                opened_at=None,
                found=None,
                probability=told["probability"],
                expected_value_gbp=told["expected_value_gbp"],
                consignments=len(rows),
            )
        )
    return sorted(found, key=lambda box: (-box.expected_value_gbp, box.consignment_ref))


def _folder(workspace: Workspace) -> Path:
    return workspace.home / "work" / "screenings"


def _at(document: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(document["at"])
