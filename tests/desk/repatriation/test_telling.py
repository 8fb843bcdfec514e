"""Letters, dates, courts, costs and figures of a case."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from repatriations_made import CLAIMANT, NOON, a_case, released, step, worker
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.repatriation.casework import Concerned, End, end_case, name_party
from vinculum.desk.repatriation.costing import Told, take_back, tell_cost, worth_of
from vinculum.desk.repatriation.court import CourtTold, tell_court
from vinculum.desk.repatriation.dating import Due, clocks_of, due_on_day, meet_date, next_due, set_date
from vinculum.desk.repatriation.figures import RULES
from vinculum.desk.repatriation.lettering import digest_of, draft, tell_of_letter
from vinculum.desk.repatriation.models import Case, CaseDate, Cost
from vinculum.desk.repatriation.refusals import NotKept
from vinculum.desk.repatriation.vocabulary import SEES, Answer, CostKind, CourtKind, Part, letter_kinds, soon_days
from vinculum.desk.repatriation.workflow import CASE
from vinculum.desk.workflows.stepping import history
from vinculum.products.letter import letter_as_pdf, letter_as_word

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LATER = NOON + timedelta(days=30)


def figure(code: str, who: str, case: Case) -> Decimal:
    """Return what a figure counts of one case for somebody."""
    rule = next(rule for rule in RULES if rule.code == code)
    rows = figure_of(rule, worker(who, LATER), Asked(LATER)).rows
    return sum((row.amount for row in rows if row.key == case.reference), Decimal(0))


def test_a_letter_is_drafted_from_the_case_and_kept_as_it_was() -> None:
    """Every word in braces is filled in; a later change of a party leaves the letter as it was said."""
    case, priya = a_case(), worker("priya")
    with pytest.raises(NotKept, match="Claimant"):
        draft(case, "proof_of_title", priya)
    name_party(case, CLAIMANT, priya)
    letter = draft(case, "proof_of_title", priya)
    words = " ".join(letter.said["paragraphs"])
    assert "{" not in words
    assert "SALGA2EV9HA000001" in words
    assert letter.said["recipient"] == "Fleet desk, Jaguar Land Rover"
    assert letter.digest == digest_of(letter.said)


def test_every_kind_of_letter_can_be_drafted_and_set() -> None:
    """With every part named each template fills, and the paper is the same bytes each time."""
    case, priya = a_case(), worker("priya")
    name_party(case, CLAIMANT, priya)
    for part in (Part.AUTHORITY, Part.NCB, Part.AGENT):
        name_party(case, Concerned(part, f"The {part}"), priya)
    for kind in letter_kinds():
        said = draft(case, kind, priya).said
        assert "{" not in " ".join(said["paragraphs"])
        assert letter_as_word(said, "OFFICIAL", NOON) == letter_as_word(said, "OFFICIAL", NOON)
    one, other = (letter_as_pdf(said, "OFFICIAL", digest_of(said), NOON) for _ in range(2))
    assert (one.digest, one.pages) == (other.digest, 1)


def test_a_letter_to_a_partner_names_no_other_party() -> None:
    """What a claimant's or insurer's people may read here holds no word of another part of the case."""
    words = {part.value for part in Part}
    for rule in letter_kinds().values():
        if rule.to in SEES:
            assert set(re.findall(r"\{(\w+)\}", " ".join(rule.paragraphs))) & words <= {rule.to.value}, rule.code


def test_sending_a_letter_sets_a_date_and_its_answer_meets_it() -> None:
    """Sent: an answer is due in four weeks. Answered: that date is met. Neither happens twice, nor in the wrong order."""
    case, priya = a_case(), worker("priya")
    name_party(case, CLAIMANT, priya)
    letter = draft(case, "proof_of_title", priya)
    with pytest.raises(NotKept):
        tell_of_letter(letter, Answer.ANSWERED, TODAY, priya)
    tell_of_letter(letter, Answer.SENT, TODAY, priya)
    clock = next_due(clocks_of([case], TODAY)[case.pk])
    assert clock is not None
    assert (clock.row.kind, clock.row.due_on, clock.due) == ("reply", TODAY + timedelta(days=28), Due.AHEAD)
    with pytest.raises(NotKept):
        tell_of_letter(letter, Answer.SENT, TODAY, priya)
    later = worker("priya", LATER)
    tell_of_letter(letter, Answer.ANSWERED, LATER.date(), later)
    assert next_due(clocks_of([case], LATER.date())[case.pk]) is None


def test_a_date_is_ahead_then_soon_then_late() -> None:
    """The day itself is not late; the day after is."""
    due = date(2026, 6, 30)
    told = [due_on_day(due, due + timedelta(days=days)) for days in (-soon_days() - 1, -soon_days(), 0, 1)]
    assert told == [Due.AHEAD, Due.SOON, Due.SOON, Due.LATE]


def test_a_date_takes_the_place_of_another() -> None:
    """The authority's own date stands instead of the working limit; a date that does not stand cannot be replaced."""
    case, priya = a_case(), worker("priya")
    set_date(case, "storage", date(2026, 4, 20), priya)
    set_date(case, "storage", date(2026, 5, 15), priya, basis="Told by the terminal", instead_of=1)
    assert [clock.row.due_on for clock in clocks_of([case], TODAY)[case.pk]] == [date(2026, 5, 15)]
    with pytest.raises(NotKept):
        set_date(case, "storage", date(2026, 6, 1), priya, instead_of=1)
    meet_date(CaseDate.objects.get(case=case, number=2), TODAY, "Collected", priya)
    with pytest.raises(NotKept):
        meet_date(CaseDate.objects.get(case=case, number=2), TODAY, "Again", priya)


def test_an_order_sets_the_last_day_to_appeal() -> None:
    """A hearing to come is a date; an order sets one thirty days on, and cannot be told before it is made."""
    case, priya = a_case(), worker("priya")
    tell_court(case, CourtTold(CourtKind.HEARING, "District court", TODAY + timedelta(days=9)), priya)
    tell_court(case, CourtTold(CourtKind.ORDER, "District court", TODAY), priya)
    told = [(clock.row.kind, clock.row.due_on) for clock in clocks_of([case], TODAY)[case.pk]]
    assert told == [("hearing", TODAY + timedelta(days=9)), ("appeal", TODAY + timedelta(days=30))]
    with pytest.raises(NotKept):
        tell_court(case, CourtTold(CourtKind.ORDER, "District court", TODAY + timedelta(days=1)), priya)


def test_worth_weighs_what_is_still_to_come_against_the_value() -> None:
    """What is spent is spent: whether to go on depends on the value and on what is planned; a line taken back counts no more."""
    case, priya = a_case(value_gbp=Decimal(5_000)), worker("priya")
    assert worth_of(a_case(value_gbp=None)).words.startswith("Not known")
    tell_cost(case, Told(CostKind.LEGAL, "Advocate", Decimal(4_500), TODAY), priya)
    tell_cost(case, Told(CostKind.SHIPPING, "Carriage", Decimal(1_000), TODAY + timedelta(days=40), planned=True), priya)
    worth = worth_of(case)
    assert [worth.spent, worth.planned, worth.left, worth.left_from_here] == [Decimal(n) for n in (4500, 1000, -500, 4000)]
    assert worth.words == (
        "Yes, on these figures: £4,000 of its value is left after what is still to come. "
        "With the £4,500 spent already it has cost more than it is worth."
    )
    tell_cost(case, Told(CostKind.AGENT, "Agent", Decimal(4_000), TODAY, planned=True), priya)
    assert worth_of(case).words.startswith("No: still to be paid is £5,000")
    line = Cost.objects.get(case=case, number=3)
    take_back(line, "Not needed", priya)
    assert worth_of(case).planned == 1000
    with pytest.raises(NotKept):
        take_back(line, "Again", priya)
    with pytest.raises(NotKept):
        tell_cost(case, Told(CostKind.LEGAL, "Advocate", Decimal(1), TODAY + timedelta(days=1)), priya)


def test_figures_follow_a_case_from_open_to_returned() -> None:
    """An open case counts and is at stake; a returned one counts with the days it took; a partner counts only its own."""
    case = released()
    assert [figure(rule.code, "priya", case) for rule in RULES] == [1, 40_000, 0, 0, 0]
    assert figure("repatriation-open", "helen", case) == 1
    assert figure("repatriation-open", "helen", a_case(crime_ref="17/000002/26")) == 0
    step(case, "propose_return", "priya")
    step(case, "agree_return", "tom")
    end_case(case, "hand_over", End(date(2026, 4, 1)), worker("priya"), after=len(history(CASE, case.reference)))
    assert [figure(rule.code, "priya", case) for rule in RULES] == [0, 0, 1, 0, 12]


def test_nothing_is_at_stake_where_nobody_has_said_a_value() -> None:
    """Open cases without a value give no figure, which is not the same as nothing at stake."""
    rule = next(rule for rule in RULES if rule.code == "repatriation-at-stake")
    case = a_case(value_gbp=None, country="UG")
    assert figure_of(rule, worker("priya", LATER), Asked(LATER, {"country": "UG"})).value is None
    assert case.value_gbp is None
