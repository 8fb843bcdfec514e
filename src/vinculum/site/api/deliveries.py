"""``GET /deliveries``: what was handed over, by whom, and what became of it."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router

from vinculum.desk.access.vocabulary import Action
from vinculum.site.api.cursor import read_cursor, write_cursor
from vinculum.site.api.entry import opened
from vinculum.site.api.leads import moment
from vinculum.site.api.shapes import REFUSALS, DeliveryPage
from vinculum.site.guard import DeskRequest, seen

router = Router(tags=["deliveries"])

DELIVERIES_SQL = """
SELECT *, epoch_us(received_at) AS place FROM evidence.deliveries
WHERE ($feed IS NULL OR feed = $feed) AND ($since IS NULL OR received_at >= $since)
  AND ($last IS NULL OR (epoch_us(received_at), delivery) > ($last_at, $last))
ORDER BY epoch_us(received_at), delivery LIMIT $limit
"""


@router.get("/deliveries", response={200: DeliveryPage, **REFUSALS})
@opened(Action.READ_DELIVERIES)
def list_deliveries(
    request: DeskRequest,
    feed: Annotated[str | None, Query(max_length=40)] = None,
    updated_since: datetime | None = None,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """List deliveries in order of arrival; totals are null where not every row of one may be seen."""
    place = read_cursor(cursor, (int, str)) or [None, None]
    asked = {"feed": feed, "since": moment(updated_since), "last_at": place[0], "last": place[1], "limit": limit + 1}
    rows = seen(request).ask_rows(DELIVERIES_SQL, asked)
    more, rows = len(rows) > limit, rows[:limit]
    request.told.counted(deliveries=len(rows))
    return {"items": rows, "next_cursor": write_cursor([rows[-1]["place"], rows[-1]["delivery"]]) if more else None}
