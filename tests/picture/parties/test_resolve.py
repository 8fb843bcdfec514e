"""Resolving a manifest against the parties that stand."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from vinculum.evidence.contract import contract_of
from vinculum.picture.parties import STEP
from vinculum.picture.parties.resolve import resolve_new
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AT = datetime(2026, 3, 9, tzinfo=UTC)
KESTREL = {"shipper_name": "Kestrel Motors Ltd", "shipper_phone": "01375 496 0123", "shipper_address": "12 Dock Road, RM18 7AA"}


def told(**shippers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return consignments by reference, of which only the shipper is told."""
    plain = {"load_port": "GBFXT", "destination_country": "GH", "commodity_code": "94042100"}
    return [plain | {"consignment_ref": ref, "booked_at": AT, "sails_at": AT} | shipper for ref, shipper in shippers.items()]


def resolved(room: Room, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the party of each form of a manifest by the shipper's name."""
    table = pa.Table.from_pylist(
        [row | {"delivery": "manifest", "row": place} for place, row in enumerate(rows, start=1)],
        schema=contract_of("consignments").schema,
    )
    room.door.offer("_manifest", table)
    resolve_new(room.door, "_manifest", "resolved", room.settings)
    room.door.withdraw("_manifest")
    forms = room.door.ask_rows("SELECT form_id, party_id FROM resolved")
    return {row["form_id"]: row["party_id"] for row in forms}


def test_new_spellings_join_standing_parties_and_strangers_stand_alone(make_room: MakeRoom) -> None:
    """A known form keeps its party, a misspelt one joins it, two new forms of a new firm are one, a stranger is its own."""
    room = make_room("2026-03-10T00:00:00", consignments=told(OLD=KESTREL, OTHER={"shipper_name": "Osprey Exports Ltd"}))
    STEP.run(room)
    standing = {row["name"]: row["party_id"] for row in room.door.ask_rows("SELECT name, party_id FROM picture.parties")}
    known = {row["form_id"] for row in room.door.ask_rows("SELECT form_id FROM picture.party_forms")}
    fresh = {"shipper_phone": "0113 496 0199", "shipper_address": "4 Mill Lane, Hull, HU1 1AA"}
    found = resolved(
        room,
        told(
            SAME=KESTREL,
            SLIP=KESTREL | {"shipper_name": "KESTREL MOTRS LIMITED"},
            NEW1=fresh | {"shipper_name": "Falcon Removals Ltd"},
            NEW2=fresh | {"shipper_name": "FALCON REMOVLS"},
            STRANGER={"shipper_name": "Solitary Ltd"},
        ),
    )
    assert {found[form] for form in known} == set(standing.values())
    new = [party for form, party in found.items() if form not in known]
    assert new.count(standing["Kestrel Motors Ltd"]) == 1
    strangers = [party for party in new if party not in standing.values()]
    assert sorted(strangers.count(party) for party in set(strangers)) == [1, 2]


def test_a_manifest_of_known_papers_resolves_as_the_build_did(make_room: MakeRoom) -> None:
    """Forms that stand are looked up, not linked again."""
    rows = told(A=KESTREL, B=KESTREL | {"shipper_name": "Kestrel Motrs"}, C={"shipper_name": "Osprey", "consignee_name": "Kite"})
    room = make_room("2026-03-10T00:00:00", consignments=rows)
    STEP.run(room)
    built = {row["form_id"]: row["party_id"] for row in room.door.ask_rows("SELECT form_id, party_id FROM picture.party_forms")}
    assert resolved(room, rows) == built
