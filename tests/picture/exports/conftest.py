"""Hand-made consignments judged by the rules, for the tests of each group of rules."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from vinculum.picture.exports import STEP
from vinculum.picture.parties import STEP as PARTIES
from vinculum.picture.step import Room

Rows = list[dict[str, Any]]
Fired = dict[tuple[str, str], dict[str, Any]]
JudgeBoxes = Callable[..., Fired]

PLAIN = {
    "load_port": "GBFXT",
    "destination_country": "DE",
    "commodity_code": "3926909790",
    "goods_description": "Plastic fittings",
    "shipper_name": "Quiet Fittings Ltd",
    "booked_at": "2026-03-01T00:00:00",
    "gate_in_at": "2026-03-06T00:00:00",
    "sails_at": "2026-03-12T00:00:00",
}


@pytest.fixture
def judge_boxes(make_room: Callable[..., Room]) -> JudgeBoxes:
    """Return a function that judges consignments, given by reference, and tells what fired on which.

    A consignment is plain (no rule fires on it) but for what is told of it. With ``parties`` the shippers are resolved first;
    else each is its EORI or its name, which is quicker.
    """

    def judge(
        boxes: Mapping[str, Mapping[str, Any]], as_at: str = "2026-03-10T00:00:00", *, parties: bool = False, **feeds: Rows
    ) -> Fired:
        told = [PLAIN | {"consignment_ref": ref, "container_no": f"BOX {ref}"} | dict(more) for ref, more in boxes.items()]
        room = make_room(as_at, consignments=told, **feeds)
        if parties:
            PARTIES.run(room)
        STEP.run(room)
        rows = room.door.ask_rows("SELECT * FROM picture.export_reasons ORDER BY consignment_ref, rule")
        return {(row["consignment_ref"], row["rule"]): row for row in rows}

    return judge
