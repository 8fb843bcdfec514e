"""Writing the ledger of a grant, and reading it. The rules are the ledger's own; here they meet the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.ledger import Account, Books, Entry, Move, Place, books_as_at, books_of
from vinculum.desk.programme.funding.models import Grant, LedgerEntry
from vinculum.desk.programme.funding.refusals import OutOfOrder
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import Overtaken


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a page shows it."""

    number: int
    entry: Entry
    why: str
    act: str
    person: str


def make_moves(grant: Grant, moves: Sequence[Move], viewer: Viewer, step: Step, why: str) -> Books:
    """Append moves that an act makes, all or none, and return the books after them.

    NotThere or NoSuchMove says which move cannot be made, OutOfOrder that the act is known before the ledger's last entry,
    Overtaken that somebody else moved money meanwhile.
    """
    try:
        with transaction.atomic():
            held = list(grant.entries.order_by("number"))
            if held and held[-1].at > viewer.at:
                raise OutOfOrder(
                    f"The ledger of {grant.title} was last written on {held[-1].at:%-d %B %Y at %H:%M} UTC, after the moment of "
                    "this act. Nothing was moved."
                )
            books = books_of(_entry(row) for row in held)
            for number, move in enumerate(moves, len(held) + 1):
                books = books.after(move)
                LedgerEntry(
                    grant=grant, number=number, at=viewer.at, source=move.source.place, source_of=move.source.of,
                    target=move.target.place, target_of=move.target.of, amount_gbp=move.amount, why=why,
                    act=f"{step.workflow} {step.subject} {step.number}", person_id=viewer.person,
                ).save(force_insert=True)  # fmt: skip
    except IntegrityError as error:
        raise Overtaken(
            "Somebody else moved money of this grant at the same moment. Nothing of yours was kept; look again."
        ) from error
    return books


def books(grant: Grant, as_at: datetime | None = None) -> Books:
    """Return where the money of a grant is, or was as at a moment (UTC)."""
    entries = [_entry(row) for row in grant.entries.order_by("number")]
    return books_of(entries) if as_at is None else books_as_at(entries, as_at)


def books_of_grants(grants: Iterable[Grant], as_at: datetime) -> dict[int, Books]:
    """Return the books of several grants as at a moment, by primary key, in one question to the store."""
    held: dict[int, list[Entry]] = {grant.pk: [] for grant in grants}
    for row in LedgerEntry.objects.filter(grant__in=held).order_by("grant", "number"):
        held[row.grant_id].append(_entry(row))
    return {pk: books_as_at(entries, as_at) for pk, entries in held.items()}


def ledger_of(grant: Grant, as_at: datetime) -> list[Line]:
    """Return the entries of a grant known at a moment, in order."""
    rows = grant.entries.filter(at__lte=as_at).select_related("person").order_by("number")
    return [Line(row.number, _entry(row), row.why, row.act, row.person.name) for row in rows]


def account(place: Place, of: str = "") -> Account:
    """Return an account by its place and whose it is."""
    return Account(place, of)


def _entry(row: LedgerEntry) -> Entry:
    source, target = Account(Place(row.source), row.source_of), Account(Place(row.target), row.target_of)
    return Entry(source, target, row.amount_gbp, row.at)
