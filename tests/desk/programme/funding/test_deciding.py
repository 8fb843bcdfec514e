"""A round from its call to its awards: deadlines, interests, four eyes, and never more than the pot holds."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.funding import announcing, awarding, bidding, checking, claiming, deciding, granting, moving
from vinculum.desk.programme.funding.bookkeeping import books
from vinculum.desk.programme.funding.calls import read_toml
from vinculum.desk.programme.funding.interests import declare_interest
from vinculum.desk.programme.funding.kept import AWARD, ROUND
from vinculum.desk.programme.funding.ledger import Place
from vinculum.desk.programme.funding.models import Award, Bid, Claim, Grant, LedgerEntry, Round
from vinculum.desk.programme.funding.moderating import Agreed, agreed_mark, moderate_bid
from vinculum.desk.programme.funding.refusals import Barred, Frozen, NotEligible, NotReady, OutOfOrder, TooLate, WrongAnswers
from vinculum.desk.programme.funding.sample import lead_of, local_operations
from vinculum.desk.programme.funding.scoring import Given, give_scores, scores_seen
from vinculum.desk.programme.funding.seeing import bids_to
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import history, take

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 1, 9, tzinfo=UTC)
CRITERIA = ("need", "plan", "measure", "value")
ANSWERS = {
    "title": "Operation Lantern", "amount": "9000", "partners": "",
    "need": "Cars are taken from drives near two motorway junctions, 212 in the last year.",
    "plan": "Four officers for two weeks in May with an examiner on call and a recovery lorry.",
    "measure": "Thefts a week in the beats worked and around them, twelve weeks each side.",
    "begins": "2026-05-11", "own_money": "yes",
}  # fmt: skip


def who(name: str, hours: float = 0) -> Viewer:
    return viewer_of(
        Person.objects.get(email__startswith=f"{name}."), START + timedelta(hours=hours), Purpose.PROGRAMME, "a test"
    )


def made_grant(amount: str = "20000.00") -> Grant:
    """Make a grant with one pot that holds all of it."""
    offer = granting.Offer("t-grant", "A grant", "HO", "NVCRP", date(2026, 10, 1), date(2027, 9, 30), Decimal(amount))
    grant = granting.enter_grant(offer, who("david"))
    granting.take_in(grant, who("ruth"), after=1)
    pot = moving.open_pot(grant, "t-pot", "A pot", who("david"))
    wanted = moving.Wanted(moving.Kind.ALLOT, Decimal(amount), "All of it", target=pot)
    moving.agree_move(moving.propose_move(grant, wanted, who("david")), who("ruth"), after=1)
    return grant


def made_round(grant: Grant) -> Round:
    """Announce a round that is open from hour 1 to hour 10, with all three assessors on its panel."""
    call = announcing.Call(START + timedelta(hours=1), START + timedelta(hours=10), read_toml(local_operations()))
    made = announcing.prepare_round(grant.pots.get(), "t-round", "A round", "", call, who("david"))
    for name in ("meera", "karl", "owen"):
        announcing.give_seat(made, Person.objects.get(email__startswith=f"{name}."), who("david"))
    take(ROUND, made.reference, "announce", who("david"), after=1, parties=announcing.round_parties(made))
    return made


def made_bid(made: Round, organisation: str, amount: str = "9000", partners: str = "") -> Bid:
    """Hand a bid of an organisation in, at hour 2."""
    lead = lead_of(organisation, START + timedelta(hours=2))
    bid = bidding.begin_bid(made, lead)
    bidding.save_bid(bid, ANSWERS | {"amount": amount, "partners": partners}, lead, saved=0)
    bidding.submit_bid(bid, lead, after=1)
    return bid


def scored(bid: Bid, *names: str, score: int = 4) -> None:
    """Let people score a bid alike at hour 12, and agree that score."""
    for name in names:
        give_scores(bid, {code: Given(score, "As the call says.") for code in CRITERIA}, who(name, 12))
    moderate_bid(bid, {code: Agreed(Decimal(score)) for code in CRITERIA}, who("david", 13), after=2)


@pytest.fixture
def open_round() -> Round:
    return made_round(made_grant())


def closed(made: Round) -> Round:
    announcing.close_for_bids(made, who("david", 11), after=2)
    return made


def test_a_late_bid_is_refused_and_its_draft_is_kept(open_round: Round) -> None:
    """At the closing moment itself it is too late; a second before it is not."""
    lead = lead_of("KENT", START + timedelta(hours=2))
    bid = bidding.begin_bid(open_round, lead)
    bidding.save_bid(bid, ANSWERS, lead, saved=0)
    with pytest.raises(TooLate, match="closed for bids on 1 October 2026 at 19:00 UTC"):
        bidding.submit_bid(bid, lead_of("KENT", START + timedelta(hours=10)), after=1)
    assert bidding.answers_of(bid)["title"] == "Operation Lantern"
    bidding.submit_bid(bid, lead_of("KENT", START + timedelta(hours=10, seconds=-1)), after=1)


def test_bids_open_when_the_call_says(open_round: Round) -> None:
    """Before the opening nothing comes in, and the round does not close before the call does."""
    with pytest.raises(TooLate, match="opens for bids"):
        bidding.begin_bid(open_round, lead_of("KENT", START))
    with pytest.raises(NotReady, match="bidders were promised that time"):
        announcing.close_for_bids(open_round, who("david", 9), after=2)


def test_rules_leave_out_who_may_not_bid(open_round: Round) -> None:
    """A unit that is no force may not bid, nor a force twice; each is told by which rule."""
    with pytest.raises(NotEligible, match="Only police forces may bid"):
        bidding.begin_bid(open_round, lead_of("NAVCIS", START + timedelta(hours=2)))
    made_bid(open_round, "KENT")
    with pytest.raises(NotEligible, match="one bid"):
        bidding.begin_bid(open_round, lead_of("KENT", START + timedelta(hours=3)))


def test_a_call_that_is_answered_stays_as_it_is(open_round: Round) -> None:
    """Once a bid is begun, no new version of the call is taken."""
    call = announcing.Call(START, START + timedelta(hours=20), read_toml(local_operations()))
    announcing.write_call(
        open_round, announcing.Call(START + timedelta(hours=1), START + timedelta(hours=10), call.terms), who("david")
    )
    made_bid(open_round, "KENT")
    with pytest.raises(Frozen, match="the call stays as it is"):
        announcing.write_call(open_round, call, who("david", 3))


def test_who_has_an_interest_neither_sees_nor_scores(open_round: Round) -> None:
    """One's own organisation, a partner's, and a declared interest bar alike; others are free."""
    own = made_bid(open_round, "ESSEX")
    partner = made_bid(open_round, "SUFFOLK", partners="NAVCIS")
    declared = made_bid(open_round, "KENT")
    declare_interest(Organisation.objects.get(code="KENT"), "My sister works there.", who("meera", 3))
    closed(open_round)
    seen = {
        name: set(Bid.objects.filter(bids_to(who(name, 12)), round=open_round)) for name in ("owen", "karl", "meera", "david")
    }
    # Owen sees Essex's bid as its bidder, not as an assessor.
    assert seen == {
        "owen": {own, partner, declared},
        "karl": {own, declared},
        "meera": {own, partner},
        "david": {own, partner, declared},
    }
    scores = {code: Given(3, "Because.") for code in CRITERIA}
    for name, bid, says in (
        ("owen", own, "of ESSEX"),
        ("karl", partner, "is a partner"),
        ("meera", declared, "declared an interest"),
    ):
        with pytest.raises(Barred, match=says):
            give_scores(bid, scores, who(name, 12))
    give_scores(own, scores, who("meera", 12))
    assert scores_seen(own, who("owen", 12)) == []


def test_others_scores_are_seen_after_ones_own(open_round: Round) -> None:
    """Karl sees nothing of Meera's before he has given his; the bidder sees none of either."""
    bid = made_bid(open_round, "KENT")
    closed(open_round)
    scores = {code: Given(3, "Because.") for code in CRITERIA}
    give_scores(bid, scores, who("meera", 12))
    assert scores_seen(bid, who("karl", 12)) == []
    give_scores(bid, scores, who("karl", 12))
    assert len(scores_seen(bid, who("karl", 12))) == 8
    assert scores_seen(bid, lead_of("KENT", START + timedelta(hours=12))) == []


def test_scores_need_every_criterion_and_a_reason(open_round: Round) -> None:
    """A missing score and a missing reason are told by criterion, and nothing is kept."""
    bid = made_bid(open_round, "KENT")
    closed(open_round)
    told = {code: Given(3, "Because.") for code in CRITERIA} | {"plan": Given(6, "High."), "value": Given(2, " ")}
    with pytest.raises(WrongAnswers) as refused:
        give_scores(bid, told, who("meera", 12))
    assert {"plan", "value"} == set(refused.value.faults)
    assert not bid.scores.exists()


def test_the_mark_is_made_of_its_parts(open_round: Round) -> None:
    """Weights 30, 30, 20, 20 and four of five points everywhere: 80 of 100, and the parts add up to it."""
    bid = made_bid(open_round, "KENT")
    closed(open_round)
    scored(bid, "meera", "karl")
    mark = agreed_mark(bid)
    assert mark is not None
    assert Decimal(80) == mark.mark == sum(part.adds for part in mark.parts)


def test_awards_never_exceed_the_pot(open_round: Round) -> None:
    """Three bids of £9,000 against £20,000: refused together, and the suggestion gives the third what is left."""
    bids = [made_bid(open_round, code) for code in ("KENT", "WMP", "SYP")]
    closed(open_round)
    for number, bid in enumerate(bids):
        scored(bid, "meera", "karl", score=5 - number)
    verdicts = [deciding.Verdict(bid, Decimal(9000), "A sound plan.") for bid in bids]
    with pytest.raises(NotReady, match=r"come to £27,000\.00, and the pot A pot holds £20,000\.00: £7,000\.00 too much"):
        deciding.decide_bids(open_round, verdicts, who("david", 14))
    assert not Award.objects.filter(bid__in=bids).exists()
    ranked = deciding.ranked_bids(bids)
    found = deciding.suggest(ranked, Decimal(20000), Decimal(50), Decimal(1000))
    assert [one.amount_gbp for one in found] == [9000, 9000, 2000]
    made = deciding.decide_bids(
        open_round, [deciding.Verdict(one.ranked.bid, one.amount_gbp, one.reason) for one in found], who("david", 14)
    )
    assert [one.rank for one in made] == [1, 2, 3]
    assert books(open_round.pot.grant).of(Place.POT) == 0


def test_a_claim_is_checked_by_one_and_paid_by_another(open_round: Round) -> None:
    """From award to payment and back: every act by its role, the grant whole after each, what is refused back with the award."""
    bid = made_bid(open_round, "KENT")
    closed(open_round)
    scored(bid, "meera", "karl")
    deciding.decide_bids(open_round, [deciding.Verdict(bid, Decimal(8000), "In part.")], who("david", 14))
    award = Award.objects.get(bid=bid)
    with pytest.raises(NotPermitted):
        awarding.send_letter(award, who("david", 15), after=1)
    letter = awarding.send_letter(award, who("ruth", 15), after=1)
    assert (letter.said["amount"], letter.said["asked"]) == ("£8,000.00", "£9,000.00")
    lead = lead_of("KENT", START + timedelta(hours=20))
    awarding.accept_award(award, lead, after=2)
    claim = claiming.begin_claim(award, date(2026, 5, 1), date(2026, 9, 30), lead)
    lines = [
        claiming.Spent(date(2026, 6, 1), "overtime", "Nights", Decimal("5000.50")),
        claiming.Spent(date(2026, 6, 2), "travel", "Fuel", Decimal(900)),
    ]
    claiming.save_lines(claim, lines, lead, saved=0)
    claiming.submit_claim(claim, lead, after=1)
    told = {1: checking.Allowed(Decimal("5000.50")), 2: checking.Allowed(Decimal(400), "Fuel without receipts.")}
    checking.check_claim(claim, told, who("ruth", 21), after=2)
    with pytest.raises(NotPermitted, match="somebody else"):
        checking.pay_claim(claim, who("ruth", 22), after=3)
    assert Decimal("5400.50") == books(award.pot.grant).of(Place.CLAIMED)


def test_a_paid_claim_can_be_paid_back_and_the_rest_returned(open_round: Round) -> None:
    """Money paid back is awarded again; a closed award gives to the pot; all of the grant stays accounted for."""
    terms = awarding.AwardTerms(
        open_round.pot, "t-direct", "KENT", "Direct", Decimal(6000), date(2026, 12, 31), "Nobody else can."
    )
    award = awarding.grant_award(terms, who("david", 2))
    awarding.send_letter(award, who("ruth", 3), after=1)
    lead = lead_of("KENT", START + timedelta(hours=4))
    awarding.accept_award(award, lead, after=2)
    claim = claiming.begin_claim(award, date(2026, 9, 1), date(2026, 10, 1), lead)
    claiming.save_lines(claim, [claiming.Spent(date(2026, 9, 2), "lifts", "Lifts", Decimal(4000))], lead, saved=0)
    claiming.submit_claim(claim, lead, after=1)
    checking.check_claim(claim, {1: checking.Allowed(Decimal(4000))}, who("david", 5), after=2)
    checking.pay_claim(claim, who("ruth", 6), after=3)
    checking.enter_repayment(claim, Decimal(1000), "Two lifts were cancelled.", who("ruth", 7), after=4)
    awarding.close_award(award, who("ruth", 8), after=3)
    grant = award.pot.grant
    held = books(grant)
    assert (Decimal(17000), Decimal(3000), Decimal(0)) == (held.of(Place.POT), held.of(Place.PAID), held.of(Place.COMMITTED))
    assert Decimal(20000) == held.total
    before = START + timedelta(hours=5, minutes=30)
    assert Decimal(4000) == books(grant, before).of(Place.CLAIMED)


def test_a_move_needs_a_second_person_and_a_place_in_time() -> None:
    """Who proposed does not agree; nobody writes the ledger before its last entry."""
    grant = made_grant()
    wanted = moving.Wanted(moving.Kind.RELEASE, Decimal(500), "Less is needed.", source=grant.pots.get())
    movement = moving.propose_move(grant, wanted, who("david", 1))
    with pytest.raises(NotPermitted, match="somebody else"):
        moving.agree_move(movement, who("david", 1), after=1)
    with pytest.raises(OutOfOrder, match="was last written"):
        moving.agree_move(movement, who("ruth", -1), after=1)
    moving.agree_move(movement, who("ruth", 1), after=1)
    assert Decimal(500) == books(grant).of(Place.UNCOMMITTED)
    with pytest.raises(NotReady, match="neither paid nor returned"):
        granting.close_grant(grant, who("ruth", 2), after=2)


def test_the_store_keeps_the_ledger() -> None:
    """An entry is neither changed nor removed, by whatever means."""
    made_grant()
    for change in (lambda: LedgerEntry.objects.update(amount_gbp=1), lambda: LedgerEntry.objects.all().delete()):
        from django.db import DatabaseError, transaction  # noqa: PLC0415 - the store's refusal is what is tested

        with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
            change()


def test_the_story_has_its_figures() -> None:
    """Two grants of near £700,000, 34 bids, £275,000 for the week; whoever decided an award did not send its letter."""
    from vinculum.desk.figures import Asked, figure_of  # noqa: PLC0415
    from vinculum.desk.programme.funding.figures import RULES  # noqa: PLC0415

    rules = {rule.code: rule for rule in RULES}
    asked = Asked(datetime(2026, 3, 31, tzinfo=UTC))
    david = who("david")
    assert Decimal(697_500) == figure_of(rules["grants-received"], david, asked).value
    assert Decimal(34) == figure_of(rules["bids-received"], david, asked).value
    for award in Award.objects.filter(letters__isnull=False):
        steps = {step.act: step.person_id for step in history(AWARD, award.reference)}
        assert steps["decide"] != steps["send"]
    assert not Claim.objects.filter(lines__isnull=True).exists()
    week = Asked(asked.as_at, {"operation": "alliances-2025"})
    assert Decimal(275_000) == figure_of(rules["grants-awarded"], david, week).value
    # The Home Office reads what it gave, and nothing of the other fund.
    assert Decimal(425_000) == figure_of(rules["grants-received"], who("peter"), asked).value
