"""Finding an inspection for a page: one that the viewer may see, or Http404."""

from __future__ import annotations

from django.http import Http404

from vinculum.desk.ports.inspection_seeing import visible_to
from vinculum.desk.ports.models import Inspection, InspectionVersion
from vinculum.site.guard import DeskRequest


def seen_inspection(request: DeskRequest, reference: str) -> Inspection:
    """Return an inspection that the viewer may see and name it in the audit; Http404 for any other."""
    seen = Inspection.objects.filter(visible_to(request.viewer), reference=reference)
    found = seen.select_related("organisation", "recorded_by").first()
    if found is None:
        raise Http404
    request.told.about("inspection", found.reference)
    return found


def own_inspection(request: DeskRequest, reference: str) -> Inspection:
    """Return an inspection of the viewer's own organisation; Http404 for any other, since nobody corrects what others saw."""
    found = seen_inspection(request, reference)
    if found.organisation_id != request.viewer.organisation:
        raise Http404
    return found


def newest_of(inspection: Inspection) -> InspectionVersion:
    """Return the version that is held to be so."""
    return inspection.versions.select_related("person", "operation", "job").order_by("-number")[0]
