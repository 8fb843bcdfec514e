"""Each field of a bid form says what is wrong with its own answer, and keeps what was written."""

from decimal import Decimal

import pytest

from vinculum.desk.programme.funding.answering import asking_of, read_answers
from vinculum.desk.programme.funding.calls import Terms, WrongTerms, read_terms, read_toml
from vinculum.desk.programme.funding.sample import local_operations

GOOD = {
    "title": "Operation Lantern",
    "amount": "£12,500",
    "partners": "jlr; navcis",
    "need": "Cars are taken from drives near two motorway junctions, 212 in the last year.",
    "plan": "Four officers for two weeks in May with an examiner on call and a recovery lorry.",
    "measure": "Thefts a week in the beats worked and around them, twelve weeks each side.",
    "begins": "2026-05-11",
    "own_money": "yes",
}
KNOWN = {"JLR", "NAVCIS", "ESSEX"}


@pytest.fixture(scope="module")
def terms() -> Terms:
    return read_terms(read_toml(local_operations()))


def test_a_whole_bid_has_no_fault(terms: Terms) -> None:
    """Answers are kept in one form: money without signs, codes in capitals, each once."""
    kept, faults = read_answers(terms, GOOD, KNOWN)
    assert faults == {}
    asking = asking_of(kept)
    assert (Decimal("12500.00"), ("JLR", "NAVCIS")) == (asking.amount_gbp, asking.partners)


@pytest.mark.parametrize(
    ("field", "answer", "says"),
    [
        ("title", "", "answer this"),
        ("title", "x" * 121, "at most 120 letters"),
        ("amount", "about ten thousand", "an amount in pounds"),
        ("amount", "12.345", "an amount in pounds"),
        ("amount", "999", "at least £1,000"),
        ("amount", "15001", "at most £15,000"),
        ("partners", "JLR, NOBODY", "no organisation has the code NOBODY"),
        ("need", "Many thefts.", "say more"),
        ("begins", "11/05/2026", "write the day as 2026-03-02"),
        ("own_money", "perhaps", "choose yes or no"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(terms: Terms, field: str, answer: str, says: str) -> None:
    """The fault names the field, what is wanted and what was written; the others stay without fault."""
    _kept, faults = read_answers(terms, GOOD | {field: answer}, KNOWN)
    if says:
        assert [field] == list(faults)
        assert says in faults[field]
    else:
        assert faults == {}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("least_gbp = 5\nmost_gbp = 1", "smallest amount"),
        ("this is no toml", "cannot be read as TOML"),
        ("most_gbp = 1\n[[fields]]\ncode = 'a'\nlabel = 'A'\nkind = 'colour'", "'colour' is no kind"),
        ("spend_by = 'soon'", "'soon' is no day"),
        ("[[eligibility]]\nrule = 'kind'\nsays = 'x'", "name at least one value, or nobody may bid"),
        ("[[criteria]]\ncode = 'c'\ntitle = 'C'\nweight = 0\ntop = 5", "a weight above nothing"),
    ],
)
def test_terms_that_cannot_be_used_are_refused_with_every_fault(told: str, says: str) -> None:
    """Nothing half-right becomes a call."""
    with pytest.raises(WrongTerms) as refused:
        read_toml(told)
    assert any(says in fault for fault in refused.value.faults)
    assert told == "this is no toml" or len(refused.value.faults) > 1
