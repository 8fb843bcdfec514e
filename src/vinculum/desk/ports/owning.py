"""Who has a box: taken, handed over, given up; and what became of it. Only whoever has a box hands it over or gives it up."""

from __future__ import annotations

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.ports.listed import owner_of
from vinculum.desk.ports.models import EligibleBox
from vinculum.desk.ports.refusals import NotOwned
from vinculum.desk.ports.workflow import BOX, parties_of
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import history, standing_of, take

# Acts that belong to whoever has the box.
OWNERS = frozenset({"hand_over", "give_up"})


def colleagues(box: EligibleBox, viewer: Viewer) -> list[Person]:
    """Return the other people of the list's organisation who may take boxes now, by name."""
    people = Person.objects.filter(organisation=box.short_list.organisation_id, is_active=True).exclude(pk=viewer.person)
    return [one for one in people.order_by("name") if decide(viewer_of(one, viewer.at), Action.WORK_PORTS).allowed]


def act_on(box: EligibleBox, act: str, viewer: Viewer, *, after: int, reason: str = "", to: int | None = None) -> Step:
    """Take an act on a box by somebody who saw ``after`` steps of it; ``to`` is who gets a box that is handed over."""
    with transaction.atomic():
        steps = history(BOX, box.reference)
        if act in OWNERS:
            _check_owner(box, act, steps, viewer)
        if act == "hand_over" and to not in {one.pk for one in colleagues(box, viewer)}:
            raise NotOwned("Choose a colleague who may take boxes. Nothing was changed.")
        told = {"to": to} if act == "hand_over" else {}
        return take(BOX, box.reference, act, viewer, after=after, parties=parties_of(box), reason=reason, told=told)


def tell_opened(box: EligibleBox, viewer: Viewer, inspection: str) -> Step | None:
    """Note that a box was opened, with the reference of its inspection; None where that stands already.

    It may come late: a form that was filled in without a signal is sent when there is one, after somebody told that it sailed.
    """
    steps = history(BOX, box.reference)
    if standing_of(steps).state == "opened":
        return None
    told = {"inspection": inspection}
    return take(BOX, box.reference, "open", viewer, after=len(steps), parties=parties_of(box), reason=inspection, told=told)


def _check_owner(box: EligibleBox, act: str, steps: list[Step], viewer: Viewer) -> None:
    owner = owner_of(standing_of(steps).last)
    if owner is not None and owner != viewer.person:
        name = Person.objects.get(pk=owner).name
        raise NotOwned(f"{name} has {box.reference}: {BOX.acts[act].title.lower()} is for whoever has it. Take it over first.")
