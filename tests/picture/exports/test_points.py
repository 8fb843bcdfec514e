"""Points of a box: numbers that were known when it was judged."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from vinculum.picture.exports.cargo import lay_out_goods
from vinculum.picture.exports.declared import declare
from vinculum.picture.exports.history import lay_out_openings
from vinculum.picture.exports.parties import lay_out_parties
from vinculum.picture.exports.points import POINTS, lay_out_points
from vinculum.picture.exports.score import BOXES
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AS_AT = datetime(2026, 3, 10, tzinfo=UTC)


def points_of(make_room: MakeRoom, rows: list[dict[str, Any]], inspections: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the points of each box."""
    room = make_room("2026-03-10T00:00:00", consignments=rows, inspections=inspections)
    declare(room.door, "evidence.consignments")
    lay_out_openings(room.door, AS_AT)
    room.door.run(BOXES.format(chosen="true"), {"as_at": AS_AT})
    lay_out_goods(room.door)
    lay_out_parties(room.door)
    lay_out_points(room.door)
    return {row["consignment_ref"]: row for row in room.door.ask_rows("SELECT * FROM exports_points")}


def box(ref: str, day: int, **more: Any) -> dict[str, Any]:
    """Return a consignment booked on a day of February 2026, at the gate three and at sea six days later."""
    dates = {"booked_at": day, "gate_in_at": day + 3, "sails_at": day + 6}
    plain = {"consignment_ref": ref, "container_no": ref, "load_port": "GBFXT", "destination_country": "DE"}
    return plain | {name: f"2026-02-{on:02d}T00:00:00" for name, on in dates.items()} | {"shipper_name": "Firm"} | more


def test_numbers_of_a_box(make_room: MakeRoom) -> None:
    """Times, masses beyond a usual empty box, and the sender's record up to then."""
    opened = {"inspection_ref": "I", "container_no": "?", "basis": "lead", "result": "positive", "consignment_ref": "A"}
    goods = {"commodity_code": "39269097", "gross_kg": 4_000.0, "vgm_kg": 9_000.0}
    told = points_of(make_room, [box("A", 1, **goods), box("B", 12, **goods)], [opened | {"inspected_at": "2026-02-06T00:00:00"}])
    wanted = {"L03": 1_100.0, "L04": 6.0, "L05": 72.0, "L06": 72.0, "L07": 1.0, "L08": 0.0, "L09": 1.0}
    assert {point: told["B"][point] for point in wanted} == wanted
    assert (told["A"]["L09"], told["A"]["L07"]) == (0.0, 0.0)
    assert told["A"]["L01"] is None  # too few others of the heading


def test_the_gate_is_not_known_before_it_is_passed(make_room: MakeRoom) -> None:
    """A box opened on the way has no gate yet."""
    opened = {"inspection_ref": "I", "container_no": "?", "basis": "lead", "result": "negative", "consignment_ref": "A"}
    told = points_of(make_room, [box("A", 1, commodity_code="39269097")], [opened | {"inspected_at": "2026-02-02T00:00:00"}])
    assert (told["A"]["L05"], told["A"]["L06"]) == (None, None)


def test_prices_are_held_against_earlier_ones(make_room: MakeRoom) -> None:
    """Half the price of the thirty before is one halving below; those that come later do not count."""
    priced = {"commodity_code": "39269097", "gross_kg": 1_000.0}
    before = [box(f"B{number:02d}", 1, value_gbp=8_000.0, **priced) for number in range(30)]
    after = [box(f"Z{number:02d}", 20, value_gbp=90_000.0, **priced) for number in range(60)]
    told = points_of(make_room, [*before, *after, box("M", 10, value_gbp=4_000.0, **priced)], [])
    assert (told["M"]["L01"], told["M"]["L02"]) == (-1.0, 0.0)


def test_every_point_has_a_sentence() -> None:
    """Each has an id of its own, a title and words to read out."""
    assert len({point.id for point in POINTS}) == len(POINTS)
    assert all(point.id.startswith("L") and point.title and point.told for point in POINTS)
