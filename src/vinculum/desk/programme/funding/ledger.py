"""Where the pounds of a grant are. Every pound is in exactly one place, and a move takes it from one place to another.

Pure: an ``Entry`` is a move, a ``Books`` is what the moves of one grant add up to. Nothing is ever taken from a place that does
not hold it, so no place is negative; what was taken in is what the places hold together, whatever the order of moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from vinculum.errors import VinculumError

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")


class Place(StrEnum):
    """A place where a pound can be. OUTSIDE is the funder, before a grant is taken in."""

    OUTSIDE = "outside"
    UNCOMMITTED = "uncommitted"
    POT = "pot"
    COMMITTED = "committed"
    CLAIMED = "claimed"
    PAID = "paid"
    RETURNED = "returned"

    @property
    def words(self) -> str:
        """The place as a person reads it."""
        return PLACE_WORDS[self]


PLACE_WORDS = {
    Place.OUTSIDE: "With the funder",
    Place.UNCOMMITTED: "Not in a pot yet",
    Place.POT: "In a pot",
    Place.COMMITTED: "Awarded, not claimed",
    Place.CLAIMED: "Claimed, not paid",
    Place.PAID: "Paid",
    Place.RETURNED: "Returned to the funder",
}

# The moves that money can make. Whatever is not here does not happen.
MOVES: frozenset[tuple[Place, Place]] = frozenset(
    {
        (Place.OUTSIDE, Place.UNCOMMITTED),
        (Place.UNCOMMITTED, Place.POT),
        (Place.POT, Place.UNCOMMITTED),
        (Place.POT, Place.POT),
        (Place.POT, Place.COMMITTED),
        (Place.COMMITTED, Place.POT),
        (Place.COMMITTED, Place.CLAIMED),
        (Place.CLAIMED, Place.COMMITTED),
        (Place.CLAIMED, Place.PAID),
        (Place.PAID, Place.COMMITTED),
        (Place.UNCOMMITTED, Place.RETURNED),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """A place, and whose share of it: the reference of a pot, an award or a claim, "" where the place has one account."""

    place: Place
    of: str = ""

    @property
    def words(self) -> str:
        """The account as a person reads it."""
        return f"{self.place.words}: {self.of}" if self.of else self.place.words


@dataclass(frozen=True, slots=True)
class Move:
    """An amount (GBP, above nothing, whole pence) that goes from one account to another."""

    source: Account
    target: Account
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entry(Move):
    """A move that was made, at a moment (UTC)."""

    at: datetime


class NotThere(VinculumError):
    """More was to be moved than the account holds. ``account``, ``held`` and ``asked`` say what of which."""

    def __init__(self, account: Account, held: Decimal, asked: Decimal) -> None:
        self.account, self.held, self.asked = account, held, asked
        super().__init__(f"{account.words} holds £{held:,.2f}, and £{asked:,.2f} was to be taken from it. Nothing was moved.")


class NoSuchMove(VinculumError):
    """Money does not go that way, or not in such an amount."""


@dataclass(frozen=True, slots=True)
class Books:
    """What each account of one grant holds (GBP); an account that is not named holds nothing."""

    held: Mapping[Account, Decimal] = field(default_factory=dict)

    def of(self, place: Place, of: str | None = None) -> Decimal:
        """Return what a place holds, or one account of it."""
        if of is not None:
            return self.held.get(Account(place, of), NOTHING)
        return sum((amount for account, amount in self.held.items() if account.place is place), NOTHING)

    @property
    def total(self) -> Decimal:
        """All that was taken in."""
        return sum(self.held.values(), NOTHING)

    def after(self, move: Move) -> Books:
        """Return the books with one move more; NotThere or NoSuchMove says why it cannot be made."""
        source, target, amount = move.source, move.target, move.amount
        if (source.place, target.place) not in MOVES or source == target:
            raise NoSuchMove(f"Money does not go from “{source.words}” to “{target.words}”. Nothing was moved.")
        if amount <= 0 or amount != amount.quantize(PENNY):
            raise NoSuchMove(f"£{amount} is no amount that can be moved: it must be above nothing and in whole pence.")
        held = dict(self.held)
        if source.place is not Place.OUTSIDE:
            if held.get(source, NOTHING) < amount:
                raise NotThere(source, held.get(source, NOTHING), amount)
            held[source] -= amount
        held[target] = held.get(target, NOTHING) + amount
        return Books(held)


def books_of(moves: Iterable[Move]) -> Books:
    """Return what moves add up to, in their order."""
    books = Books()
    for move in moves:
        books = books.after(move)
    return books


def books_as_at(entries: Iterable[Entry], as_at: datetime) -> Books:
    """Return the books as they stood at a moment (UTC), from entries in the order in which they were made."""
    return books_of(entry for entry in entries if entry.at <= as_at)
