"""What each source is worth to the picture: what would be missing without it, how early it speaks, how often it is borne out.

A source is a partner and a feed. Every figure is counted on the picture and the evidence that readers see, carries what it is a
share of and its 95 % interval (Wilson), and is unknown, not zero, where there is nothing to count. Sources stay apart, so that
a page can show each partner its own.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.evidence.shares import Share

DEFINITIONS = {
    "leads": "leads that cite at least one row of the source",
    "gone": "of those, leads that would lack something their kind cannot do without if the source were taken away",
    "only": "of those, leads whose every cited row is of the source",
    "hours_left": "median over leads with an end: hours from the source's first cited event to when the lead goes cold",
    "first": "of the leads that cite other sources too, those in which the first cited event is the source's",
    "hours_ahead": "median over the same leads: hours from the source's first cited event to the first of any other source",
    "contradicted": "of the source's rows that claim something of a mark, those in a contradiction; which side errs is not said",
    "confirmed": "of what the source said of a mark (VIN, make, model, colour) and an independent voice spoke of later, what "
    "that voice said too",
    "found": "of the boxes that the source gave a reason for and that were opened, those in which something was found",
}


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One source; ``rows`` are its accepted rows still held. What each figure counts stands in ``DEFINITIONS``."""

    partner: str
    feed: str
    rows: int
    leads: int
    gone: Share
    only: Share
    hours_left: float | None
    first: Share
    hours_ahead: float | None
    contradicted: Share
    confirmed: Share
    found: Share

    def as_document(self) -> dict[str, Any]:
        """Return the card as data, each share with its counts and its interval."""
        shares = {name: value.as_document() for name in asdict(self) if isinstance(value := getattr(self, name), Share)}
        return {**asdict(self), **shares}


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.picture") / "scorecard.toml").read_text("utf-8"))


def scorecards(door: Door) -> list[Scorecard]:
    """Return the card of every source, by partner and feed, from the evidence and the picture behind ``door``."""
    held = " UNION ALL ".join(f"SELECT delivery, count(*) AS n FROM evidence.{feed} GROUP BY delivery" for feed in contracts())
    sources = door.ask_rows(
        f"SELECT d.partner, d.feed, CAST(coalesce(sum(h.n), 0) AS BIGINT) AS rows FROM evidence.deliveries AS d "
        f"LEFT JOIN ({held}) AS h ON h.delivery = d.delivery GROUP BY d.partner, d.feed ORDER BY d.partner, d.feed"
    )
    door.run(PAIRS_SQL)
    door.run(CITED_SQL.format(happened=_happened()))
    _offer_legs(door)
    parts = [_by_source(door.ask_rows(query)) for query in (LEADS_SQL, GONE_SQL, CONTRADICTED_SQL, CONFIRMED_SQL, FOUND_SQL)]
    for table in ("_pairs", "_cited", "_legs"):
        door.run(f"DROP TABLE {table}")
    return [_card(source, *(part.get((source["partner"], source["feed"]), {}) for part in parts)) for source in sources]


def _card(
    source: dict[str, Any],
    leads: dict[str, Any],
    gone: dict[str, Any],
    contradicted: dict[str, Any],
    confirmed: dict[str, Any],
    found: dict[str, Any],
) -> Scorecard:
    cited = leads.get("leads", 0)
    return Scorecard(
        partner=source["partner"],
        feed=source["feed"],
        rows=source["rows"],
        leads=cited,
        gone=Share(gone.get("gone", 0), cited),
        only=Share(leads.get("only", 0), cited),
        hours_left=leads.get("hours_left"),
        first=Share(leads.get("first", 0), leads.get("together", 0)),
        hours_ahead=leads.get("hours_ahead"),
        contradicted=Share(contradicted.get("contradicted", 0), contradicted.get("claiming", 0)),
        confirmed=Share(confirmed.get("confirmed", 0), confirmed.get("checkable", 0)),
        found=Share(found.get("found", 0), found.get("opened", 0)),
    )


def _by_source(rows: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["partner"], row["feed"]): row for row in rows}


def _happened() -> str:
    """Return SQL for when each cited row happened, feed by feed; rows of a feed without event time have none."""
    return " UNION ALL ".join(
        f'SELECT r.delivery, r."row", CAST(r."{contract.event_time}" AS TIMESTAMPTZ) AS happened_at FROM evidence.{feed} AS r '
        'SEMI JOIN _pairs AS p ON p.delivery = r.delivery AND p."row" = r."row"'
        for feed, contract in contracts().items()
        if contract.event_time is not None
    )


def _offer_legs(door: Door) -> None:
    """Make ``_legs``: each kind of lead, its legs by number, and the feeds of each. A kind that declares none has one of all."""
    declared = {one["kind"]: one["legs"] for one in _declared()["leads"]}
    rows = [
        {"kind": kind, "leg": number, "least": leg["least"], "feed": feed}
        for kind, legs in declared.items()
        for number, leg in enumerate(legs)
        for feed in leg["feeds"]
    ]
    others = [one["kind"] for one in door.ask_rows("SELECT DISTINCT kind FROM picture.leads") if one["kind"] not in declared]
    rows += [{"kind": kind, "leg": 0, "least": 1, "feed": feed} for kind in others for feed in contracts()]
    schema = pa.schema([("kind", pa.string()), ("leg", pa.int64()), ("least", pa.int64()), ("feed", pa.string())])
    door.offer("_declared_legs", pa.Table.from_pylist(rows, schema))
    door.run("CREATE OR REPLACE TEMP TABLE _legs AS SELECT * FROM _declared_legs")
    door.withdraw("_declared_legs")


PAIRS_SQL = """
CREATE OR REPLACE TEMP TABLE _pairs AS
SELECT DISTINCT id, kind, cold_at, cited.delivery AS delivery, cited."row" AS "row"
FROM (SELECT id, kind, cold_at, unnest(evidence) AS cited FROM picture.leads)
"""

CITED_SQL = """
CREATE OR REPLACE TEMP TABLE _cited AS
WITH _happened AS ({happened})
SELECT p.id, p.kind, p.cold_at, d.partner, d.feed, p.delivery, p."row", h.happened_at
FROM _pairs AS p JOIN evidence.deliveries AS d ON d.delivery = p.delivery
LEFT JOIN _happened AS h ON h.delivery = p.delivery AND h."row" = p."row"
"""

LEADS_SQL = """
WITH source AS (
    SELECT id, partner, feed, min(happened_at) AS first_at, any_value(cold_at) AS cold_at FROM _cited GROUP BY id, partner, feed
), beside AS (
    SELECT one.*, count(other.id) AS others, min(other.first_at) AS other_at
    FROM source AS one LEFT JOIN source AS other
        ON other.id = one.id AND (other.partner, other.feed) <> (one.partner, one.feed)
    GROUP BY ALL
)
SELECT partner, feed, count(*) AS leads, count(*) FILTER (others = 0) AS only,
    median(date_diff('second', first_at, cold_at) / 3600.0) AS hours_left,
    count(*) FILTER (first_at IS NOT NULL AND other_at IS NOT NULL) AS together,
    count(*) FILTER (first_at < other_at) AS first,
    median(date_diff('second', first_at, other_at) / 3600.0) AS hours_ahead
FROM beside GROUP BY partner, feed
"""

GONE_SQL = """
WITH standing AS (
    SELECT c.id, l.leg, l.least, c.partner, c.feed, count(*) AS n
    FROM _cited AS c JOIN _legs AS l ON l.kind = c.kind AND l.feed = c.feed GROUP BY ALL
), legs AS (SELECT id, leg, sum(n) AS n FROM standing GROUP BY id, leg)
SELECT s.partner, s.feed, count(DISTINCT s.id) AS gone
FROM standing AS s JOIN legs USING (id, leg) WHERE legs.n - s.n < s.least GROUP BY s.partner, s.feed
"""

CONTRADICTED_SQL = """
WITH claiming AS (SELECT DISTINCT partner, feed, delivery, "row" FROM picture.claims),
contradicted AS (
    SELECT DISTINCT cited.delivery AS delivery, cited."row" AS "row"
    FROM (SELECT unnest(evidence) AS cited FROM picture.conflicts)
)
SELECT c.partner, c.feed, count(*) AS claiming, count(x.delivery) AS contradicted
FROM claiming AS c LEFT JOIN contradicted AS x ON x.delivery = c.delivery AND x."row" = c."row" GROUP BY c.partner, c.feed
"""

_COMPARABLE = ", ".join(f"'{name}'" for name in _declared()["claims"]["comparable"])

# A voice is independent of another when neither the voice nor the source is the same: a copy of a copy confirms nothing.
CONFIRMED_SQL = f"""
WITH told AS (
    SELECT partner, feed, said_by, mark_kind, mark, property, value, min(from_at) AS from_at, max(from_at) AS last_at
    FROM picture.claims WHERE property IN ({_COMPARABLE}) GROUP BY ALL
), checked AS (
    SELECT one.partner, one.feed, one.mark_kind, one.mark, one.property, one.value, bool_or(other.value = one.value) AS confirmed
    FROM told AS one JOIN told AS other USING (mark_kind, mark, property)
    WHERE other.said_by <> one.said_by AND (other.partner, other.feed) <> (one.partner, one.feed) AND other.last_at > one.from_at
    GROUP BY ALL
)
SELECT partner, feed, count(*) AS checkable, count(*) FILTER (confirmed) AS confirmed FROM checked GROUP BY partner, feed
"""

FOUND_SQL = """
WITH reasons AS (
    SELECT DISTINCT consignment_ref, cited.delivery AS delivery
    FROM (SELECT consignment_ref, unnest(evidence) AS cited FROM picture.export_reasons WHERE weight > 0)
)
SELECT d.partner, d.feed, count(DISTINCT b.consignment_ref) AS opened,
    count(DISTINCT b.consignment_ref) FILTER (b.found) AS found
FROM reasons AS r JOIN evidence.deliveries AS d ON d.delivery = r.delivery
JOIN picture.export_risk AS b ON b.consignment_ref = r.consignment_ref
WHERE b.found IS NOT NULL GROUP BY d.partner, d.feed
"""
