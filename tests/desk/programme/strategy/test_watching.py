"""What draws attention to an action, each with its sentence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.desk.programme.strategy.vocabulary import Health
from vinculum.desk.programme.strategy.watching import Facts, Flag, flags_of, thresholds

TODAY = date(2026, 3, 2)


def facts(**told: object) -> Facts:
    start = {"state": "under_way", "reason": "", "owner": "OPAL", "due_on": TODAY, "health": None, "heard_on": TODAY}
    return Facts(**{**start, **told})  # type: ignore[arg-type]  # told by name


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, set()),
        ({"due_on": TODAY - timedelta(days=1)}, {Flag.OVERDUE}),
        ({"due_on": None}, {Flag.NO_DAY}),
        ({"owner": ""}, {Flag.NO_OWNER}),
        ({"state": "blocked", "reason": "No money"}, {Flag.BLOCKED}),
        ({"health": Health.BLOCKED}, {Flag.BLOCKED}),
        ({"health": Health.AT_RISK}, {Flag.AT_RISK}),
        ({"state": "planned", "due_on": TODAY + timedelta(days=30)}, {Flag.AT_RISK}),
        ({"state": "planned", "due_on": TODAY + timedelta(days=31)}, set()),
        ({"heard_on": TODAY - timedelta(days=90)}, set()),
        ({"heard_on": TODAY - timedelta(days=91)}, {Flag.SILENT}),
        ({"state": "done", "due_on": TODAY - timedelta(days=9), "owner": ""}, set()),
    ],
)
def test_each_flag_has_its_cause(told: dict[str, object], expected: set[Flag]) -> None:
    """A flag is there for its cause alone, and what is done or dropped has none."""
    assert {flag.flag for flag in flags_of(facts(**told), TODAY)} == expected


@given(
    days=st.integers(min_value=-400, max_value=400), state=st.sampled_from(["planned", "under_way", "blocked", "done", "dropped"])
)
def test_overdue_is_the_day_after(days: int, state: str) -> None:
    """An open action is overdue from the day after it was due, and never both overdue and merely at risk of it."""
    told = {flag.flag for flag in flags_of(facts(state=state, due_on=TODAY + timedelta(days=days)), TODAY)}
    assert (Flag.OVERDUE in told) == (days < 0 and state not in {"done", "dropped"})
    assert not {Flag.OVERDUE, Flag.AT_RISK} <= told


def test_thresholds_are_data() -> None:
    """Both days stand in the data file."""
    assert thresholds() == {"due_soon_days": 30, "silent_days": 90}
