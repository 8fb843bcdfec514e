"""The register: officers, what they hold on a day, when they can be called out, and whose certificates end soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.training.kept import CERTIFICATE
from vinculum.desk.programme.training.models import CallOut, Certificate, Officer
from vinculum.desk.programme.training.permitted import must_keep
from vinculum.desk.programme.training.refusals import AlreadyThere, OutOfOrder, WrongEntry
from vinculum.desk.workflows.models import Step

MOST_KM = 500


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody to be entered; the position (WGS84) is their station's, never their home's."""

    name: str
    organisation: str
    station: str = ""
    lat: float | None = None
    lon: float | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an examiner can be called out, how far, when, and how to reach the desk that calls them."""

    available: bool
    within_km: int
    hours: str
    contact: str


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate as it stands on a day: it holds, it is over, or it is suspended or withdrawn."""

    certificate: Certificate
    holds: bool
    words: str


@transaction.atomic
def enter_officer(entrant: Entrant, viewer: Viewer) -> Officer:
    """Enter an officer, numbered within their organisation."""
    must_keep(viewer, Action.KEEP_OFFICERS)
    if not entrant.name.strip():
        raise WrongEntry({"name": "Give the officer's name."})
    if (entrant.lat is None) != (entrant.lon is None):
        raise WrongEntry({"lat": "Give both numbers of the station's position, or neither."})
    if entrant.person is not None and Officer.objects.filter(person=entrant.person).exists():
        raise AlreadyThere(f"{entrant.person.name} is entered already.")
    number = Officer.objects.filter(organisation=entrant.organisation).count() + 1
    return Officer.objects.create(
        reference=f"{entrant.organisation.lower()}-{number}", name=entrant.name.strip(), person=entrant.person,
        organisation=Organisation.objects.get(code=entrant.organisation), station=entrant.station, lat=entrant.lat,
        lon=entrant.lon, made_at=viewer.at, made_by_id=viewer.person,
    )  # fmt: skip


def set_call_out(officer: Officer, told: Availability, viewer: Viewer) -> CallOut:
    """Append when an officer can be called out: told by themselves, or by who keeps the register."""
    if officer.person_id != viewer.person:
        must_keep(viewer, Action.KEEP_OFFICERS)
    if not 1 <= told.within_km <= MOST_KM or not told.hours.strip() or not told.contact.strip():
        raise WrongEntry({"within_km": f"Say how far, from 1 to {MOST_KM} km, at which hours, and which desk to ring."})
    last = officer.call_outs.order_by("at", "id").last()
    if last is not None and last.at > viewer.at:
        raise OutOfOrder(f"The call-out of {officer.reference} was entered after this moment. Nothing was kept.")
    return CallOut.objects.create(
        officer=officer, available=told.available, within_km=told.within_km, hours=told.hours.strip(),
        contact=told.contact.strip(), at=viewer.at, by_id=viewer.person,
    )  # fmt: skip


def held_on(day: date, known_by: datetime, *, course: str = "", only: Q | None = None) -> list[Held]:
    """Return every certificate with how it stands on a day, as known at a moment (UTC); ``course`` and ``only`` narrow it."""
    found = Certificate.objects.filter(made_at__lte=known_by).filter(only if only is not None else Q())
    if course:
        found = found.filter(course__reference=course)
    rows = list(found.select_related("officer__organisation", "course").order_by("officer__reference", "issued_on"))
    steps = Step.objects.filter(workflow=CERTIFICATE.code, subject__in=[row.reference for row in rows], at__lte=known_by)
    states = {step.subject: step.state for step in steps.order_by("number")}
    return [_held(row, states.get(row.reference, ""), day) for row in rows]


def qualified(held: Iterable[Held]) -> dict[str, Held]:
    """Return the officers, by reference, who hold one of these certificates, each with the one that holds longest."""
    found: dict[str, Held] = {}
    for one in held:
        before = found.get(one.certificate.officer.reference)
        if one.holds and (before is None or _until(one) > _until(before)):
            found[one.certificate.officer.reference] = one
    return found


def due_by(held: Iterable[Held], day: date) -> list[Held]:
    """Return the certificates of qualified officers that end by a day, soonest first."""
    return sorted((one for one in qualified(held).values() if _until(one) <= day), key=_until)


def _until(one: Held) -> date:
    return one.certificate.expires_on or date.max


def _held(row: Certificate, state: str, day: date) -> Held:
    if state != "standing":
        return Held(row, holds=False, words=CERTIFICATE.states[state].title if state else "Not known yet")
    if day < row.issued_on:
        return Held(row, holds=False, words=f"From {row.issued_on:%-d %B %Y}")
    if row.expires_on is not None and row.expires_on < day:
        return Held(row, holds=False, words=f"Over since {row.expires_on:%-d %B %Y}")
    return Held(row, holds=True, words="Standing")
