"""Deciding within the pot: bids in the order of their marks, each with what it gets and why. Never more than the pot holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.announcing import terms_of
from vinculum.desk.programme.funding.awarding import AwardTerms, grant_award
from vinculum.desk.programme.funding.bidding import asking_for, bid_parties
from vinculum.desk.programme.funding.bookkeeping import books
from vinculum.desk.programme.funding.interests import bar_interests
from vinculum.desk.programme.funding.kept import BID, ROUND
from vinculum.desk.programme.funding.ledger import NOTHING, Place
from vinculum.desk.programme.funding.models import Bid, Decision, Round
from vinculum.desk.programme.funding.moderating import agreed_mark
from vinculum.desk.programme.funding.refusals import NotReady, WrongAnswers
from vinculum.desk.programme.funding.scoring import assessors_of
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import history, standing_of, standings, take


@dataclass(frozen=True, slots=True)
class Ranked:
    """A moderated bid with its rank (equal marks share one), mark and what it asks for."""

    bid: Bid
    rank: int
    mark: Decimal
    asks: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a bid is to get (nothing: it is declined), and why."""

    bid: Bid
    amount_gbp: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a bid would get if money went down the ranks until the pot is empty."""

    ranked: Ranked
    amount_gbp: Decimal
    reason: str


def ranked_bids(bids: Sequence[Bid]) -> list[Ranked]:
    """Return the bids that have agreed scores, best first; equal marks share a rank, in the order of their references."""
    marked = []
    for bid in bids:
        mark, asking = agreed_mark(bid), asking_for(bid)
        if mark is not None and asking.amount_gbp is not None:
            marked.append((mark.mark, bid, asking.amount_gbp, asking.title))
    marked.sort(key=lambda one: (-one[0], one[1].reference))
    return [Ranked(bid, 1 + sum(other > mark for other, *_ in marked), mark, asks, title) for mark, bid, asks, title in marked]


def suggest(ranked: Sequence[Ranked], held: Decimal, pass_mark: Decimal, least: Decimal) -> list[Suggestion]:
    """Return what each bid would get if money went down the ranks: where a decision begins, not the decision.

    All that is asked while the pot lasts, then the rest of the pot if that is ``least`` or more; nothing below ``pass_mark``.
    """
    found, left = [], held
    for one in ranked:
        amount = min(one.asks, left) if one.mark >= pass_mark and min(one.asks, left) >= least else NOTHING
        found.append(Suggestion(one, amount, _why(one, amount, pass_mark)))
        left -= amount
    return found


@transaction.atomic
def decide_bids(round_: Round, verdicts: Sequence[Verdict], viewer: Viewer) -> list[Decision]:
    """Decide bids of a round that are moderated, all together or none.

    WrongAnswers names each bid whose amount or reason is wrong; NotReady says by how much the pot is too small.
    """
    if standing_of(history(ROUND, round_.reference)).state != "assessing":
        raise NotReady(f"{round_.title} is not being assessed: nothing of it can be decided now.")
    for verdict in verdicts:
        bar_interests(verdict.bid, viewer)
        if viewer.person in assessors_of(verdict.bid):
            raise NotPermitted(f"{viewer.name} scored {verdict.bid.reference}: somebody who gave none of its scores decides.")
    ranked = {one.bid.pk: one for one in ranked_bids(_moderated_or_decided(round_))}
    faults = _faults(verdicts, ranked)
    if faults:
        raise WrongAnswers(faults)
    _within_pot(round_, verdicts)
    return [_decide(ranked[verdict.bid.pk], len(ranked), verdict, viewer) for verdict in verdicts]


def _decide(ranked: Ranked, of: int, verdict: Verdict, viewer: Viewer) -> Decision:
    bid = verdict.bid
    act = "award" if verdict.amount_gbp else "decline"
    after = len(history(BID, bid.reference))
    take(BID, bid.reference, act, viewer, after=after, parties=bid_parties(bid), reason=verdict.reason)
    if verdict.amount_gbp:
        terms = terms_of(bid.call)
        told = AwardTerms(
            pot=bid.round.pot, reference=f"{bid.reference}-award", recipient=bid.organisation_id, title=ranked.title,
            amount_gbp=verdict.amount_gbp, spend_by=terms.spend_by, reason=verdict.reason, conditions=terms.conditions, bid=bid,
        )  # fmt: skip
        grant_award(told, viewer)
    return Decision.objects.create(
        bid=bid, rank=ranked.rank, ranked_of=of, mark=ranked.mark, amount_gbp=verdict.amount_gbp,
        reason=verdict.reason.strip(), at=viewer.at, by_id=viewer.person,
    )  # fmt: skip


def _moderated_or_decided(round_: Round) -> list[Bid]:
    bids = {bid.reference: bid for bid in round_.bids.select_related("call", "round__pot__grant")}
    wanted = {"moderated", "awarded", "declined"}
    return [bids[reference] for reference, standing in standings(BID, list(bids)).items() if standing.state in wanted]


def _faults(verdicts: Sequence[Verdict], ranked: dict[int, Ranked]) -> dict[str, str]:
    faults = {}
    for verdict in verdicts:
        one, name = ranked.get(verdict.bid.pk), verdict.bid.reference
        if one is None:
            faults[name] = f"{name} is not moderated yet: agree its scores first."
        elif not 0 <= verdict.amount_gbp <= one.asks:
            faults[name] = f"{name} asks for £{one.asks:,.2f}: give at most that, and not below nothing."
        elif not verdict.reason.strip():
            faults[name] = f"{name}: say why, in words that the bidder will read."
    return faults


def _within_pot(round_: Round, verdicts: Sequence[Verdict]) -> None:
    held = books(round_.pot.grant).of(Place.POT, round_.pot.reference)
    wanted = sum((verdict.amount_gbp for verdict in verdicts), NOTHING)
    if wanted > held:
        raise NotReady(
            f"These awards come to £{wanted:,.2f}, and the pot {round_.pot.title} holds £{held:,.2f}: £{wanted - held:,.2f} too "
            "much. Nothing was decided."
        )


def _why(one: Ranked, amount: Decimal, pass_mark: Decimal) -> str:
    if amount == one.asks:
        return f"Rank {one.rank} with {one.mark} of 100: awarded in full."
    if amount:
        return f"Rank {one.rank} with {one.mark} of 100: awarded in part, which is what the pot still held."
    if one.mark < pass_mark:
        return f"Rank {one.rank} with {one.mark} of 100: below the {pass_mark:.0f} that an award needs."
    return f"Rank {one.rank} with {one.mark} of 100: the pot was spent on bids ranked above it."
