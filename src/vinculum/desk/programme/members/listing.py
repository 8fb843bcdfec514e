"""A list of members that was kept elsewhere: declared as a spreadsheet, checked cell by cell, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.members.contacts import ContactTold, add_contact
from vinculum.desk.programme.members.joining import Joining, enter_all
from vinculum.desk.programme.members.kinds import kinds
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.members.refusals import ListRefused
from vinculum.desk.programme.strategy.refusals import must
from vinculum.desk.sheets.cells import Remark
from vinculum.desk.sheets.declared import CellKind, CellValue, Choice, Column, Days, Declared
from vinculum.desk.sheets.fault import FaultKind, Weight
from vinculum.desk.sheets.reading import Reading, read_sheet
from vinculum.desk.sheets.template import write_template

EARLIEST = date(2024, 9, 1)  # the partnership began work in autumn 2024 (DOMAIN 1.1)

LIST = Declared(
    code="members-list",
    version=1,
    title="Members",
    about="Members of the partnership, from a list that was kept elsewhere",
    columns=(
        Column("name", "Organisation", "Its name as it is known.", required=True, longest=200, examples=("Harlow Salvage Ltd",)),
        Column(
            "kind",
            "Kind",
            "What kind of organisation it is.",
            CellKind.CHOICE,
            required=True,
            choices=tuple(Choice(kind.code, kind.title) for kind in kinds().values()),
            examples=("salvage",),
        ),
        Column("code", "Code", "Its code, if it hands records over or has people here; else empty.", longest=20),
        Column("joined_on", "Joined on", "The day on which it joined.", CellKind.DAY, required=True, examples=("2025-03-14",)),
        Column("contact_name", "Contact", "Somebody to ask about its membership.", longest=200, examples=("Pat Example",)),
        Column("contact_role", "Contact's role", "What they do there.", longest=200, examples=("Operations director",)),
        Column("contact_email", "Contact's e-mail", "Where to write.", longest=254, examples=("pat@harlow-salvage.example",)),
        Column("contact_phone", "Contact's telephone", "Where to call.", longest=40),
    ),
    key=("name",),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list."""

    joining: Joining
    joined_on: date
    contact: ContactTold | None


def template() -> bytes:
    """Return the spreadsheet to fill in."""
    return write_template(LIST, {})


def read_list(data: bytes, file: str, today: date) -> tuple[Reading, list[Listed]]:
    """Read a filled-in list; its reading tells every fault by its cell. ``today`` bounds the days of joining."""
    days = Days(EARLIEST, today, today, "a day since the partnership began")
    known = {name.casefold() for name in Member.objects.filter(enquired_at=None).values_list("name", flat=True)}
    bodies = {one.code: one for one in Organisation.objects.select_related("membership")}
    reading = read_sheet(LIST, data, file, days=days, check=lambda values: _check(values, known, bodies))
    return reading, [_listed(row.values, bodies) for row in reading.rows]


@transaction.atomic
def take_list(viewer: Viewer, data: bytes, file: str) -> int:
    """Enter everybody on a list, or nobody: ListRefused tells every fault by its cell. Returns how many were entered."""
    must(viewer, Action.KEEP_MEMBERS)
    reading, listed = read_list(data, file, viewer.at.date())
    faults = [fault.sentence for fault in reading.faults if fault.weight is not Weight.ADVICE]
    if faults:
        raise ListRefused(faults)
    return take_in(viewer, listed, f"From the list {file}")


@transaction.atomic
def take_in(viewer: Viewer, listed: Sequence[Listed], reason: str) -> int:
    """Enter everybody who is listed, with whom to ask there; ``reason`` says which list. Returns how many."""
    made = enter_all(viewer, [(one.joining, one.joined_on) for one in listed], reason)
    for member, one in zip(made, listed, strict=True):
        if one.contact is not None:
            add_contact(viewer, member, one.contact, given_by=reason)
    return len(made)


def _check(values: Mapping[str, CellValue], known: set[str], bodies: Mapping[str, Organisation]) -> Iterator[tuple[str, Remark]]:
    name, code, email = (str(values.get(column, "")) for column in ("name", "code", "contact_email"))
    if name.casefold() in known:
        yield "name", _fault("It is on the list of members already.", "Leave the row out.")
    body = bodies.get(code.upper())
    if code and body is None:
        yield "code", _fault("No organisation has this code.", "Look the code up, or leave the cell empty.")
    if body is not None and hasattr(body, "membership"):
        yield "code", _fault(f"{body.name} is on the list of members already.", "Leave the row out.")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            yield "contact_email", _fault("It is not an e-mail address.", "Write it as name@organisation.example.")
    if not values.get("contact_name") and any(values.get(part) for part in ("contact_role", "contact_email", "contact_phone")):
        yield "contact_name", _fault("Something is told of a contact who has no name.", "Name them, or empty the other cells.")


def _fault(problem: str, remedy: str) -> Remark:
    return Remark(FaultKind.CHECK, Weight.ROW, problem, remedy)


def _listed(values: Mapping[str, CellValue], bodies: Mapping[str, Organisation]) -> Listed:
    joined_on = values["joined_on"]
    if not isinstance(joined_on, date):
        raise TypeError(joined_on)
    contact = ContactTold(*(str(values.get(f"contact_{part}", "")) for part in ("name", "role", "email", "phone")))
    joining = Joining(str(values["name"]), str(values["kind"]), bodies.get(str(values.get("code", "")).upper()))
    return Listed(joining, joined_on, contact if contact.name else None)
