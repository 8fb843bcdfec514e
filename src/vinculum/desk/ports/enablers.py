"""Enablers as a viewer's picture tells them: who moves boxes, what was found in those opened, and what ties them.

None where the picture was built before it told enablers. A share is of *opened* boxes, mostly opened on suspicion; beside each
stands the base rate of all opened boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.enablers.uses import ENABLER_ID, KINDS

HELD = """
SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'picture' AND table_name = 'enablers'
"""
ENABLERS = """
SELECT enabler_id, kind, name, party_id, consignments, opened, positive, opened_random, positive_random, share, share_low,
    share_high, expected_gbp, len(ties) AS tied, text
FROM picture.enablers WHERE ($kind = '' OR kind = $kind) AND ($text = '' OR contains(upper(name), upper($text)))
ORDER BY {order}
"""
ONE = "SELECT * FROM picture.enablers WHERE enabler_id = $id"
COUNTED = "SELECT kind, count(*) AS n FROM picture.enablers GROUP BY kind ORDER BY kind"
BASE = "SELECT count(opened_at) AS opened, count(*) FILTER (found) AS positive FROM picture.export_risk"
BOXES = f"""
SELECT risk.consignment_ref, risk.container_no, risk.load_port AS port, risk.country, risk.sails_at, risk.opened_at, risk.found,
    risk.probability, risk.expected_value_gbp, risk.delivery, risk."row"
FROM (SELECT $kind AS kind, {{column}} AS mark, consignment_ref FROM picture.export_declared) AS uses
JOIN picture.export_risk AS risk USING (consignment_ref) WHERE {ENABLER_ID} = $id
ORDER BY risk.sails_at DESC, risk.consignment_ref LIMIT 200
"""


class Order(StrEnum):
    """In which order enablers are listed."""

    EXPECTED = "expected"
    SHARE = "share"
    BOXES = "boxes"
    NAME = "name"


ORDERS = {
    Order.EXPECTED: "expected_gbp DESC, consignments DESC, enabler_id",
    # What is sure counts, not what few boxes suggest.
    Order.SHARE: "share_low DESC, positive DESC, enabler_id",
    Order.BOXES: "consignments DESC, enabler_id",
    Order.NAME: "name, enabler_id",
}


@dataclass(frozen=True, slots=True)
class BaseRate:
    """Of all opened boxes that a viewer may see, how many there were and how many held stolen vehicles."""

    opened: int
    positive: int

    @property
    def share(self) -> float | None:
        """Share of opened boxes with stolen vehicles; None where none was opened."""
        return self.positive / self.opened if self.opened else None


def is_told(door: Door) -> bool:
    """Say whether the picture tells enablers at all."""
    return bool(door.ask_rows(HELD)[0]["n"])


def list_enablers(door: Door, kind: str, text: str, order: Order) -> list[dict[str, Any]]:
    """Return the enablers of a kind ("" for all) whose name holds a text."""
    return door.ask_rows(ENABLERS.format(order=ORDERS[order]), {"kind": kind, "text": text})


def kinds_counted(door: Door) -> list[tuple[str, int]]:
    """Return how many enablers of each kind there are."""
    return [(row["kind"], row["n"]) for row in door.ask_rows(COUNTED)]


def one_enabler(door: Door, enabler: str) -> dict[str, Any] | None:
    """Return one enabler; None where there is none that the viewer may see."""
    rows = door.ask_rows(ONE, {"id": enabler}) if is_told(door) else []
    return rows[0] if rows else None


def boxes_of(door: Door, enabler: str, kind: str) -> list[dict[str, Any]]:
    """Return the consignments that an enabler had a hand in, the last to sail first, 200 at most."""
    return door.ask_rows(BOXES.format(column=KINDS[kind]), {"id": enabler, "kind": kind})


def base_rate(door: Door) -> BaseRate:
    """Return the base rate of opened boxes."""
    told = door.ask_rows(BASE)[0]
    return BaseRate(told["opened"], told["positive"])
