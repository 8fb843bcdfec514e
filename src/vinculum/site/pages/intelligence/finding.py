"""Finding the thing that an address names, if the viewer may see it; else there is no such page for them."""

from __future__ import annotations

from django.http import Http404

from vinculum.desk.intelligence.rows.copies import Copy, Dissemination
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.rows.requirements import Requirement
from vinculum.desk.intelligence.seeing import copies_seen, received_by, requirements_seen, visible_to
from vinculum.site.guard import DeskRequest


def report_seen(request: DeskRequest, reference: str) -> Report:
    """Return a report that the viewer may see, and tell the audit of it; Http404 for any other."""
    found = Report.objects.filter(visible_to(request.viewer), reference=reference).select_related("organisation", "desk").first()
    if found is None:
        raise Http404
    request.told.about("report", found.reference)
    return found


def copy_seen(request: DeskRequest, reference: str) -> Copy:
    """Return a copy whose original the viewer may see; the audit is told of the copy alone (docs/decisions/0028)."""
    copies = Copy.objects.filter(copies_seen(request.viewer), reference=reference)
    found = copies.select_related("version__report__organisation").first()
    if found is None:
        raise Http404
    request.told.about("copy", found.reference)
    return found


def received_seen(request: DeskRequest, reference: str) -> Dissemination:
    """Return what was sent to the viewer's organisation under a reference; Http404 for anything else."""
    found = Dissemination.objects.filter(received_by(request.viewer), reference=reference).select_related("copy").first()
    if found is None:
        raise Http404
    request.told.about("received", found.reference)
    return found


def requirement_seen(request: DeskRequest, reference: str) -> Requirement:
    """Return a requirement that the viewer may see; Http404 for any other."""
    found = Requirement.objects.filter(requirements_seen(request.viewer), reference=reference).select_related("owner").first()
    if found is None:
        raise Http404
    request.told.about("requirement", found.reference)
    return found
