"""Areas that other rooms say were acted on: the forces of an operation, and the forces to which a grant's money went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation, Participant
from vinculum.desk.operations.seeing import visible_to
from vinculum.desk.programme.funding.models import Award, Grant
from vinculum.desk.programme.funding.seeing import awards_to, grants_to
from vinculum.desk.programme.impact.panel import next_month
from vinculum.marks.reference import forces

OPERATION, GRANT = "operation/", "grant/"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that was done in some areas: a reference, its name, and when it began."""

    reference: str
    name: str
    began: date


def proposals(viewer: Viewer) -> tuple[Proposal, ...]:
    """Return the operations, and the grants with awards, that a viewer may see."""
    operations = Operation.objects.filter(visible_to(viewer))
    awarded = Award.objects.filter(awards_to(viewer)).values("pot__grant")
    grants = Grant.objects.filter(grants_to(viewer), pk__in=awarded)
    return (
        *(Proposal(f"{OPERATION}{one.reference}", one.name, one.begins_on) for one in operations),
        *(Proposal(f"{GRANT}{one.reference}", one.title, one.begins_on) for one in grants),
    )


def proposed(viewer: Viewer, reference: str, areas: Collection[str]) -> dict[str, date]:
    """Return which of ``areas`` were acted on, each with its first month after; none for what the viewer may not see.

    For an operation that is the month it began, for an award the month after it was made: money acts later than a letter. An
    area is known by a force's id, code or name.
    """
    starts: dict[str, date] = {}
    if reference.startswith(OPERATION):
        found = Operation.objects.filter(visible_to(viewer), reference=reference.removeprefix(OPERATION))
        taking_part = Participant.objects.filter(operation__in=found).select_related("organisation", "operation")
        starts = {one.organisation.force: one.operation.begins_on.replace(day=1) for one in taking_part}
    elif reference.startswith(GRANT):
        grants = Grant.objects.filter(grants_to(viewer), reference=reference.removeprefix(GRANT))
        awards = Award.objects.filter(awards_to(viewer), pot__grant__in=grants).select_related("recipient").order_by("-at")
        starts = {one.recipient.force: next_month(one.at.date()) for one in awards}
    ids = {name: force.id for force in forces() for name in (force.id, force.code, force.name)}
    return {area: starts[ids[area]] for area in areas if ids.get(area) in starts}
