"""``GET /leads`` and ``GET /leads/{id}``: what is worth doing, in order of what an hour's work is worth."""

from datetime import UTC, datetime
from typing import Annotated, Any

from ninja import Path, Query, Router
from ninja.errors import HttpError

from vinculum.desk.access.vocabulary import Action
from vinculum.site.api.cursor import read_cursor, write_cursor
from vinculum.site.api.entry import opened
from vinculum.site.api.shapes import REFUSALS, Lead, LeadPage
from vinculum.site.guard import DeskRequest, seen

router = Router(tags=["leads"])

# A lead is as new as the latest delivery that it rests on.
LEADS_SQL = """
WITH updated AS (
    SELECT l.id, max(d.received_at) AS updated_at
    FROM (SELECT id, unnest(evidence).delivery AS delivery FROM picture.leads) AS l
    JOIN evidence.deliveries AS d ON d.delivery = l.delivery GROUP BY l.id
)
SELECT l.*, u.updated_at FROM picture.leads AS l LEFT JOIN updated AS u ON u.id = l.id
WHERE ($kind IS NULL OR l.kind = $kind) AND ($id IS NULL OR l.id = $id)
  AND ($since IS NULL OR u.updated_at >= $since)
  AND ($last_id IS NULL OR (l.cold, -coalesce(l.priority, 0), l.id) > ($last_cold, $last_priority, $last_id))
ORDER BY l.cold, -coalesce(l.priority, 0), l.id LIMIT $limit
"""
NOTHING_ASKED: dict[str, Any] = {
    "kind": None, "id": None, "since": None, "last_cold": None, "last_priority": None, "last_id": None,
}  # fmt: skip


@router.get("/leads", response={200: LeadPage, **REFUSALS})
@opened(Action.READ_LEADS)
def list_leads(
    request: DeskRequest,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    updated_since: datetime | None = None,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """List leads, live ones first by priority; ``updated_since`` keeps those that rest on something received since then."""
    place = read_cursor(cursor, (bool, (int, float), str))
    asked = {**NOTHING_ASKED, "kind": kind, "since": moment(updated_since), "limit": limit + 1}
    if place is not None:
        asked |= {"last_cold": place[0], "last_priority": float(place[1]), "last_id": place[2]}
    rows = seen(request).ask_rows(LEADS_SQL, asked)
    more, rows = len(rows) > limit, rows[:limit]
    request.told.counted(leads=len(rows))
    last = rows[-1] if more else None
    onward = write_cursor([last["cold"], -(last["priority"] or 0.0), last["id"]]) if last else None
    return {"items": rows, "next_cursor": onward}


@router.get("/leads/{lead}", response={200: Lead, **REFUSALS})
@opened(Action.READ_LEADS)
def read_lead(request: DeskRequest, lead: Annotated[str, Path(max_length=80)]) -> dict[str, Any]:
    """Tell one lead with its reasons and the rows that they rest on."""
    rows = seen(request).ask_rows(LEADS_SQL, {**NOTHING_ASKED, "id": lead, "limit": 1})
    if not rows:
        raise HttpError(404, "There is no lead of this id that you may see.")
    request.told.about("lead", lead)
    request.told.about(rows[0]["subject_kind"] or "subject", rows[0]["subject"])
    return rows[0]


def moment(told: datetime | None) -> datetime | None:
    """Return a time in UTC; one without a zone means UTC."""
    return None if told is None else told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
