"""What is compared: names, addresses, phones and numbers, as SQL, in a form that spaces and legal endings leave alone."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY_SUFFIXES = (
    "LTD|LIMITED|PLC|LLP|LLC|INC|CORP|CORPORATION|CO|COMPANY|GMBH|SARL|SPRL|BV|NV|SA|SRL|SPA|OY|AB|AS|FZE|FZCO|FZC|FZ|EST|PTY|PTE"
)
LEAST_PHONE_DIGITS, PHONE_DIGITS = 7, 10
LEAST_ADDRESS_LETTERS = 8

# What stands in the place of a name and names nobody: goods to order, and "the same as" another role.
NOBODY = "^(TO (THE )?ORDER( .*)?|(SAME )?AS (PER )?(ABOVE|SHIPPER|CONSIGNEE)|SAME( AS .*)?|N A|NONE|NIL|TBA|TBC|UNKNOWN)$"


@dataclass(frozen=True, slots=True)
class Role:
    """A part that somebody plays in a consignment: on which side, and the columns of the contract that say who does."""

    side: str
    name: str
    address: str | None = None
    phone: str | None = None
    eori: str | None = None


ROLES = {
    "shipper": Role("sending", "shipper_name", "shipper_address", "shipper_phone", "shipper_eori"),
    "consignee": Role("receiving", "consignee_name", "consignee_address"),
    "notify": Role("receiving", "notify_name"),
    "forwarder": Role("sending", "forwarder_name", eori="forwarder_eori"),
}


def words(column: str) -> str:
    """Return SQL for a text in capitals, without accents, with single spaces for whatever is no letter or digit."""
    return f"trim(regexp_replace(upper(strip_accents({column})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"


def party_words(column: str) -> str:
    """Return SQL for the words of a party's name without its legal form; null for a blank name."""
    return f"nullif(regexp_replace({words(column)}, '( ({COMPANY_SUFFIXES}))+$', ''), '')"


def party_key(column: str) -> str:
    """Return SQL for a party's name without its legal form and spaces; null for a blank name."""
    return f"replace({party_words(column)}, ' ', '')"


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


def postcode_key(column: str) -> str:
    """Return SQL for the British postcode at the end of an address, without its space; null if there is none."""
    found = f"regexp_extract(upper({column}), '([A-Z]{{1,2}}[0-9][A-Z0-9]? ?[0-9][A-Z]{{2}})\\s*$', 1)"
    return f"replace(nullif({found}, ''), ' ', '')"


def named(column: str) -> str:
    """Return SQL for the words of a name as ``party_words``, null for words that name nobody (TO ORDER, SAME AS CONSIGNEE)."""
    spelt = party_words(column)
    return f"CASE WHEN regexp_matches({spelt}, '{NOBODY}') THEN NULL ELSE {spelt} END"


def form_id(side: str, name: str, address: str, phone: str, eori: str) -> str:
    """Return SQL for the stable id of a form: side, name (``named``, spaces left out), address, phone and EORI in their keys."""
    parts = ", ".join(f"coalesce({part}, '-')" for part in (side, name, address, phone, eori))
    return f"substr(md5(concat_ws('|', {parts})), 1, 16)"


def form_of(role: Role) -> str:
    """Return SQL for the form in which a consignment names a role, over the contract's columns; null where it names nobody."""
    name = f"replace({named(role.name)}, ' ', '')"
    eori = mark_key(role.eori) if role.eori else "NULL"
    address = address_key(role.address) if role.address else "NULL"
    phone = phone_key(role.phone) if role.phone else "NULL"
    told = form_id(f"'{role.side}'", name, address, phone, eori)
    return f"CASE WHEN {name} IS NOT NULL OR {eori} IS NOT NULL THEN {told} END"


LATEST = 'booked_at DESC NULLS LAST, amended_at DESC NULLS LAST, gate_in_at DESC NULLS LAST, sails_at DESC, delivery, "row"'


def once(source: str) -> str:
    """Return a query of each consignment of ``source`` once: the latest booking stands, then amendment, then gate-in.

    Content decides between equals, never the order of arrival.
    """
    return f"SELECT * FROM {source} QUALIFY row_number() OVER (PARTITION BY consignment_ref ORDER BY {LATEST}) = 1"
