"""Boxes and sailings as a viewer's picture shows them: what can be lifted, on which ship, at what risk and why.

A box is one container on one sailing, named by its riskiest consignment; a consignment without a container number is its own box.
The door is the viewer's: what no agreement opens to them is not there. All times are UTC, money is GBP.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vinculum.engine.door import Door

BOXES = """
WITH judged AS (
    SELECT risk.consignment_ref, risk.container_no, risk.load_port AS port, risk.country, risk.sails_at, risk.opened_at,
        risk.found, risk.probability, risk.expected_value_gbp, told.vessel, told.voyage, told.discharge_port, told.gate_in_at,
        told.goods_description, told.commodity_code, told.seal_no, risk.delivery, risk."row",
        coalesce(nullif(regexp_replace(upper(risk.container_no), '[^A-Z0-9]', '', 'g'), ''), risk.consignment_ref) AS box
    FROM picture.export_risk AS risk
    JOIN evidence.consignments AS told ON told.delivery = risk.delivery AND told."row" = risk."row"
), boxes AS (
    SELECT *, max(opened_at) OVER same AS box_opened_at, count(*) OVER same AS consignments,
        row_number() OVER (PARTITION BY box, sails_at ORDER BY probability DESC, consignment_ref) AS place
    FROM judged WINDOW same AS (PARTITION BY box, sails_at)
)
"""
ONE = """
SELECT consignment_ref, container_no, port, country, sails_at, box_opened_at AS opened_at, found, probability, expected_value_gbp,
    vessel, voyage, discharge_port, gate_in_at, goods_description, commodity_code, seal_no, consignments, delivery, "row"
FROM boxes
"""
AHEAD = f"""{BOXES} {ONE} WHERE place = 1 AND sails_at > $at AND ($port = '' OR port = $port)
ORDER BY sails_at, port, probability DESC, consignment_ref"""
NAMED = f"""{BOXES} {ONE} WHERE list_contains($refs, consignment_ref) ORDER BY consignment_ref"""
REASONS = """
SELECT consignment_ref, rule, weight, text, evidence FROM picture.export_reasons
WHERE list_contains($refs, consignment_ref) ORDER BY consignment_ref, weight DESC, rule
"""


@dataclass(frozen=True, slots=True)
class BoxAhead:
    """One box as the picture knows it. ``opened_at`` is when evidence says that it was opened, None where it does not."""

    consignment_ref: str
    container_no: str | None
    port: str
    country: str | None
    sails_at: datetime
    opened_at: datetime | None
    found: bool | None
    probability: float
    expected_value_gbp: float
    vessel: str | None
    voyage: str | None
    discharge_port: str | None
    gate_in_at: datetime | None
    goods_description: str | None
    commodity_code: str | None
    seal_no: str | None
    consignments: int
    delivery: str
    row: int

    @property
    def name(self) -> str:
        """What a box is called: its number, or its consignment's where none was declared."""
        return self.container_no or self.consignment_ref


@dataclass(frozen=True, slots=True)
class Sailing:
    """One ship leaving one port. ``worth`` counts the unopened boxes whose expected value covers a lift."""

    port: str
    vessel: str | None
    voyage: str | None
    sails_at: datetime
    boxes: int
    worth: int
    expected_gbp: float


def boxes_ahead(door: Door, at: datetime, port: str = "") -> list[BoxAhead]:
    """Return every box that sails after ``at``, of one port or of all, in the order of sailing."""
    return [BoxAhead(**row) for row in door.ask_rows(AHEAD, {"at": at, "port": port})]


def read_boxes(door: Door, refs: Collection[str]) -> dict[str, BoxAhead]:
    """Return the boxes of these consignments that the door's viewer may see, by reference."""
    if not refs:
        return {}
    return {row["consignment_ref"]: BoxAhead(**row) for row in door.ask_rows(NAMED, {"refs": sorted(refs)})}


def read_reasons(door: Door, refs: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return why each consignment is thought to hold stolen vehicles, strongest first, with what each reason rests on."""
    found: dict[str, list[dict[str, Any]]] = {}
    if refs:
        for row in door.ask_rows(REASONS, {"refs": sorted(refs)}):
            found.setdefault(row["consignment_ref"], []).append(row)
    return found


def sailings_of(boxes: Collection[BoxAhead], lift_gbp: float) -> list[Sailing]:
    """Return the sailings that boxes are booked on, in the order of their time."""
    held: dict[tuple[datetime, str, str, str], list[BoxAhead]] = {}
    for box in boxes:
        held.setdefault((box.sails_at, box.port, box.vessel or "", box.voyage or ""), []).append(box)
    return [_sailing(held[key], lift_gbp) for key in sorted(held)]


def _sailing(boxes: list[BoxAhead], lift_gbp: float) -> Sailing:
    first = boxes[0]
    shut = [box for box in boxes if box.opened_at is None]
    return Sailing(
        port=first.port,
        vessel=first.vessel,
        voyage=first.voyage,
        sails_at=first.sails_at,
        boxes=len(boxes),
        worth=sum(box.expected_value_gbp >= lift_gbp for box in shut),
        expected_gbp=sum(box.expected_value_gbp for box in shut),
    )
