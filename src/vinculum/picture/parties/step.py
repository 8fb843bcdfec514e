"""The step ``parties``: who the shippers, consignees, notify parties and forwarders are, however they are spelt.

Writes ``parties`` (a row a party), ``party_roles`` (a row a consignment and role), ``party_forms`` (a row a form in which
a party is named, which `resolve` reads) and ``party_links`` (a row a pair of forms that may be one firm, with its reasons).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vinculum.engine.door import Door
from vinculum.picture.parties.compare import compare, left_and_right
from vinculum.picture.parties.group import group
from vinculum.picture.parties.linked import explain_links
from vinculum.picture.parties.named import name_parties
from vinculum.picture.parties.records import forget_parties, lay_out_groups, make_ready
from vinculum.picture.step import Room, Step

EVIDENCE_SHOWN = 5

KNOWN = """
CREATE OR REPLACE TEMP VIEW parties_known AS
SELECT * FROM evidence.consignments
WHERE coalesce(amended_at, booked_at, gate_in_at, sails_at) <= TIMESTAMPTZ '{as_at}'
"""

# A party is called after the form in which it was first known, so that later misspellings leave its id alone.
MEMBERS = """
CREATE OR REPLACE TEMP TABLE parties_members AS
WITH grouped AS (
    SELECT forms.*, coalesce(joined."group", forms.form_id) AS "group"
    FROM {forms} AS forms LEFT JOIN parties_joined AS joined USING (form_id)
)
SELECT * EXCLUDE ("group"),
    'P' || first_value(form_id) OVER (PARTITION BY "group" ORDER BY first_known_at, form_id) AS party_id
FROM grouped ORDER BY form_id
"""

ROLES = """
SELECT named.consignment_ref, named.role, members.party_id, named.raw_name, named.form_id, named.delivery, named."row"
FROM parties_named AS named JOIN parties_members AS members USING (form_id) WHERE named.stands
ORDER BY named.consignment_ref, named.role
"""

PARTIES = f"""
WITH spelt AS (
    SELECT party_id, coalesce(raw_name, 'EORI ' || eori) AS name, count(*) AS times
    FROM parties_named JOIN parties_members USING (form_id) GROUP BY ALL
), named AS (
    SELECT party_id, list(name ORDER BY times DESC, name) AS names FROM spelt GROUP BY party_id
), seen AS (
    SELECT party_id, list_sort(list(DISTINCT role)) AS roles, count(DISTINCT consignment_ref) AS consignments,
        min(known_at) AS first_known_at, max(known_at) AS last_known_at,
        min({{'delivery': delivery, 'row': "row"}}, {EVIDENCE_SHOWN}) AS evidence
    FROM parties_named JOIN parties_members USING (form_id) GROUP BY party_id
), marked AS (
    SELECT party_id, count(*) AS forms, list_sort(list(DISTINCT eori) FILTER (eori IS NOT NULL)) AS eoris,
        list_sort(list(DISTINCT phone) FILTER (phone IS NOT NULL)) AS phones,
        list_sort(list(DISTINCT address) FILTER (address IS NOT NULL)) AS addresses
    FROM parties_members GROUP BY party_id
)
SELECT party_id, names[1] AS name, names, roles, consignments, first_known_at, last_known_at, forms,
    coalesce(eoris, []) AS eoris, coalesce(phones, []) AS phones, coalesce(addresses, []) AS addresses, evidence
FROM seen JOIN named USING (party_id) JOIN marked USING (party_id) ORDER BY party_id
"""

FORMS = """
SELECT form_id, party_id, side, spelt, name, address, postcode, phone, eori, namings, first_known_at, last_known_at
FROM parties_members ORDER BY form_id
"""


def _run(room: Room) -> None:
    door = room.door
    door.run(KNOWN.format(as_at=room.as_at.isoformat()))
    name_parties(door, "parties_known", "parties_named")
    link(door, "parties_named_forms", room.settings)
    room.write("parties", PARTIES)
    room.write("party_roles", ROLES)
    room.write("party_forms", FORMS)
    room.write("party_links", "SELECT * FROM parties_links ORDER BY left_form, right_form")
    forget_parties(door)


def link(door: Door, forms: str, settings: Mapping[str, Mapping[str, Any]]) -> None:
    """Make ``parties_members`` (each form of the relation ``forms`` with its party) and ``parties_links``."""
    section = settings["parties"]
    count = int(door.ask_rows(f"SELECT count(*) AS n FROM {forms}")[0]["n"])
    make_ready(door, forms, int(settings["exports"]["switchboard"]))
    pairs = compare(door, count, float(section["keep_from"]))
    explain_links(door, pairs, forms, count)
    told = door.ask("SELECT form_id, eori FROM parties_meeting WHERE eori IS NOT NULL")
    eoris = dict(zip(told.column("form_id").to_pylist(), told.column("eori").to_pylist(), strict=True))
    groups = group(left_and_right(pairs, float(section["link_from"])), eoris, float(section["least_support"]))
    lay_out_groups(door, groups, "parties_joined")
    door.run(MEMBERS.format(forms=forms))


STEP = Step("parties", ("parties", "party_roles", "party_forms", "party_links"), _run)
