"""The strategy is told as at any moment, the same whoever asks later."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desk_words import ViewerMaker
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.all_figures import all_rules
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.strategy.acting import TermsTold, set_terms
from vinculum.desk.programme.strategy.figures import RULES
from vinculum.desk.programme.strategy.gaps import gaps
from vinculum.desk.programme.strategy.measuring import read_measure, series
from vinculum.desk.programme.strategy.models import Measure, StrategyAction, Terms
from vinculum.desk.programme.strategy.overview import on_a_page, version_as_at
from vinculum.desk.programme.strategy.recommending import answers_as_at
from vinculum.desk.programme.strategy.refusals import NotAsItWas

MARCH = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
CHRISTMAS = datetime(2025, 12, 24, 12, tzinfo=UTC)


@pytest.fixture
def keeper(make_viewer: ViewerMaker) -> Viewer:
    return make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, MARCH)


def page(viewer: Viewer, at: datetime) -> list[tuple[object, ...]]:
    version = version_as_at(viewer, at)
    assert version is not None
    return [
        (one.action.reference, one.state.code, one.terms.due_on if one.terms else None, one.flags, one.reports)
        for pillar in on_a_page(viewer, version, at, at)
        for objective in pillar.objectives
        for one in objective.actions
    ]


def test_later_changes_leave_an_earlier_page_as_it_was(keeper: Viewer) -> None:
    """What was known at Christmas is told the same after the terms change in March."""
    before = page(keeper, CHRISTMAS)
    assert before
    set_terms(keeper, StrategyAction.objects.get(reference="rapid-alerts"), TermsTold(due_on=MARCH.date()), why="Sooner")
    assert page(keeper, CHRISTMAS) == before
    assert page(keeper, MARCH) != before


def test_known_time_never_goes_backwards(keeper: Viewer, make_viewer: ViewerMaker) -> None:
    """Terms from before the newest are refused."""
    action = StrategyAction.objects.get(reference="rapid-alerts")
    set_terms(keeper, action, TermsTold(due_on=MARCH.date()), why="Sooner")
    earlier = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, CHRISTMAS)
    with pytest.raises(NotAsItWas):
        set_terms(earlier, action, TermsTold(due_on=MARCH.date()), why="Sooner")
    assert Terms.objects.filter(action=action, at=CHRISTMAS).count() == 0


def test_the_story_was_adopted_in_march_2025(keeper: Viewer) -> None:
    """Before that day there was no strategy, so its figures are unknown, not zero."""
    early = datetime(2025, 3, 1, tzinfo=UTC)
    assert version_as_at(keeper, early) is None
    assert [figure_of(rule, keeper, Asked(early)).value for rule in RULES[:3]] == [None, None, None]
    assert version_as_at(keeper, CHRISTMAS) is not None


def test_figures_are_the_rows_of_the_page(keeper: Viewer) -> None:
    """Open, done and overdue actions are counted from the same standings as the page shows."""
    shown = page(keeper, MARCH)
    told = {rule.code: figure_of(rule, keeper, Asked(MARCH)) for rule in RULES}
    assert told["strategy-actions-done"].value == sum(row[1] == "done" for row in shown)
    assert told["strategy-actions-open"].value == sum(row[1] in {"planned", "under_way", "blocked"} for row in shown)
    assert {row.key for row in told["strategy-actions-overdue"].rows} == {"theft-devices"}
    assert told["strategy-recommendations"].value == Decimal(10)


def test_the_recommendation_of_lyon_is_progressing(keeper: Viewer) -> None:
    """It was raised and ratified, and has moved since the NPCC took it up (as the year in review tells)."""
    rule = next(rule for rule in RULES if rule.code == "strategy-recommendations")
    states = {row.key: row.cells[2] for row in figure_of(rule, keeper, Asked(MARCH)).rows}
    assert states["interpol-ports-recommendation"] == "Progressing"
    before = figure_of(rule, keeper, Asked(datetime(2025, 11, 30, tzinfo=UTC))).rows
    assert {row.key: row.cells[2] for row in before}["interpol-ports-recommendation"] == "Ratified"


def test_gaps_follow_the_mapping(keeper: Viewer) -> None:
    """Every open recommendation without an answer is a gap, and no other is."""
    version = version_as_at(keeper, MARCH)
    assert version is not None
    told = {
        gap.reference for gap in gaps(keeper, on_a_page(keeper, version, MARCH, MARCH), MARCH) if gap.kind == "recommendation"
    }
    assert told == {"rusi-national-body", "rusi-funding-models"}
    assert answers_as_at(datetime(2025, 6, 1, tzinfo=UTC)) == set()


def test_a_series_is_read_as_published_by_then(keeper: Viewer) -> None:
    """At Christmas 2025 the year 2025 was not over; a part of a year is never compared."""
    cars = Measure.objects.get(reference="cars-notified-stolen")
    told = read_measure(cars, keeper, CHRISTMAS, all_rules())
    assert (told.value, told.period) == (Decimal(62908), "2024")
    assert read_measure(cars, keeper, MARCH, all_rules()).value == Decimal(53629)
    plates = read_measure(Measure.objects.get(reference="false-plates"), keeper, MARCH, all_rules())
    assert plates.period == "2024"
    assert all(one.source and one.points for one in series().values())


def test_members_reach_the_target(keeper: Viewer) -> None:
    """The measure reads the figure and keeps no value."""
    members = Measure.objects.get(reference="member-organisations")
    told = read_measure(members, keeper, MARCH, all_rules())
    assert told.words == "Reached: the target is 300 or more by 31 December 2025."
    assert "Not reached yet" in read_measure(members, keeper, datetime(2025, 3, 31, tzinfo=UTC), all_rules()).words
