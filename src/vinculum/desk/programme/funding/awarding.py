"""Awards: decided within a pot, told by letter after a second look, accepted or refused, closed with what was not spent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation
from vinculum.desk.programme.funding.bookkeeping import books, make_moves
from vinculum.desk.programme.funding.kept import AWARD, CLAIM
from vinculum.desk.programme.funding.ledger import Account, Move, Place
from vinculum.desk.programme.funding.models import Award, Bid, Letter, Pot
from vinculum.desk.programme.funding.moving import pot_account
from vinculum.desk.programme.funding.refusals import AlreadyThere, NotReady
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import standings, take


@dataclass(frozen=True, slots=True)
class AwardTerms:
    """What is awarded to whom from which pot, for what, and under which conditions."""

    pot: Pot
    reference: str
    recipient: str
    title: str
    amount_gbp: Decimal
    spend_by: date
    reason: str
    about: str = ""
    conditions: Sequence[str] = ()
    bid: Bid | None = None
    operation: Operation | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What an award letter says, as text: all that the document needs, kept as it was sent."""

    reference: str
    on: str
    recipient: str
    holder: str
    title: str
    grant: str
    funder: str
    amount: str
    asked: str
    reason: str
    spend_by: str
    conditions: tuple[str, ...]
    pillars: tuple[str, ...]
    decided_by: str
    sent_by: str


@transaction.atomic
def grant_award(terms: AwardTerms, viewer: Viewer) -> Award:
    """Decide an award, from a bid or directly, and set its money aside; NotThere if the pot does not hold it."""
    if Award.objects.filter(reference=terms.reference).exists():
        raise AlreadyThere(f"There is an award with the reference {terms.reference} already. Choose another.")
    parties = {"holder": terms.pot.grant.holder_id, "recipient": terms.recipient}
    step = take(AWARD, terms.reference, "decide", viewer, after=0, parties=parties, reason=terms.reason)
    award = Award.objects.create(
        reference=terms.reference, pot=terms.pot, recipient_id=terms.recipient, bid=terms.bid, operation=terms.operation,
        title=terms.title, about=terms.about, conditions=list(terms.conditions), spend_by=terms.spend_by,
        at=viewer.at, by_id=viewer.person,
    )  # fmt: skip
    move = Move(pot_account(terms.pot), Account(Place.COMMITTED, award.reference), terms.amount_gbp)
    make_moves(terms.pot.grant, [move], viewer, step, f"Awarded to {terms.recipient}: {terms.title}")
    return award


@transaction.atomic
def send_letter(award: Award, viewer: Viewer, *, after: int) -> Letter:
    """Send the letter of an award, by somebody who did not decide it, and keep what it said."""
    take(AWARD, award.reference, "send", viewer, after=after, parties=award_parties(award))
    said = _said(award, viewer)
    kept = json.dumps(asdict(said), ensure_ascii=False, sort_keys=True)
    return Letter.objects.create(
        award=award, said=json.loads(kept), digest=hashlib.sha256(kept.encode()).hexdigest(), at=viewer.at, by_id=viewer.person
    )


def accept_award(award: Award, viewer: Viewer, *, after: int) -> Step:
    """Accept an award and its conditions."""
    return take(AWARD, award.reference, "accept", viewer, after=after, parties=award_parties(award))


@transaction.atomic
def give_up_award(award: Award, act: str, viewer: Viewer, *, after: int, reason: str) -> Step:
    """Refuse an award, or cancel it before its letter was sent (``act``): its money goes back to the pot."""
    step = take(AWARD, award.reference, act, viewer, after=after, parties=award_parties(award), reason=reason)
    _back_to_pot(award, viewer, step, reason)
    return step


@transaction.atomic
def close_award(award: Award, viewer: Viewer, *, after: int, reason: str = "") -> Step:
    """Close an award; what was not claimed goes back to the pot. NotReady while a claim is open."""
    claims = list(award.claims.values_list("reference", flat=True))
    open_now = [ref for ref, one in standings(CLAIM, claims).items() if one.state in {"draft", "submitted", "checked"}]
    if open_now:
        raise NotReady(f"{award.title} cannot be closed while claims of it are open: {', '.join(open_now)}.")
    step = take(AWARD, award.reference, "close", viewer, after=after, parties=award_parties(award), reason=reason)
    _back_to_pot(award, viewer, step, "Not spent by the award")
    return step


def award_account(award: Award) -> Account:
    """Return the account of what is awarded and not claimed."""
    return Account(Place.COMMITTED, award.reference)


def award_parties(award: Award) -> dict[str, str]:
    """Return the organisations that the acts on an award are kept for."""
    return {"holder": award.pot.grant.holder_id, "recipient": award.recipient_id}


def _back_to_pot(award: Award, viewer: Viewer, step: Step, why: str) -> None:
    rest = books(award.pot.grant).of(Place.COMMITTED, award.reference)
    if rest:
        make_moves(award.pot.grant, [Move(award_account(award), pot_account(award.pot), rest)], viewer, step, why)


def _said(award: Award, viewer: Viewer) -> Said:
    decision = getattr(award.bid, "decision", None) if award.bid else None
    grant, held = award.pot.grant, books(award.pot.grant).of(Place.COMMITTED, award.reference)
    last = award.bid.contents.order_by("number").last() if award.bid else None
    asked = Decimal(last.answers["amount"]) if last else held
    return Said(
        reference=award.reference,
        on=f"{viewer.at:%-d %B %Y}",
        recipient=award.recipient.name,
        holder=grant.holder.name,
        title=award.title,
        grant=grant.title,
        funder=grant.funder.name,
        amount=f"£{held:,.2f}",
        asked=f"£{asked:,.2f}" if asked != held else "",
        reason=decision.reason if decision else award.about,
        spend_by=f"{award.spend_by:%-d %B %Y}",
        conditions=tuple(award.conditions),
        pillars=tuple(str(pillar) for pillar in award.pot.pillars.order_by("code")),
        decided_by=award.by.name,
        sent_by=viewer.name,
    )
