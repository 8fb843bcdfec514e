"""Papers of the sample nation's firms written anew by careless clerks, with the true firm beside each.

They are learned from and measured on. What clerks do is judged from shipping papers in general (DOMAIN 4.4, 4.5): slips of the
pen, another legal ending, the trade name without its trade, streets cut short, a town or postcode left out, numbers not given,
a mobile for the office, and now and then the EORI of the XI series or one mistyped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.engine.door import Door, Limits
from vinculum.picture.party_keys import address_key, form_id, mark_key, party_words, phone_key, postcode_key

Row = dict[str, Any]
SHORT = {" ROAD": " RD", " STREET": " ST", " LANE": " LN", " AVENUE": " AVE", " CLOSE": " CL", " DRIVE": " DR"}
ENDINGS = (" LIMITED", " LTD", " LLP", " (UK) LTD")


def firms_of(sample: Path) -> list[Row]:
    """Return the true shippers of a sample, each once: firm (who it is), name, address, phone, eori."""
    rows = pq.read_table(sample / "truth" / "shippers.parquet").to_pylist()
    once = {(row["name"], row["address"], row["phone"], row["eori"]): row for row in rows}
    return [row | {"firm": "|".join([sample.name, *(str(part) for part in told)])} for told, row in sorted(once.items(), key=str)]


def careless_papers(firms: list[Row], seed: int, most: int = 12) -> list[Row]:
    """Return one to ``most`` papers of each firm, as clerks write them: firm, name, address, phone, eori."""
    chance = np.random.default_rng(seed)
    papers = []
    for firm in firms:
        second_phone = f"07{int(chance.integers(10**8, 10**9)):09d}"
        papers += [_paper(chance, firm, second_phone) for _ in range(min(most, 1 + int(chance.geometric(0.25))))]
    return papers


def _paper(chance: np.random.Generator, firm: Row, second_phone: str) -> Row:
    phone = second_phone if chance.random() < 0.15 else firm["phone"]
    return {
        "firm": firm["firm"],
        "name": _name(chance, firm["name"]),
        "address": None if chance.random() < 0.12 else _address(chance, firm["address"]),
        "phone": None if phone is None or chance.random() < 0.25 else _digits(chance, phone, 0.02),
        "eori": None if firm["eori"] is None or chance.random() < 0.35 else _eori(chance, firm["eori"]),
    }


def _name(chance: np.random.Generator, name: str) -> str:
    if chance.random() < 0.3:
        for ending in ENDINGS:
            if name.endswith(ending):
                name = name.removesuffix(ending) + ("" if chance.random() < 0.3 else ENDINGS[int(chance.integers(3))])
                break
    if chance.random() < 0.05 and name.count(" ") > 1:
        name = name.rpartition(" ")[0] if not name.endswith(ENDINGS) else name
    while chance.random() < 0.12:
        name = _slip(chance, name)
    return name


def _slip(chance: np.random.Generator, text: str) -> str:
    """Return a text with a letter left out, doubled, changed, or two that change places."""
    at, kind = int(chance.integers(0, len(text) - 1)), int(chance.integers(4))
    letter = "ABCDEFGHIJKLMNOPRSTUVWY"[int(chance.integers(23))]
    changed = (text[at + 1 :], text[at] + text[at:], letter + text[at + 1 :], text[at + 1] + text[at] + text[at + 2 :])
    return text[:at] + changed[kind]


def _address(chance: np.random.Generator, address: str) -> str:
    if chance.random() < 0.25:
        for long, short in SHORT.items():
            address = address.replace(long, short)
    parts = address.split(", ")
    if chance.random() < 0.15 and len(parts) > 2:
        del parts[-2]
    if chance.random() < 0.08:
        parts = parts[:-1]
    address = ", ".join(parts)
    return _slip(chance, address) if chance.random() < 0.08 else address


def _digits(chance: np.random.Generator, number: str, slips: float) -> str:
    if chance.random() >= slips:
        return number
    at = int(chance.integers(3, len(number)))
    return number[:at] + str(int(chance.integers(10))) + number[at + 1 :]


def _eori(chance: np.random.Generator, eori: str) -> str:
    if chance.random() < 0.02:
        return "XI" + eori[2:]
    return _digits(chance, eori, 0.015)


def forms_from(papers: list[Row]) -> pa.Table:
    """Return the distinct forms of papers, in comparable form as the step ``parties`` has them, with the true firm.

    A form that two firms share (a bare name) is left out of both: no linkage could tell whose it is.
    """
    with Door(Limits(threads=2)) as door:
        door.offer("papers", pa.Table.from_pylist(papers))
        return door.ask(f"""
            WITH told AS (
                SELECT firm, {party_words("name")} AS spelt, {address_key("address")} AS address,
                    {postcode_key("address")} AS postcode, {phone_key("phone")} AS phone, {mark_key("eori")} AS eori FROM papers
            ), formed AS (
                SELECT *, replace(spelt, ' ', '') AS name,
                    {form_id("'sending'", "replace(spelt, ' ', '')", "address", "phone", "eori")} AS form_id FROM told
            )
            SELECT form_id, min(firm) AS firm, 'sending' AS side, min(spelt) AS spelt, min(name) AS name, min(address) AS address,
                min(postcode) AS postcode, min(phone) AS phone, min(eori) AS eori, count(*) AS namings
            FROM formed WHERE name IS NOT NULL GROUP BY form_id HAVING count(DISTINCT firm) = 1 ORDER BY form_id""")
