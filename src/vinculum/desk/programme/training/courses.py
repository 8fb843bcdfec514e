"""Courses: proposed, written with makers version by version, offered by a second person; sessions planned, listed and held."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import IntegrityError, transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.programme.training.kept import CERTIFICATE, COURSE, SESSION
from vinculum.desk.programme.training.models import Attendance, Certificate, Course, CourseVersion, Officer, TrainingSession
from vinculum.desk.programme.training.permitted import must_keep
from vinculum.desk.programme.training.refusals import AlreadyThere, NotReady, WrongEntry
from vinculum.desk.workflows.refusals import NotNow, Overtaken
from vinculum.desk.workflows.stepping import history, standing_of, take


class Result(StrEnum):
    """What became of an officer in a session."""

    PASSED = "passed"
    ATTENDED = "attended"
    FAILED = "failed"
    ABSENT = "absent"


RESULT_WORDS = {
    Result.PASSED: "Passed",
    Result.ATTENDED: "Attended, not examined",
    Result.FAILED: "Did not pass",
    Result.ABSENT: "Did not come",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a course: what it is called, how long it takes, what is taught."""

    title: str
    hours: float
    about: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What a version of a course teaches, with whom it was built, how long its certificate holds, and what changed."""

    parts: Sequence[Part]
    built_with: Sequence[str]
    valid_months: int | None
    changed: str


@dataclass(frozen=True, slots=True)
class Running:
    """When and where a session runs, and for how many."""

    host: str
    venue: str
    begins_on: date
    ends_on: date
    places: int


@transaction.atomic
def propose_course(
    reference: str,
    title: str,
    about: str,
    outline: Outline,
    viewer: Viewer,
    *,
    on_register: bool = False,
    pillars: Sequence[str] = (),
) -> Course:
    """Propose a course with its first outline; somebody else agrees to it before it is offered."""
    if Course.objects.filter(reference=reference).exists():
        raise AlreadyThere(f"There is a course with the reference {reference} already. Choose another.")
    take(COURSE, reference, "propose", viewer, after=0)
    course = Course.objects.create(
        reference=reference, title=title, about=about, on_register=on_register, made_at=viewer.at, made_by_id=viewer.person
    )
    course.pillars.set(Pillar.objects.filter(code__in=pillars))
    write_outline(course, outline, viewer)
    return course


def write_outline(course: Course, outline: Outline, viewer: Viewer) -> CourseVersion:
    """Append a version of a course while it is being built."""
    must_keep(viewer)
    if standing_of(history(COURSE, course.reference)).state != "building":
        raise NotNow(f"{course.title} is not being built: take it back to revise it first. Nothing was kept.")
    if not outline.parts or any(not part.title.strip() or part.hours <= 0 for part in outline.parts):
        raise WrongEntry({"parts": "Give at least one part; each has a title and takes some hours."})
    parts = [{"title": part.title.strip(), "hours": part.hours, "about": part.about.strip()} for part in outline.parts]
    try:
        with transaction.atomic():
            return CourseVersion.objects.create(
                course=course, version=course.versions.count() + 1, outline=parts, built_with=list(outline.built_with),
                valid_months=outline.valid_months, changed=outline.changed.strip(), at=viewer.at, by_id=viewer.person,
            )  # fmt: skip
    except IntegrityError as error:
        raise Overtaken("Somebody else wrote a version at the same moment. Nothing of yours was kept; look again.") from error


@transaction.atomic
def plan_session(course: Course, running: Running, viewer: Viewer) -> TrainingSession:
    """Plan a session of the newest version of a course that is offered."""
    version = course.versions.order_by("version").last()
    if version is None or standing_of(history(COURSE, course.reference)).state != "offered":
        raise NotReady(f"{course.title} is not offered: a second person agrees to its outline before sessions are planned.")
    if running.ends_on < running.begins_on or running.places < 1:
        raise WrongEntry({"begins_on": "A session ends on the day it begins or later, and has at least one place."})
    reference = f"{course.reference}-{running.begins_on:%Y%m%d}-{running.host.lower()}"
    if TrainingSession.objects.filter(reference=reference).exists():
        raise AlreadyThere(f"{running.host} has a session of this course on that day already.")
    take(SESSION, reference, "plan", viewer, after=0)
    return TrainingSession.objects.create(
        reference=reference, version=version, host_id=running.host, venue=running.venue, begins_on=running.begins_on,
        ends_on=running.ends_on, places=running.places, made_at=viewer.at, made_by_id=viewer.person,
    )  # fmt: skip


@transaction.atomic
def enter_attendance(session: TrainingSession, results: Sequence[tuple[Officer, Result]], viewer: Viewer) -> list[Attendance]:
    """Append what became of officers in a session that is planned; a later entry about the same officer counts instead."""
    must_keep(viewer, Action.KEEP_OFFICERS)
    if standing_of(history(SESSION, session.reference)).state != "planned":
        raise NotNow("The list of this session is closed. Nothing was kept.")
    if viewer.at.date() < session.begins_on:
        raise NotReady(f"The session begins on {session.begins_on:%-d %B %Y}: who attended is entered from then on.")
    came = {officer.pk for officer, result in results if result is not Result.ABSENT}
    came |= {pk for pk, result in results_of(session).items() if result is not Result.ABSENT}
    if len(came) > session.places:
        raise WrongEntry({"officer": f"The session has {session.places} places, and {len(came)} would have come."})
    return [
        Attendance.objects.create(session=session, officer=officer, result=result, at=viewer.at, by_id=viewer.person)
        for officer, result in results
    ]


@transaction.atomic
def hold_session(session: TrainingSession, viewer: Viewer, *, after: int) -> list[Certificate]:
    """Close the list of a session and issue a certificate to everybody who passed."""
    results = results_of(session)
    if not results:
        raise NotReady("Nobody is entered for this session: enter who attended, or call it off.")
    take(SESSION, session.reference, "hold", viewer, after=after)
    passed = Officer.objects.filter(pk__in=[pk for pk, result in results.items() if result is Result.PASSED]).order_by(
        "reference"
    )
    return [issue_certificate(officer, session.version, session.ends_on, viewer, session) for officer in passed]


def issue_certificate(
    officer: Officer, version: CourseVersion, on: date, viewer: Viewer, session: TrainingSession | None = None
) -> Certificate:
    """Issue a certificate from a day, for as long as the version of the course says."""
    reference = f"{version.course.reference}-{officer.reference}-{on:%Y%m%d}"
    if Certificate.objects.filter(reference=reference).exists():
        raise AlreadyThere(f"{officer.reference} holds this certificate from that day already.")
    take(CERTIFICATE, reference, "issue", viewer, after=0)
    return Certificate.objects.create(
        reference=reference, officer=officer, course=version.course, session=session, issued_on=on,
        expires_on=months_later(on, version.valid_months) if version.valid_months else None, made_at=viewer.at,
    )  # fmt: skip


def results_of(session: TrainingSession) -> dict[int, Result]:
    """Return what became of each officer in a session, by primary key: the newest entry counts."""
    return {row.officer_id: Result(row.result) for row in session.attendances.order_by("at", "id")}


def months_later(day: date, months: int) -> date:
    """Return the day so many months later, the last of its month where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
