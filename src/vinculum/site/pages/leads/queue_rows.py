"""The queue as one question to the seen door: the leads that pass the filters, a page of them, and the count of every choice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.standing import Shown, Standing, shown_as
from vinculum.desk.leads.workflow import State
from vinculum.engine.door import Door
from vinculum.site.pages.leads.asked import PAGE, Asked, Sort, states_asked
from vinculum.site.pages.leads.places import area_of
from vinculum.site.pages.leads.reading import rests_on

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
TOLD = """
WITH loaded AS (
  SELECT consignment_ref, max(load_port) AS locode FROM evidence.consignments
  WHERE consignment_ref IN (SELECT subject FROM picture.leads WHERE subject_kind = 'consignment_ref') GROUP BY consignment_ref
)
SELECT l.id, l.kind, l.subject, l.subject_kind, l.summary, l.probability, l.value_gbp, l.cold_at, l.cold, l.priority,
       l.lat, l.lon, coalesce(l.stage, '') AS stage, coalesce(c.locode, '') AS port
FROM picture.leads AS l LEFT JOIN loaded AS c ON l.subject_kind = 'consignment_ref' AND c.consignment_ref = l.subject
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue. ``choices`` counts each value of each facet; ``earlier`` and ``later`` say whether there is more.

    ``unseen`` names the leads that were tasked to the viewer's organisation and whose records they may not see.
    """

    rows: tuple[Mapping[str, Any], ...]
    total: int
    first: int
    choices: Mapping[str, tuple[tuple[str, int], ...]]
    earlier: bool
    later: bool
    unseen: tuple[str, ...]


def shown_standings(door: Door, standings: Mapping[str, Standing], on: date) -> dict[str, Shown]:
    """Return how every lead with a standing is shown on a day; a dismissal is held against what the lead rests on now."""
    dismissed = [lead for lead, standing in standings.items() if standing.state is State.DISMISSED]
    asked = "SELECT id, evidence, reasons FROM picture.leads WHERE list_contains($dismissed, id)"
    rows = door.ask_rows(asked, {"dismissed": dismissed}) if dismissed else []
    evidence = {row["id"]: frozenset(rests_on(row)) for row in rows}
    return {lead: shown_as(standing, evidence.get(lead, frozenset()), on) for lead, standing in standings.items()}


def read_queue(
    door: Door,
    asked: Asked,
    viewer: Viewer,
    standings: Mapping[str, Standing],
    shown: Mapping[str, Shown],
    given: Collection[str],
) -> Queue:
    """Return the page of the queue that is asked for; a cursor that is not in the queue begins it anew.

    ``shown`` tells how the leads of ``standings`` are shown today, ``given`` names those that were tasked to the viewer's
    organisation.
    """
    leads = door.ask(TOLD)
    unseen = tuple(sorted(set(given) - set(leads.column("id").to_pylist())))
    door.offer("_told", _told(leads, viewer, standings, shown, given))
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
    rows = door.ask_rows(_page_sql(asked), values | {"cursor": asked.after or asked.before})
    choices, total = _choices(door.ask_rows(_facets_sql(), values))
    door.withdraw("_told")
    first = rows[0]["place"] if rows else 1
    return Queue(tuple(rows), total, first, choices, first > 1, bool(rows) and rows[-1]["place"] < total, unseen)


def _told(
    table: pa.Table, viewer: Viewer, standings: Mapping[str, Standing], shown: Mapping[str, Shown], given: Collection[str]
) -> pa.Table:
    """Return the leads with where they are and how the viewer's organisation stands with them."""
    leads = table.column("id").to_pylist()
    since = {lead: standing.since for lead, standing in standings.items() if standing.since is not None}
    places = zip(table.column("lat").to_pylist(), table.column("lon").to_pylist(), table.column("port").to_pylist(), strict=True)
    added = {
        "area": pa.array([area_of(lat, lon, port) for lat, lon, port in places], pa.string()),
        "state": pa.array([shown[lead].state.value if lead in shown else State.NEW.value for lead in leads], pa.string()),
        "mine": pa.array([lead in since and since[lead].by == viewer.person for lead in leads], pa.bool_()),
        "ours": pa.array([lead in since for lead in leads], pa.bool_()),
        "given": pa.array([lead in given for lead in leads], pa.bool_()),
    }
    for name, column in added.items():
        table = table.append_column(name, column)
    return table


def _passes(but: str = "") -> str:
    return " AND ".join([REST, *(condition for facet, condition in FACETS.items() if facet != but)])


def _page_sql(asked: Asked) -> str:
    """Return SQL for one page: what stands after the cursor, before it, or first; ``place`` counts from 1."""
    at = "coalesce((SELECT place FROM placed WHERE id = $cursor), 0)"
    chosen, order = f"place > {at}", "place"
    if asked.before and not asked.after:
        chosen, order = f"(place < {at} OR {at} = 0)", f"CASE WHEN {at} = 0 THEN place ELSE -place END"
    return (
        f"WITH placed AS (SELECT *, row_number() OVER (ORDER BY {ORDERS[asked.sort]}) AS place FROM _told WHERE {_passes()}),"
        f" page AS (SELECT * FROM placed WHERE {chosen} ORDER BY {order} LIMIT {PAGE}) SELECT * FROM page ORDER BY place"
    )


def _facets_sql() -> str:
    """Return SQL for the count of every choice of every facet, and of all that passes under no facet."""
    counted = [
        f"SELECT '{facet}' AS facet, {facet} AS choice, count(*) AS n FROM _told WHERE {_passes(facet)} GROUP BY {facet}"
        for facet in FACETS
    ]
    counted.append(f"SELECT '' AS facet, '' AS choice, count(*) AS n FROM _told WHERE {_passes()}")
    return f"SELECT * FROM ({' UNION ALL '.join(counted)}) AS counted ORDER BY facet, n DESC, choice"


def _choices(rows: list[dict[str, Any]]) -> tuple[dict[str, tuple[tuple[str, int], ...]], int]:
    found: dict[str, list[tuple[str, int]]] = {facet: [] for facet in ("", *FACETS)}
    for row in rows:
        found[row["facet"]].append((row["choice"], row["n"]))
    total = found.pop("")[0][1]
    return {facet: tuple(counts) for facet, counts in found.items()}, total
