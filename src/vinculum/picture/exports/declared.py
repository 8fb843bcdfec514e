"""What consignments declare, in comparable form: keys of parties, phones, addresses, plates and chassis numbers.

Invariant: ``exports_declared`` holds each consignment once. Where a reference was handed over several times, the latest booking
stands (then the later amendment, then the later gate-in), and content decides between equals: never the order of arrival.

Who a shipper or consignee is comes from the step ``parties``. Linkage is by spelling, marks and numbers alone and may use every
paper known at the as-at time; it looks at no inspection. So nothing is peeked at: what a rule says of a box still rests on what
was known of the *party* before the box was judged.
"""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.normal_marks import offer_normal_marks
from vinculum.picture.party_keys import (
    ROLES,
    address_key,
    form_of,
    mark_key,
    named,
    once,
    party_key,
    phone_key,
    postcode_key,
    words,
)

__all__ = ["TIES", "TIE_WORDS", "address_key", "declare", "mark_key", "party_key", "phone_key", "skeleton", "ties_query", "words"]

VINS = "(SELECT unnest(declared_vins) AS vin FROM {source})"


def skeleton(vin: str) -> str:
    """Return SQL for a chassis number with look-alike characters made equal, so that an altered one still meets its original."""
    return f"translate({vin}, 'OQDILSBZG', '000115826')"


def declared_query(source: str, parties: str) -> str:
    """Return the query of ``exports_declared`` over ``source``, a relation with the columns of the contract, delivery and row.

    ``sender`` is the shipper as resolved (``party_id``), however spelt; where ``parties`` (form_id, party_id) does not know the
    form it is the EORI, else the name. So are the parties of the other roles. ``known_at`` is when the consignment can
    first have been known as it stands: booking, else gate-in, else sailing, and not before it was last amended (UTC).
    """
    forms = ", ".join(f"{form_of(role)} AS {name}_form" for name, role in ROLES.items())
    joined = " ".join(
        f"LEFT JOIN (SELECT form_id, party_id FROM {parties}) AS {name}_is ON {name}_is.form_id = once.{name}_form"
        for name in ROLES
    )
    return f"""
    WITH standing AS (
        {once(source)}
    ), once AS (
        SELECT *, {forms} FROM standing
    ), vins AS (
        SELECT told.consignment_ref, list_sort(list_distinct(list(text.normal))) AS vins
        FROM (SELECT consignment_ref, unnest(declared_vins) AS vin FROM once) AS told
        JOIN exports_vin_texts AS text ON text.raw = told.vin GROUP BY told.consignment_ref
    )
    SELECT once.consignment_ref, trim(container_no) AS container_no, {mark_key("container_no")} AS container,
        upper(load_port) AS load_port,
        upper(discharge_port) AS discharge_port, upper(destination_country) AS country,
        {party_key("shipper_name")} AS shipper, shipper_name,
        coalesce(shipper_is.party_id, {mark_key("shipper_eori")}, {party_key("shipper_name")}) AS sender,
        coalesce(consignee_is.party_id, replace({named("consignee_name")}, ' ', '')) AS consignee_party,
        coalesce(notify_is.party_id, replace({named("notify_name")}, ' ', '')) AS notify_party,
        coalesce(forwarder_is.party_id, replace({named("forwarder_name")}, ' ', '')) AS forwarder_party,
        {address_key("shipper_address")} AS address,
        {words("shipper_address")} AS address_words,
        {postcode_key("shipper_address")} AS postcode,
        {phone_key("shipper_phone")} AS phone, {mark_key("shipper_eori")} AS eori,
        CASE WHEN starts_with({words("consignee_name")}, 'TO ORDER') THEN NULL ELSE {party_key("consignee_name")}
            END AS consignee,
        coalesce(starts_with({words("consignee_name")}, 'TO ORDER'), false) AS to_order,
        consignee_name, {address_key("consignee_address")} AS consignee_address, {party_key("notify_name")} AS notify,
        notify_name, {mark_key("seal_no")} AS seal, {mark_key("seal_at_gate")} AS seal_at_gate,
        {party_key("forwarder_name")} AS forwarder, {mark_key("haulier_vrm")} AS haulier,
        regexp_replace(commodity_code, '[^0-9]', '', 'g')[1:8] AS commodity,
        regexp_replace(commodity_code, '[^0-9]', '', 'g')[1:4] AS heading,
        ' ' || {words("coalesce(goods_description, '')")} || ' ' AS goods,
        gross_kg, vgm_kg, value_gbp, coalesce(vins.vins, []) AS vins,
        greatest(coalesce(booked_at, gate_in_at, sails_at), amended_at) AS known_at, booked_at, gate_in_at, sails_at,
        delivery, "row"
    FROM once LEFT JOIN vins USING (consignment_ref) {joined}
    """


def declare(door: Door, source: str, table: str = "exports_declared", parties: str = "picture.party_forms") -> None:
    """Make ``table`` the comparable form of the consignments in ``source``; ``parties`` says who each form is."""
    offer_normal_marks(door, "exports_vin_texts", [(VINS.format(source=source), "vin")])
    door.run(f"CREATE OR REPLACE TEMP TABLE {table} AS {declared_query(source, parties)} ORDER BY consignment_ref")
    door.run("DROP TABLE exports_vin_texts")


# What ties consignments, and the column that tells it: parties as resolved, so that a second spelling is the same tie.
TIES = {
    "shipper": "sender",
    "eori": "eori",
    "phone": "phone",
    "address": "address",
    "consignee": "consignee_party",
    "consignee_address": "consignee_address",
    "notify": "notify_party",
    "forwarder": "forwarder_party",
    "haulier": "haulier",
}

TIE_WORDS = {
    "shipper": "the shipper",
    "eori": "the shipper's EORI",
    "phone": "the shipper's phone",
    "address": "the shipper's address",
    "consignee": "the consignee",
    "consignee_address": "the consignee's address",
    "notify": "the notify party",
    "forwarder": "the forwarder",
    "haulier": "the haulier's plate",
}


def ties_query(declared: str) -> str:
    """Return a query of every mark that could tie a consignment of ``declared`` to another: consignment_ref, kind, mark."""
    return " UNION ALL ".join(
        f"SELECT consignment_ref, '{kind}' AS kind, {column} AS mark, sender, known_at, delivery, \"row\" FROM {declared}"
        f" WHERE {column} IS NOT NULL"
        for kind, column in TIES.items()
    )
