"""What consignments declare, in comparable form: keys of parties, phones, addresses, plates and chassis numbers.

Invariant: ``exports_declared`` holds each consignment once. Where a reference was handed over several times, the latest booking
stands (then the later gate-in), and content decides between equals: never the order of arrival.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.engine.door import Door
from vinculum.picture.normal_marks import offer_normal_marks

COMPANY_SUFFIXES = (
    "LTD|LIMITED|PLC|LLP|LLC|INC|CORP|CORPORATION|CO|COMPANY|GMBH|SARL|SPRL|BV|NV|SA|SRL|SPA|OY|AB|AS|FZE|FZCO|FZC|FZ|EST|PTY|PTE"
)
LEAST_PHONE_DIGITS, PHONE_DIGITS = 7, 10
LEAST_ADDRESS_LETTERS = 8

VINS = "(SELECT unnest(declared_vins) AS vin FROM {source})"


def words(column: str) -> str:
    """Return SQL for a text in capitals, without accents, with single spaces for whatever is no letter or digit."""
    return f"trim(regexp_replace(upper(strip_accents({column})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"


def party_key(column: str) -> str:
    """Return SQL for a party's name without its legal form and spaces; null for a blank name."""
    return f"nullif(replace(regexp_replace({words(column)}, '( ({COMPANY_SUFFIXES}))+$', ''), ' ', ''), '')"


def mark_key(column: str) -> str:
    """Return SQL for a plate, EORI or container number in capitals, letters and digits only; null for a blank one."""
    return f"nullif(regexp_replace(upper({column}), '[^A-Z0-9]', '', 'g'), '')"


def phone_key(column: str) -> str:
    """Return SQL for the last ten digits of a phone, which the ways of writing a country code leave alone; null if too short."""
    digits = f"regexp_replace({column}, '[^0-9]', '', 'g')"
    return f"CASE WHEN length({digits}) >= {LEAST_PHONE_DIGITS} THEN right({digits}, {PHONE_DIGITS}) END"


def address_key(column: str) -> str:
    """Return SQL for the letters and digits of an address; null if there are too few to tell it from another."""
    key = f"replace({words(column)}, ' ', '')"
    return f"CASE WHEN length({key}) >= {LEAST_ADDRESS_LETTERS} THEN {key} END"


def skeleton(vin: str) -> str:
    """Return SQL for a chassis number with look-alike characters made equal, so that an altered one still meets its original."""
    return f"translate({vin}, 'OQDILSBZG', '000115826')"


def declared_query(source: str) -> str:
    """Return the query of ``exports_declared`` over ``source``, a relation with the columns of the contract, delivery and row.

    ``sender`` is the shipper's EORI, which spelling leaves alone, else the name. ``known_at`` is when the consignment can
    first have been known: booking, else gate-in, else sailing (UTC).
    """
    return f"""
    WITH once AS (
        SELECT * FROM {source} QUALIFY row_number() OVER (PARTITION BY consignment_ref ORDER BY
            booked_at DESC NULLS LAST, gate_in_at DESC NULLS LAST, sails_at DESC, delivery, "row") = 1
    ), vins AS (
        SELECT told.consignment_ref, list_sort(list_distinct(list(text.normal))) AS vins
        FROM (SELECT consignment_ref, unnest(declared_vins) AS vin FROM once) AS told
        JOIN exports_vin_texts AS text ON text.raw = told.vin GROUP BY told.consignment_ref
    )
    SELECT once.consignment_ref, trim(container_no) AS container_no, {mark_key("container_no")} AS container,
        upper(load_port) AS load_port,
        upper(discharge_port) AS discharge_port, upper(destination_country) AS country,
        {party_key("shipper_name")} AS shipper, shipper_name, coalesce({mark_key("shipper_eori")},
            {party_key("shipper_name")}) AS sender, {address_key("shipper_address")} AS address,
        {words("shipper_address")} AS address_words,
        replace(nullif(regexp_extract(upper(shipper_address), '([A-Z]{{1,2}}[0-9][A-Z0-9]? ?[0-9][A-Z]{{2}})\\s*$', 1), ''), '
        ', '')
            AS postcode,
        {phone_key("shipper_phone")} AS phone, {mark_key("shipper_eori")} AS eori,
        CASE WHEN starts_with({words("consignee_name")}, 'TO ORDER') THEN NULL ELSE {party_key("consignee_name")}
            END AS consignee,
        coalesce(starts_with({words("consignee_name")}, 'TO ORDER'), false) AS to_order,
        {address_key("consignee_address")} AS consignee_address, {party_key("notify_name")} AS notify,
        {party_key("forwarder_name")} AS forwarder, {mark_key("haulier_vrm")} AS haulier,
        regexp_replace(commodity_code, '[^0-9]', '', 'g')[1:8] AS commodity,
        regexp_replace(commodity_code, '[^0-9]', '', 'g')[1:4] AS heading,
        ' ' || {words("coalesce(goods_description, '')")} || ' ' AS goods,
        gross_kg, vgm_kg, value_gbp, coalesce(vins.vins, []) AS vins,
        coalesce(booked_at, gate_in_at, sails_at) AS known_at, booked_at, gate_in_at, sails_at, delivery, "row"
    FROM once LEFT JOIN vins USING (consignment_ref)
    """


def declare(door: Door, source: str, table: str = "exports_declared") -> None:
    """Make ``table`` the comparable form of the consignments in ``source``."""
    offer_normal_marks(door, "exports_vin_texts", [(VINS.format(source=source), "vin")])
    door.run(f"CREATE OR REPLACE TEMP TABLE {table} AS {declared_query(source)} ORDER BY consignment_ref")
    door.run("DROP TABLE exports_vin_texts")


TIES = ("shipper", "eori", "phone", "address", "consignee", "consignee_address", "notify", "forwarder", "haulier")

TIE_WORDS = {
    "shipper": "the shipper's name",
    "eori": "the shipper's EORI",
    "phone": "the shipper's phone",
    "address": "the shipper's address",
    "consignee": "the consignee's name",
    "consignee_address": "the consignee's address",
    "notify": "the notify party",
    "forwarder": "the forwarder",
    "haulier": "the haulier's plate",
}


def ties_query(declared: str, kinds: Sequence[str] = TIES) -> str:
    """Return a query of every mark that could tie a consignment of ``declared`` to another: consignment_ref, kind, mark."""
    return " UNION ALL ".join(
        f"SELECT consignment_ref, '{kind}' AS kind, {kind} AS mark, sender, known_at, delivery, \"row\" FROM {declared}"
        f" WHERE {kind} IS NOT NULL"
        for kind in kinds
    )
