"""The operation room: totals, who is late, where the items are, what came last, as known at a moment that can be chosen."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.codes import code_of, is_of
from vinculum.desk.operations.returns.late import told_by_day
from vinculum.desk.operations.returns.models import Publication
from vinculum.desk.operations.returns.publications import publications_to
from vinculum.desk.operations.returns.seeing import keeps_for, sees_every_force, sees_marks
from vinculum.desk.operations.returns.standing import Standing, stand
from vinculum.desk.operations.returns.vocabulary import Metric, kinds, metrics
from vinculum.marks.reference import forces
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.operations.found import seen_operation
from vinculum.site.pages.returns.found import standing_of_page
from vinculum.site.plain import duration
from vinculum.site.shown_map import MapPoint, show_map

# Every look is a record of the audit: the page asks once a minute, and an answer that has not changed is empty.
SECONDS_BETWEEN_LOOKS = 60
UNCHANGED = 204
LATEST = 12
MAPPED = ("vehicle", "premises", "container", "warrant", "port")


@dataclass(frozen=True, slots=True)
class Total:
    """One metric in the room: validated, and with what was sent and not validated yet; ``href`` opens its rows."""

    metric: Metric
    validated: Decimal | None
    reported: Decimal | None
    href: str


@guarded(Action.READ_OPERATIONS)
def room(request: DeskRequest, operation: str) -> HttpResponseBase:
    """Show the room. With ``seen`` (what a page has shown already) the answer is empty if nothing has changed since."""
    found = seen_operation(request, operation)
    asked, standing = standing_of_page(request, found)
    sent = stand(request.viewer, found, asked.as_at, checked=False, force=asked.of.get("force", ""))
    token = _token(standing, sent, request)
    if request.GET.get("seen") == token:
        request.told.counted(changed="no")
        return HttpResponse(status=UNCHANGED)
    every = sees_every_force(request.viewer, found)
    days = told_by_day(found, asked.as_at)
    mine = days if every else [each for each in days if each.force == request.viewer.organisation]
    request.told.counted(items=len(sent.things))
    live = "as_at" not in request.GET and "force" not in request.GET
    context = {
        "operation": found,
        "standing": standing,
        "sent": sent,
        "totals": totals(standing, sent, request),
        "days": mine,
        "dates": [day for day, _ in mine[0].days] if mine else [],
        "late": [{"force": each.force, "by": duration(each.late_by), "missing": each.missing} for each in mine if each.late_by],
        "latest": _latest(sent, request),
        "map": show_map(
            "items-map", "Where the items are", _points(sent, request), shapes_url=reverse("map-shapes"), table=False
        ),
        "published": published(request, found),
        "every": every,
        "keeps": keeps_for(request.viewer, found),
        "token": token,
        "poll": f"{reverse('operation_room', args=[found.reference])}?{urlencode({'seen': token})}" if live else "",
        "seconds": SECONDS_BETWEEN_LOOKS,
    }
    return render(request, "returns/room.html", context)


def totals(standing: Standing, sent: Standing, request: DeskRequest) -> list[Total]:
    """Return every metric's totals, each with the address of its rows as at the same moment."""
    asked = {name: request.GET[name] for name in ("as_at", "force") if request.GET.get(name)}
    place = reverse("operation_items", args=[standing.operation.reference])
    return [
        Total(metric, standing.value(metric), sent.value(metric), f"{place}?{urlencode({**asked, 'metric': metric.code})}")
        for metric in metrics().values()
    ]


def published(request: DeskRequest, operation: Operation) -> list[Publication]:
    """Return the publications of an operation that the viewer sees, the newest first."""
    return list(Publication.objects.filter(publications_to(request.viewer, operation)).order_by("-as_at", "-pk"))


def _latest(sent: Standing, request: DeskRequest) -> list[dict[str, object]]:
    newest = sorted(sent.things, key=lambda thing: (thing.reported_at, thing.key), reverse=True)
    newest = [thing for thing in newest if sent.force in {"", thing.force}][:LATEST]
    own = request.viewer.organisation
    return [
        {
            "kind": kinds()[thing.kind].title,
            "force": thing.force,
            "on": thing.on,
            "at": thing.reported_at,
            "code": code_of(sent.operation.reference, next((item for item in thing.members if is_of(item, own)), thing.key)),
        }
        for thing in newest
    ]


def _points(sent: Standing, request: DeskRequest) -> list[MapPoint]:
    """Return a point for each item with a position; where the viewer may not see places, one for each force with its count."""
    things = [thing for thing in sent.things if sent.force in {"", thing.force}]
    if sees_marks(request.viewer):
        return [
            MapPoint(
                float(thing.fields["lat"]),
                float(thing.fields["lon"]),
                f"{kinds()[thing.kind].title}, {thing.force}",
                reverse("operation_item", args=[sent.operation.reference, code_of(sent.operation.reference, thing.key)]),
                group=kinds()[thing.kind].title,
                at=f"{thing.on:%-d %B %Y}",
            )
            for thing in things
            if thing.kind in MAPPED and "lat" in thing.fields and "lon" in thing.fields
        ]
    counts = Counter(thing.force for thing in things)
    return [
        MapPoint(force.lat, force.lon, f"{force.name}: {counts[force.code]} items", group="Forces")
        for force in forces()
        if counts[force.code] and force.lat is not None and force.lon is not None
    ]


def _token(standing: Standing, sent: Standing, request: DeskRequest) -> str:
    """Return a name for what the room shows: the same as long as nothing was told or validated, and no day has become late."""
    late = [(each.force, each.missing) for each in told_by_day(standing.operation, standing.as_at)]
    parts = [repr([(thing.key, dict(thing.fields)) for thing in one.things]) + repr(one.reported) for one in (standing, sent)]
    text = "\x1f".join((*parts, repr(late), str(request.viewer.purpose)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
