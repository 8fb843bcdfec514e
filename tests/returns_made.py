"""Returns made for the tests: of forces of the story's week, at moments after everything that the story tells."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.models import Return
from vinculum.desk.operations.returns.sending import Stretch, begin

WEEK = Stretch(date(2025, 10, 13), date(2025, 10, 19))


def somebody(who: str, minutes: float = 0, purpose: Purpose = Purpose.INVESTIGATION) -> Viewer:
    """Return a sample person as they ask some minutes from now."""
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), purpose)
    return replace(viewer, at=viewer.at + timedelta(minutes=minutes))


def force_lead(minutes: float = 0) -> Viewer:
    """Return the lead of Essex."""
    return somebody("owen", minutes)


def week() -> Operation:
    """Return the story's week of October 2025."""
    return Operation.objects.get(reference="alliances-2025")


def new_return(force: str, minutes: float = 0, operation: Operation | None = None) -> Return:
    """Return a fresh return of a force for an operation (the week of October): of Essex by its lead, else by the analyst."""
    operation = operation or week()
    days = Stretch(operation.begins_on, operation.ends_on)
    if force == "ESSEX":
        return begin(operation, force, days, force_lead(minutes))
    return begin(operation, force, days, somebody("amara", minutes), "Sent by e-mail.")
