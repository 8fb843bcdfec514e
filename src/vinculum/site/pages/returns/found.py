"""Finding what an address names, as far as the viewer may see it: what they may not see is not there."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, asked_from
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.codes import item_of
from vinculum.desk.operations.returns.facts import Item
from vinculum.desk.operations.returns.models import Publication, Return, Workbook
from vinculum.desk.operations.returns.publications import publications_to
from vinculum.desk.operations.returns.seeing import items_to, keeps_for, returns_to, sees_marks
from vinculum.desk.operations.returns.standing import Standing, stand
from vinculum.desk.operations.returns.workflows import RETURN, WRITABLE
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import history, standing_of
from vinculum.site.guard import DeskRequest


def seen_return(request: DeskRequest, reference: str) -> Return:
    """Return a return; Http404 for one that is not there for this viewer."""
    seen = Return.objects.filter(returns_to(request.viewer), reference=reference)
    found = seen.select_related("operation", "force", "made_by").first()
    if found is None:
        raise Http404
    request.told.about("return", reference)
    return found


def written_return(request: DeskRequest, reference: str) -> Return:
    """Return a return that the viewer may write in: their own force's, or of an operation that their organisation leads."""
    found = seen_return(request, reference)
    if not may_write(request, found):
        raise Http404
    if not sees_marks(request.viewer):
        raise NotPermitted("Returns name people and vehicles: they are written for an investigation. Change your purpose first.")
    return found


def may_write(request: DeskRequest, told: Return) -> bool:
    """Say whether the viewer may put lines into a return, should it still be written."""
    own = told.force_id == request.viewer.organisation and decide(request.viewer, Action.SEND_RETURNS).allowed
    return own or keeps_for(request.viewer, told.operation)


def is_written(told: Return) -> bool:
    """Say whether a return is still being written."""
    return standing_of(history(RETURN, told.reference)).state in WRITABLE


def seen_workbook(request: DeskRequest, told: Return, number: int) -> Workbook:
    """Return a workbook of a return; Http404 for any other."""
    found = told.workbooks.filter(pk=number).select_related("sent_in__operation", "by").first()
    if found is None:
        raise Http404
    request.told.about("workbook", str(number))
    return found


def seen_publication(request: DeskRequest, operation: Operation, reference: str) -> Publication:
    """Return a publication of an operation; Http404 for one that is not there for this viewer."""
    found = Publication.objects.filter(publications_to(request.viewer, operation), reference=reference).first()
    if found is None:
        raise Http404
    request.told.about("publication", reference)
    return found


def standing_of_page(request: DeskRequest, operation: Operation) -> tuple[Asked, Standing]:
    """Return what the address asks (as_at, force, state) and the operation as at that moment; WrongUse names a wrong date."""
    asked = asked_from(told_in(request.GET), request.viewer.at)
    checked = asked.of.get("state") != "reported"
    return asked, stand(request.viewer, operation, asked.as_at, checked=checked, force=asked.of.get("force", ""))


def told_in(words: Mapping[str, str]) -> dict[str, str]:
    """Return what an address says, without what it leaves empty."""
    return {name: value for name, value in words.items() if value}


def seen_item(request: DeskRequest, operation: Operation, standing: Standing, code: str) -> Item:
    """Return an item of an operation by its short name; Http404 for one that is not there for this viewer."""
    items = items_to(request.viewer, operation, standing.known)
    name = item_of(operation.reference, code, items)
    if name is None:
        raise Http404
    request.told.about("item", name)
    return items[name]
