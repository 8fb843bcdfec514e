"""A number declared twice is told from a box booked again, whatever was done to the number."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from vinculum.engine.door import Door, Limits
from vinculum.marks.vin import VIN_CHARACTERS
from vinculum.picture.step import Room
from vinculum.picture.vin_reuse import find_vin_reuse
from vinculum.picture.vin_reuse.near import LARGEST_BLOCK, find_near

MakeRoom = Callable[..., Room]

GOLF, RANGE_ROVER = "WVWZZZ1KZAW123456", "SALGA2VF8GA246810"


def box(ref: str, day: int, vins: list[str], **changed: Any) -> dict[str, Any]:
    """Return one consignment booked on a day of March 2026; the parties are Adams and Baako unless told."""
    return {
        "consignment_ref": ref,
        "container_no": f"MSCU{day:06d}1",
        "load_port": "GBFXT",
        "destination_country": "GH",
        "shipper_name": "ADAMS AUTOS LTD",
        "consignee_name": "BAAKO TRADING",
        "commodity_code": "87032390",
        "declared_vins": vins,
        "booked_at": f"2026-03-{day:02d}T09:00:00",
        "gate_in_at": f"2026-03-{day + 1:02d}T09:00:00",
        "sails_at": f"2026-03-{day + 3:02d}T09:00:00",
    } | changed


OTHERS = {"shipper_name": "QUAYSIDE PARTS LTD", "consignee_name": "NOVA IMPORT EXPORT"}


def leads_of(make_room: MakeRoom, boxes: list[dict[str, Any]], vins: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the leads over these boxes, with a register that knows ``vins``."""
    register = [{"vrm": f"AB{n:02d}CDE", "make": "VW", "vin": vin} for n, vin in enumerate(vins, start=10)]
    room = make_room("2026-03-31T00:00:00", consignments=boxes, register=register)
    find_vin_reuse(room)
    return room.door.ask_rows("SELECT * FROM picture.lead_vin_reuse ORDER BY subject")


def test_a_number_declared_by_other_people_is_a_lead(make_room: MakeRoom) -> None:
    """Two shippers, two consignees, two gates: the lead says so and rests on both rows."""
    (lead,) = leads_of(make_room, [box("A", 2, [GOLF]), box("B", 12, [GOLF], **OTHERS)], (GOLF,))
    assert lead["subject"] == GOLF
    assert lead["probability"] > 0.9
    assert lead["evidence"] == [{"delivery": "consignments-000000000001", "row": row} for row in (1, 2)]
    assert "Different shippers declare it." in {reason["text"] for reason in lead["reasons"]}


def test_a_box_booked_again_is_none(make_room: MakeRoom) -> None:
    """Same people, same load, and the first box never passed the gate."""
    again = [box("A", 2, [GOLF, RANGE_ROVER], gate_in_at=None), box("B", 6, [GOLF, RANGE_ROVER])]
    assert leads_of(make_room, again, (GOLF, RANGE_ROVER)) == []


def test_a_consignment_handed_over_twice_is_one(make_room: MakeRoom) -> None:
    """The same reference in two deliveries does not make a number reused."""
    assert leads_of(make_room, [box("A", 2, [GOLF]), box("A", 2, [GOLF])], (GOLF,)) == []


@pytest.mark.parametrize(
    "altered",
    [
        "WVWZZZ1KZAW123496",
        "WVWZZZ1K.ZAW123456",
        "WVWZZZ1KZAW12345",
        "WVWZZZ1KZAW124356",
        "WWWZZZ1KZAW123456",
        "WVWZZZIKZAW123456",
    ],
)
def test_an_altered_number_is_still_the_same(make_room: MakeRoom, altered: str) -> None:
    """A digit changed, a dot put in, one left out, two exchanged, a letter for a digit: the register knows only the original."""
    (lead,) = leads_of(make_room, [box("A", 2, [GOLF]), box("B", 12, [altered], **OTHERS)], (GOLF, RANGE_ROVER))
    assert lead["subject"] == GOLF
    assert lead["probability"] > 0.5
    assert any(altered in reason["text"] for reason in lead["reasons"])


def test_two_cars_of_one_run_are_two(make_room: MakeRoom) -> None:
    """Neighbouring numbers that the register both knows are two vehicles, whoever ships them."""
    neighbour = "WVWZZZ1KZAW123457"
    assert leads_of(make_room, [box("A", 2, [GOLF]), box("B", 12, [neighbour], **OTHERS)], (GOLF, neighbour)) == []


def test_a_remark_is_no_number(make_room: MakeRoom) -> None:
    """What stands in for a number ties nobody."""
    assert leads_of(make_room, [box("A", 2, ["TO BE CONFIRMED"]), box("B", 12, ["TO BE CONFIRMED"], **OTHERS)]) == []


def test_nothing_booked_after_the_as_at_is_known(make_room: MakeRoom) -> None:
    """The picture as at a time knows no later booking."""
    room = make_room("2026-03-05T00:00:00", consignments=[box("A", 2, [GOLF]), box("B", 12, [GOLF], **OTHERS)])
    find_vin_reuse(room)
    assert room.door.ask_rows("SELECT count(*) AS n FROM picture.vin_reuse") == [{"n": 0}]


def test_no_consignments_give_empty_tables(make_room: MakeRoom) -> None:
    """An empty feed is no error."""
    assert leads_of(make_room, []) == []


numbers = st.text(alphabet=VIN_CHARACTERS, min_size=17, max_size=17)


@st.composite
def families(draw: st.DrawFn) -> list[str]:
    """Return numbers, some of them a slip or two away from another."""
    found = draw(st.lists(numbers, min_size=1, max_size=6))
    for _ in range(draw(st.integers(0, 8))):
        number = list(draw(st.sampled_from(found)))
        place = draw(st.integers(0, len(number) - 2))
        match draw(st.sampled_from(["change", "drop", "add", "swap"])):
            case "change":
                number[place] = draw(st.sampled_from(VIN_CHARACTERS))
            case "drop":
                del number[place]
            case "add":
                number.insert(place, draw(st.sampled_from(VIN_CHARACTERS)))
            case _:
                number[place], number[place + 1] = number[place + 1], number[place]
        if 15 <= len(number) <= 18:
            found.append("".join(number))
    return sorted(set(found))


@given(families())
@settings(max_examples=60, deadline=None)
def test_blocking_misses_no_number_one_slip_away(found: list[str]) -> None:
    """Against comparing all with all: every pair one slip apart is found, and none is found that is more than two apart."""
    with Door(Limits(threads=1)) as door:
        door.offer("reuse_vins", pa.table({"vin": found, "known": [False] * len(found)}))
        near = {(row["one"], row["other"]): row["slips"] for row in find_near(door).to_pylist()}
    apart = {(a, b): OSA.distance(a, b) for a in found for b in found if a < b}
    assert {pair for pair, slips in apart.items() if slips == 1} <= near.keys()
    assert all(apart[pair] == slips <= 2 for pair, slips in near.items())


def test_two_slips_in_the_head_are_found() -> None:
    """Two characters changed before the tail meet through the tail they share."""
    with Door(Limits(threads=1)) as door:
        door.offer("reuse_vins", pa.table({"vin": [GOLF, "WVWXYZ1KZAW123456"], "known": [True, False]}))
        assert find_near(door).to_pylist() == [{"one": "WVWXYZ1KZAW123456", "other": GOLF, "slips": 2}]


def test_a_production_run_is_no_block() -> None:
    """More numbers than a block may hold, all alike but for their tails, are not compared two slips apart."""
    run = [f"WVWZZZ1KZAW{n:03d}456" for n in range(LARGEST_BLOCK + 60)]
    with Door(Limits(threads=1)) as door:
        door.offer("reuse_vins", pa.table({"vin": run, "known": [False] * len(run)}))
        near = {(row["one"], row["other"]) for row in find_near(door).to_pylist()}
    assert (run[0], run[1]) in near
    assert (run[0], run[22]) not in near
