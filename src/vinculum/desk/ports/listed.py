"""Boxes of short lists as they stand: state, owner and the last thing that was done. Worked out from their steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.ports.models import EligibleBox
from vinculum.desk.ports.seeing import boxes_visible_to
from vinculum.desk.ports.workflow import BOX, STANDING
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import Standing, standings, subjects_in


@dataclass(frozen=True, slots=True)
class Listed:
    """A chosen box, where it stands, and whose it is (None: nobody's; a person's key and name)."""

    box: EligibleBox
    standing: Standing
    owner: int | None
    owner_name: str

    @property
    def waits(self) -> bool:
        """Whether it is still to be opened."""
        return self.standing.state in STANDING


def standing_refs(organisation: str) -> frozenset[str]:
    """Return the consignments whose boxes wait on some list of an organisation."""
    waiting = EligibleBox.objects.filter(reference__in=subjects_in(BOX, *STANDING), short_list__organisation=organisation)
    return frozenset(waiting.values_list("consignment_ref", flat=True))


def drawn_refs(organisation: str) -> frozenset[str]:
    """Return the consignments whose boxes stood in a draw of an organisation, drawn or not."""
    stood = EligibleBox.objects.filter(short_list__organisation=organisation, inclusion_probability__gt=0)
    return frozenset(stood.values_list("consignment_ref", flat=True))


def owner_of(last: Step | None) -> int | None:
    """Return whose a box is after its last step: who took it, or to whom it was handed; None where nobody has it."""
    if last is None or last.state != "taken":
        return None
    told = last.told.get("to")
    return told if isinstance(told, int) else last.person_id


def listed(boxes: Iterable[EligibleBox]) -> list[Listed]:
    """Return chosen boxes with where each stands, in the order that they are given in."""
    held = [box for box in boxes if box.basis]
    now = standings(BOX, [box.reference for box in held])
    owners = {box.reference: owner_of(now[box.reference].last) for box in held if box.reference in now}
    names = dict(Person.objects.filter(pk__in=_known(owners.values())).values_list("pk", "name"))
    return [
        Listed(box, now[box.reference], owner, names.get(owner, "") if owner is not None else "")
        for box in held
        if box.reference in now
        for owner in [owners[box.reference]]
    ]


def boxes_of_lists(viewer: Viewer, lists: Sequence[int]) -> list[Listed]:
    """Return the chosen boxes of short lists (keys) that the viewer may see."""
    rows = EligibleBox.objects.filter(boxes_visible_to(viewer), short_list__in=lists).exclude(basis="")
    return listed(rows.select_related("short_list", "short_list__drawn_by").order_by("sails_at", "reference"))


def waiting_boxes(viewer: Viewer) -> list[Listed]:
    """Return every box that waits to be opened on some list that the viewer may see, the first to sail first."""
    rows = EligibleBox.objects.filter(boxes_visible_to(viewer), reference__in=subjects_in(BOX, *STANDING))
    return listed(rows.select_related("short_list", "short_list__drawn_by").order_by("sails_at", "reference"))


def lists_of(viewer: Viewer, refs: Collection[str]) -> dict[str, Listed]:
    """Return the newest listing of each consignment that was chosen for some list, by reference."""
    rows = EligibleBox.objects.filter(boxes_visible_to(viewer), consignment_ref__in=refs).exclude(basis="")
    ordered = rows.select_related("short_list", "short_list__drawn_by").order_by("added_at", "reference")
    return {one.box.consignment_ref: one for one in listed(ordered)}


def _known(owners: Iterable[int | None]) -> list[int]:
    return sorted({owner for owner in owners if owner is not None})
