"""Grants: entered from an offer, taken in by somebody else, held to their conditions, closed when nothing is left.

Each function appends what the viewer did at the moment of their asking; refusals are VinculumErrors and leave nothing behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.bookkeeping import books, make_moves
from vinculum.desk.programme.funding.kept import GRANT
from vinculum.desk.programme.funding.ledger import Account, Move, Place
from vinculum.desk.programme.funding.models import Condition, ConditionEvidence, Contribution, Grant
from vinculum.desk.programme.funding.refusals import AlreadyThere, NotReady, OutOfOrder, WrongAnswers
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import take


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition of an offer: its code, what is demanded, what would show it, and by when."""

    code: str
    text: str
    evidence_wanted: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a funder offers. ``pillars`` are codes of the strategy."""

    reference: str
    title: str
    funder: str
    holder: str
    begins_on: date
    ends_on: date
    amount_gbp: Decimal
    about: str = ""
    pillars: Sequence[str] = ()
    demands: Sequence[Demand] = ()


@transaction.atomic
def enter_grant(offer: Offer, viewer: Viewer) -> Grant:
    """Enter an offer; none of its money can be used until somebody else takes it in."""
    if Grant.objects.filter(reference=offer.reference).exists():
        raise AlreadyThere(f"There is a grant with the reference {offer.reference} already. Choose another.")
    if offer.ends_on < offer.begins_on:
        raise WrongAnswers({"ends_on": "A grant ends on the day it begins or later."})
    if offer.amount_gbp <= 0:
        raise WrongAnswers({"amount_gbp": "A grant is of more than nothing."})
    take(GRANT, offer.reference, "enter", viewer, after=0, parties={"holder": offer.holder})
    grant = Grant.objects.create(
        reference=offer.reference, title=offer.title, about=offer.about, funder_id=offer.funder, holder_id=offer.holder,
        begins_on=offer.begins_on, ends_on=offer.ends_on, offered_gbp=offer.amount_gbp,
        made_at=viewer.at, made_by_id=viewer.person,
    )  # fmt: skip
    grant.pillars.set(Pillar.objects.filter(code__in=offer.pillars))
    Condition.objects.bulk_create(
        Condition(
            grant=grant, code=one.code, text=one.text, evidence_wanted=one.evidence_wanted, due_on=one.due_on, added_at=viewer.at
        )
        for one in offer.demands
    )
    return grant


@transaction.atomic
def take_in(grant: Grant, viewer: Viewer, *, after: int) -> Step:
    """Take a grant in: all of it is there to be put into pots."""
    step = take(GRANT, grant.reference, "take_in", viewer, after=after, parties=parties_of(grant))
    move = Move(Account(Place.OUTSIDE), Account(Place.UNCOMMITTED), grant.offered_gbp)
    make_moves(grant, [move], viewer, step, f"Taken in from {grant.funder_id}")
    return step


@transaction.atomic
def close_grant(grant: Grant, viewer: Viewer, *, after: int, reason: str = "") -> Step:
    """Close a grant of which every pound is paid or returned; NotReady names where the rest is."""
    held = books(grant)
    rest = [
        account for account, amount in sorted(held.held.items()) if amount and account.place not in {Place.PAID, Place.RETURNED}
    ]
    if rest:
        told = ", ".join(f"{account.words}: £{held.held[account]:,.2f}" for account in rest)
        raise NotReady(f"{grant.title} cannot be closed while money of it is neither paid nor returned. {told}.")
    return take(GRANT, grant.reference, "close", viewer, after=after, parties=parties_of(grant), reason=reason)


@transaction.atomic
def show_compliance(condition: Condition, viewer: Viewer, *, met: bool, text: str) -> ConditionEvidence:
    """Append what shows that a condition is met, or is not."""
    if not text.strip():
        raise WrongAnswers({"text": "Say what shows it, and where it can be read."})
    last = condition.evidence.order_by("at", "id").last()
    if last is not None and last.at > viewer.at:
        raise OutOfOrder(f"Evidence on {condition.code} was entered after this moment. Nothing was kept.")
    return ConditionEvidence.objects.create(condition=condition, met=met, text=text.strip(), at=viewer.at, by_id=viewer.person)


@dataclass(frozen=True, slots=True)
class Gift:
    """What somebody gives beside a grant. ``kind`` is cash, staff or in_kind; an amount that was not told is None."""

    giver: str
    receiver: str
    kind: str
    about: str
    begins_on: date
    source: str
    amount_gbp: Decimal | None = None
    ends_on: date | None = None
    grant: Grant | None = None


CONTRIBUTION_KINDS = {"cash": "Money", "staff": "Staff paid for", "in_kind": "Work or goods given"}


def record_contribution(gift: Gift, viewer: Viewer) -> Contribution:
    """Append what somebody gives beside a grant."""
    if gift.kind not in CONTRIBUTION_KINDS:
        raise WrongAnswers({"kind": f"Choose what is given: {', '.join(CONTRIBUTION_KINDS.values())}."})
    if gift.amount_gbp is not None and gift.amount_gbp < 0:
        raise WrongAnswers({"amount_gbp": "An amount given is not below nothing. Leave it empty where it was not told."})
    return Contribution.objects.create(
        giver_id=gift.giver, receiver_id=gift.receiver, kind=gift.kind, about=gift.about, amount_gbp=gift.amount_gbp,
        begins_on=gift.begins_on, ends_on=gift.ends_on, grant=gift.grant, source=gift.source, at=viewer.at, by_id=viewer.person,
    )  # fmt: skip


def parties_of(grant: Grant) -> dict[str, str]:
    """Return the organisations that the acts on a grant are kept for."""
    return {"holder": grant.holder_id}
