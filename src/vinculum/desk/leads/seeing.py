"""What a viewer may see of acts on leads: their own organisation's in full, and tasks that were given to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.standing import Happening, Standing, standing_of
from vinculum.desk.leads.workflow import Act


@dataclass(frozen=True, slots=True)
class TaskReceived:
    """A lead that another organisation asked the viewer's to act on."""

    lead: str
    organisation: str
    name: str
    told: Happening


def visible_to(viewer: Viewer) -> Q:
    """Return the condition of the acts whose content a viewer may see; nobody else's."""
    return Q(organisation=viewer.organisation) | Q(act=Act.TASK, tasked_to=viewer.organisation)


def own_acts(viewer: Viewer, leads: Collection[str] | None = None) -> dict[str, list[Happening]]:
    """Return what the viewer's organisation did, by lead and in order; of every lead unless some are named."""
    rows = LeadAct.objects.filter(visible_to(viewer), organisation=viewer.organisation).select_related("person")
    if leads is not None:
        rows = rows.filter(lead__in=leads)
    found: dict[str, list[Happening]] = {}
    for row in rows.order_by("lead", "number"):
        found.setdefault(row.lead, []).append(row.told(row.person.name))
    return found


def own_standings(viewer: Viewer) -> dict[str, Standing]:
    """Return where the viewer's organisation stands with every lead that it did something with."""
    return {lead: standing_of(happenings) for lead, happenings in own_acts(viewer).items()}


def tasks_received(viewer: Viewer) -> dict[str, TaskReceived]:
    """Return the tasks that stand, given to the viewer's organisation by another, by lead; the newest of each."""
    given = (
        LeadAct.objects.filter(visible_to(viewer), tasked_to=viewer.organisation)
        .exclude(organisation=viewer.organisation)
        .select_related("organisation")
        .order_by("at", "pk")
    )
    tasks = list(given)
    streams: dict[tuple[str, str], list[Happening]] = {}
    # Whether a task still stands follows from the giver's later acts; nothing of those is shown.
    later = LeadAct.objects.filter(
        lead__in={task.lead for task in tasks}, organisation__in={task.organisation_id for task in tasks}
    ).order_by("number")
    for row in later:
        streams.setdefault((row.lead, row.organisation_id), []).append(row.told())
    found: dict[str, TaskReceived] = {}
    for task in tasks:
        since = standing_of(streams[task.lead, task.organisation_id]).since
        if since is not None and since.number == task.number:
            found[task.lead] = TaskReceived(task.lead, task.organisation_id, task.organisation.name, task.told())
    return found
