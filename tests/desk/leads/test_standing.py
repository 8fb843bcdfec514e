"""Where an organisation stands with a lead: undo is exact, and no clock has a say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.desk.leads.standing import Happening, Shown, Standing, allowed, shown_as, standing_of, undoable
from vinculum.desk.leads.workflow import Act, State

START = datetime(2026, 4, 1, 9, tzinfo=UTC)
ROWS = st.frozensets(st.tuples(st.sampled_from(["reads-a", "thefts-b"]), st.integers(1, 5)), max_size=4)


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    """Draw what an organisation may really do: each act allowed by the state it is done in, undos of what can be undone."""
    done: list[Happening] = []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        at = START + timedelta(minutes=number)
        back = undoable(done)
        if back and draw(st.integers(0, 2)) == 0:
            done.append(Happening(number, Act.UNDO, at, undoes=draw(st.sampled_from(back)).number))
            continue
        act = draw(st.sampled_from(allowed(standing_of(done).state)))
        until = date(2026, 4, 2) + timedelta(days=draw(st.integers(0, 9))) if act is Act.PARK else None
        done.append(Happening(number, act, at, by=draw(st.integers(1, 3)), until=until, evidence=draw(ROWS)))
    return done


def after(history: list[Happening], act: Act, **told: object) -> list[Happening]:
    """Return a history with one act more."""
    return [*history, Happening(len(history) + 1, act, START + timedelta(hours=len(history) + 1), **told)]  # type: ignore[arg-type]  # fields by name


@given(histories(), st.sampled_from([act for act in Act if act is not Act.UNDO]))
def test_act_and_undo_leave_what_was_there(history: list[Happening], act: Act) -> None:
    """An act followed by its undo changes nothing: not the state, not who made it, not what can be undone next."""
    once = after(history, act)
    back = after(once, Act.UNDO, undoes=len(once))
    assert standing_of(history) == standing_of(back)
    assert undoable(history) == undoable(back)


@given(histories())
def test_undoing_everything_leads_back_to_new(history: list[Happening]) -> None:
    """Undo after undo walks the whole way back."""
    while back := undoable(history):
        history = after(history, Act.UNDO, undoes=back[0].number)
    assert Standing(State.NEW) == standing_of(history)


@given(histories(), st.timedeltas(min_value=timedelta(days=-9000), max_value=timedelta(days=9000)))
def test_standing_does_not_depend_on_the_clock(history: list[Happening], shift: timedelta) -> None:
    """The same acts at any other time leave the same state by the same act."""
    moved = [
        Happening(one.number, one.act, one.at + shift, one.person, one.by, one.undoes, until=one.until, evidence=one.evidence)
        for one in history
    ]
    was, now = standing_of(history), standing_of(moved)
    assert was.state == now.state
    assert (was.since and was.since.number) == (now.since and now.since.number)


@given(histories())
def test_notes_change_no_state(history: list[Happening]) -> None:
    """A note is written down and decides nothing."""
    assert standing_of(history) == standing_of(after(history, Act.NOTE))


@given(histories(), ROWS, ROWS)
def test_dismissal_stands_until_there_is_a_new_record(history: list[Happening], then: frozenset, now: frozenset) -> None:  # type: ignore[type-arg]  # sets of rows
    """It comes back exactly when it rests on a record that it did not rest on when it was dismissed."""
    shown = shown_as(standing_of(after(history, Act.DISMISS, evidence=then)), now, date(2030, 1, 1))
    if now <= then:
        assert Shown(State.DISMISSED) == shown
    else:
        assert shown.state == State.NEW
        assert now - then == shown.fresh
        assert "new evidence" in shown.woken


@pytest.mark.parametrize(("on", "state"), [(date(2026, 4, 9), State.PARKED), (date(2026, 4, 10), State.NEW)])
def test_parked_lead_is_back_on_its_day(on: date, state: State) -> None:
    """It sleeps the day before and stands in the queue on the day."""
    parked = standing_of(after([], Act.PARK, until=date(2026, 4, 10)))
    assert parked.state == State.PARKED
    assert state == shown_as(parked, frozenset(), on).state


def test_only_the_decision_that_stands_and_notes_can_be_undone() -> None:
    """An earlier decision is reached through the later one: every undo gives back a state that once was."""
    history = after(after(after([], Act.ADOPT), Act.NOTE), Act.DISMISS)
    assert [one.number for one in undoable(history)] == [3, 2]
    assert standing_of(after(history, Act.UNDO, undoes=3)).state == State.ADOPTED
