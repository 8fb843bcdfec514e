"""``GET /audit``: who did what, when and why, the latest first."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import AuditRecord, Verb
from vinculum.desk.audit.search import visible_to
from vinculum.site.api.cursor import read_cursor, write_cursor
from vinculum.site.api.entry import opened
from vinculum.site.api.leads import moment
from vinculum.site.api.shapes import REFUSALS, AuditPage
from vinculum.site.guard import DeskRequest

router = Router(tags=["audit"])


@router.get("/audit", response={200: AuditPage, **REFUSALS})
@opened(Action.READ_AUDIT)
def list_audit(
    request: DeskRequest,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    person: Annotated[str | None, Query(max_length=254)] = None,
    verb: Verb | None = None,
    updated_since: datetime | None = None,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """List audit records that the caller may read."""
    place = read_cursor(cursor, (int,))
    records = AuditRecord.objects.filter(visible_to(request.viewer)).order_by("-sequence")
    if subject is not None:
        records = records.filter(named__subject=subject).distinct()
        request.told.about("audit subject", subject)
    if person is not None:
        records = records.filter(person__iexact=person)
    if verb is not None:
        records = records.filter(verb=verb)
    if updated_since is not None:
        records = records.filter(moment__gte=moment(updated_since))
    if place is not None:
        records = records.filter(sequence__lt=place[0])
    found = list(records[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    request.told.counted(records=len(found))
    return {"items": found, "next_cursor": write_cursor([found[-1].sequence]) if more else None}
