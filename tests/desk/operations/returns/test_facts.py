"""What is known as at a moment is a fold over the facts known by then: the same whoever asks, whenever, in whatever order."""

import random
import time
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from facts_made import FORCES, ITEMS, at, histories, slow_totals, vehicle
from vinculum.desk.operations.returns.counting import Counted, counted
from vinculum.desk.operations.returns.facts import Fact, FactKind, known_by
from vinculum.desk.operations.returns.totals import amounts_of, digest_of, moved, rows_of, total
from vinculum.desk.operations.returns.vocabulary import metrics

VEHICLES, VALUE = metrics()["vehicles"], metrics()["vehicles_value"]
settings.register_profile("histories", max_examples=60, deadline=None)
HISTORIES = settings.get_profile("histories")
MOMENTS = st.integers(-1, 26).map(at)


def things(facts: list[Fact], hour: int, *, checked: bool = True) -> list[Counted]:
    return counted(known_by(facts, at(hour), checked=checked))


def number(facts: list[Fact], hour: int) -> Decimal:
    return total(amounts_of(VEHICLES, things(facts, hour)))


@HISTORIES
@given(histories(), MOMENTS, st.booleans())
def test_totals_are_those_of_a_slow_oracle(facts: list[Fact], moment: object, checked: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever was reported, corrected, withdrawn, merged, unmerged or reallocated."""
    found = counted(known_by(facts, moment, checked=checked))  # type: ignore[arg-type]  # a drawn moment
    slow = slow_totals(facts, moment, checked=checked)  # type: ignore[arg-type]  # a drawn moment
    by_force = {force: len(rows_of(VEHICLES, found, force)) for force in FORCES}
    assert (len(rows_of(VEHICLES, found)), total(amounts_of(VALUE, found)), by_force) == slow


@HISTORIES
@given(histories(), st.randoms(use_true_random=False), MOMENTS)
def test_the_order_of_entry_makes_no_difference(facts: list[Fact], draw: random.Random, moment: object) -> None:
    """Two desks that hold the same facts say the same, in whatever order these were entered."""
    shuffled = list(facts)
    draw.shuffle(shuffled)
    one, other = (counted(known_by(some, moment, checked=False)) for some in (facts, shuffled))  # type: ignore[arg-type]  # drawn
    assert one == other


@HISTORIES
@given(histories(), histories(), st.integers(0, 20))
def test_what_comes_later_does_not_change_what_was_known(facts: list[Fact], later: list[Fact], hour: int) -> None:
    """A figure as at a moment is the same today and after any facts that became known after that moment."""
    told = [fact for fact in facts if fact.known_at <= at(hour)]
    shift = timedelta(hours=hour + 1)
    after = [
        Fact(
            fact.kind, fact.item, fact.known_at + shift, fact.told, fact.other, fact.undoes,
            checked_at=None if fact.checked_at is None else fact.checked_at + shift,
        )
        for fact in later
    ]  # fmt: skip
    for checked in (False, True):
        assert counted(known_by(told, at(hour), checked=checked)) == counted(known_by(told + after, at(hour), checked=checked))


@HISTORIES
@given(histories(), MOMENTS)
def test_no_item_counts_twice(facts: list[Fact], moment: object) -> None:
    """Each item known is in at most one counted thing, and each counted thing has one key."""
    found = counted(known_by(facts, moment, checked=False))  # type: ignore[arg-type]  # a drawn moment
    members = [item for thing in found for item in thing.members]
    assert sorted(set(members)) == sorted(members)
    assert len({thing.key for thing in found}) == len(found)


@HISTORIES
@given(histories(), st.sampled_from(ITEMS), st.sampled_from(ITEMS))
def test_unmerging_is_the_way_back(facts: list[Fact], one: str, other: str) -> None:
    """A merge and its unmerging leave everything as it was."""
    if one == other:
        return
    merge = Fact(FactKind.MERGED, one, at(30), other=other)
    undone = Fact(FactKind.UNMERGED, one, at(31), other=other, undoes=merge.key)
    before = counted(known_by(facts, at(29), checked=False))
    assert counted(known_by([*facts, merge, undone], at(32), checked=False)) == before


@HISTORIES
@given(histories(), MOMENTS, MOMENTS)
def test_what_moved_adds_up_to_the_difference(facts: list[Fact], one: object, other: object) -> None:
    """The rows listed between two moments account for the whole difference of their totals."""
    then, now = (amounts_of(VALUE, counted(known_by(facts, moment, checked=True))) for moment in (one, other))  # type: ignore[arg-type]  # drawn
    differences = [
        (after.amount if after else Decimal(0)) - (before.amount if before else Decimal(0))
        for before, after in moved(then, now).values()
    ]
    assert sum(differences, Decimal(0)) == total(now) - total(then)
    assert (digest_of(then) == digest_of(now)) is (not differences)


def test_what_is_not_checked_is_not_in_a_checked_figure() -> None:
    """A report counts from its validation on, by the moment of the validation."""
    facts = [vehicle("ESSEX:1", 0)]
    assert number(facts, 1) == 0
    assert number(facts, 2) == 1
    assert len(things(facts, 1, checked=False)) == 1


def test_a_shell_is_no_recovery() -> None:
    """Corrected to a shell, a vehicle leaves the recoveries and stands among the remains, from then on and not before."""
    shell = Fact(FactKind.CORRECTED, "ESSEX:1", at(5), {"condition": "STRIPPED_SHELL"}, checked_at=at(6))
    facts = [vehicle("ESSEX:1", 0), shell]
    assert number(facts, 4) == 1
    assert number(facts, 7) == 0
    assert len(rows_of(metrics()["shells"], things(facts, 7))) == 1


def test_two_forces_share_one() -> None:
    """It counts once, for the force that reported first, by the value of the better basis; the conflict is shown."""
    facts = [
        vehicle("KENT:9", 0, value="18000.00", basis="OWNER", vrm="AB12CDE"),
        vehicle("ESSEX:1", 1, value="15500.00", basis="SETTLED", condition="DAMAGED", vrm="AB12CDE"),
        Fact(FactKind.MERGED, "ESSEX:1", at(4), other="KENT:9", reason="Same mark, same yard.", checked_at=at(4)),
    ]
    (thing,) = things(facts, 5)
    assert (thing.key, thing.members, thing.force, thing.value) == ("KENT:9", ("KENT:9", "ESSEX:1"), "KENT", Decimal("15500.00"))
    told = {conflict.name: (conflict.stands, conflict.said) for conflict in thing.conflicts}
    assert told["value"] == ("15500.00", (("KENT:9", "18000.00"), ("ESSEX:1", "15500.00")))
    assert told["condition"] == ("DAMAGED", (("KENT:9", "COMPLETE"), ("ESSEX:1", "DAMAGED")))
    assert set(told) == {"value", "basis", "condition", "force"}


def test_a_merge_outlives_a_withdrawal_of_the_item_between() -> None:
    """If A and B are one, and B and C, then A and C are one although B was withdrawn."""
    facts = [
        *(vehicle(item, 0) for item in ("ESSEX:1", "KENT:1", "MPS:1")),
        Fact(FactKind.MERGED, "ESSEX:1", at(3), other="KENT:1", checked_at=at(3)),
        Fact(FactKind.MERGED, "KENT:1", at(3), other="MPS:1", checked_at=at(3)),
        Fact(FactKind.WITHDRAWN, "KENT:1", at(4), checked_at=at(4)),
    ]
    assert [thing.members for thing in things(facts, 5)] == [("ESSEX:1", "MPS:1")]


def test_a_field_is_taken_away_by_an_empty_correction() -> None:
    """A value that turned out not to be known is not zero: the vehicle still counts, without a value."""
    facts = [
        vehicle("ESSEX:1", 0, value="100.00", basis="OWNER"),
        Fact(FactKind.CORRECTED, "ESSEX:1", at(3), {"value": "", "basis": ""}, checked_at=at(3)),
    ]
    assert [thing.value for thing in things(facts, 4)] == [None]


def test_a_hundred_thousand_facts_fold_in_time() -> None:
    """80,000 reports and 20,000 corrections and merges of a year of weeks."""
    facts = [vehicle(f"F{number % 43}:{number}", number % 500, value="9000.00", basis="GUIDE") for number in range(80_000)]
    facts += [
        Fact(FactKind.CORRECTED, f"F{number % 43}:{number}", at(510), {"value": "8000.00"}, checked_at=at(511))
        for number in range(10_000)
    ]
    facts += [
        Fact(FactKind.MERGED, f"F{number % 43}:{number}", at(511), other=f"F{(number + 1) % 43}:{number + 1}", checked_at=at(511))
        for number in range(0, 20_000, 2)
    ]
    started = time.process_time()
    found = counted(known_by(facts, at(600), checked=True))
    taken = time.process_time() - started
    assert total(amounts_of(VEHICLES, found)) == 70_000
    assert taken < 5, f"{taken:.2f} s"
