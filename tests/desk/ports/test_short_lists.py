"""Short lists on the sample town: every eligible box is kept with its chance; a box has one owner; nothing is swapped."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.seen import SeenDoor, open_seen
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.ports.ahead import boxes_ahead
from vinculum.desk.ports.choosing import Wanted
from vinculum.desk.ports.clock import BoardClock, Urgency, clock_of, left_of
from vinculum.desk.ports.drawing import add_box, draw_up
from vinculum.desk.ports.listed import listed, standing_refs
from vinculum.desk.ports.models import EligibleBox, ShortList
from vinculum.desk.ports.owning import act_on, colleagues, tell_opened
from vinculum.desk.ports.refusals import NotDrawn, NotOwned
from vinculum.desk.ports.sample import tell
from vinculum.desk.ports.seeing import boxes_visible_to, visible_to
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build
from vinculum.picture.settings import Settings, read_settings

AT = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
PORT = "GBTEE"
ANY_TIME = Wanted(PORT, 6, 0.5, 504, "a test")


def viewer(who: str, purpose: Purpose = Purpose.PORTS, at: datetime = AT) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), at, purpose, "a test")


def second_officer() -> Viewer:
    """Appoint another ports officer of the same unit."""
    unit = Organisation.objects.get(code="NAVCIS")
    person = Person.objects.create_person("quentin.bell@navcis.example", "Quentin Bell", unit, ["ports_officer"])
    person.appointments.update(from_at=AT - timedelta(days=1))
    return viewer_of(person, AT, Purpose.PORTS, "a test")


def rules(home: Workspace) -> Settings:
    return read_settings(home.settings_file)


def clock(home: Workspace) -> BoardClock:
    return clock_of(current_build(home).as_at, AT, 6.0)


@contextmanager
def seen_by(home: Workspace, who: Viewer) -> Iterator[SeenDoor]:
    with open_seen(home, who) as door:
        yield door


def draw(home: Workspace, wanted: Wanted = ANY_TIME, who: Viewer | None = None) -> ShortList:
    officer = who or viewer("priya")
    with seen_by(home, officer) as door:
        return draw_up(door, wanted, clock(home), "a build", rules(home), officer)


def first(short_list: ShortList) -> EligibleBox:
    return short_list.boxes.exclude(basis="").select_related("short_list").order_by("number")[0]


def test_every_eligible_box_is_kept_with_its_chance(standing_desk: Workspace) -> None:
    """The chances of all boxes add up to the random arm; the chosen ones are as many as the lifts, each with its basis."""
    short_list = draw(standing_desk)
    boxes = list(short_list.boxes.all())
    with seen_by(standing_desk, viewer("priya")) as door:
        told = {
            one.consignment_ref
            for one in boxes_ahead(door, clock(standing_desk).at, PORT)
            if one.opened_at is None and one.sails_at - timedelta(hours=6) >= clock(standing_desk).at
        }  # fmt: skip
    assert sorted(box.consignment_ref for box in boxes) == sorted(told)
    chosen = [box for box in boxes if box.basis]
    assert len(chosen) == short_list.lifts
    assert sum(box.inclusion_probability or 0.0 for box in boxes) == pytest.approx(3.0)
    assert {box.drawn for box in boxes if box.basis == "random"} == {True}
    assert not any(box.drawn for box in boxes if not box.basis)
    assert all(box.told for box in boxes)


def test_a_box_waits_on_one_list_and_stands_in_one_draw(standing_desk: Workspace) -> None:
    """A second list of the day has none of the first's chosen boxes, and puts none of its boxes to a second draw."""
    one, two = draw(standing_desk), draw(standing_desk)
    before = set(one.boxes.exclude(basis="").values_list("consignment_ref", flat=True))
    assert not before & set(two.boxes.values_list("consignment_ref", flat=True))
    assert set(two.boxes.values_list("inclusion_probability", flat=True)) == {0.0}
    assert (one.number, two.number) == (1, 2)
    assert standing_refs("NAVCIS") == before | set(two.boxes.exclude(basis="").values_list("consignment_ref", flat=True))


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(PORT, 0, 0.1, 72),
        Wanted(PORT, 6, 1.1, 72),
        Wanted(PORT, 6, 0.1, 0),
        Wanted("ZZ1", 6, 0.1, 72),
        Wanted("GBDVR", 6, 0.1, 72),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_keeps_nothing(wanted: Wanted, standing_desk: Workspace) -> None:
    """No lifts, no share, no time, no port, no box: each is a sentence."""
    with pytest.raises(NotDrawn, match="Nothing was kept"):
        draw(standing_desk, wanted)
    assert not ShortList.objects.exists()


def test_a_list_is_neither_changed_nor_removed(standing_desk: Workspace) -> None:
    """The store itself refuses: what was drawn stays, so that estimates stay honest."""
    short_list = draw(standing_desk)
    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        short_list.boxes.update(basis="lead")
    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        EligibleBox.objects.filter(short_list=short_list)._raw_delete("default")  # noqa: SLF001 - past Django's own guard


def test_a_box_has_one_owner_at_a_time(standing_desk: Workspace) -> None:
    """Taken, handed over, given up and taken over: only whoever has it hands it on, and late-comers are told."""
    priya, quentin = viewer("priya"), second_officer()
    box = first(draw(standing_desk))
    act_on(box, "take", priya, after=1)
    with pytest.raises(Overtaken, match="Priya Nair took it"):
        act_on(box, "take", quentin, after=1)
    with pytest.raises(NotOwned, match="Priya Nair has"):
        act_on(box, "give_up", quentin, after=2, reason="Not mine")
    assert [one.name for one in colleagues(box, priya)] == ["Quentin Bell"]
    with pytest.raises(NotOwned, match="Choose a colleague"):
        act_on(box, "hand_over", priya, after=2, to=Person.objects.get(email__startswith="karl.").pk)
    act_on(box, "hand_over", priya, after=2, to=quentin.person, reason="End of shift")
    assert [one.owner_name for one in listed([box])] == ["Quentin Bell"]
    with pytest.raises(NotOwned, match="Quentin Bell has"):
        act_on(box, "give_up", priya, after=3, reason="Mine no more")
    act_on(box, "take_over", priya, after=3, reason="Quentin is ill")
    act_on(box, "give_up", priya, after=4, reason="No crane")
    (stands,) = listed([box])
    assert (stands.standing.state, stands.owner, stands.waits) == ("listed", None, True)


def test_what_became_of_a_box_is_told_and_can_be_put_right(standing_desk: Workspace) -> None:
    """A refused box waits no more and is eligible again; an inspection that comes late still opens it."""
    priya = viewer("priya")
    box = first(draw(standing_desk))
    act_on(box, "refuse", priya, after=1, reason="The terminal has no slot")
    assert box.consignment_ref not in standing_refs("NAVCIS")
    with pytest.raises(NotNow):
        act_on(box, "take", priya, after=2)
    step = tell_opened(box, priya, "INS-1")
    assert step is not None
    assert (step.state, step.told) == ("opened", {"inspection": "INS-1"})
    assert tell_opened(box, priya, "INS-1") is None
    act_on(box, "put_back", priya, after=3, reason="Another box was meant")
    assert box.consignment_ref in standing_refs("NAVCIS")


def test_only_ports_officers_of_the_unit_act(standing_desk: Workspace) -> None:
    """The national desk reads the list and does not work it."""
    box = first(draw(standing_desk))
    for who, purpose in (("amara", Purpose.INTELLIGENCE), ("ines", Purpose.PORTS)):
        with pytest.raises(NotPermitted):
            act_on(box, "take", viewer(who, purpose), after=1)


def test_a_box_is_not_swapped_in_by_hand(standing_desk: Workspace) -> None:
    """One that could have been chosen, and was not, is refused; so is one of another port or without a reason."""
    priya, short_list = viewer("priya"), draw(standing_desk)
    with seen_by(standing_desk, priya) as door:
        boxes = {box.consignment_ref: box for box in boxes_ahead(door, clock(standing_desk).at)}
    left_out = boxes[short_list.boxes.filter(basis="")[0].consignment_ref]
    for box, why, words in ((left_out, "I want it", "not swapped in"), (left_out, " ", "Say why")):
        with pytest.raises(NotDrawn, match=words):
            add_box(short_list, box, clock(standing_desk), why, priya)
    chosen = boxes[first(short_list).consignment_ref]
    with pytest.raises(NotDrawn, match="waits on a short list"):
        add_box(short_list, chosen, clock(standing_desk), "Again", priya)


@pytest.mark.parametrize(
    ("who", "purpose", "sees"),
    [
        ("priya", Purpose.PORTS, True),
        ("amara", Purpose.INTELLIGENCE, True),
        ("ines", Purpose.INTELLIGENCE, True),
        ("tom", Purpose.INVESTIGATION, False),
        ("helen", Purpose.PREVENTION, False),
        ("david", Purpose.PROGRAMME, False),
        ("karl", Purpose.PROGRAMME, False),
    ],
)
def test_who_sees_a_list(who: str, purpose: Purpose, sees: bool, standing_desk: Workspace) -> None:  # noqa: FBT001 - a test's table
    """Ports officers of the unit and the national desk; nobody else, whatever their organisation."""
    short_list = draw(standing_desk)
    asked = viewer(who, purpose)
    assert ShortList.objects.filter(visible_to(asked), pk=short_list.pk).exists() == sees
    assert EligibleBox.objects.filter(boxes_visible_to(asked), short_list=short_list).exists() == sees


def test_the_sample_officer_draws_once(standing_desk: Workspace) -> None:
    """Told on the sample town a list stands, its first two boxes taken; told again, nothing is added."""
    tell()
    tell()
    (short_list,) = ShortList.objects.all()
    stands = listed(short_list.boxes.exclude(basis="").select_related("short_list").order_by("number"))
    assert [one.owner_name for one in stands][:3] == ["Priya Nair", "Priya Nair", ""]
    assert (short_list.port, short_list.drawn_at) == (PORT, AT)


def test_without_a_picture_nothing_is_told(db: None) -> None:
    """The test store begins without one."""
    tell()
    assert not ShortList.objects.exists()


def test_the_clock_of_an_old_picture_stands_still() -> None:
    """A picture of this week runs with the wall's clock; an older one stands at the moment it is as at."""
    as_at = datetime(2026, 4, 1, tzinfo=UTC)
    soon, late = as_at + timedelta(hours=30), as_at + timedelta(days=30)
    assert clock_of(as_at, soon, 6.0) == BoardClock(soon, True, 6.0)
    assert clock_of(as_at, late, 6.0) == BoardClock(as_at, False, 6.0)


@pytest.mark.parametrize(
    ("hours", "urgency"),
    [(40, Urgency.CALM), (30, Urgency.SOON), (12, Urgency.NOW), (6, Urgency.PAST), (1, Urgency.PAST), (0, Urgency.SAILED)],
)
def test_how_urgent_a_box_is(hours: int, urgency: Urgency) -> None:
    """Six hours before the sailing the cut-off passes; the colour turns a day and six hours before that."""
    at = datetime(2026, 4, 1, tzinfo=UTC)
    assert left_of(at + timedelta(hours=hours), BoardClock(at, True, 6.0)).urgency == urgency
