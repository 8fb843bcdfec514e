"""A return from beginning to end: who may do what, what becomes a fact when, and what later knowledge leaves alone."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from returns_made import WEEK, force_lead, new_return, somebody, week
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.returns.judging import judge_apart, merge, reallocate, unmerge
from vinculum.desk.operations.returns.models import ItemFact, Publication, Return
from vinculum.desk.operations.returns.publishing import differences, frozen_rows, prepare, recompute
from vinculum.desk.operations.returns.refusals import NoSuchMerge, NothingSaid, NotOfThisReturn, TooLate
from vinculum.desk.operations.returns.sending import Stretch, Told, begin, put, put_withdrawal, say_nil, send, take_out, validate
from vinculum.desk.operations.returns.standing import stand
from vinculum.desk.operations.returns.totals import total
from vinculum.desk.operations.returns.vocabulary import metrics
from vinculum.desk.operations.returns.workflows import RETURN, parties_of
from vinculum.desk.workflows.refusals import NoReason, NotNow, NotPermitted
from vinculum.desk.workflows.stepping import take

pytestmark = pytest.mark.django_db
CAR = {"kind": "vehicle", "on": "2025-10-14", "condition": "COMPLETE", "value": "9000.00", "basis": "GUIDE", "vrm": "AB12 CDE"}


def vehicles(minutes: float, *, checked: bool = True) -> int:
    grace = somebody("grace", minutes)
    value = stand(grace, week(), grace.at, checked=checked).value(metrics()["vehicles"])
    assert value is not None
    return int(value)


def sent(force: str = "ESSEX", minutes: float = 0, reference: str = "T/1", **fields: str) -> Return:
    told = new_return(force, minutes)
    put(told, Told(reference, {**CAR, **fields}))
    if force == "ESSEX":
        send(told, force_lead(minutes + 0.5), after=1)
    else:
        send(told, somebody("amara", minutes + 0.5), after=1, reason="By e-mail.")
    return told


def test_it_counts_once_validated_and_not_by_who_sent_it() -> None:
    """Sent it is known, validated it counts; whoever began or sent it cannot validate it."""
    before = vehicles(0)
    told = sent("KENT", 1)
    assert (vehicles(2), vehicles(2, checked=False)) == (before, before + 1)
    with pytest.raises(NotPermitted, match="for somebody else"):
        validate(told, somebody("amara", 3), after=2)
    validate(told, somebody("grace", 3), after=2)
    assert (vehicles(2.5), vehicles(4)) == (before, before + 1)


def test_a_force_sends_its_own_and_nobody_elses() -> None:
    """The lead of Essex begins no return for Kent; Kent's is begun by the operation's lead, with a reason."""
    with pytest.raises(NotPermitted):
        begin(week(), "KENT", WEEK, force_lead())
    with pytest.raises(NoReason):
        begin(week(), "KENT", WEEK, somebody("amara"))
    with pytest.raises(NotOfThisReturn, match="not one of the forces"):
        begin(week(), "PSNI", WEEK, somebody("amara"), "By e-mail.")
    with pytest.raises(NotOfThisReturn, match="begins on 13 October 2025"):
        begin(week(), "ESSEX", Stretch(date(2025, 10, 1), date(2025, 10, 2)), force_lead())


def test_nothing_is_not_nil() -> None:
    """An empty return is refused; nil is said, and then the return holds nothing."""
    told = new_return("ESSEX")
    with pytest.raises(NothingSaid, match="say so"):
        send(told, force_lead(1), after=1)
    say_nil(told, nil=True)
    put(told, Told("T/1", CAR))
    with pytest.raises(NothingSaid, match="says nil and holds items"):
        send(told, force_lead(1), after=1)
    take_out(told, told.lines.get().pk)
    assert send(told, force_lead(1), after=1).told["nil"] is True


def test_queried_and_sent_again() -> None:
    """What a queried return leaves out the second time falls away, what changed is a correction, the rest is not told twice."""
    told = new_return("ESSEX")
    put(told, Told("T/1", CAR), Told("T/2", {**CAR, "vrm": "CD34 EFG"}), Told("T/3", CAR))
    send(told, force_lead(1), after=1)
    with pytest.raises(NotNow, match="has been sent"):
        put(told, Told("T/4", CAR))
    take(RETURN, told.reference, "query", somebody("grace", 2), after=2, parties=parties_of(told), reason="Twice?")
    take_out(told, told.lines.get(reference="T/3").pk)
    put(told, Told("T/2", {**CAR, "vrm": "CD34 EFG", "condition": "BURNT"}, "Burnt, on a second look."))
    send(told, force_lead(3), after=3)
    facts = list(ItemFact.objects.filter(sent_in=told).order_by("known_at", "item").values_list("kind", "item", "told"))
    assert [(kind, item) for kind, item, _ in facts[3:]] == [("corrected", "ESSEX:T/2"), ("withdrawn", "ESSEX:T/3")]
    assert facts[3][2] == {"condition": "BURNT"}


def test_a_thing_does_not_become_another() -> None:
    """A reference that was a vehicle is not reported as an arrest, and nothing is withdrawn that nobody reported."""
    sent()
    later = new_return("ESSEX", 2)
    with pytest.raises(NotOfThisReturn, match="was reported as: vehicle found"):
        put(later, Told("T/1", {"kind": "arrest", "on": "2025-10-14"}))
    with pytest.raises(NotOfThisReturn, match="nothing to withdraw"):
        put_withdrawal(later, "T/99", "Wrong.")


def test_merge_and_back() -> None:
    """Two forces' car counts once; the merge taken back, it counts twice again, and each moment stays as it was."""
    before = vehicles(0)
    for number, force in enumerate(("ESSEX", "KENT")):
        validate(sent(force, number, f"T/{number}"), somebody("grace", number + 0.8), after=2)
    assert vehicles(3) == before + 2
    merge(week(), "ESSEX:T/0", "KENT:T/1", somebody("grace", 4), "Same mark.")
    assert (vehicles(3), vehicles(5)) == (before + 2, before + 1)
    with pytest.raises(NoSuchMerge, match="one already"):
        merge(week(), "KENT:T/1", "ESSEX:T/0", somebody("grace", 5), "Same mark.")
    grace = somebody("grace", 6)
    (found,) = [one for one in stand(grace, week(), grace.at).known.merges if one.one == "ESSEX:T/0"]
    unmerge(week(), found.key, grace, "Two cars, one false plate.")
    assert (vehicles(5), vehicles(7)) == (before + 1, before + 2)
    judge_apart(week(), "ESSEX:T/0", "KENT:T/1", somebody("grace", 8), "Two cars, one false plate.")


def test_judging_is_for_the_lead_with_a_reason() -> None:
    """A force, and the programme, judge nothing; no judgement goes without its reason."""
    told = sent()
    for who, purpose in (("owen", Purpose.INVESTIGATION), ("david", Purpose.PROGRAMME)):
        with pytest.raises(NotPermitted):
            reallocate(week(), "ESSEX:T/1", "KENT", somebody(who, 2, purpose), "Theirs.")
    with pytest.raises(NoReason):
        reallocate(week(), "ESSEX:T/1", "KENT", somebody("grace", 2), " ")
    validate(told, somebody("grace", 2), after=2)
    reallocate(week(), "ESSEX:T/1", "KENT", somebody("grace", 3), "Found by Kent.")
    grace = somebody("grace", 4)
    (thing,) = [one for one in stand(grace, week(), grace.at).things if one.key == "ESSEX:T/1"]
    assert thing.force == "KENT"


def test_nothing_is_told_behind_frozen_figures() -> None:
    """Who opened a page before figures were frozen, and sends after it, is asked to send again: frozen stays frozen."""
    told = new_return("ESSEX")
    put(told, Told("T/1", CAR))
    grace = somebody("grace", 2)
    prepare(week(), grace.at, "Frozen", grace)
    with pytest.raises(TooLate, match="are frozen"):
        send(told, force_lead(1), after=1)
    send(told, force_lead(3), after=1)


class FrozenPublications(TestCase):
    """Whatever is told after it, a publication is worked out again to the same figures, row by row."""

    @settings(max_examples=8, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(("sent", "withdrawn", "corrected", "merged")), st.integers(0, 3)), min_size=1, max_size=6
        )
    )
    def test_they_never_change(self, acts: list[tuple[str, int]]) -> None:
        """Late items, withdrawals, corrections and merges move later figures only."""
        base = list(Publication.objects.filter(operation=week()))
        held = {one.pk: [(row.metric, row.value, row.rows_digest) for row in one.figures.all()] for one in base}
        for minute, (act, number) in enumerate(acts, 1):
            told = new_return("ESSEX", minute)
            reference = f"F/{number}"
            known = ItemFact.objects.filter(operation=week(), item=f"ESSEX:{reference}").exists()
            if act == "withdrawn" and known:
                put_withdrawal(told, reference, "Not one of ours.")
            elif act == "merged" and known:
                first = stand(somebody("grace", minute), week(), somebody("grace", minute).at, checked=False).things
                other = next(thing.key for thing in first if thing.kind == "vehicle" and thing.force == "KENT")
                try:
                    merge(week(), f"ESSEX:{reference}", other, somebody("grace", minute + 0.2), "Same.")
                except NoSuchMerge:
                    continue
                continue
            else:
                put(told, Told(reference, {**CAR, "value": f"{1000 + minute}.00"}, "Told."))
            send(told, force_lead(minute + 0.3), after=1)
            validate(told, somebody("grace", minute + 0.6), after=2)
        for one in base:
            again = recompute(one)
            self.assertEqual(differences(again), {})  # noqa: PT009 - of hypothesis' own test case
            self.assertEqual([(each.figure.metric, each.figure.value, each.figure.rows_digest) for each in again], held[one.pk])  # noqa: PT009 - as above
            for each in again:
                if each.figure.value is not None:
                    self.assertEqual(total(frozen_rows(each.figure)), each.figure.value)  # noqa: PT009 - as above
