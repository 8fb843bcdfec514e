"""What a member gives and gets by sharing agreements, in plain words; and what it gave in kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from vinculum.desk.access.models import Agreement, standing
from vinculum.desk.access.scope import agreements_to
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action, Handling, Purpose, Rows
from vinculum.desk.programme.members.models import GivenInKind, Member
from vinculum.desk.programme.members.refusals import NotThatDay
from vinculum.desk.programme.members.seeing import keeps
from vinculum.desk.programme.strategy.refusals import must
from vinculum.evidence.contract import contracts

ROWS_WORDS = {
    Rows.ALL: "every record",
    Rows.OWN_MAKES: "records about the recipient's own makes alone",
    Rows.OWN_FORCE: "records of the recipient's own force alone",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """One agreement in plain words. ``columns`` are shared, ``left_out`` are those of the feed that are not."""

    agreement: Agreement
    who: str
    feed: str
    about: str
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    rows: str
    purposes: tuple[str, ...]
    handling: str


@dataclass(frozen=True, slots=True)
class InKindTold:
    """What was given in kind; ``value_gbp`` is None where nobody told a value, and ``basis`` says how it was come by."""

    what: str
    given_on: date
    value_gbp: Decimal | None
    basis: str


def gives(viewer: Viewer, member: Member) -> list[Shared]:
    """Return the agreements that stand by which a member gives records, as far as the viewer may read them."""
    return _shared(viewer, Q(provider=member.organisation), member, given=True)


def gets(viewer: Viewer, member: Member) -> list[Shared]:
    """Return the agreements that stand by which a member gets records, by name or through a group."""
    body = member.organisation
    groups = list(body.groups.values_list("code", flat=True)) if body else []
    return _shared(viewer, Q(recipient=body) | Q(recipients__in=groups), member, given=False)


@transaction.atomic
def give_in_kind(viewer: Viewer, member: Member, told: InKindTold, replaces: GivenInKind | None = None) -> GivenInKind:
    """Record what a member gave in kind, in place of an earlier record if one is named."""
    must(viewer, Action.KEEP_MEMBERS)
    if told.given_on > viewer.at.date():
        raise NotThatDay(f"{told.given_on:%-d %B %Y} lies ahead: record it when it was given. Nothing was kept.")
    return GivenInKind.objects.create(
        member=member,
        what=told.what,
        value_gbp=told.value_gbp,
        basis=told.basis,
        given_on=told.given_on,
        replaces=replaces,
        at=viewer.at,
        by_id=viewer.person,
    )


def _shared(viewer: Viewer, side: Q, member: Member, *, given: bool) -> list[Shared]:
    if member.organisation is None or not (keeps(viewer) or viewer.organisation == member.organisation_id):
        return []
    found = Agreement.objects.filter(agreements_to(viewer), standing(viewer.at)).filter(side)
    rows = found.select_related("provider", "recipient", "recipients").order_by("feed", "pk")
    return [_told(agreement, given=given) for agreement in rows]


def _told(agreement: Agreement, *, given: bool) -> Shared:
    contract = contracts()[agreement.feed]
    names = tuple(column.name for column in contract.columns)
    recipient = agreement.recipient or agreement.recipients
    other = str(recipient) if given and agreement.recipient else getattr(recipient, "title", str(recipient))
    return Shared(
        agreement=agreement,
        who=other if given else agreement.provider.name,
        feed=agreement.feed,
        about=contract.about,
        columns=tuple(name for name in names if name in agreement.columns),
        left_out=tuple(name for name in names if name not in agreement.columns),
        rows=ROWS_WORDS[Rows(agreement.rows)],
        purposes=tuple(Purpose(purpose).words for purpose in agreement.purposes),
        handling="logs that carry conditions included" if agreement.handling == Handling.CONDITIONS else "",
    )
