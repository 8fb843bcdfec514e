"""Who was told what: checked against marking, handling and the policy before it is written down; appended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action, Handling
from vinculum.desk.programme.engagement.models import Attendance, Disclosure, Meeting, ToldTo
from vinculum.desk.programme.engagement.refusals import NotTold, NotWritten
from vinculum.desk.programme.engagement.seeing import within
from vinculum.desk.programme.engagement.telling import why_not_told
from vinculum.desk.programme.engagement.vocabulary import Marking, ToldOf
from vinculum.desk.programme.strategy.refusals import must
from vinculum.desk.programme.strategy.reporting import Finder
from vinculum.desk.programme.strategy.vocabulary import Thing

THINGS = {ToldOf.FIGURE: Thing.FIGURE, ToldOf.PRODUCT: Thing.PRODUCT}


@dataclass(frozen=True, slots=True)
class DisclosureTold:
    """What was told. ``reference`` names the figure (its code, or its address) or the product."""

    kind: ToldOf
    words: str
    marking: Marking
    handling: Handling = Handling.PERMITTED
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a listener was told, where and when."""

    disclosure: Disclosure
    role: str


@transaction.atomic
def disclose(viewer: Viewer, meeting: Meeting, told: DisclosureTold, to: Sequence[Attendance], find: Finder) -> Disclosure:
    """Write down that some of those who were there were told something; NotTold says who may not hear it, or who may not tell it.

    A meeting still to come is refused: what is planned to be told was not told.
    """
    must(viewer, Action.KEEP_ENGAGEMENT)
    if meeting.begins_on > viewer.at.date():
        raise NotWritten("It has not taken place: nobody was told anything yet. Nothing was kept.")
    if not told.words.strip() or not to:
        raise NotWritten("Say what was told, and to whom. Nothing was kept.")
    if told.handling is Handling.CONDITIONS and viewer.handling is not Handling.CONDITIONS:
        raise NotTold(
            "Your role does not receive what has conditions (handling code C), so you cannot tell it. Nothing was kept."
        )
    thing = THINGS.get(told.kind)
    if thing is not None and find(viewer, thing, told.reference) is None:
        raise NotTold(f"There is no {told.kind} {told.reference!r} that you may see. Nothing was kept.")
    barred = [why for one in to if (why := why_not_told(one, told.marking, told.handling))]
    if barred:
        raise NotTold(f"{' '.join(barred)} Nothing was kept.")
    made = Disclosure.objects.create(
        meeting=meeting,
        kind=told.kind,
        reference=told.reference if thing else "",
        words=told.words.strip(),
        marking=told.marking,
        handling=told.handling,
        at=viewer.at,
        by_id=viewer.person,
    )
    ToldTo.objects.bulk_create(ToldTo(disclosure=made, attendance=one) for one in to)
    return made


def heard_by(viewer: Viewer, key: str) -> list[Heard]:
    """Return what a listener (``Attendance.key``) was told, as far as the viewer may read it, the newest first."""
    rows = ToldTo.objects.filter(disclosure__in=Disclosure.objects.filter(within(viewer)).values("pk")).select_related(
        "disclosure__meeting", "attendance__organisation", "attendance__member"
    )
    found = [Heard(row.disclosure, row.attendance.role) for row in rows if row.attendance.key == key]
    return sorted(found, key=lambda one: (one.disclosure.meeting.begins_on, one.disclosure.pk), reverse=True)
