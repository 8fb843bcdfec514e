"""Finding what an address names, as far as the viewer may see it: what they may not see is not there."""

from __future__ import annotations

from django.http import Http404

from vinculum.desk.operations.models import Disruption, Operation, Tasking
from vinculum.desk.operations.seeing import disruptions_visible_to, taskings_visible_to, visible_to
from vinculum.site.guard import DeskRequest


def seen_operation(request: DeskRequest, reference: str) -> Operation:
    """Return an operation; Http404 for one that is not there for this viewer."""
    found = Operation.objects.filter(visible_to(request.viewer), reference=reference).select_related("lead").first()
    if found is None:
        raise Http404
    request.told.about("operation", reference)
    return found


def led_operation(request: DeskRequest, reference: str) -> Operation:
    """Return an operation that the viewer's organisation leads; Http404 for any other."""
    found = seen_operation(request, reference)
    if found.lead_id != request.viewer.organisation:
        raise Http404
    return found


def seen_tasking(request: DeskRequest, reference: str) -> Tasking:
    """Return a tasking; Http404 for one that is not there for this viewer."""
    seen = Tasking.objects.filter(taskings_visible_to(request.viewer), reference=reference)
    found = seen.select_related("operation", "organisation", "made_by").first()
    if found is None:
        raise Http404
    request.told.about("tasking", reference)
    return found


def seen_disruption(request: DeskRequest, reference: str) -> Disruption:
    """Return a disruption; Http404 for one that is not there for this viewer."""
    seen = Disruption.objects.filter(disruptions_visible_to(request.viewer), reference=reference)
    found = seen.select_related("operation", "organisation", "made_by").first()
    if found is None:
        raise Http404
    request.told.about("disruption", reference)
    return found
