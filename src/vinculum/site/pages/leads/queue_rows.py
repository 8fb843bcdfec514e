"""The queue as one question to the seen door: the leads that pass the filters, a page of them, and the count of every choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.seeing import TaskReceived
from vinculum.desk.leads.standing import Shown, Standing, shown_as
from vinculum.desk.leads.workflow import State
from vinculum.engine.door import Door
from vinculum.site.pages.leads.asked import PAGE, Asked, Sort, states_asked
from vinculum.site.pages.leads.places import areas_of_leads, areas_of_ports
from vinculum.site.plain import UNKNOWN

STANDINGS = pa.schema([("lead", pa.string()), ("state", pa.string()), ("mine", pa.bool_()), ("ours", pa.bool_())])
GIVEN = pa.schema([("lead", pa.string())])

ORDERS = {
    Sort.WORTH: "cold, priority DESC, probability DESC, id",
    Sort.SOONEST: "cold, cold_at NULLS LAST, probability DESC, id",
    Sort.LIKELIEST: "probability DESC, cold, priority DESC, id",
    Sort.VALUE: "value_gbp DESC NULLS LAST, cold, priority DESC, id",
}

# Each filter of a facet, so that a choice is counted under all the others and not under itself.
FACETS = {
    "kind": "($kind = '' OR kind = $kind)",
    "area": "($area = '' OR area = $area)",
    "port": "($port = '' OR port = $port)",
    "stage": "($stage = '' OR stage = $stage)",
    "state": "list_contains($states, state)",
}
REST = (
    "($heat = 'both' OR cold = ($heat = 'cold')) AND probability * 100 >= $least"
    " AND ($whose = 'all' OR ($whose = 'mine' AND mine) OR ($whose = 'ours' AND ours) OR ($whose = 'given' AND given))"
    " AND ($text = '' OR contains(replace(upper(subject), ' ', ''), replace(upper($text), ' ', ''))"
    " OR contains(upper(summary), upper($text)))"
)
TOLD = f"""
WITH loaded AS (
  SELECT consignment_ref, max(load_port) AS locode FROM evidence.consignments
  WHERE consignment_ref IN (SELECT subject FROM picture.leads WHERE subject_kind = 'consignment_ref') GROUP BY consignment_ref
), told AS (
  SELECT l.id, l.kind, l.subject, l.subject_kind, l.summary, l.probability, l.value_gbp, l.cold_at, l.cold, l.priority,
         coalesce(l.stage, '') AS stage, coalesce(a.area, p.area, '{UNKNOWN}') AS area,
         coalesce(c.locode, '') AS port, coalesce(p.name, c.locode, '') AS port_name,
         coalesce(s.state, '{State.NEW}') AS state, coalesce(s.mine, false) AS mine, coalesce(s.ours, false) AS ours,
         g.lead IS NOT NULL AS given
  FROM picture.leads AS l
  LEFT JOIN _lead_areas AS a ON a.lat = l.lat AND a.lon = l.lon
  LEFT JOIN loaded AS c ON l.subject_kind = 'consignment_ref' AND c.consignment_ref = l.subject
  LEFT JOIN _port_areas AS p ON p.locode = c.locode
  LEFT JOIN _standings AS s ON s.lead = l.id
  LEFT JOIN _given AS g ON g.lead = l.id
)
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue. ``choices`` counts each value of each facet; ``earlier`` and ``later`` say whether there is more."""

    rows: tuple[Mapping[str, Any], ...]
    total: int
    first: int
    choices: Mapping[str, tuple[tuple[str, int], ...]]
    earlier: bool
    later: bool


def shown_standings(door: Door, standings: Mapping[str, Standing], on: date) -> dict[str, Shown]:
    """Return how every lead with a standing is shown on a day, given what it rests on in the door's picture."""
    door.offer("_worked", pa.Table.from_pylist([{"lead": lead} for lead in standings], schema=GIVEN))
    rows = door.ask_rows("SELECT id, evidence FROM picture.leads WHERE id IN (SELECT lead FROM _worked)")
    door.withdraw("_worked")
    return {
        row["id"]: shown_as(standings[row["id"]], frozenset((one["delivery"], one["row"]) for one in row["evidence"] or ()), on)
        for row in rows
    }


def read_queue(
    door: Door,
    asked: Asked,
    viewer: Viewer,
    standings: Mapping[str, Standing],
    shown: Mapping[str, Shown],
    given: Mapping[str, TaskReceived],
) -> Queue:
    """Return the page of the queue that is asked for; a cursor that is not in the queue begins it anew."""
    offered = {
        "_lead_areas": areas_of_leads(door),
        "_port_areas": areas_of_ports(),
        "_standings": _standings_table(viewer, standings, shown),
        "_given": pa.Table.from_pylist([{"lead": lead} for lead in given], schema=GIVEN),
    }
    for name, table in offered.items():
        door.offer(name, table)
    values = {
        "kind": asked.kind,
        "area": asked.area,
        "port": asked.port,
        "stage": asked.stage,
        "states": states_asked(asked),
        "heat": asked.heat,
        "least": int(asked.least),
        "whose": asked.whose,
        "text": asked.text,
    }
    try:
        rows = door.ask_rows(_page_sql(asked), values | {"cursor": asked.after or asked.before})
        choices = _choices(door.ask_rows(_facets_sql(), values))
        total = door.ask_rows(f"{TOLD} SELECT count(*) AS n FROM told WHERE {_passes()}", values)[0]["n"]
    finally:
        for name in offered:
            door.withdraw(name)
    first = rows[0]["place"] if rows else 1
    return Queue(tuple(rows), total, first, choices, first > 1, bool(rows) and rows[-1]["place"] < total)


def _standings_table(viewer: Viewer, standings: Mapping[str, Standing], shown: Mapping[str, Shown]) -> pa.Table:
    rows = [
        {
            "lead": lead,
            "state": shown[lead].state.value,
            "mine": standing.since is not None and standing.since.by == viewer.person,
            "ours": standing.since is not None,
        }
        for lead, standing in standings.items()
        if lead in shown
    ]
    return pa.Table.from_pylist(rows, schema=STANDINGS)


def _passes(but: str = "") -> str:
    return " AND ".join([REST, *(condition for facet, condition in FACETS.items() if facet != but)])


def _page_sql(asked: Asked) -> str:
    """Return SQL for one page: what stands after the cursor, before it, or first; ``place`` counts from 1."""
    at = "coalesce((SELECT place FROM placed WHERE id = $cursor), 0)"
    chosen = f"place > {at}"
    order = "place"
    if asked.before and not asked.after:
        chosen, order = f"(place < {at} OR {at} = 0)", f"CASE WHEN {at} = 0 THEN place ELSE -place END"
    return (
        f"{TOLD}, placed AS (SELECT *, row_number() OVER (ORDER BY {ORDERS[asked.sort]}) AS place FROM told WHERE {_passes()}),"
        f" page AS (SELECT * FROM placed WHERE {chosen} ORDER BY {order} LIMIT {PAGE}) SELECT * FROM page ORDER BY place"
    )


def _facets_sql() -> str:
    counted = [
        f"SELECT '{facet}' AS facet, {facet} AS choice, count(*) AS n FROM told WHERE {_passes(facet)} GROUP BY {facet}"
        for facet in FACETS
    ]
    return f"{TOLD} {' UNION ALL '.join(counted)} ORDER BY facet, n DESC, choice"


def _choices(rows: list[dict[str, Any]]) -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
    for row in rows:
        found[row["facet"]].append((row["choice"], row["n"]))
    return {facet: tuple(counts) for facet, counts in found.items()}
