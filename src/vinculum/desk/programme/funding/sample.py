"""The money of the story, from ``sample.toml``, laid in through the functions that the pages call."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.sample import BEGINNING
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.models import Operation
from vinculum.desk.programme.funding.announcing import Call, close_for_bids, give_seat, prepare_round, round_parties
from vinculum.desk.programme.funding.awarding import AwardTerms, accept_award, grant_award, send_letter
from vinculum.desk.programme.funding.bidding import begin_bid, save_bid, submit_bid
from vinculum.desk.programme.funding.calls import read_toml
from vinculum.desk.programme.funding.checking import Allowed, check_claim, pay_claim
from vinculum.desk.programme.funding.claiming import Spent, begin_claim, save_lines, submit_claim
from vinculum.desk.programme.funding.deciding import Verdict, decide_bids, ranked_bids
from vinculum.desk.programme.funding.granting import (
    Demand,
    Gift,
    Offer,
    enter_grant,
    record_contribution,
    show_compliance,
    take_in,
)
from vinculum.desk.programme.funding.kept import ROUND
from vinculum.desk.programme.funding.models import Award, Bid, Grant, Pot, Round
from vinculum.desk.programme.funding.moderating import Agreed, moderate_bid
from vinculum.desk.programme.funding.moving import Kind, Wanted, agree_move, open_pot, propose_move
from vinculum.desk.programme.funding.scoring import Given, give_scores
from vinculum.desk.workflows.stepping import take

# An act that follows another at once, in the order of the file.
SOON = timedelta(minutes=5)
FORCE_LEAD = "force_lead"
Event = tuple[datetime, Callable[[], None]]


@cache
def sample() -> dict[str, Any]:
    """Return the money of the story as its data file tells it."""
    return tomllib.loads((resources.files("vinculum.desk.programme.funding") / "sample.toml").read_text("utf-8"))


def local_operations() -> str:
    """Return the terms of the call for local operations, as TOML: where the next call begins."""
    return (resources.files("vinculum.desk.programme.funding") / "local_operations.call.toml").read_text("utf-8")


@transaction.atomic
def tell() -> None:
    """Lay in grants, pots, awards, claims and the round of 34 bids, unless there is a grant already."""
    if Grant.objects.exists():
        return
    cast = Cast()
    events = [*_grants(cast), *_direct(cast), *_claims(cast), *_contributions(cast)]
    # Money moves in the order of time, whatever the order of the file.
    for _at, act in sorted(events, key=lambda event: event[0]):
        act()
    _round(cast)


class Cast:
    """The people of the story, each looked up once; they hold their roles from the beginning of the partnership on."""

    def __init__(self) -> None:
        self._known: dict[str, Viewer] = {}

    def at(self, key: str, at: datetime, find: Callable[[], Person]) -> Viewer:
        """Return somebody as they ask for the programme at a moment (UTC)."""
        if key not in self._known:
            self._known[key] = viewer_of(find(), at, Purpose.PROGRAMME, "The money of the story")
        return replace(self._known[key], at=at)


def somebody(who: str, at: datetime, cast: Cast | None = None) -> Viewer:
    """Return a sample person, by the first part of their address, as they ask for the programme at a moment (UTC)."""
    return (cast or Cast()).at(who, at, lambda: Person.objects.get(email__startswith=f"{who}."))


def lead_of(organisation: str, at: datetime, name: str = "", cast: Cast | None = None) -> Viewer:
    """Return who bids and claims for an organisation at a moment: its vehicle crime lead, made if it has none."""
    return (cast or Cast()).at(organisation, at, partial(_find_lead, organisation, name))


def _find_lead(organisation: str, name: str) -> Person:
    person = Person.objects.filter(organisation=organisation, appointments__role=FORCE_LEAD).order_by("pk").first()
    if person is None:
        given = name or f"Vehicle Crime Lead of {organisation}"
        address = f"vehicle.crime@{organisation.lower()}.example"
        person = Person.objects.create_person(address, given, Organisation.objects.get(code=organisation), [FORCE_LEAD])
        person.appointments.update(from_at=BEGINNING)
    return person


def _grants(cast: Cast) -> list[Event]:
    told = sample()
    events: list[Event] = [(_utc(one["taken_in"]), partial(_grant, cast, one)) for one in told["grants"]]
    events += [(_utc(one["at"]), partial(_pot, cast, one)) for one in told["pots"]]
    events += [
        (_utc(shown["at"]), partial(_comply, cast, grant, shown)) for grant in told["grants"] for shown in grant["compliance"]
    ]
    return events


def _grant(cast: Cast, told: dict[str, Any]) -> None:
    demands = [Demand(one["code"], one["text"], one["evidence_wanted"], one.get("due_on")) for one in told["demands"]]
    offer = Offer(
        told["reference"], told["title"], told["funder"], "NVCRP", told["begins_on"], told["ends_on"], Decimal(told["amount"]),
        told["about"], told["pillars"], demands,
    )  # fmt: skip
    take_in(
        enter_grant(offer, somebody("david", _utc(told["entered"]), cast=cast)),
        somebody("ruth", _utc(told["taken_in"]), cast=cast),
        after=1,
    )


def _pot(cast: Cast, told: dict[str, Any]) -> None:
    grant, at = Grant.objects.get(reference=told["grant"]), _utc(told["at"])
    david = somebody("david", at, cast=cast)
    pot = open_pot(grant, told["reference"], told["title"], david, about=told["about"], pillars=told["pillars"])
    wanted = Wanted(Kind.ALLOT, Decimal(told["amount"]), f"As the offer divides it: {told['title']}", target=pot)
    agree_move(propose_move(grant, wanted, david), somebody("ruth", at + SOON, cast=cast), after=1)


def _comply(cast: Cast, grant: dict[str, Any], told: dict[str, Any]) -> None:
    condition = Grant.objects.get(reference=grant["reference"]).conditions.get(code=told["code"])
    show_compliance(condition, somebody(told["by"], _utc(told["at"]), cast=cast), met=told["met"], text=told["text"])


def _direct(cast: Cast) -> list[Event]:
    return [(_utc(told["decided"]), partial(_award_directly, cast, told)) for told in sample()["direct"]]


def _award_directly(cast: Cast, told: dict[str, Any]) -> None:
    operation = Operation.objects.filter(reference=told.get("operation", "")).first()
    terms = AwardTerms(
        Pot.objects.get(reference=told["pot"]), told["reference"], told["recipient"], told["title"], Decimal(told["amount"]),
        told["spend_by"], told["reason"], told["about"], ("Claim with a line for each thing bought.",), operation=operation,
    )  # fmt: skip
    award, sent = grant_award(terms, somebody("david", _utc(told["decided"]), cast=cast)), _utc(told["sent"])
    send_letter(award, somebody("ruth", sent, cast=cast), after=1)
    accept_award(award, lead_of(told["recipient"], sent + timedelta(days=1), cast=cast), after=2)


def _claims(cast: Cast) -> list[Event]:
    return [(_utc(told["submitted"]), partial(_claim, cast, told)) for told in sample()["claims"]]


def _claim(cast: Cast, told: dict[str, Any]) -> None:
    award, at = Award.objects.get(reference=told["award"]), _utc(told["submitted"])
    lead = lead_of(told["by"], at, cast=cast)
    claim = begin_claim(award, told["spent_from"], told["spent_until"], lead)
    lines = [Spent(one["on"], one["category"], one["about"], Decimal(one["amount"]), one["document"]) for one in told["lines"]]
    save_lines(claim, lines, lead, saved=0)
    submit_claim(claim, lead, after=1)
    cut = told.get("allowed", {})
    allowed = {
        number: Allowed(Decimal(cut[str(number)][0]), cut[str(number)][1]) if str(number) in cut else Allowed(line.amount_gbp)
        for number, line in enumerate(lines, 1)
    }
    if "checked" in told:
        check_claim(claim, allowed, somebody("david", _utc(told["checked"]), cast=cast), after=2)
    if "paid" in told:
        pay_claim(claim, somebody("ruth", _utc(told["paid"]), cast=cast), after=3)


def _contributions(cast: Cast) -> list[Event]:
    return [(_utc(told["at"]), partial(_contribute, cast, told)) for told in sample()["contributions"]]


def _contribute(cast: Cast, told: dict[str, Any]) -> None:
    amount = Decimal(told["amount"]) if "amount" in told else None
    gift = Gift(
        told["giver"],
        told["receiver"],
        told["kind"],
        told["about"],
        told["begins_on"],
        told["source"],
        amount,
        told.get("ends_on"),
    )
    record_contribution(gift, somebody("ruth", _utc(told["at"]), cast=cast))


def _round(cast: Cast) -> None:
    told = sample()["round"]
    prepared, assessing = _utc(told["prepared"]), _utc(told["assessing"])
    call = Call(_utc(told["opens"]), _utc(told["closes"]), read_toml(local_operations()))
    pot, david = Pot.objects.get(reference=told["pot"]), somebody("david", prepared, cast=cast)
    made = prepare_round(pot, told["reference"], told["title"], told["about"], call, david)
    for who in told["panel"]:
        give_seat(made, Person.objects.get(email__startswith=f"{who}."), david)
    take(
        ROUND,
        made.reference,
        "announce",
        somebody("david", _utc(told["announced"]), cast=cast),
        after=1,
        parties=round_parties(made),
    )
    bids = {
        one["organisation"]: _bid(cast, made, one)
        for one in sorted(sample()["bids"], key=lambda one: (one["on"], one["organisation"]))
    }
    close_for_bids(made, somebody("david", assessing, cast=cast), after=2)
    _assess(cast, bids, assessing + timedelta(days=4))
    _moderate(cast, [bids[code] for code in told["moderate"]], _utc(told["moderated"]))
    _decide(cast, made, bids, told)


def _bid(cast: Cast, made: Round, told: dict[str, Any]) -> Bid:
    lead = lead_of(
        told["organisation"],
        datetime.combine(told["on"], datetime.min.time(), UTC) + timedelta(hours=11),
        told["bidder"],
        cast=cast,
    )
    bid = begin_bid(made, lead)
    save_bid(bid, told, lead, saved=0)
    submit_bid(bid, lead, after=1)
    return bid


def _assess(cast: Cast, bids: dict[str, Bid], at: datetime) -> None:
    rationales = sample()["rationales"]
    people = {who: somebody(who, at, cast=cast) for who in sample()["round"]["panel"]}
    for told in sample()["bids"]:
        for who, scores in told.get("scores", {}).items():
            given = {code: Given(score, rationales[code][score]) for code, score in zip(rationales, scores, strict=True)}
            give_scores(bids[told["organisation"]], given, people[who])


def _moderate(cast: Cast, bids: list[Bid], at: datetime) -> None:
    david = somebody("david", at, cast=cast)
    for bid in bids:
        given: dict[str, list[int]] = {}
        for score in bid.scores.all():
            given.setdefault(score.criterion, []).append(score.score)
        agreed = {code: _middle(scores) for code, scores in given.items()}
        moderate_bid(bid, agreed, david, after=2)


def _middle(scores: list[int]) -> Agreed:
    """Return the mean to the half point, which is what the panel of the story agreed on."""
    mean = Decimal(round(2 * sum(scores) / len(scores))) / 2
    low, high = min(scores), max(scores)
    return Agreed(mean, "" if low == high else f"Between {low} and {high}; the panel talked it over and met in the middle.")


def _decide(cast: Cast, made: Round, bids: dict[str, Bid], told: dict[str, Any]) -> None:
    ranked = {one.bid.organisation_id: one for one in ranked_bids([bids[code] for code in told["moderate"]])}
    verdicts = []
    for code in told["decide"]:
        amount, reason = ranked[code].asks, "Awarded in full: a plan that stands, and figures that show the need."
        if code in told["partial"]:
            amount, reason = Decimal(told["partial"][code][0]), told["partial"][code][1]
        if code in told["decline"]:
            amount, reason = Decimal(0), told["decline"][code]
        verdicts.append(Verdict(bids[code], amount, reason))
    decide_bids(made, verdicts, somebody("david", _utc(told["decided"]), cast=cast))
    ruth = somebody("ruth", _utc(told["sent"]), cast=cast)
    for award in Award.objects.filter(bid__round=made).select_related("pot__grant", "bid"):
        send_letter(award, ruth, after=1)
        if award.recipient_id in told["accept"]:
            accept_award(award, lead_of(award.recipient_id, _utc(told["accepted"]), cast=cast), after=2)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
