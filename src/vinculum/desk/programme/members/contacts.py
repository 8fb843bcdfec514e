"""Contacts of members: given for a reason, corrected by themselves, confirmed each year, erased when their time is over."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from django.db import transaction
from django.db.models import QuerySet

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.members.models import Contact, ContactErased, Member
from vinculum.desk.programme.members.refusals import NotTheirs
from vinculum.desk.programme.members.seeing import belonging_to, keeps, members_to
from vinculum.desk.programme.members.standing import Membership, memberships
from vinculum.desk.programme.strategy.refusals import must

OWN_REQUEST = "They asked for it."


@dataclass(frozen=True, slots=True)
class ContactTold:
    """Somebody to ask, as they are told; what is not known is ""."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Contacts of a member whose time is over, and the rule that says so."""

    member: Member
    contacts: tuple[Contact, ...]
    rule: str


@cache
def periods() -> dict[str, int]:
    """Return for how many days contacts are kept, by rule (``keeping.toml``)."""
    told: dict[str, int] = tomllib.loads((resources.files("vinculum.desk.programme.members") / "keeping.toml").read_text("utf-8"))
    return told


def contacts_of(viewer: Viewer, member: Member) -> QuerySet[Contact]:
    """Return the contacts of a member that a viewer may see: all of them, or none."""
    return Contact.objects.filter(belonging_to(viewer), member=member)


def add_contact(viewer: Viewer, member: Member, told: ContactTold, given_by: str) -> Contact:
    """Keep somebody to ask at a member; ``given_by`` says where from."""
    _may_change(viewer, member)
    return Contact.objects.create(
        member=member,
        name=told.name,
        role=told.role,
        email=told.email,
        phone=told.phone,
        given_by=given_by.strip() or viewer.name,
        given_at=viewer.at,
        confirmed_at=viewer.at,
    )


def correct_contact(viewer: Viewer, contact: Contact, told: ContactTold) -> None:
    """Put a contact right, which confirms it: by those who keep members, or by the member's own people."""
    _may_change(viewer, contact.member)
    contact.name, contact.role, contact.email, contact.phone = told.name, told.role, told.email, told.phone
    contact.confirmed_at = viewer.at
    contact.save(update_fields=["name", "role", "email", "phone", "confirmed_at"])


def end_contact(viewer: Viewer, contact: Contact) -> None:
    """Say that somebody is no longer the one to ask."""
    _may_change(viewer, contact.member)
    contact.ended_at = contact.ended_at or viewer.at
    contact.save(update_fields=["ended_at"])


@transaction.atomic
def erase_contact(viewer: Viewer, contact: Contact) -> None:
    """Erase a contact at their own request, leaving proof without content."""
    _may_change(viewer, contact.member)
    ContactErased.objects.create(member=contact.member, contacts=1, rule=OWN_REQUEST, at=viewer.at, by_id=viewer.person)
    contact.delete()


def due_for_erasure(viewer: Viewer) -> list[Due]:
    """Return the contacts whose time is over by the moment of asking, by member and rule, in the order of their names."""
    if not keeps(viewer):
        return []
    found = Member.objects.filter(members_to(viewer), contacts__isnull=False).distinct().prefetch_related("contacts")
    return [due for standing in memberships(list(found), viewer.at) for due in _due(standing, viewer.at)]


def to_confirm(viewer: Viewer) -> QuerySet[Contact]:
    """Return the contacts that the viewer may see and that nobody has confirmed for a year."""
    limit = viewer.at - timedelta(days=periods()["confirm_every"])
    return Contact.objects.filter(belonging_to(viewer), confirmed_at__lte=limit, ended_at=None).select_related("member")


@transaction.atomic
def erase_due(viewer: Viewer) -> int:
    """Erase every contact whose time is over, with what an enquiry said, leaving proof; return how many."""
    must(viewer, Action.KEEP_MEMBERS)
    erased = 0
    for due in due_for_erasure(viewer):
        ContactErased.objects.create(
            member=due.member, contacts=len(due.contacts), rule=due.rule, at=viewer.at, by_id=viewer.person
        )
        Contact.objects.filter(pk__in=[contact.pk for contact in due.contacts]).delete()
        erased += len(due.contacts)
        if due.member.message:
            due.member.message = ""
            due.member.save(update_fields=["message"])
    return erased


def _due(standing: Membership, at: datetime) -> list[Due]:
    member, contacts = standing.member, list(standing.member.contacts.all())
    whole = _whole(standing, at)
    if whole:
        return [Due(member, tuple(contacts), whole)] if contacts else []
    limit = at - timedelta(days=periods()["after_ending"])
    ended = tuple(contact for contact in contacts if contact.ended_at is not None and contact.ended_at <= limit)
    return [Due(member, ended, f"No longer the contact for {periods()['after_ending']} days.")] if ended else []


def _whole(standing: Membership, at: datetime) -> str:
    """Return the rule by which the time of every contact of a member is over; "" where none says so."""
    left, unanswered = periods()["after_leaving"], periods()["enquiry_unanswered"]
    if standing.state in {"left", "declined"} and standing.since is not None and at - standing.since >= timedelta(days=left):
        return f"{standing.state_title} for {left} days."
    enquired = standing.member.enquired_at
    if standing.state == "" and enquired is not None and at - enquired >= timedelta(days=unanswered):
        return f"An enquiry that nobody took up for {unanswered} days."
    return ""


def _may_change(viewer: Viewer, member: Member) -> None:
    """Raise NotTheirs unless the viewer keeps members, or is of the member's own organisation."""
    must(viewer, Action.CORRECT_CONTACTS)
    own = member.organisation_id is not None and member.organisation_id == viewer.organisation
    if not keeps(viewer) and not own:
        raise NotTheirs(
            f"Contacts of {member.name} are changed by its own people and by those who keep members. Nothing was changed."
        )
