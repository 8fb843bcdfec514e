"""How an organisation joins, step by step; its days are told with the steps. Joining opens nothing to anybody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

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
    made = _make(viewer, joining)
    take(MEMBERSHIP, made.reference, "take_up", viewer, after=0)
    return made


@transaction.atomic
def enter(viewer: Viewer, joining: Joining, joined_on: date, reason: str) -> Member:
    """Enter an organisation that joined on a day, from a list that was kept elsewhere; ``reason`` says which list."""
    must(viewer, Action.KEEP_MEMBERS)
    made = _make(viewer, joining)
    step(viewer, made, "enter", after=0, reason=reason, on=joined_on)
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
        earlier = [day_of(one) for one in history(MEMBERSHIP, member.reference) if one.act in DATED]
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
    _refuse_twice(joining, member)
    member.name, member.kind, member.organisation = joining.name.strip(), joining.kind, joining.organisation
    member.save(update_fields=["name", "kind", "organisation"])


def _make(viewer: Viewer, joining: Joining) -> Member:
    _refuse_twice(joining, None)
    name = joining.name.strip()
    return Member.objects.create(
        reference=_reference(name, viewer.at),
        name=name,
        kind=joining.kind,
        organisation=joining.organisation,
        made_at=viewer.at,
    )


def _refuse_twice(joining: Joining, member: Member | None) -> None:
    others = Member.objects.exclude(pk=member.pk) if member else Member.objects.all()
    if others.filter(name__iexact=joining.name.strip()).exclude(reference__in=_not_taken_up()).exists():
        raise MemberAlready(f"{joining.name.strip()} is on the list already. Nothing was changed.")
    if joining.organisation is not None and others.filter(organisation=joining.organisation).exists():
        raise MemberAlready(f"{joining.organisation.name} is on the list already. Nothing was changed.")


def _not_taken_up() -> list[str]:
    """Return the references of enquiries that nobody has taken up: anybody can write any name there."""
    taken_up = Step.objects.filter(workflow=MEMBERSHIP.code).values("subject")
    return list(
        Member.objects.filter(enquired_at__isnull=False).exclude(reference__in=taken_up).values_list("reference", flat=True)
    )
