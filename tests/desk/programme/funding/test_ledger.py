"""Every pound of a grant is in one place, whatever is done with it and in whatever order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.desk.programme.funding.ledger import (
    MOVES,
    Account,
    Books,
    Entry,
    Move,
    NoSuchMove,
    NotThere,
    Place,
    books_as_at,
    books_of,
)

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
ACCOUNTS = [
    Account(Place.OUTSIDE),
    Account(Place.UNCOMMITTED),
    Account(Place.RETURNED),
    *(Account(place, of) for place in (Place.POT, Place.COMMITTED, Place.CLAIMED, Place.PAID) for of in ("a", "b")),
]
pounds = st.integers(1, 50_000_00).map(lambda pence: Decimal(pence) / 100)
wanted_moves = st.lists(st.builds(Move, st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS), pounds), max_size=40)


def make(wanted: list[Move], grant: Decimal) -> tuple[list[Entry], Decimal]:
    """Make the moves that can be made, a minute apart, after a grant was taken in; return them and all that was taken in."""
    first = Entry(Account(Place.OUTSIDE), Account(Place.UNCOMMITTED), grant, NOON)
    entries, books, taken = [first], Books().after(first), grant
    for number, move in enumerate(wanted, 1):
        try:
            books = books.after(move)
        except (NotThere, NoSuchMove):
            continue
        entries.append(Entry(move.source, move.target, move.amount, NOON + timedelta(minutes=number)))
        taken += move.amount if move.source.place is Place.OUTSIDE else 0
    return entries, taken


@given(wanted_moves, pounds)
def test_no_pound_is_made_or_lost(wanted: list[Move], grant: Decimal) -> None:
    """Any sequence of acts conserves what was taken in, and no place is ever below nothing."""
    entries, taken = make(wanted, grant)
    for length in range(1, len(entries) + 1):
        held = books_of(entries[:length])
        assert min(held.held.values()) >= 0
    assert taken == books_of(entries).total


@given(wanted_moves, pounds, st.integers(0, 40))
def test_the_past_stays_as_it_was(wanted: list[Move], grant: Decimal, minutes: int) -> None:
    """What the books said at a moment does not depend on what was done after it."""
    entries, _taken = make(wanted, grant)
    at = NOON + timedelta(minutes=minutes)
    known_then = [entry for entry in entries if entry.at <= at]
    assert books_of(known_then) == books_as_at(entries, at)


@given(wanted_moves, pounds)
def test_places_add_up_to_their_accounts(wanted: list[Move], grant: Decimal) -> None:
    """The places together hold what all accounts hold: a pound counted in one place is counted in no other."""
    entries, taken = make(wanted, grant)
    held = books_of(entries)
    assert taken == sum((held.of(place) for place in Place), Decimal(0))


@pytest.mark.parametrize("source", ACCOUNTS)
@pytest.mark.parametrize("target", ACCOUNTS)
def test_money_takes_only_the_ways_that_are_drawn(source: Account, target: Account) -> None:
    """A move between two accounts is made if its way is drawn, the money is there and the two differ; else it is refused."""
    books = Books({source: Decimal(10)} if source.place is not Place.OUTSIDE else {})
    move = Move(source, target, Decimal(10))
    if (source.place, target.place) in MOVES and source != target:
        assert Decimal(10) == books.after(move).of(target.place, target.of)
    else:
        with pytest.raises(NoSuchMove):
            books.after(move)


def test_more_than_is_there_is_refused_with_both_amounts() -> None:
    """The sentence says what the account holds and what was asked of it."""
    books = Books({Account(Place.POT, "local"): Decimal("99.99")})
    with pytest.raises(NotThere, match=r"In a pot: local holds £99\.99, and £100\.00 was to be taken"):
        books.after(Move(Account(Place.POT, "local"), Account(Place.COMMITTED, "x"), Decimal(100)))


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_amounts_are_whole_pence_above_nothing(amount: str) -> None:
    """Nothing moves by nothing, backwards or by a part of a penny."""
    with pytest.raises(NoSuchMove, match="no amount that can be moved"):
        Books().after(Move(Account(Place.OUTSIDE), Account(Place.UNCOMMITTED), Decimal(amount)))
