"""Changing who may do and see what. Each change tells how things were and are; none opens more to whoever makes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from vinculum.desk.access.models import Agreement, Appointment, Group, Organisation, Person
from vinculum.desk.access.reach import not_for_oneself
from vinculum.desk.access.scope import answers_for, national
from vinculum.desk.access.viewer import Viewer
from vinculum.errors import VinculumError

AGREED = ("title", "provider_id", "recipient_id", "recipients_id", "feed", "columns", "rows", "handling", "purposes", "gateway")


class ChangeRefused(VinculumError):
    """A change of the access rules that cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed: ``about`` says what (kind, reference), ``before`` and ``after`` how it was and is."""

    about: tuple[str, str]
    before: dict[str, Any]
    after: dict[str, Any]


def change_organisation(by: Viewer, organisation: Organisation, *, makes: Collection[str], active: bool) -> Change:
    """Say which makes an organisation answers for, and whether it takes part."""
    _check_answers(by, organisation.code)
    before = told_organisation(organisation)
    with not_for_oneself(by.person, [by.at]):
        organisation.makes = sorted({make.strip().upper() for make in makes if make.strip()})
        organisation.active = active
        organisation.save(update_fields=["makes", "active"])
    return Change(("organisation", organisation.code), before, told_organisation(organisation))


def change_group(by: Viewer, group: Group, title: str, members: Sequence[Organisation]) -> Change:
    """Say which organisations a group holds; only those who answer for the partnership may."""
    if by.organisation not in national():
        raise ChangeRefused("A group can hold any organisation, so only those who answer for the partnership change it.")
    before = told_group(group) if group.pk and Group.objects.filter(pk=group.pk).exists() else {}
    with not_for_oneself(by.person, [by.at]):
        group.title = title
        group.save()
        group.members.set(members)
    return Change(("group", group.code), before, told_group(group))


def add_person(by: Viewer, *, email: str, name: str, organisation: Organisation, held: list[str]) -> tuple[Person, Change]:
    """Add a person with roles from now on; they set their password by a link that works once."""
    _check_answers(by, organisation.code)
    if Person.objects.filter(email__iexact=email).exists():
        raise ChangeRefused(f"Somebody has the address {email} already.")
    if not organisation.active:
        raise ChangeRefused(f"{organisation.name} takes no part at the moment.")
    with not_for_oneself(by.person, [by.at]):
        person = Person.objects.create_person(email, name, organisation, held)
    return person, Change(("person", person.email), {}, told_person(person))


def give_role(by: Viewer, person: Person, role: str, from_at: datetime, until_at: datetime | None) -> Change:
    """Give a person a role from a moment, until a moment or until it is ended. Nobody gives a role to themselves."""
    _check_answers(by, person.organisation_id)
    if person.pk == by.person:
        raise ChangeRefused("You cannot give a role to yourself. Another administrator has to do it.")
    if until_at is not None and until_at <= max(from_at, by.at):
        raise ChangeRefused("A role ends after it begins, and in the future.")
    before = told_person(person)
    appointment = Appointment(person=person, role=role, from_at=max(from_at, by.at), until_at=until_at)
    _clean(appointment)
    appointment.save()
    return Change(("person", person.email), before, told_person(person))


def end_role(by: Viewer, appointment: Appointment) -> Change:
    """End a role that a person holds or will hold, now."""
    person = appointment.person
    _check_answers(by, person.organisation_id)
    before = told_person(person)
    appointment.until_at = max(by.at, appointment.from_at)
    appointment.save(update_fields=["until_at"])
    return Change(("person", person.email), before, told_person(person))


def open_or_close(by: Viewer, person: Person, *, active: bool) -> Change:
    """Close a person's account, or open it again. Nobody closes their own."""
    _check_answers(by, person.organisation_id)
    if person.pk == by.person:
        raise ChangeRefused("You cannot close your own account. Another administrator has to do it.")
    before = told_person(person)
    with not_for_oneself(by.person, [by.at]):
        person.is_active = active
        person.save(update_fields=["is_active"])
    return Change(("person", person.email), before, told_person(person))


def conclude(by: Viewer, agreement: Agreement, old: Agreement | None = None) -> Change:
    """Enter an agreement; in place of ``old`` if given, which ends when the new one begins and is kept."""
    agreement.from_at = max(agreement.from_at, by.at)
    _check_answers(by, agreement.provider_id)
    before: dict[str, Any] = {}
    if old is not None:
        _check_answers(by, old.provider_id)
        _check_stands(old, by.at)
        before = told_agreement(old)
        agreement.replaces = old
    _clean(agreement)
    with not_for_oneself(by.person, [by.at, agreement.from_at]):
        agreement.save()
        if old is not None:
            old.until_at = max(old.from_at, agreement.from_at)
            old.save(update_fields=["until_at"])
    return Change(("agreement", str(agreement.pk)), before, told_agreement(agreement))


def end_agreement(by: Viewer, agreement: Agreement) -> Change:
    """End an agreement now; what it opened is closed with the next page that anybody asks for."""
    _check_answers(by, agreement.provider_id)
    _check_stands(agreement, by.at)
    before = told_agreement(agreement)
    agreement.until_at = max(by.at, agreement.from_at)
    agreement.save(update_fields=["until_at"])
    return Change(("agreement", str(agreement.pk)), before, told_agreement(agreement))


def told_organisation(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation as the audit tells it."""
    return {"makes": list(organisation.makes), "active": organisation.active}


def told_group(group: Group) -> dict[str, Any]:
    """Return a group as the audit tells it."""
    return {"title": group.title, "members": sorted(group.members.values_list("code", flat=True))}


def told_person(person: Person) -> dict[str, Any]:
    """Return a person as the audit tells them."""
    held = [
        f"{role} from {_iso(from_at)} until {_iso(until_at) or 'ended'}"
        for role, from_at, until_at in person.appointments.order_by("role", "pk").values_list("role", "from_at", "until_at")
    ]
    return {"name": person.name, "organisation": person.organisation_id, "active": person.is_active, "roles": held}


def told_agreement(agreement: Agreement) -> dict[str, Any]:
    """Return an agreement as the audit tells it."""
    told = {name.removesuffix("_id"): getattr(agreement, name) for name in AGREED}
    return {
        **told,
        "number": agreement.pk,
        "retention_days": agreement.retention_days,
        "from": _iso(agreement.from_at),
        "until": _iso(agreement.until_at),
    }


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")


def _check_answers(by: Viewer, organisation: str) -> None:
    if not answers_for(by, organisation):
        raise ChangeRefused(f"{by.organisation} does not answer for {organisation}: its own administrators do this.")


def _check_stands(agreement: Agreement, at: datetime) -> None:
    if agreement.until_at is not None and agreement.until_at <= at:
        raise ChangeRefused(f"Agreement {agreement.pk} is over already. Enter a new one.")


def _clean(row: Agreement | Appointment) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise ChangeRefused(" ".join(error.messages)) from error
