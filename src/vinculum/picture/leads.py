"""The last step: every kind of lead in one table, one row an id, ordered by what an hour's work is worth.

Nothing is dropped: a lead that has gone cold is kept, marked ``cold`` and sorted behind the live ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.errors import VinculumError, WrongUse
from vinculum.picture.lead_rows import LEAD_SCHEMA
from vinculum.picture.step import Room, Step

PREFIX = "lead_"
OTHER_KINDS = "other"
LEADS_SCHEMA = pa.schema([*LEAD_SCHEMA, ("priority", pa.float64()), ("cold", pa.bool_())])
DOCUMENT = ("id", "kind", "subject", "probability", "value_gbp", "cold_at", "stage", "action", "reasons", "evidence")
ALSO_TOLD = ("summary", "subject_kind", "lat", "lon", "priority", "cold")

LEADS_SQL = """
SELECT told.*,
       CASE WHEN told.cold_at <= $as_at THEN 0.0
            ELSE round(told.probability * coalesce(told.value_gbp, worth.value_gbp, $other)
                / greatest(least(coalesce(date_diff('second', $as_at, told.cold_at) / 86400.0, $horizon), $horizon),
                           $shortest), 2)
       END AS priority,
       coalesce(told.cold_at <= $as_at, false) AS cold
FROM all_leads AS told LEFT JOIN typical_values AS worth ON worth.kind = told.kind
ORDER BY cold, priority DESC, told.probability DESC, told.id
"""


class LeadFault(VinculumError):
    """A part of the picture wrote leads that do not fit the table of leads."""


class NoSuchLead(WrongUse):
    """The picture holds no lead of this id."""


def lead_tables(door: Door) -> list[str]:
    """Return the names of the lead tables that the parts of this picture wrote, in alphabetical order."""
    rows = door.ask_rows(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'picture' AND starts_with(table_name, $prefix) ORDER BY table_name",
        {"prefix": PREFIX},
    )
    return [row["table_name"] for row in rows]


def gather_leads(door: Door, tables: Sequence[str], as_at: datetime, settings: Mapping[str, Any]) -> pa.Table:
    """Return the leads of ``tables`` as LEADS_SCHEMA; LeadFault if a table has another schema or an id comes twice.

    ``settings`` is the section ``leads``. ``priority`` is pounds at stake per day left: probability times value (the kind's
    typical value where it is unknown) over the days until the lead goes cold, held between ``shortest_days`` and
    ``horizon_days``; a lead that never goes cold has the whole horizon, one that has gone cold has priority 0.
    """
    for table in tables:
        _check_schema(door, table)
    columns = ", ".join(LEAD_SCHEMA.names)
    told = " UNION ALL ".join(f"SELECT {columns} FROM picture.{table}" for table in tables)
    if not told:
        return LEADS_SCHEMA.empty_table()
    door.run(f"CREATE OR REPLACE TEMP TABLE all_leads AS {told}")
    _check_ids(door)
    typical = settings["typical_value_gbp"]
    worth = {"kind": list(typical), "value_gbp": [float(value) for value in typical.values()]}
    door.offer("typical_values", pa.table(worth, schema=pa.schema([("kind", pa.string()), ("value_gbp", pa.float64())])))
    values = {
        "as_at": as_at,
        "other": float(typical[OTHER_KINDS]),
        "horizon": float(settings["horizon_days"]),
        "shortest": float(settings["shortest_days"]),
    }
    leads = door.ask(LEADS_SQL, values)
    door.withdraw("typical_values")
    door.run("DROP TABLE all_leads")
    return leads.cast(LEADS_SCHEMA)


def _check_schema(door: Door, table: str) -> None:
    schema = door.ask(f"SELECT * FROM picture.{table} LIMIT 0").schema
    held = {field.name: field.type for field in schema}
    amiss = [f"{field.name} is missing" for field in LEAD_SCHEMA if field.name not in held]
    amiss += [
        f"{field.name} is {held[field.name]}, not {field.type}"
        for field in LEAD_SCHEMA
        if field.name in held and not _same_type(held[field.name], field.type)
    ]
    amiss += [f"{name} is not a column of a lead" for name in schema.names if name not in LEAD_SCHEMA.names]
    if amiss:
        raise LeadFault(f"picture.{table} does not hold leads: {'; '.join(amiss)}.")


def _same_type(found: pa.DataType, owed: pa.DataType) -> bool:
    """Say whether two types are equal but for the name of a list's items, which differs between writers and means nothing."""
    if pa.types.is_list(found) and pa.types.is_list(owed):
        return _same_type(found.value_type, owed.value_type)
    if pa.types.is_struct(found) and pa.types.is_struct(owed):
        pairs = list(zip(found, owed, strict=False))
        return found.num_fields == owed.num_fields and all(
            mine.name == theirs.name and _same_type(mine.type, theirs.type) for mine, theirs in pairs
        )
    return bool(found == owed)


def _check_ids(door: Door) -> None:
    amiss = door.ask_rows(
        "SELECT id, count(*) AS times FROM all_leads GROUP BY id HAVING count(*) > 1 OR id IS NULL ORDER BY id LIMIT 3"
    )
    if amiss:
        named = ", ".join(f"{row['id']} ({row['times']} times)" for row in amiss)
        raise LeadFault(f"A lead's id must name one lead. In this picture: {named}.")


def _run(room: Room) -> None:
    room.write("leads", gather_leads(room.door, lead_tables(room.door), room.as_at, room.settings["leads"]))


STEP = Step("leads", ("leads",), _run)


def read_leads(door: Door, kind: str | None = None, top: int | None = None) -> list[dict[str, Any]]:
    """Return the leads of the picture as documents, live ones first by priority; only a kind, or the first ``top``, if asked.

    A document is ``{id, kind, subject, probability, value_gbp, cold_at, stage, action, reasons, evidence}``, then what else is
    known; times are ISO 8601 in UTC. WrongUse if the picture has no leads of that kind.
    """
    if kind is not None and f"{PREFIX}{kind}" not in (tables := lead_tables(door)):
        known = ", ".join(table.removeprefix(PREFIX) for table in tables)
        raise WrongUse(f"This picture has no leads of kind {kind!r}. Its kinds: {known or 'none'}.")
    if top is not None and top < 0:
        raise WrongUse(f"The number of leads to show cannot be {top}.")
    rows = door.ask_rows(
        "SELECT * FROM picture.leads WHERE $kind IS NULL OR kind = $kind"
        " ORDER BY cold, priority DESC, probability DESC, id LIMIT $top",
        {"kind": kind, "top": top if top is not None else 2**62},
    )
    return [_document(row) for row in rows]


def read_lead(door: Door, lead: str) -> dict[str, Any]:
    """Return the document of one lead by its id; NoSuchLead if the picture has none of that id."""
    rows = door.ask_rows("SELECT * FROM picture.leads WHERE id = $id", {"id": lead})
    if not rows:
        raise NoSuchLead(f"This picture holds no lead {lead!r}. `vinculum leads` lists those it holds.")
    return _document(rows[0])


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in (*DOCUMENT, *ALSO_TOLD)}
    told["cold_at"] = iso(row["cold_at"])
    return told


def iso(moment: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC, such as ``2026-03-01T12:00:00Z``; None for none."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
