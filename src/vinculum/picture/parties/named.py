"""Who is named: every party of every consignment, and the distinct forms in which parties are named.

A form is a name without its legal ending, an address, a phone and an EORI as they stand together on paper, in comparable form
(``party_keys``), on one side of the trade: who sends or forwards, and who receives or is notified. Forms are what is linked,
not consignments: a firm that sent ten thousand boxes under one form is compared once.
"""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.party_keys import LATEST, ROLES, address_key, form_id, mark_key, named, phone_key, postcode_key

# Each distinct writing is brought into comparable form once, however many consignments carry it.
WRITTEN = f"""
CREATE OR REPLACE TEMP TABLE {{table}}_written AS
WITH texts AS (
    SELECT DISTINCT side, name AS raw_name, address AS raw_address, phone AS raw_phone, eori AS raw_eori FROM {{table}}_raw
), told AS (
    SELECT *, {named("raw_name")} AS spelt, {address_key("raw_address")} AS address,
        {postcode_key("raw_address")} AS postcode, {phone_key("raw_phone")} AS phone, {mark_key("raw_eori")} AS eori FROM texts
)
SELECT *, replace(spelt, ' ', '') AS name,
    {form_id("side", "replace(spelt, ' ', '')", "address", "phone", "eori")} AS form_id
FROM told WHERE spelt IS NOT NULL OR eori IS NOT NULL
"""

NAMED = """
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT raw.consignment_ref, raw.role, raw.stands, written.form_id, raw.name AS raw_name, raw.known_at, raw.delivery, raw."row"
FROM {table}_raw AS raw JOIN {table}_written AS written ON raw.side = written.side
    AND raw.name IS NOT DISTINCT FROM written.raw_name AND raw.address IS NOT DISTINCT FROM written.raw_address
    AND raw.phone IS NOT DISTINCT FROM written.raw_phone AND raw.eori IS NOT DISTINCT FROM written.raw_eori
"""

FORMS = """
CREATE OR REPLACE TEMP TABLE {table}_forms AS
WITH seen AS (
    SELECT form_id, count(*) AS namings, min(known_at) AS first_known_at, max(known_at) AS last_known_at
    FROM {table} GROUP BY form_id
), one AS (SELECT * FROM {table}_written QUALIFY row_number() OVER (PARTITION BY form_id ORDER BY spelt, postcode, raw_name) = 1)
SELECT form_id, side, spelt, name, address, postcode, phone, eori, namings, first_known_at, last_known_at
FROM one JOIN seen USING (form_id) ORDER BY form_id
"""


def name_parties(door: Door, source: str, table: str) -> None:
    """Make ``table`` (a row a version of a consignment and role that is named) and ``<table>_forms`` (a row a form).

    ``source`` is a relation with the columns of the contract, delivery and row. ``stands`` marks the latest version of a
    consignment. ``known_at`` is when a version can first have been known (UTC): when it was made, where that is told, else
    booking, else gate-in, else sailing.
    """
    roles = " UNION ALL ".join(
        f"SELECT consignment_ref, '{name}' AS role, '{role.side}' AS side, stands, {role.name} AS name,"
        f" {_column(role.address)} AS address, {_column(role.phone)} AS phone, {_column(role.eori)} AS eori,"
        ' known_at, delivery, "row" FROM told'
        for name, role in ROLES.items()
    )
    door.run(
        f"CREATE OR REPLACE TEMP TABLE {table}_raw AS WITH told AS (SELECT *,"
        f" row_number() OVER (PARTITION BY consignment_ref ORDER BY {LATEST}) = 1 AS stands,"
        " coalesce(amended_at, booked_at, gate_in_at, sails_at) AS known_at"
        f" FROM {source}) SELECT * FROM ({roles}) WHERE name IS NOT NULL OR eori IS NOT NULL"
    )
    for statement in (WRITTEN, NAMED, FORMS):
        door.run(statement.replace("{table}", table))
    for part in ("raw", "written"):
        door.run(f"DROP TABLE {table}_{part}")


def _column(name: str | None) -> str:
    return name or "CAST(NULL AS VARCHAR)"
