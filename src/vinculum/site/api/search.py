"""``GET /search``: any mark, part of a mark, name or place."""

from typing import Annotated

from django.conf import settings
from ninja import Query, Router

from vinculum.desk.access.seen import SEEN
from vinculum.desk.access.vocabulary import Action
from vinculum.picture.searchable import TextKind
from vinculum.search import STANDS_IN, Shown, facets, find, index_for
from vinculum.site.api.entry import opened
from vinculum.site.api.shapes import REFUSALS, Findings, Found
from vinculum.site.guard import DeskRequest

router = Router(tags=["search"])


@router.get("/search", response={200: Findings, **REFUSALS})
@opened(Action.SEARCH)
def search(
    request: DeskRequest,
    q: Annotated[str, Query(min_length=2, max_length=100, description="? one unknown, * any run, [8B] either")],
    kind: TextKind | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Findings:
    """Find what fits a text, best first, each with why it fits and where it leads."""
    index = index_for(settings.WORKSPACE)
    with SEEN.open_workroom(settings.WORKSPACE, request.viewer) as door:
        shown = Shown(door, index, STANDS_IN)
        found = find(door, q, kind, limit, STANDS_IN, index, shown)
        told = facets(door, q, kind, STANDS_IN, index, shown)
    request.told.about("search", q)
    request.told.counted(results=told.total)
    return Findings(
        items=[
            Found(
                mark=one.mark,
                shown=one.shown,
                kind=one.kind,
                weight=one.weight,
                why=one.why,
                subject_kind=one.subject.kind if one.subject else None,
                subject=one.subject.reference if one.subject else None,
                rows=one.n,
            )
            for one in found
        ],
        total=told.total,
        kinds=told.kinds,
        feeds=told.feeds,
    )
