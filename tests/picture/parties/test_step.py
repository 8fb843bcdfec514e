"""The step ``parties``: spellings of one firm are one party, neighbours are not, and the tables say why."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

from vinculum.picture.parties import STEP
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AS_AT = "2026-03-10T00:00:00"
PLAIN = {
    "load_port": "GBFXT",
    "destination_country": "GH",
    "commodity_code": "94042100",
    "booked_at": "2026-03-01T00:00:00",
    "sails_at": "2026-03-12T00:00:00",
}
KESTREL = {
    "shipper_name": "Kestrel Motors Ltd",
    "shipper_address": "12 Dock Road, Tilbury, RM18 7AA",
    "shipper_phone": "01375 496 0123",
    "shipper_eori": "GB123456789000",
}


def booked(told: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return plain consignments by reference, each with what is told of it."""
    return [PLAIN | {"consignment_ref": ref} | more for ref, more in told.items()]


def shippers(room: Room) -> dict[str, str]:
    """Return the party of each consignment's shipper."""
    rows = room.door.ask_rows("SELECT consignment_ref, party_id FROM picture.party_roles WHERE role = 'shipper'")
    return {row["consignment_ref"]: row["party_id"] for row in rows}


def test_spellings_of_one_firm_are_one_party(make_room: MakeRoom) -> None:
    """A legal ending, a slip of the pen, a number left out, the XI series: one party, called by its commonest spelling."""
    told = booked(
        {
            "A1": KESTREL,
            "A2": KESTREL,
            "ENDING": KESTREL | {"shipper_name": "KESTREL MOTORS LIMITED"},
            "SLIP": KESTREL | {"shipper_name": "KESTREL MOTRS LTD", "shipper_eori": None},
            "SERIES": KESTREL | {"shipper_eori": "XI 123456789000", "shipper_phone": None},
            "SHORT": KESTREL | {"shipper_address": "12 Dock Rd, RM18 7AA", "shipper_eori": None},
            "OTHER": {"shipper_name": "Osprey Exports Ltd", "shipper_address": "3 Mill Lane, Hull, HU1 1AA"},
        }
    )
    room = make_room(AS_AT, consignments=told)
    STEP.run(room)
    who = shippers(room)
    assert {ref for ref, party in who.items() if party == who["A1"]} == {"A1", "A2", "ENDING", "SLIP", "SERIES", "SHORT"}
    party = room.door.ask_rows("SELECT * FROM picture.parties WHERE party_id = $party", {"party": who["A1"]})[0]
    assert party["name"] == "Kestrel Motors Ltd"
    assert party["names"] == ["Kestrel Motors Ltd", "KESTREL MOTORS LIMITED", "KESTREL MOTRS LTD"]
    assert (party["roles"], party["consignments"], party["forms"]) == (["shipper"], 6, 4)
    assert party["eoris"] == ["GB123456789000", "XI123456789000"]
    assert party["evidence"] == [{"delivery": "consignments-000000000001", "row": row} for row in range(1, 6)]


def test_neighbours_and_rivals_are_not_one_party(make_room: MakeRoom) -> None:
    """One door and one phone without a like name, one name with two EORIs, names that differ by a number: different parties."""
    shared = {name: KESTREL[name] for name in ("shipper_address", "shipper_phone")}
    room = make_room(
        AS_AT,
        consignments=booked(
            {
                "KESTREL": KESTREL,
                "NEIGHBOUR": shared | {"shipper_name": "Osprey Trading Ltd"},
                "RIVAL": KESTREL | {"shipper_eori": "GB987654321000"},
                "UNIT 1": {"shipper_name": "Container Unit 1 Ltd"},
                "UNIT 2": {"shipper_name": "Container Unit 2 Ltd"},
            }
        ),
    )
    STEP.run(room)
    assert len(set(shippers(room).values())) == 5


def test_a_switchboard_ties_nobody(make_room: MakeRoom) -> None:
    """Alike names on a phone of two are one party; on the phone of a forwarder's twenty customers they are not."""
    names = {"A": "Northern Star Trading Ltd", "B": "Northern Star Tradng Limited"}
    quiet = {ref: {"shipper_name": name, "shipper_phone": "0113 496 0123"} for ref, name in names.items()}
    room = make_room(AS_AT, consignments=booked(quiet))
    STEP.run(room)
    assert len(set(shippers(room).values())) == 1
    letters = "ABCDEFGHIJKLMNOPQRST"
    customers = {f"M{n}": {"shipper_name": f"{one * 4} Goods", "shipper_phone": "01134960123"} for n, one in enumerate(letters)}
    room = make_room(AS_AT, consignments=booked(quiet | customers))
    STEP.run(room)
    assert len(set(shippers(room).values())) == 22


def test_every_role_has_its_party_and_nobody_has_none(make_room: MakeRoom) -> None:
    """A shipper who forwards is one party, a buyer of a shipper's name another; "to order" and "same as consignee" are nobody."""
    told = {
        "A": {"shipper_name": "Alpha Ltd", "consignee_name": "Bravo SARL", "notify_name": "Same as consignee"},
        "B": {"shipper_name": "BRAVO", "consignee_name": "To order of the bank", "forwarder_name": "Alpha Limited"},
    }
    room = make_room(AS_AT, consignments=booked(told))
    STEP.run(room)
    rows = room.door.ask_rows("SELECT * FROM picture.party_roles")
    assert [(row["consignment_ref"], row["role"], row["raw_name"]) for row in rows] == [
        ("A", "consignee", "Bravo SARL"),
        ("A", "shipper", "Alpha Ltd"),
        ("B", "forwarder", "Alpha Limited"),
        ("B", "shipper", "BRAVO"),
    ]
    parties = [(row["name"], row["roles"]) for row in room.door.ask_rows("SELECT name, roles FROM picture.parties ORDER BY name")]
    assert parties == [("Alpha Limited", ["forwarder", "shipper"]), ("BRAVO", ["shipper"]), ("Bravo SARL", ["consignee"])]


def test_a_link_says_why_and_its_parts_add_up(make_room: MakeRoom) -> None:
    """The parts of a link, its start among them, are the log-odds of its probability; the sentence names what speaks for it."""
    slip = KESTREL | {"shipper_name": "Kestrel Motrs Ltd", "shipper_eori": None, "shipper_address": None}
    room = make_room(AS_AT, consignments=booked({"A": KESTREL, "B": slip | {"shipper_phone": None}, "C": slip}))
    STEP.run(room)
    links = room.door.ask_rows("SELECT * FROM picture.party_links")
    assert links
    for link in links:
        assert link["left_form"] < link["right_form"]
        told = sum(part["weight"] for part in link["parts"])
        assert 1 / (1 + math.exp(-told)) == pytest.approx(link["probability"], abs=0.001)
    certain = max(links, key=lambda link: len(link["parts"]))
    assert [part["field"] for part in certain["parts"]] == ["start", "name", "phone"]
    assert "names a slip of the pen apart, the same phone" in certain["reasons"]


def test_only_what_was_known_counts_and_the_latest_version_stands(make_room: MakeRoom) -> None:
    """A booking after the as-at time names nobody; of two versions the later one's party has the role."""
    told = [
        *booked({"A": KESTREL, "LATER": {"shipper_name": "Later Ltd", "booked_at": "2026-03-11T00:00:00"}}),
        PLAIN | {"consignment_ref": "A", "shipper_name": "Second Hand Ltd", "amended_at": "2026-03-05T00:00:00"},
        PLAIN | {"consignment_ref": "A", "shipper_name": "Third Ltd", "amended_at": "2026-03-11T00:00:00"},
    ]
    room = make_room(AS_AT, consignments=told)
    STEP.run(room)
    rows = room.door.ask_rows("SELECT consignment_ref, raw_name FROM picture.party_roles")
    assert rows == [{"consignment_ref": "A", "raw_name": "Second Hand Ltd"}]
    assert {row["name"] for row in room.door.ask_rows("SELECT name FROM picture.parties")} == {
        "Kestrel Motors Ltd",
        "Second Hand Ltd",
    }


def test_the_order_of_arrival_does_not_matter(make_room: MakeRoom) -> None:
    """Shuffled papers give the same bytes but for the rows that they are cited by."""
    chance = random.Random(4)  # noqa: S311 - a fixed shuffle
    names = ["KESTREL MOTORS LTD", "KESTREL MOTRS LTD", "OSPREY EXPORTS", "OSPREY EXPORT", "MERLIN FREIGHT", "MERLIN FRIEGHT"]
    told = [
        PLAIN
        | {"consignment_ref": f"C{n:02d}", "shipper_name": chance.choice(names), "shipper_phone": f"0113496{n % 3:04d}"}
        | {"delivery": "consignments-000000000001", "row": n + 1}
        for n in range(40)
    ]
    files = []
    for _ in range(2):
        room = make_room(AS_AT, consignments=told)
        STEP.run(room)
        files.append([room.file(table).read_bytes() for table in STEP.writes])
        chance.shuffle(told)
    assert files[0] == files[1]


def test_nothing_to_link_is_no_fault(make_room: MakeRoom) -> None:
    """Without consignments every table is there and empty."""
    room = make_room(AS_AT)
    STEP.run(room)
    assert room.rows == dict.fromkeys(STEP.writes, 0)
