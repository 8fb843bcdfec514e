"""Opening a case and telling what happens in it. Every fact has its number and its moment, and never goes back in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.repatriation.models import Case, CaseParty, Fact, Note
from vinculum.desk.repatriation.refusals import NotKept
from vinculum.desk.repatriation.seeing import may_work
from vinculum.desk.repatriation.vocabulary import Capacity, Part
from vinculum.desk.repatriation.workflow import CASE, CLOSED
from vinculum.desk.workflows.refusals import NotPermitted, Overtaken
from vinculum.desk.workflows.stepping import history, standing_of, take

Kept = TypeVar("Kept", bound=Fact)


@dataclass(frozen=True, slots=True)
class Found:
    """A stolen vehicle as it was found abroad. ``country`` is ISO 3166-1 alpha-2; ``force`` is an organisation's code."""

    force: str
    crime_ref: str
    vrm: str
    vin: str
    make: str
    model: str
    stolen_on: date
    found_on: date
    country: str
    place: str = ""
    recovery_ref: str = ""
    consignment_ref: str = ""
    lead: str = ""
    value_gbp: Decimal | None = None
    value_basis: str = ""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody with a part in a case: an organisation of the partnership by its code, or somebody else by name."""

    part: Part
    name: str
    organisation: str = ""
    contact: str = ""
    capacity: Capacity | None = None


@transaction.atomic
def open_case(found: Found, viewer: Viewer) -> Case:
    """Open a case that the viewer's organisation keeps; NotKept says what does not fit, NotPermitted that they may not."""
    _may(viewer)
    if not found.stolen_on <= found.found_on <= viewer.at.date():
        raise NotKept("A vehicle is stolen, then found, then told of: check the two days.")
    if found.country in {"", "GB"}:
        raise NotKept("A case is of a vehicle found abroad: say in which country, by its two letters.")
    number = Case.objects.filter(reference__startswith=f"rp-{viewer.at.year}-").count() + 1
    case = Case.objects.create(
        reference=f"rp-{viewer.at.year}-{number:04d}", keeper_id=viewer.organisation, force_id=found.force,
        crime_ref=found.crime_ref, vrm=found.vrm, vin=found.vin, make=found.make, model=found.model, stolen_on=found.stolen_on,
        found_on=found.found_on, country=found.country, place=found.place, recovery_ref=found.recovery_ref,
        consignment_ref=found.consignment_ref, lead=found.lead, value_gbp=found.value_gbp, value_basis=found.value_basis,
        opened_at=viewer.at, opened_by_id=viewer.person,
    )  # fmt: skip
    take(CASE, case.reference, "open", viewer, after=0, parties={"keeper": case.keeper_id, "force": case.force_id})
    return case


def name_party(case: Case, concerned: Concerned, viewer: Viewer) -> CaseParty:
    """Say who has a part in a case; whoever had it before has it no longer."""
    if not concerned.name.strip() and not concerned.organisation:
        raise NotKept("Name an organisation of the partnership, or somebody else. Nothing was kept.")
    if (concerned.part is Part.CLAIMANT) != (concerned.capacity is not None):
        raise NotKept("Say in what capacity the claimant claims; nobody else has one. Nothing was kept.")
    return add_fact(
        CaseParty, case, viewer,
        part=concerned.part, organisation_id=concerned.organisation or None, name=concerned.name.strip(),
        contact=concerned.contact.strip(), capacity=concerned.capacity or "",
    )  # fmt: skip


def write_note(case: Case, words: str, viewer: Viewer) -> Note:
    """Keep what the desks tell each other."""
    if not words.strip():
        raise NotKept("Write something. Nothing was kept.")
    return add_fact(Note, case, viewer, words=words.strip())


def add_fact(table: type[Kept], case: Case, viewer: Viewer, /, *, closed_too: bool = False, **told: object) -> Kept:
    """Append a fact to a case; NotPermitted, NotKept (the case is closed, or knows later things) or Overtaken says why not."""
    _may(viewer)
    if not closed_too and standing_of(history(CASE, case.reference)).state in CLOSED:
        raise NotKept(f"{case.reference} is closed. Open it again first, with a reason. Nothing was kept.")
    rows = table._default_manager.filter(case=case)  # noqa: SLF001 - the manager of whichever table the fact is of
    last = rows.aggregate(number=Max("number"), at=Max("at"))
    if last["at"] is not None and viewer.at < last["at"]:
        raise NotKept(f"Something was told on {last['at']:%-d %B %Y at %H:%M} UTC already: nothing is added before it.")
    try:
        with transaction.atomic():
            fact = table(case=case, number=(last["number"] or 0) + 1, at=viewer.at, by_id=viewer.person, **told)
            fact.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken("Somebody told of the case at the same moment. Nothing of yours was kept; send it again.") from error
    return fact


def standing_parties(case: Case) -> dict[Part, CaseParty]:
    """Return who has each part of a case now, in the order of the parts."""
    newest = {
        Part(row.part): row for row in CaseParty.objects.filter(case=case).select_related("organisation").order_by("number")
    }
    return {part: newest[part] for part in Part if part in newest}


def name_of(party: CaseParty) -> str:
    """Return what a party is called; that it was erased where it was."""
    if party.organisation is not None:
        return f"{party.name}, {party.organisation.name}" if party.name else party.organisation.name
    return party.name or "erased"


@dataclass(frozen=True, slots=True)
class End:
    """How a case ended in return or sale: the day, and what a sale brought (None for a return)."""

    on: date
    proceeds_gbp: Decimal | None = None
    paid_to: str = ""


@transaction.atomic
def end_case(case: Case, act: str, end: End, viewer: Viewer, *, after: int) -> None:
    """Take the act that ends a case in return or sale, with its day and what it brought; NotKept where they do not fit."""
    if end.on > viewer.at.date() or end.on < case.found_on:
        raise NotKept("The day lies between the find and today. Nothing was changed.")
    if act == "sell" and (end.proceeds_gbp is None or end.proceeds_gbp <= 0 or not end.paid_to.strip()):
        raise NotKept("Say what the sale brought, and to whom it was paid. Nothing was changed.")
    told: dict[str, str] = {"on": end.on.isoformat()}
    if end.proceeds_gbp is not None:
        told |= {"proceeds_gbp": str(end.proceeds_gbp), "paid_to": end.paid_to.strip()}
    parties = {"keeper": case.keeper_id, "force": case.force_id}
    take(CASE, case.reference, act, viewer, after=after, parties=parties, told=told)


def _may(viewer: Viewer) -> None:
    if not may_work(viewer):
        raise NotPermitted("Cases are worked by police who bring vehicles home. Nothing was kept.")
