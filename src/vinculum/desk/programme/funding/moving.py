"""Pots, and moves of money within a grant: into a pot, out of it, between two, to the funder. One proposes, another agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.bookkeeping import books, make_moves
from vinculum.desk.programme.funding.granting import parties_of
from vinculum.desk.programme.funding.kept import GRANT, MOVEMENT
from vinculum.desk.programme.funding.ledger import Account, Move, Place
from vinculum.desk.programme.funding.models import Grant, Movement, Pot
from vinculum.desk.programme.funding.refusals import AlreadyThere, NotReady, WrongAnswers
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import history, standing_of, take


class Kind(StrEnum):
    """How money is moved within a grant. VIRE moves it from one pot to another."""

    ALLOT = "allot"
    RELEASE = "release"
    VIRE = "vire"
    RETURN = "return"


KIND_WORDS = {
    Kind.ALLOT: "Put into a pot",
    Kind.RELEASE: "Take out of a pot",
    Kind.VIRE: "Move from one pot to another",
    Kind.RETURN: "Return to the funder",
}
# Whether a kind needs a pot to take from, and one to put into.
NEEDS = {Kind.ALLOT: (False, True), Kind.RELEASE: (True, False), Kind.VIRE: (True, True), Kind.RETURN: (False, False)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A move that somebody wants made."""

    kind: Kind
    amount_gbp: Decimal
    why: str
    source: Pot | None = None
    target: Pot | None = None


def open_pot(grant: Grant, reference: str, title: str, viewer: Viewer, *, about: str = "", pillars: Sequence[str] = ()) -> Pot:
    """Open an empty pot of a running grant."""
    _running(grant)
    if Pot.objects.filter(reference=reference).exists():
        raise AlreadyThere(f"There is a pot with the reference {reference} already. Choose another.")
    with transaction.atomic():
        pot = Pot.objects.create(
            reference=reference, grant=grant, title=title, about=about, made_at=viewer.at, made_by_id=viewer.person
        )
        pot.pillars.set(Pillar.objects.filter(code__in=pillars))
    return pot


@transaction.atomic
def propose_move(grant: Grant, wanted: Wanted, viewer: Viewer) -> Movement:
    """Propose a move; nothing moves until somebody else agrees. What could not be made now is refused at once."""
    _running(grant)
    faults = _faults(grant, wanted)
    if faults:
        raise WrongAnswers(faults)
    books(grant).after(_move(wanted))
    reference = f"{grant.reference}-m{grant.movements.count() + 1}"
    take(MOVEMENT, reference, "propose", viewer, after=0, parties=parties_of(grant))
    return Movement.objects.create(
        reference=reference, grant=grant, kind=wanted.kind, source=wanted.source, target=wanted.target,
        amount_gbp=wanted.amount_gbp, why=wanted.why.strip(), made_at=viewer.at, made_by_id=viewer.person,
    )  # fmt: skip


@transaction.atomic
def agree_move(movement: Movement, viewer: Viewer, *, after: int) -> Step:
    """Agree to a move and make it."""
    step = take(MOVEMENT, movement.reference, "agree", viewer, after=after, parties=parties_of(movement.grant))
    wanted = Wanted(Kind(movement.kind), movement.amount_gbp, movement.why, movement.source, movement.target)
    make_moves(movement.grant, [_move(wanted)], viewer, step, movement.why)
    return step


def drop_move(movement: Movement, viewer: Viewer, *, after: int, reason: str) -> Step:
    """Drop a move that was proposed."""
    return take(MOVEMENT, movement.reference, "drop", viewer, after=after, parties=parties_of(movement.grant), reason=reason)


def pot_account(pot: Pot) -> Account:
    """Return the account of a pot."""
    return Account(Place.POT, pot.reference)


def _move(wanted: Wanted) -> Move:
    rest = Account(Place.RETURNED if wanted.kind is Kind.RETURN else Place.UNCOMMITTED)
    source = pot_account(wanted.source) if wanted.source else Account(Place.UNCOMMITTED)
    return Move(source, pot_account(wanted.target) if wanted.target else rest, wanted.amount_gbp)


def _faults(grant: Grant, wanted: Wanted) -> dict[str, str]:
    from_pot, to_pot = NEEDS[wanted.kind]
    faults = {}
    for name, pot, needed in (("source", wanted.source, from_pot), ("target", wanted.target, to_pot)):
        side = "take from" if name == "source" else "put into"
        if needed and pot is None:
            faults[name] = f"{KIND_WORDS[wanted.kind]}: choose the pot to {side}."
        elif pot is not None and not needed:
            faults[name] = f"{KIND_WORDS[wanted.kind]}: leave the pot to {side} empty."
        elif pot is not None and pot.grant_id != grant.pk:
            faults[name] = f"{pot.title} is a pot of another grant."
    if not wanted.why.strip():
        faults["why"] = "Say why the money is moved."
    return faults


def _running(grant: Grant) -> None:
    state = standing_of(history(GRANT, grant.reference)).state
    if state != "running":
        title = GRANT.states[state].title.lower() if state else "not entered"
        raise NotReady(f"{grant.title} is {title}: its money can be used only while it is running.")
