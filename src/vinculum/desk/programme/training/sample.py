"""Posts, courses, examiners and sessions of the story, from ``sample.toml``, laid in through the functions that pages call."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.funding.models import Grant
from vinculum.desk.programme.training.courses import (
    Outline,
    Part,
    Result,
    Running,
    enter_attendance,
    hold_session,
    issue_certificate,
    plan_session,
    propose_course,
)
from vinculum.desk.programme.training.kept import COURSE
from vinculum.desk.programme.training.models import Course, Officer, Post
from vinculum.desk.programme.training.need import set_need
from vinculum.desk.programme.training.posts import Paid, establish_post, fund_post
from vinculum.desk.programme.training.register import Availability, Entrant, enter_officer, set_call_out
from vinculum.desk.workflows.stepping import take

# The register was entered when the training lead took it over.
REGISTERED = datetime(2025, 5, 19, 9, tzinfo=UTC)


@cache
def sample() -> dict[str, Any]:
    """Return this part of the story as its data file tells it."""
    return tomllib.loads((resources.files("vinculum.desk.programme.training") / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in posts, courses, officers and sessions, unless there is a post already."""
    if Post.objects.exists():
        return
    for told in sample()["posts"]:
        _post(told)
    for told in sample()["courses"]:
        _course(told)
    officers = {told["name"]: _officer(told) for told in sample()["officers"]}
    for told in sample()["sessions"]:
        _session(told, officers)
    for told in sample()["needs"]:
        course = Course.objects.get(reference=told["course"])
        set_need(course, told["one_for_thefts"], told["least"], told["basis"], _somebody("joan", told["at"]))


def _post(told: dict[str, Any]) -> None:
    david = _somebody("david", told["at"])
    post = establish_post(told["reference"], told["organisation"], told["desk"], told["title"], david)
    for paid in told["paid"]:
        grant = Grant.objects.filter(reference=paid.get("grant", "")).first()
        fund_post(post, Paid(paid["from"], paid.get("until"), paid["funders"], paid["basis"], grant), david)


def _course(told: dict[str, Any]) -> None:
    parts = [Part(part["title"], part["hours"], part["about"]) for part in told["parts"]]
    outline = Outline(parts, told["built_with"], told["valid_months"], told["changed"])
    course = propose_course(
        told["reference"], told["title"], told["about"], outline, _somebody("joan", told["at"]),
        on_register=told["on_register"], pillars=told["pillars"],
    )  # fmt: skip
    take(COURSE, course.reference, "offer", _somebody("david", told["agreed"]), after=1)


def _officer(told: dict[str, Any]) -> Officer:
    joan = _somebody("joan", REGISTERED)
    lat, lon = told.get("position", (None, None))
    person = Person.objects.get(email__startswith=f"{told['account']}.") if "account" in told else None
    officer = enter_officer(Entrant(told["name"], told["organisation"], told.get("station", ""), lat, lon, person), joan)
    if "reach" in told:
        reach = told["reach"]
        set_call_out(
            officer, Availability(available=True, within_km=reach["km"], hours=reach["hours"], contact=reach["contact"]), joan
        )
    if "held" in told:
        version = Course.objects.get(reference=told["held"]["course"]).versions.get(version=1)
        issue_certificate(officer, version, told["held"]["on"], joan)
    return officer


def _session(told: dict[str, Any], officers: dict[str, Officer]) -> None:
    course = Course.objects.get(reference=told["course"])
    running = Running(told["host"], told["venue"], told["begins"], told["ends"], told["places"])
    session = plan_session(course, running, _somebody("joan", told["at"]))
    if "came" in told:
        joan = _somebody("joan", told["entered"])
        results = [(officers[name], Result(result)) for result, names in told["came"].items() for name in names]
        enter_attendance(session, results, joan)
        hold_session(session, joan, after=1)


def _somebody(who: str, at: datetime) -> Viewer:
    moment = at if at.tzinfo else at.replace(tzinfo=UTC)
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), moment, Purpose.PROGRAMME, "Posts and training")
