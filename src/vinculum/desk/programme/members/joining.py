"""How an organisation joins, step by step; its days are told with the steps. Joining opens nothing to anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.members.models import Contact, Member
from vinculum.desk.programme.members.refusals import MemberAlready, NotThatDay
from vinculum.desk.programme.strategy.refusals import must
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import history, take
from vinculum.desk.workflows.workflow import read_workflow

MEMBERSHIP = read_workflow("vinculum.desk.programme.members", "member")

# Acts that are told with the day on which they happened; every other happened when it was recorded.
DATED = frozenset({"enter", "agree", "admit", "leave"})


@dataclass(frozen=True, slots=True)
class Joining:
    """An organisation as it is told when it is first written down."""

    name: str
    kind: str = ""
    organisation: Organisation | None = None


def _reference(name: str, at: datetime) -> str:
    """Return a reference that says nothing of the name, the same for the same name and moment."""
    return "m-" + hashlib.sha256(f"{name.casefold()} {at.isoformat()}".encode()).hexdigest()[:10]


def enquire(name: str, organisation: str, email: str, message: str, at: datetime) -> str:
    """Keep an enquiry about membership from outside (``at`` UTC) and return its reference; nobody has taken it up yet."""
    with transaction.atomic():
        told = organisation.strip() or name.strip()
        kept = Member.objects.create(
            reference=_reference(f"{told} {email}", at), name=told, enquired_at=at, message=message.strip(), made_at=at
        )
        Contact.objects.create(
            member=kept, name=name.strip(), email=email.strip(), given_by="their own enquiry", given_at=at, confirmed_at=at
        )
    return kept.reference


@transaction.atomic
def write_down(viewer: Viewer, joining: Joining) -> Member:
    """Write down an organisation that enquired by telephone or in person, and take its enquiry up."""
    must(viewer, Action.ENROL_MEMBERS)
    _refuse_twice([joining])
    made = _make(viewer, joining)
    take(MEMBERSHIP, made.reference, "take_up", viewer, after=0)
    return made


@transaction.atomic
def enter_all(viewer: Viewer, joined: Sequence[tuple[Joining, date]], reason: str) -> list[Member]:
    """Enter organisations that joined on a day, from a list that was kept elsewhere; ``reason`` says which list.

    MemberAlready, and nobody entered, when one of them is on the list already or is told twice.
    """
    must(viewer, Action.KEEP_MEMBERS)
    _refuse_twice([joining for joining, _ in joined])
    made = []
    for joining, on in joined:
        made.append(_make(viewer, joining))
        step(viewer, made[-1], "enter", after=0, reason=reason, on=on)
    return made


def step(viewer: Viewer, member: Member, act: str, *, after: int, reason: str = "", on: date | None = None) -> Step:
    """Take a step of a membership; ``on`` is the day on which it happened, for acts that have one (the day of asking without it).

    NotThatDay when it lies ahead, or before what is known to have happened.
    """
    told = {}
    if act in DATED:
        happened = on or viewer.at.date()
        if happened > viewer.at.date():
            raise NotThatDay(f"{happened:%-d %B %Y} lies ahead. Record it when it has happened. Nothing was changed.")
        held = history(MEMBERSHIP, member.reference) if after else []
        earlier = [day_of(one) for one in held if one.act in DATED]
        if earlier and happened < max(earlier):
            raise NotThatDay(
                f"{happened:%-d %B %Y} is before {max(earlier):%-d %B %Y}, when the step before it happened. Nothing was changed."
            )
        told["on"] = happened.isoformat()
    return take(MEMBERSHIP, member.reference, act, viewer, after=after, reason=reason, told=told)


def day_of(taken: Step) -> date:
    """Return the day on which a step happened."""
    return date.fromisoformat(taken.told["on"]) if "on" in taken.told else taken.at.date()


def describe(viewer: Viewer, member: Member, joining: Joining) -> None:
    """Correct what an organisation is: its name, kind and body of the reference data."""
    must(viewer, Action.KEEP_MEMBERS)
    _refuse_twice([joining], member)
    member.name, member.kind, member.organisation = joining.name.strip(), joining.kind, joining.organisation
    member.save(update_fields=["name", "kind", "organisation"])


def _make(viewer: Viewer, joining: Joining) -> Member:
    name = joining.name.strip()
    return Member.objects.create(
        reference=_reference(name, viewer.at),
        name=name,
        kind=joining.kind,
        organisation=joining.organisation,
        made_at=viewer.at,
    )


def _refuse_twice(joinings: Sequence[Joining], member: Member | None = None) -> None:
    """Raise MemberAlready for a name or body on the list; enquiries that nobody took up are not: they can say any name."""
    taken_up = Step.objects.filter(workflow=MEMBERSHIP.code, subject=OuterRef("reference"))
    others = Member.objects.filter(Q(enquired_at=None) | Q(Exists(taken_up)))
    held = list(others.exclude(pk=member.pk) if member else others)
    names = {one.name.casefold() for one in held}
    bodies = {one.organisation_id for one in held if one.organisation_id}
    for joining in joinings:
        name, body = joining.name.strip().casefold(), joining.organisation.code if joining.organisation else None
        if name in names or body in bodies:
            raise MemberAlready(f"{joining.name.strip()} is on the list already, or told twice. Nothing was changed.")
        names.add(name)
        bodies |= {body} if body else set()
