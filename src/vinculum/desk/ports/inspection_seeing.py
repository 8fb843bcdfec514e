"""Which inspections a viewer may see; every page asks here.

Their organisation's, those of a provider whose inspections are granted to them whole, and those of an operation that their
organisation leads. Nothing is seen without the right to read ports.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from vinculum.desk.access.policy import decide, grants_of
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.ports.models import Change, Inspection, InspectionVersion
from vinculum.evidence.contract import contracts

NOBODY = Q(pk__in=())


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that an inspection may be seen, form and photos; an agreement on some columns opens no form."""
    if not decide(viewer, Action.READ_PORTS).allowed or viewer.purpose is None:
        return NOBODY
    whole = {column.name for column in contracts()["inspections"].columns}
    providers = {
        grant.provider
        for grant in grants_of(viewer)
        if grant.feed == "inspections" and grant.columns >= whole and not grant.narrows_rows
    }
    led = newest_versions().filter(operation__lead=viewer.organisation).values("inspection")
    return Q(organisation__in={*providers, viewer.organisation}) | Q(pk__in=led)


def newest_versions() -> QuerySet[InspectionVersion]:
    """Return the version of every inspection that is held to be so, withdrawn ones included."""
    later = InspectionVersion.objects.filter(inspection=OuterRef("inspection"), number__gt=OuterRef("number"))
    return InspectionVersion.objects.filter(~Exists(later))


def standing_versions(viewer: Viewer) -> QuerySet[InspectionVersion]:
    """Return the newest version of every inspection that a viewer may see and that was not withdrawn, latest opened first."""
    seen = Inspection.objects.filter(visible_to(viewer))
    held = newest_versions().exclude(change=Change.WITHDRAW).filter(inspection__in=seen)
    return held.select_related("inspection", "inspection__organisation", "person", "operation").order_by("-opened_at", "-pk")
