"""Writing a meeting down: what it was, who was there, what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.engagement.models import Attendance, Meeting, Note
from vinculum.desk.programme.engagement.refusals import NotWritten
from vinculum.desk.programme.engagement.vocabulary import MeetingKind
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.programme.strategy.refusals import must


@dataclass(frozen=True, slots=True)
class MeetingTold:
    """A meeting as it is told; both days belong to it."""

    reference: str
    title: str
    kind: MeetingKind
    begins_on: date
    ends_on: date
    place: str = ""
    about: str = ""
    closed: bool = False
    pillars: Sequence[Pillar] = field(default=())


@dataclass(frozen=True, slots=True)
class AttendanceTold:
    """Somebody who was there: exactly one of a body, a member, or another name; ``person`` where they sign in here."""

    organisation: Organisation | None = None
    member: Member | None = None
    other: str = ""
    person: Person | None = None
    role: str = ""
    hosts: bool = False


@transaction.atomic
def write_down(viewer: Viewer, told: MeetingTold, there: Sequence[AttendanceTold] = ()) -> Meeting:
    """Write a meeting down, planned or past, with who is to be or was there."""
    must(viewer, Action.KEEP_ENGAGEMENT)
    if told.ends_on < told.begins_on:
        raise NotWritten("It ends on the day it begins or later. Nothing was kept.")
    if Meeting.objects.filter(reference=told.reference).exists():
        raise NotWritten(f"There is a meeting {told.reference} already. Choose another reference.")
    made = Meeting.objects.create(
        reference=told.reference,
        title=told.title,
        kind=told.kind,
        begins_on=told.begins_on,
        ends_on=told.ends_on,
        place=told.place,
        about=told.about,
        closed=told.closed,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    made.pillars.set(told.pillars)
    for one in there:
        add_attendance(viewer, made, one)
    return made


def add_attendance(viewer: Viewer, meeting: Meeting, told: AttendanceTold) -> Attendance:
    """Add somebody who was there; NotWritten for nobody, two at once, or somebody who stands there already."""
    must(viewer, Action.KEEP_ENGAGEMENT)
    if sum((told.organisation is not None, told.member is not None, bool(told.other.strip()))) != 1:
        raise NotWritten("Name one: an organisation, a member, or somebody else. Nothing was kept.")
    body = told.organisation or (told.member.organisation if told.member else None)
    if told.person is not None and (body is None or told.person.organisation_id != body.code):
        raise NotWritten(f"{told.person.name} is not of that organisation. Nothing was kept.")
    # A member that is a body of the reference data stands as that body, so that its history is told in one place.
    member = told.member if body is None else None
    held = Attendance(
        meeting=meeting,
        organisation=body,
        member=member,
        other=told.other.strip(),
        person=told.person,
        role=told.role.strip(),
        hosts=told.hosts,
        at=viewer.at,
    )
    if any((one.key, one.role) == (held.key, held.role) for one in meeting.attendances.select_related("organisation", "member")):
        raise NotWritten(f"{held.name} stands there already. Nothing was kept.")
    held.save()
    return held


def note(viewer: Viewer, meeting: Meeting, text: str) -> Note:
    """Note something of a meeting."""
    must(viewer, Action.KEEP_ENGAGEMENT)
    if not text.strip():
        raise NotWritten("Say what is to be noted. Nothing was kept.")
    return Note.objects.create(meeting=meeting, text=text.strip(), at=viewer.at, by_id=viewer.person)
