"""Handing over the evidence pack of a lead. The audit keeps what left: its hash, its pages and how many records it tells."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.picture.current import current_build
from vinculum.products.evidence_pack import make_evidence_pack
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.leads.drawn import draw_lead
from vinculum.site.pages.leads.pack_told import pack_of
from vinculum.site.pages.leads.reading import read_lead, read_sources
from vinculum.site.pages.leads.standpoint import standpoint


@guarded(Action.MAKE_PACK, Verb.DISCLOSURE)
@require_POST
def pack(request: DeskRequest, lead: str) -> HttpResponse:
    """Make the pack of a lead and hand it over as PDF."""
    door, build, viewer = seen(request), current_build(settings.WORKSPACE), request.viewer
    held, cameras = read_lead(door, lead)
    told = pack_of(held, draw_lead(door, held, cameras), read_sources(door, held), standpoint(viewer, held), viewer, build)
    made = make_evidence_pack(told)
    request.told.about(held.subject_kind, held.subject)
    request.told.counted(
        lead=held.id, pack=told.reference, sha256=made.digest, pages=made.pages, rows=len(held.records), bytes=len(made.content)
    )
    return HttpResponse(
        made.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{told.reference}.pdf"', "X-Content-Type-Options": "nosniff"},
    )
