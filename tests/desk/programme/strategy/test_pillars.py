"""Pillars are reference data with a history."""

from datetime import UTC, datetime, timedelta

import pytest

from desk_words import NOON, ViewerMaker
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.programme.strategy.pillars import Wording, pillars_as_at, word_pillar
from vinculum.desk.programme.strategy.refusals import NotAsItWas
from vinculum.desk.workflows.refusals import NotPermitted

AFTER_THE_STORY = datetime(2026, 6, 1, tzinfo=UTC)


def test_the_story_words_five_pillars_as_working_titles(db: None) -> None:
    """The published titles were not found, so each says that it is a working title (DOMAIN 1.2)."""
    told = pillars_as_at(AFTER_THE_STORY)
    assert [code for code in sorted(told) if len(code) == 2] == ["P1", "P2", "P3", "P4", "P5"]
    assert {True} == {told[code].working_title for code in ("P1", "P2", "P3", "P4", "P5")}


def test_a_pillar_is_worded_anew_and_read_as_at_any_moment(make_viewer: ViewerMaker) -> None:
    """A title changes without a release; what it was before can still be told."""
    keeper = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, AFTER_THE_STORY)
    word_pillar(keeper, "P1", Wording("Stop the theft", working_title=False))
    assert Pillar.objects.get(code="P1").title == "Stop the theft"
    assert pillars_as_at(AFTER_THE_STORY)["P1"].title == "Stop the theft"
    assert pillars_as_at(AFTER_THE_STORY - timedelta(seconds=1))["P1"].title == "Prevent vehicle crime"


def test_nobody_else_words_a_pillar(make_viewer: ViewerMaker) -> None:
    """Wording pillars is for whoever may keep the strategy."""
    reader = make_viewer("HO", ["funder"], Purpose.PROGRAMME, AFTER_THE_STORY)
    with pytest.raises(NotPermitted):
        word_pillar(reader, "P1", Wording("Ours", working_title=True))


def test_known_time_never_goes_backwards(make_viewer: ViewerMaker) -> None:
    """A wording from before the newest one is refused with a sentence."""
    word_pillar(
        make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, AFTER_THE_STORY), "P1", Wording("Later", working_title=True)
    )
    with pytest.raises(NotAsItWas, match="1 June 2026"):
        word_pillar(make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, NOON), "P1", Wording("Early", working_title=True))
