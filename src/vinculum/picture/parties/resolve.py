"""Who the parties of a manifest are, against the parties that stand: at once, and without a build.

Forms that stand keep their party. A form not seen before joins the standing party that it is surest to be, or another new form,
or stands alone; it never makes two standing parties one. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.parties.compare import compare, left_and_right
from vinculum.picture.parties.group import group
from vinculum.picture.parties.named import name_parties
from vinculum.picture.parties.records import MEETING_KEYS, forget_parties, lay_out_groups, make_ready

COLUMNS = "form_id, side, spelt, name, address, postcode, phone, eori, namings, first_known_at"

FRESH = """
CREATE OR REPLACE TEMP TABLE parties_new_fresh AS
SELECT * FROM parties_new_forms WHERE form_id NOT IN (SELECT form_id FROM picture.party_forms)
"""

TOGETHER = f"""
CREATE OR REPLACE TEMP VIEW parties_all AS
SELECT {COLUMNS} FROM picture.party_forms UNION ALL SELECT {COLUMNS} FROM parties_new_fresh
"""

# Only standing forms that share some key with a new one can be linked to it.
NEAR = f"""
CREATE OR REPLACE TEMP TABLE parties_new_near AS
WITH fresh AS (SELECT * FROM parties_meeting SEMI JOIN parties_new_fresh USING (form_id))
SELECT * FROM parties_meeting WHERE form_id IN (SELECT form_id FROM fresh)
    OR {" OR ".join(f"({key} IS NOT NULL AND {key} IN (SELECT {key} FROM fresh))" for key in MEETING_KEYS)}
"""

RESOLVED = """
CREATE OR REPLACE TEMP TABLE {table} AS
WITH standing AS (SELECT DISTINCT party_id FROM picture.party_forms),
grouped AS (
    SELECT form_id, coalesce(said."group", form_id) AS "group"
    FROM parties_new_fresh LEFT JOIN parties_new_said AS said USING (form_id)
)
SELECT form_id, party_id FROM picture.party_forms
UNION ALL
SELECT grouped.form_id, coalesce(standing.party_id, 'P' || grouped."group")
FROM grouped LEFT JOIN standing ON standing.party_id = grouped."group"
"""

# The parties that some link reaches, with all their forms.
TOUCHED = """
SELECT forms.party_id, forms.form_id, meeting.eori
FROM picture.party_forms AS forms LEFT JOIN parties_meeting AS meeting USING (form_id)
WHERE forms.party_id IN (SELECT party_id FROM picture.party_forms JOIN _reached USING (form_id)) ORDER BY ALL
"""


def resolve_new(door: Door, manifest: str, table: str, settings: Mapping[str, Mapping[str, Any]]) -> None:
    """Make ``table`` (form_id, party_id): every form that stands, and those of the relation ``manifest``, each with its party.

    ``manifest`` has the columns of the contract of consignments, delivery and row. Reads ``picture.party_forms``.
    ``table`` must not begin with ``parties_``: what does is dropped.
    """
    name_parties(door, manifest, "parties_new")
    door.run(FRESH)
    pairs: list[tuple[str, str, float]] = []
    if door.ask_rows("SELECT 1 AS one FROM parties_new_fresh LIMIT 1"):
        pairs = _pairs_with_fresh(door, settings)
    lay_out_groups(door, _groups(door, pairs, float(settings["parties"]["least_support"])), "parties_new_said")
    door.run(RESOLVED.format(table=table))
    forget_parties(door)


def _pairs_with_fresh(door: Door, settings: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, float]]:
    """Return the links between new forms and any form: left, right, probability."""
    door.run(TOGETHER)
    make_ready(door, "parties_all", int(settings["exports"]["switchboard"]))
    count = int(door.ask_rows("SELECT count(*) AS n FROM parties_meeting")[0]["n"])
    door.run(NEAR)
    link_from = float(settings["parties"]["link_from"])
    return left_and_right(compare(door, count, link_from, records="parties_new_near", between="parties_new_fresh"), link_from)


def _groups(door: Door, pairs: list[tuple[str, str, float]], least_support: float) -> dict[str, str]:
    """Return the group of each form that some pair names: its standing party, or the smallest of the new forms in it."""
    if not pairs:
        return {}
    reached = sorted({form for left, right, _ in pairs for form in (left, right)})
    door.offer("_reached", pa.table({"form_id": reached}))
    rows = door.ask_rows(TOUCHED)
    fresh = door.ask_rows("SELECT form_id, eori FROM parties_meeting JOIN _reached USING (form_id)")
    door.withdraw("_reached")
    standing: dict[str, list[str]] = {}
    for row in rows:
        standing.setdefault(row["party_id"], []).append(row["form_id"])
    eoris = {row["form_id"]: row["eori"] for row in [*rows, *fresh] if row["eori"] is not None}
    return group(pairs, eoris, least_support, standing)
