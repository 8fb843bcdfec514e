"""Posts over time, the nearest examiner, and the gap of a force."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.training import courses, register
from vinculum.desk.programme.training.calling_out import OnCall, km_between, nearest
from vinculum.desk.programme.training.courses import Result, months_later
from vinculum.desk.programme.training.figures import RULES
from vinculum.desk.programme.training.kept import CERTIFICATE
from vinculum.desk.programme.training.models import Certificate, Course, NeedRule, Officer, Post
from vinculum.desk.programme.training.need import gap_of
from vinculum.desk.programme.training.posts import Paid, ending_by, establish_post, fund_post, standing_fundings, steps_of
from vinculum.desk.programme.training.refusals import NotReady, WrongEntry
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import history, take

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def who(name: str, at: datetime = AT) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{name}."), at, Purpose.PROGRAMME, "a test")


def figure(code: str, at: datetime, name: str = "david", **of: str) -> int | None:
    found = figure_of(next(rule for rule in RULES if rule.code == code), who(name, at), Asked(at, of)).value
    return None if found is None else int(found)


def test_the_desk_of_the_story_grows_from_one_to_three_to_four() -> None:
    """Opal's vehicle desk: 1 until June 2025, 3 from then, 4 for twelve months, and the ends that are known already."""
    fundings = standing_fundings(Post.objects.filter(organisation="OPAL", desk="Vehicle desk"), AT)
    told = [(step.on, step.posts) for step in steps_of(fundings, date(2028, 1, 1))]
    assert told == [
        (date(2019, 4, 1), 1),
        (date(2025, 6, 2), 3),
        (date(2025, 11, 1), 4),
        (date(2026, 11, 1), 3),
        (date(2027, 6, 2), 1),
    ]
    assert [one.post.reference for one in ending_by(fundings, AT.date(), months_later(AT.date(), 6))] == ["opal-vehicle-4"]


def test_a_figure_tells_what_was_known_then() -> None:
    """As at May 2025 nobody knew of the grown desk; as at December four posts were paid for."""
    assert figure("posts-funded", datetime(2025, 5, 1, tzinfo=UTC), desk="Vehicle desk") == 1
    assert figure("posts-funded", datetime(2025, 12, 1, tzinfo=UTC), desk="Vehicle desk") == 4


def test_a_post_is_paid_for_once() -> None:
    """Two stretches that overlap are refused; one that begins the day after is not, and the post then does not end."""
    post = establish_post("t-post", "OPAL", "A desk", "A job", who("david"))
    fund_post(post, Paid(date(2026, 1, 1), date(2026, 8, 31), ["HO"], "A grant"), who("david"))
    with pytest.raises(WrongEntry, match="a post is paid for once"):
        fund_post(post, Paid(date(2026, 8, 31), None, ["JLR"], "A letter"), who("david"))
    today, until = date(2026, 6, 1), date(2026, 12, 1)
    assert [date(2026, 8, 31)] == [one.last_day for one in ending_by(standing_fundings([post], AT), today, until)]
    fund_post(post, Paid(date(2026, 9, 1), None, ["JLR"], "A letter"), who("david"))
    assert ending_by(standing_fundings([post], AT), today, until) == []


def test_a_course_is_offered_by_a_second_person() -> None:
    """Who proposed a course does not agree to it; no session is planned before."""
    outline = courses.Outline([courses.Part("One", 2, "All of it")], ["JLR"], 12, "First.")
    course = courses.propose_course("t-course", "A course", "About.", outline, who("joan"))
    running = courses.Running("SYP", "Sheffield", date(2026, 6, 1), date(2026, 6, 2), 2)
    with pytest.raises(NotReady, match="is not offered"):
        courses.plan_session(course, running, who("joan"))
    from vinculum.desk.programme.training.kept import COURSE  # noqa: PLC0415

    with pytest.raises(NotPermitted):
        take(COURSE, "t-course", "offer", who("joan"), after=1)
    take(COURSE, "t-course", "offer", who("david"), after=1)
    session = courses.plan_session(course, running, who("joan"))
    passed, failed = Officer.objects.filter(organisation="WMP").order_by("pk")[:2]
    courses.enter_attendance(session, [(passed, Result.FAILED), (failed, Result.FAILED)], who("joan"))
    courses.enter_attendance(session, [(passed, Result.PASSED)], who("joan"))
    made = courses.hold_session(session, who("joan"), after=1)
    assert [(passed, date(2027, 6, 2))] == [(one.officer, one.expires_on) for one in made]
    full = courses.plan_session(course, courses.Running("WMP", "Hall", date(2026, 5, 1), date(2026, 5, 1), 2), who("joan"))
    three = [(officer, Result.ATTENDED) for officer in Officer.objects.all()[:3]]
    with pytest.raises(WrongEntry, match="2 places"):
        courses.enter_attendance(full, three, who("joan"))


def test_whoever_is_suspended_or_over_does_not_count() -> None:
    """A certificate counts to its last day; suspended it does not, restored it does again."""
    one = Certificate.objects.get(officer__name="Martin Hale")
    assert one.expires_on is not None
    day = one.expires_on
    for on, counts in ((day, True), (day + timedelta(days=1), False)):
        assert (one.officer.reference in register.qualified(register.held_on(on, AT))) is counts
    before = figure("examiners-qualified", AT, organisation="SYP")
    take(
        CERTIFICATE,
        one.reference,
        "suspend",
        who("joan"),
        after=len(history(CERTIFICATE, one.reference)),
        reason="Asked to stand back.",
    )
    assert (before, 2) == (3, figure("examiners-qualified", AT, organisation="SYP"))


def test_a_certificate_lasts_whole_months() -> None:
    """From 31 August six months lead to the last day of February."""
    assert date(2027, 2, 28) == months_later(date(2026, 8, 31), 6)
    assert date(2028, 2, 29) == months_later(date(2027, 8, 29), 6)


def test_the_nearest_comes_first_if_they_come_at_all() -> None:
    """Who would come from further away stands before who is nearer and does not come that far."""
    near = OnCall("a-1", "A", "Hull", 53.745, -0.336, 10, "Any time", "Desk")
    far = OnCall("b-1", "B", "Leeds", 53.801, -1.549, 150, "Any time", "Desk")
    place = (53.96, -1.08)  # York
    assert [(one.on_call.reference, one.comes) for one in nearest(*place, [near, far])] == [("b-1", True), ("a-1", False)]
    assert km_between(51.4778, -0.0014, 53.4808, -2.2426) == pytest.approx(269, abs=3)  # Greenwich to Manchester


@pytest.mark.parametrize(
    ("thefts", "there", "needed", "missing"), [(0, 0, 1, 1), (3000, 1, 1, 0), (3001, 1, 2, 1), (None, 2, None, None)]
)
def test_the_gap_follows_the_thefts(thefts: int | None, there: int, needed: int | None, missing: int | None) -> None:
    """One for 3,000 thefts, at least one; without a count of thefts the need is not known, and not none."""
    gap = gap_of("X", thefts, there, NeedRule(course=Course(), one_for_thefts=3000, least=1))
    assert (gap.needed, gap.missing) == (needed, missing)


def test_call_out_is_told_by_oneself_or_the_keeper() -> None:
    """Joan tells her own; Owen may not tell Martin's."""
    told = register.Availability(available=False, within_km=50, hours="Nights", contact="Desk")
    martin = Officer.objects.get(name="Martin Hale")
    register.set_call_out(martin, told, who("joan"))
    with pytest.raises(NotPermitted):
        register.set_call_out(martin, told, who("owen"))
