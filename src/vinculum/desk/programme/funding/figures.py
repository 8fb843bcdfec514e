"""The figures of funding: each the sum or the count of rows that the viewer may see, as they were known at a moment.

``of`` may narrow them: ``grant``, ``pot`` or ``round`` by reference, ``force`` or ``recipient`` by code of the organisation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.programme.funding.kept import BID
from vinculum.desk.programme.funding.ledger import Place
from vinculum.desk.programme.funding.models import Award, Bid, Claim, Contribution, Grant, LedgerEntry
from vinculum.desk.programme.funding.seeing import awards_to, bids_to, claims_to, contributions_to, grants_to
from vinculum.desk.workflows.models import Step

Flow = tuple[Place, Place]
AWARDED: dict[Flow, int] = {(Place.POT, Place.COMMITTED): 1, (Place.COMMITTED, Place.POT): -1}
CLAIMED: dict[Flow, int] = {(Place.COMMITTED, Place.CLAIMED): 1, (Place.CLAIMED, Place.COMMITTED): -1}
PAID: dict[Flow, int] = {(Place.CLAIMED, Place.PAID): 1, (Place.PAID, Place.COMMITTED): -1}
HANDED_IN, GRANTED = frozenset({"submitted", "moderated", "awarded", "declined", "set_aside"}), frozenset({"awarded"})
DECIDED = frozenset({"awarded", "declined"})


def received(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each grant taken in."""
    grants = Grant.objects.filter(grants_to(viewer)).filter(**_named(asked, {"grant": "reference"})).select_related("funder")
    taken = _flows(grants, asked, {(Place.OUTSIDE, Place.UNCOMMITTED): 1}, lambda entry: str(entry.grant_id))
    return [
        FigureRow(grant.reference, (grant.title, grant.funder.name, grant.begins_on, grant.ends_on, taken[str(grant.pk)]),
                  taken[str(grant.pk)], _href("grant", grant.reference))
        for grant in grants if taken[str(grant.pk)]
    ]  # fmt: skip


def awarded(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each award that holds money: what was set aside for it and has not gone back to its pot."""
    awards = _awards(viewer, asked)
    sums = _flows({award.pot.grant_id for award in awards}, asked, AWARDED, _award_of_entry)
    return [_award_row(award, sums[award.reference]) for award in awards if sums[award.reference]]


def claimed(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each claim handed in: what is asked for, less what was not allowed."""
    return _of_claims(viewer, asked, CLAIMED)


def paid(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each claim paid, less what was paid back."""
    return _of_claims(viewer, asked, PAID)


def unspent(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each account of a grant that holds money which is neither paid nor returned."""
    grants = {
        grant.pk: grant for grant in Grant.objects.filter(grants_to(viewer)).filter(**_named(asked, {"grant": "reference"}))
    }
    held: dict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
    for entry in LedgerEntry.objects.filter(grant__in=grants, at__lte=asked.as_at):
        held[entry.grant_id, entry.source, entry.source_of] -= entry.amount_gbp
        held[entry.grant_id, entry.target, entry.target_of] += entry.amount_gbp
    done = {Place.OUTSIDE, Place.PAID, Place.RETURNED}
    return [
        FigureRow(f"{grants[pk].reference} {place} {of}", (grants[pk].title, Place(place).words, of, amount), amount,
                  _href("grant", grants[pk].reference))
        for (pk, place, of), amount in sorted(held.items()) if amount and Place(place) not in done
    ]  # fmt: skip


def bids_received(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each bid that was handed in and not withdrawn or taken back, at the moment."""
    return _bids(viewer, asked, HANDED_IN)


def bids_decided(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each bid that was decided: what a rate of success is a share of."""
    return _bids(viewer, asked, DECIDED)


def bids_awarded(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each bid that was awarded money."""
    return _bids(viewer, asked, GRANTED)


def matched(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each contribution beside the grants whose amount was told."""
    return [row for row in contributed(viewer, asked) if row.amount]


def contributed(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each contribution; those whose amount was not told add nothing to the sum and say so."""
    found = Contribution.objects.filter(contributions_to(viewer), at__lte=asked.as_at).select_related("giver", "receiver")
    return [
        FigureRow(
            f"contribution {one.pk}",
            (one.giver.name, one.receiver.name, one.about, one.begins_on, one.ends_on, one.amount_gbp, one.source),
            one.amount_gbp if one.amount_gbp is not None else Decimal(0), _href("funding-contributions"),
        )
        for one in found
    ]  # fmt: skip


def _awards(viewer: Viewer, asked: Asked) -> list[Award]:
    names = {
        "grant": "pot__grant__reference",
        "pot": "pot__reference",
        "round": "bid__round__reference",
        "recipient": "recipient",
    }
    names |= {"force": "recipient", "operation": "operation__reference"}
    found = Award.objects.filter(awards_to(viewer), at__lte=asked.as_at).filter(**_named(asked, names))
    return list(found.select_related("pot__grant", "recipient", "bid__round").order_by("reference"))


def _of_claims(viewer: Viewer, asked: Asked, flows: dict[Flow, int]) -> list[FigureRow]:
    awards = _awards(viewer, asked)
    claims = Claim.objects.filter(claims_to(viewer), award__in=awards).select_related("award__recipient", "award__pot")
    sums = _flows({award.pot.grant_id for award in awards}, asked, flows, _claim_of_entry)
    return [
        FigureRow(
            one.reference,
            (one.award.recipient.name, one.award.title, one.spent_from, one.spent_until, sums[one.reference]),
            sums[one.reference], _href("claim", one.reference),
        )
        for one in claims if sums[one.reference]
    ]  # fmt: skip


def _bids(viewer: Viewer, asked: Asked, states: frozenset[str]) -> list[FigureRow]:
    names = {
        "grant": "round__pot__grant__reference",
        "round": "round__reference",
        "force": "organisation",
        "recipient": "organisation",
    }
    found = Bid.objects.filter(bids_to(viewer)).filter(**_named(asked, names)).select_related("organisation", "round")
    references = [bid.reference for bid in found]
    known = Step.objects.filter(workflow=BID.code, subject__in=references, at__lte=asked.as_at).order_by("number")
    newest = {step.subject: step for step in known}
    return [
        FigureRow(
            bid.reference, (bid.organisation.name, bid.round.title, BID.states[newest[bid.reference].state].title,
                            newest[bid.reference].at), Decimal(1), _href("bid", bid.reference),
        )
        for bid in found if bid.reference in newest and newest[bid.reference].state in states
    ]  # fmt: skip


def _award_row(award: Award, amount: Decimal) -> FigureRow:
    cells = (award.recipient.name, award.title, award.pot.title, award.spend_by, amount)
    return FigureRow(award.reference, cells, amount, _href("award", award.reference))


def _flows(
    grants: Iterable[int | Grant], asked: Asked, flows: dict[Flow, int], key: Callable[[LedgerEntry], str]
) -> dict[str, Decimal]:
    """Return the sums of what flowed one way, less what flowed back, known at the moment, by ``key`` of the entry."""
    wanted = Q(pk__in=())
    for source, target in flows:
        wanted |= Q(source=source, target=target)
    found: dict[str, Decimal] = defaultdict(Decimal)
    for entry in LedgerEntry.objects.filter(wanted, grant__in=list(grants), at__lte=asked.as_at):
        found[key(entry)] += flows[Place(entry.source), Place(entry.target)] * entry.amount_gbp
    return found


def _award_of_entry(entry: LedgerEntry) -> str:
    return entry.target_of if entry.target == Place.COMMITTED else entry.source_of


def _claim_of_entry(entry: LedgerEntry) -> str:
    return entry.target_of if entry.target in {Place.CLAIMED, Place.PAID} else entry.source_of


def _named(asked: Asked, names: dict[str, str]) -> dict[str, str]:
    """Return the conditions that ``of`` names; what a figure does not know is left to others."""
    return {names[name]: value for name, value in asked.of.items() if name in names}


def _href(name: str, *words: str) -> str:
    try:
        return reverse(name, args=words)
    except NoReverseMatch:
        return ""


RULES: tuple[FigureRule, ...] = (
    FigureRule(
        "grants-received", "Grants received",
        "The sum of grants taken in by the moment, as their offers say; each once. What was returned later is not taken off.",
        Unit.POUNDS, ("Grant", "Funder", "From", "Until", "Amount"), Action.READ_FUNDING, received,
    ),
    FigureRule(
        "grants-awarded", "Awarded",
        "What was set aside for awards and has not gone back to its pot, by the moment; an award counts from its decision.",
        Unit.POUNDS, ("Recipient", "Award", "Pot", "Spend by", "Amount"), Action.READ_FUNDING, awarded,
    ),
    FigureRule(
        "grants-claimed", "Claimed",
        "What recipients handed in as spent by the moment, less what was sent back or not allowed, paid or not.",
        Unit.POUNDS, ("Recipient", "Award", "Spent from", "Spent until", "Amount"), Action.READ_FUNDING, claimed,
    ),
    FigureRule(
        "grants-paid", "Paid",
        "What was paid to recipients by the moment, less what they paid back.",
        Unit.POUNDS, ("Recipient", "Award", "Spent from", "Spent until", "Amount"), Action.READ_FUNDING, paid,
    ),
    FigureRule(
        "grants-unspent", "Not spent",
        "What is left of the grants by the moment: all that is neither paid nor returned, in pots, awarded or claimed.",
        Unit.POUNDS, ("Grant", "Where it is", "Of", "Amount"), Action.READ_FUNDING, unspent,
    ),
    FigureRule(
        "bids-received", "Bids received",
        "Bids handed in by the deadline and not taken back or withdrawn, by the moment; each organisation's bid once.",
        Unit.COUNT, ("Organisation", "Round", "Stands", "Since"), Action.READ_FUNDING, bids_received,
    ),
    FigureRule(
        "bids-decided", "Bids decided",
        "Bids that were awarded money or declined by the moment: what a rate of success is a share of.",
        Unit.COUNT, ("Organisation", "Round", "Stands", "Since"), Action.READ_FUNDING, bids_decided,
    ),
    FigureRule(
        "bids-awarded", "Bids awarded",
        "Bids that were awarded all or a part of what they asked for, by the moment.",
        Unit.COUNT, ("Organisation", "Round", "Stands", "Since"), Action.READ_FUNDING, bids_awarded,
    ),
    FigureRule(
        "match-funding", "Match funding with a told amount",
        "What partners give beside the grants where they told how much; contributions without a told amount are not in it.",
        Unit.POUNDS, ("Giver", "Receiver", "For", "From", "Until", "Amount", "Source"), Action.READ_FUNDING, matched,
    ),
)  # fmt: skip
