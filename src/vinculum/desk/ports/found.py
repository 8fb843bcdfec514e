"""What was found in boxes, as the inspections in evidence say that a viewer may see. Times are UTC, money is GBP."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from vinculum.desk.ports.ahead import BoxAhead
from vinculum.engine.door import Door
from vinculum.marks.fold import fold

# An inspection that names no consignment is of the box with that number; it is opened within the weeks before its sailing.
INSPECTIONS = """
SELECT inspection_ref, consignment_ref, container_no, inspected_at, basis, result, vehicles_found, value_gbp, cost_gbp
FROM evidence.inspections
WHERE list_contains($refs, consignment_ref)
   OR (consignment_ref IS NULL AND list_contains($containers, regexp_replace(upper(container_no), '[^A-Z0-9]', '', 'g')))
ORDER BY inspected_at, inspection_ref
"""
DAYS_IN_PORT = 28


@dataclass(frozen=True, slots=True)
class Found:
    """One inspection of a box. ``result`` is a word of the contract; what was not told is None."""

    inspection_ref: str
    inspected_at: datetime
    basis: str
    result: str
    vehicles_found: int | None
    value_gbp: float | None
    cost_gbp: float | None

    @property
    def positive(self) -> bool:
        """Whether stolen vehicles were found."""
        return self.result == "positive"


def found_in(door: Door, boxes: Collection[BoxAhead]) -> dict[str, Found]:
    """Return the last inspection of each box that has one, by the reference of its consignment."""
    if not boxes:
        return {}
    numbers = {fold(box.container_no): box for box in boxes if box.container_no}
    rows = door.ask_rows(INSPECTIONS, {"refs": sorted(box.consignment_ref for box in boxes), "containers": sorted(numbers)})
    found: dict[str, Found] = {}
    for row in rows:
        box = None if row["consignment_ref"] else numbers[fold(row["container_no"])]
        if box is not None and not 0 <= (box.sails_at - row["inspected_at"]).days <= DAYS_IN_PORT:
            continue
        ref = box.consignment_ref if box else row["consignment_ref"]
        found[ref] = Found(**{name: row[name] for name in Found.__dataclass_fields__})
    return found
