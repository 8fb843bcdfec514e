"""``GET /intelligence`` and ``GET /intelligence/{reference}``: copies that were sent to the token's organisation.

Nothing in an answer tells where a copy came from; the order is that of the day on which it was sent, then of chance.
"""

from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.intelligence.receiving import Received, received
from vinculum.desk.intelligence.rows.copies import Dissemination
from vinculum.desk.intelligence.searching import search_received
from vinculum.desk.intelligence.seeing import received_by
from vinculum.errors import WrongUse
from vinculum.site.api.cursor import read_cursor, write_cursor
from vinculum.site.api.entry import opened
from vinculum.site.api.shapes import REFUSALS
from vinculum.site.guard import DeskRequest

router = Router(tags=["intelligence"])


class GradedParagraph(Schema):
    """A paragraph with its 3x5x2 grade; ``action`` and ``conditions`` are "" unless handling is C."""

    text: str
    grade: str
    action: str
    conditions: str


class ReceivedCopy(Schema):
    """A copy as it was sent to the token's organisation; ``state`` is "", acknowledged or answered.

    A recalled copy carries its reference and nothing of what it said.
    """

    reference: str
    came_on: date
    recalled: bool
    state: str
    overdue: bool
    subject: str
    marking: str
    priority: str
    stages: list[str]
    period: str
    paragraphs: list[GradedParagraph]


class ReceivedPage(Schema):
    """Copies, latest day first, and where the next page begins."""

    items: list[ReceivedCopy]
    next_cursor: str | None


@router.get("/intelligence", response={200: ReceivedPage, **REFUSALS})
@opened(Action.READ_INTELLIGENCE)
def list_received(
    request: DeskRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """List copies sent to the token's organisation; ``q`` looks for words or a mark in them."""
    found = search_received(request.viewer, q)
    place = read_cursor(cursor, (str, str))
    if place is not None:
        day = _day(place[0])
        found = found.filter(Q(sent_at__date__lt=day) | Q(sent_at__date=day, reference__gt=place[1]))
    rows = list(found[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    for row in rows:
        request.told.about("received", row.reference)
    request.told.counted(copies=len(rows))
    onward = write_cursor([rows[-1].sent_at.date().isoformat(), rows[-1].reference]) if more else None
    told = received(rows, request.viewer.at.date(), whole=True)
    return {"items": [document(one) for one in told], "next_cursor": onward}


@router.get("/intelligence/{reference}", response={200: ReceivedCopy, **REFUSALS})
@opened(Action.READ_INTELLIGENCE)
def read_received(request: DeskRequest, reference: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """Tell one copy that was sent to the token's organisation."""
    row = Dissemination.objects.filter(received_by(request.viewer), reference=reference).select_related("copy").first()
    if row is None:
        raise HttpError(404, "There is no copy of this reference that you may see.")
    request.told.about("received", row.reference)
    return document(received([row], request.viewer.at.date(), whole=True)[0])


def document(one: Received) -> dict[str, Any]:
    """Return a copy as the API tells it."""
    paragraphs = [
        {"text": row.text, "grade": row.grade, "action": row.action, "conditions": row.conditions} for row in one.paragraphs
    ]
    names = ("reference", "came_on", "recalled", "state", "overdue", "subject", "marking", "priority", "period")
    return {name: getattr(one, name) for name in names} | {"stages": list(one.stages), "paragraphs": paragraphs}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse("This is no cursor of this list. Hand back next_cursor as it came, or leave it out.") from error
