"""What openings say of all boxes: lists count when they are over, and a drawn box that nobody opened is not passed over."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.ports import estimating
from vinculum.desk.ports.choosing import Wanted
from vinculum.desk.ports.clock import BoardClock
from vinculum.desk.ports.drawing import draw_up
from vinculum.desk.ports.estimating import Estimates, estimates_of
from vinculum.desk.ports.found import Found
from vinculum.desk.ports.models import EligibleBox
from vinculum.desk.ports.owning import act_on
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture
from vinculum.picture.settings import read_settings

AT = datetime(2026, 4, 1, tzinfo=UTC)
CLOCK = BoardClock(AT, live=False, hours=6.0)


def officer() -> Viewer:
    return viewer_of(Person.objects.get(email__startswith="priya."), timezone.now(), Purpose.PORTS, "a test")


def estimates(home: Workspace) -> Estimates:
    with open_seen(home, officer()) as door:
        return estimates_of(door, officer(), CLOCK, 200.0)


def all_drawn(home: Workspace) -> list[EligibleBox]:
    """Draw up a list of eight boxes, all at random, and return them."""
    with open_seen(home, officer()) as door:
        held = draw_up(door, Wanted("GBTEE", 8, 1.0, 504), CLOCK, "a build", read_settings(home.settings_file), officer())
    return list(held.boxes.filter(drawn=True).select_related("short_list"))


def test_before_any_list_the_evidence_speaks(standing_desk: Workspace) -> None:
    """Openings at random and on leads are those of the inspections, counted by a plain query."""
    with open_picture(standing_desk) as door:
        told = door.ask_rows(
            "SELECT basis, count(DISTINCT i.consignment_ref) AS n FROM evidence.inspections AS i "
            "JOIN picture.export_risk AS r USING (consignment_ref) "
            "WHERE result IN ('positive', 'negative') AND r.sails_at <= TIMESTAMPTZ '2026-04-01' GROUP BY basis"
        )
    counts = {row["basis"]: row["n"] for row in told}
    found = estimates(standing_desk)
    assert (found.random.opened, found.lead.opened) == (counts["random"], counts["lead"])
    assert (found.lists, found.unseen, found.worst) == (0, 0, None)


def test_a_list_counts_when_all_that_was_drawn_is_settled(standing_desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a box of the draw still waiting nothing of the list counts; opened or told of, all of it does."""
    before = estimates(standing_desk)
    drawn = all_drawn(standing_desk)
    assert len(drawn) == 8
    assert estimates(standing_desk).random.opened == before.random.opened
    opened = {
        box.consignment_ref: Found("I", AT, "random", "positive" if place == 0 else "negative", 1, 20000.0, 200.0)
        for place, box in enumerate(drawn[:6])
    }
    monkeypatch.setattr(estimating, "found_in", lambda _door, _boxes: opened)
    assert estimates(standing_desk).random.opened == before.random.opened
    for box in drawn[6:]:
        act_on(box, "miss", officer(), after=1, reason="No crane")
    after = estimates(standing_desk)
    assert (after.lists, after.random.opened - before.random.opened, after.unseen) == (1, 6, 2)
    assert after.worst is not None
    assert (after.worst.value or 0.0) > (after.prevalence.value or 0.0) > 0.0


def test_boxes_not_seen_weigh_on_those_that_were(standing_desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """One find in four seen of eight drawn stands for as many boxes as two finds in eight: half were seen, each counts twice."""
    monkeypatch.setattr(estimating, "_before", lambda _door, _viewer, _clock: ([], []))
    drawn = all_drawn(standing_desk)
    eligible = EligibleBox.objects.count()
    seen = {
        box.consignment_ref: Found("I", AT, "random", "positive" if place == 0 else "negative", 1, 20000.0, 200.0)
        for place, box in enumerate(drawn[:4])
    }
    monkeypatch.setattr(estimating, "found_in", lambda _door, _boxes: seen)
    for box in drawn[4:]:
        act_on(box, "refuse", officer(), after=1, reason="No slot")
    found = estimates(standing_desk)
    assert found.prevalence.boxes == eligible
    assert found.prevalence.value == pytest.approx(1 / 4)
    assert found.worst is not None
    assert found.worst.value == pytest.approx(5 / 8)
