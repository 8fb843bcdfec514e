"""Finding what an address names, as far as the viewer may see it: what they may not see is not there."""

from __future__ import annotations

from django.http import Http404

from vinculum.desk.repatriation.models import Case, CaseDate, Cost, Letter
from vinculum.desk.repatriation.seeing import is_police, letters_to, visible_to
from vinculum.site.guard import DeskRequest


def seen_case(request: DeskRequest, reference: str) -> Case:
    """Return a case; Http404 for one that is not there for this viewer."""
    found = Case.objects.filter(visible_to(request.viewer), reference=reference).select_related("keeper", "force").first()
    if found is None:
        raise Http404
    request.told.about("repatriation", reference)
    return found


def seen_letter(request: DeskRequest, case: Case, number: int) -> Letter:
    """Return a letter of a case that the viewer sees; Http404 for one that is not for them."""
    found = Letter.objects.filter(letters_to(request.viewer), case=case, number=number).first()
    if found is None:
        raise Http404
    return found


def seen_date(request: DeskRequest, case: Case, number: int) -> CaseDate:
    """Return a date of a case that the viewer reads whole; Http404 otherwise."""
    found = CaseDate.objects.filter(case=case, number=number).first()
    if found is None or not is_police(request.viewer):
        raise Http404
    return found


def seen_cost(request: DeskRequest, case: Case, number: int) -> Cost:
    """Return a line of costs of a case that the viewer reads whole; Http404 otherwise."""
    found = Cost.objects.filter(case=case, number=number).first()
    if found is None or not is_police(request.viewer):
        raise Http404
    return found
