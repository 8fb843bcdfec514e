"""The workflow as data: every state can be reached and left, every act leads somewhere, and somebody may do it."""

import pytest

from vinculum.desk.access.roles import roles
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.leads.workflow import Act, State, acts, dismissals, outcomes, states


def test_data_tells_every_state_and_act() -> None:
    """What the code can name, the data explains, and the other way round."""
    assert list(State) == list(states())
    assert set(Act) == set(acts())


@pytest.mark.parametrize("state", State)
def test_no_state_is_a_dead_end(state: State) -> None:
    """From every state some act leads to another one, so that no lead is stuck."""
    onward = {acts()[act].leads_to for act in states()[state].acts} - {None, state}
    assert onward, f"{state} cannot be left"


def test_every_state_is_reached_from_new() -> None:
    """A state that no act leads to would be a word without a meaning."""
    reached, before = {State.NEW}, set[State]()
    while reached != before:
        before = set(reached)
        reached |= {to for state in before for act in states()[state].acts if (to := acts()[act].leads_to)}
    assert set(State) == reached


def test_every_act_is_offered_somewhere() -> None:
    """An act that no state allows could never be done; undo is offered beside what it undoes."""
    offered = {act for rule in states().values() for act in rule.acts}
    assert set(Act) - {Act.UNDO} == offered


@pytest.mark.parametrize("state", State)
def test_somebody_may_do_what_a_state_needs(state: State) -> None:
    """For every state some role may read the lead and do an act that leads out of it."""
    able = [
        (role.code, act)
        for act in states()[state].acts
        for role in roles().values()
        if acts()[act].leads_to not in {None, state} and {Action.READ_LEADS, acts()[act].permission} <= role.actions
    ]
    assert able


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.UNDO])
def test_every_act_needs_a_permission_to_change(act: Act) -> None:
    """Reading never implies writing: no act is done by the right to read."""
    assert acts()[act].permission in {Action.WORK_LEADS, Action.TASK_LEADS}


def test_open_states_are_those_that_wait_for_work() -> None:
    """The queue shows what waits; what is put aside or done is found by asking."""
    assert {State.NEW, State.ADOPTED, State.TASKED} == {state for state, rule in states().items() if rule.open}


def test_reasons_and_outcomes_say_true_false_and_nothing() -> None:
    """Weights can be trained only if some words say that a lead was true and some that it was not."""
    assert {False, None} == {word.says for word in dismissals().values()}
    assert {True, False, None} == {word.says for word in outcomes().values()}
