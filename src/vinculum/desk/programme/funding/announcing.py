"""Rounds and their calls: prepared, changed while nobody has answered, announced, closed for bids, called off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.funding.calls import Terms, read_terms
from vinculum.desk.programme.funding.kept import BID, ROUND
from vinculum.desk.programme.funding.models import Bid, CallVersion, Pot, Round, Seat
from vinculum.desk.programme.funding.refusals import AlreadyThere, Frozen, NotReady, TooLate, WrongAnswers
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotPermitted, Overtaken
from vinculum.desk.workflows.stepping import history, standing_of, standings, take


@dataclass(frozen=True, slots=True)
class Call:
    """When bids may come in (UTC; not at the closing moment itself), and the terms in the form in which they are kept."""

    opens_at: datetime
    closes_at: datetime
    terms: Mapping[str, Any]


@transaction.atomic
def prepare_round(pot: Pot, reference: str, title: str, about: str, call: Call, viewer: Viewer) -> Round:
    """Prepare a round of a pot with the first version of its call."""
    if Round.objects.filter(reference=reference).exists():
        raise AlreadyThere(f"There is a round with the reference {reference} already. Choose another.")
    take(ROUND, reference, "prepare", viewer, after=0, parties={"holder": pot.grant.holder_id})
    made = Round.objects.create(
        reference=reference, pot=pot, title=title, about=about, made_at=viewer.at, made_by_id=viewer.person
    )
    write_call(made, call, viewer)
    return made


def write_call(round_: Round, call: Call, viewer: Viewer) -> CallVersion:
    """Append a version of a call; Frozen once a bid is in, WrongTerms or WrongAnswers where it cannot be used."""
    _may_keep(round_, viewer)
    read_terms(call.terms)
    if call.closes_at <= call.opens_at:
        raise WrongAnswers({"closes_at": "The call closes after it opens."})
    if round_.bids.exists():
        raise Frozen(
            f"{round_.title}: somebody has begun a bid, so the call stays as it is. Call the round off and prepare another."
        )
    if standing_of(history(ROUND, round_.reference)).state not in {"preparing", "announced"}:
        raise Frozen(f"{round_.title} is past the time of bids: its call stays as it is.")
    try:
        with transaction.atomic():
            return CallVersion.objects.create(
                round=round_, version=round_.calls.count() + 1, opens_at=call.opens_at, closes_at=call.closes_at,
                terms=dict(call.terms), at=viewer.at, by_id=viewer.person,
            )  # fmt: skip
    except IntegrityError as error:
        raise Overtaken("Somebody else changed the call at the same moment. Nothing of yours was kept; look again.") from error


def call_of(round_: Round) -> CallVersion:
    """Return the call as it stands."""
    found = round_.calls.order_by("version").last()
    if found is None:
        raise NotReady(f"{round_.title} has no call yet.")
    return found


def terms_of(call: CallVersion) -> Terms:
    """Return the terms of a call that was kept."""
    return read_terms(call.terms)


def is_open(round_: Round, at: datetime) -> bool:
    """Say whether bids may come in at a moment."""
    call = call_of(round_)
    return standing_of(history(ROUND, round_.reference)).state == "announced" and call.opens_at <= at < call.closes_at


def must_be_open(round_: Round, at: datetime) -> CallVersion:
    """Return the call of a round that is open; TooLate refuses what comes before the opening or after the deadline."""
    call = call_of(round_)
    state = standing_of(history(ROUND, round_.reference)).state
    if at >= call.closes_at or state not in {"preparing", "announced"}:
        raise TooLate(
            f"{round_.title} closed for bids on {call.closes_at:%-d %B %Y at %H:%M} UTC. A late bid is not taken in, "
            "whatever the reason; what you saved is kept as a draft."
        )
    if at < call.opens_at or state != "announced":
        raise TooLate(f"{round_.title} opens for bids on {call.opens_at:%-d %B %Y at %H:%M} UTC.")
    return call


@transaction.atomic
def close_for_bids(round_: Round, viewer: Viewer, *, after: int) -> Step:
    """Close a round for bids; TooLate (too early) while its call still runs."""
    call = call_of(round_)
    if viewer.at < call.closes_at:
        raise NotReady(f"The call runs until {call.closes_at:%-d %B %Y at %H:%M} UTC: bidders were promised that time.")
    return take(ROUND, round_.reference, "assess", viewer, after=after, parties=round_parties(round_))


@transaction.atomic
def conclude(round_: Round, viewer: Viewer, *, after: int) -> Step:
    """Conclude a round in which every bid handed in was decided; NotReady counts those that were not."""
    waiting = _standing_in(round_, {"submitted", "moderated"})
    if waiting:
        raise NotReady(f"{waiting} bids of {round_.title} are not decided yet. Award, decline or set aside each of them first.")
    return take(ROUND, round_.reference, "conclude", viewer, after=after, parties=round_parties(round_))


def give_seat(round_: Round, person: Person, viewer: Viewer) -> Seat:
    """Give an assessor a place on the panel of a round."""
    _may_keep(round_, viewer)
    if not decide(viewer_of(person, viewer.at), Action.SCORE_BIDS).allowed:
        raise NotPermitted(f"{person.name} holds no role that scores bids. Ask an administrator for it first.")
    found, _ = Seat.objects.get_or_create(round=round_, person=person, defaults={"at": viewer.at, "by_id": viewer.person})
    return found


def round_parties(round_: Round) -> dict[str, str]:
    """Return the organisations that the acts on a round are kept for."""
    return {"holder": round_.pot.grant.holder_id}


def _may_keep(round_: Round, viewer: Viewer) -> None:
    decision = decide(viewer, Action.KEEP_FUNDING)
    if not decision.allowed:
        raise NotPermitted(decision.reason)
    if viewer.organisation != round_.pot.grant.holder_id:
        raise NotPermitted(f"This is for {round_.pot.grant.holder_id}, and {viewer.name} is of {viewer.organisation}.")


def _standing_in(round_: Round, states: set[str]) -> int:
    references = list(Bid.objects.filter(round=round_).values_list("reference", flat=True))
    return sum(standing.state in states for standing in standings(BID, references).values())
