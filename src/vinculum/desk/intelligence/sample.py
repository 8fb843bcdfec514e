"""Intelligence of the story: reports written one by one through the functions of the pages, and the logs of the week in bulk."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Group, Organisation, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.intelligence.flows import COPY, RECEIPT, REPORT, parties_of
from vinculum.desk.intelligence.grades import ActionCode, Grade, SanitisationCode, read_grade
from vinculum.desk.intelligence.provenance import SourceTold
from vinculum.desk.intelligence.receiving import acknowledge, say_what_became
from vinculum.desk.intelligence.recipients import classes
from vinculum.desk.intelligence.requirements import answer, state_requirement
from vinculum.desk.intelligence.reviewing import accept
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.sample_week import lay_week
from vinculum.desk.intelligence.sanitising import CopiedParagraph, prepare
from vinculum.desk.intelligence.sending import send
from vinculum.desk.intelligence.writing import begin
from vinculum.desk.intelligence.written import NamedLink, Written, WrittenParagraph
from vinculum.desk.workflows.stepping import history, take

# What people of the story write and read intelligence for.
FIRST = (Purpose.INTELLIGENCE, Purpose.INVESTIGATION, Purpose.PORTS, Purpose.PREVENTION)


@cache
def sample() -> dict[str, Any]:
    """Return the intelligence of the story as its data file tells it."""
    return tomllib.loads((resources.files("vinculum.desk.intelligence") / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in the reports, copies and requirements of the story, unless there is a report already."""
    if Report.objects.exists():
        return
    told = sample()
    by_subject = {one["subject"]: _tell_report(one) for one in told["reports"]}
    counted = sum(1 for one in told["reports"] if one.get("operation") == told["week"]["operation"])
    lay_week(told["week"], told["week"]["published"] - counted, amara=person("amara"), ines=person("ines"))
    for one in told["requirements"]:
        _tell_requirement(one, by_subject)


def person(who: str) -> Person:
    """Return a sample person by the first part of their address."""
    return Person.objects.select_related("organisation").get(email__startswith=f"{who}.")


def somebody(who: str, at: datetime) -> Viewer:
    """Return a sample person as they asked at a moment of the story (UTC), for the first purpose that lets them."""
    found = person(who)
    served = viewer_of(found, at).purposes
    return viewer_of(found, at, next(purpose for purpose in FIRST if purpose in served), "The story")


def _tell_report(told: dict[str, Any]) -> Report:
    at = told["at"].replace(tzinfo=UTC)
    viewer = somebody(told["by"], at)
    written = Written(
        subject=told["subject"],
        author=told["author"],
        author_rank=told.get("author_rank", ""),
        author_number=told.get("author_number", ""),
        reported_at=at - timedelta(minutes=20),
        obtained_at=told["obtained_at"].replace(tzinfo=UTC),
        priority=told["priority"],
        stages=tuple(told["stages"]),
        pillars=("P3",),
        operation=told.get("operation", ""),
        paragraphs=tuple(_paragraph(one) for one in told["paragraphs"]),
        links=tuple(NamedLink(**one) for one in told.get("links", ())),
    )
    report = begin(viewer, written, desk="OPAL", source=SourceTold(**told.get("source", {})))
    if "reviewed" in told or told.get("submitted"):
        take(REPORT, report.reference, "submit", viewer, after=1, parties=parties_of(report))
    if reviewed := told.get("reviewed"):
        reviewer = somebody(reviewed["by"], reviewed["at"].replace(tzinfo=UTC))
        accept(reviewer, report, {int(number): note for number, note in reviewed.get("notes", {}).items()}, after=2)
    for one in told.get("copies", ()):
        _tell_copy(report, one)
    return report


def _paragraph(told: dict[str, str]) -> WrittenParagraph:
    source, assessment, handling = read_grade(told["grade"])
    action = ActionCode(told["action"]) if "action" in told else None
    sanitisation = SanitisationCode(told["sanitisation"]) if "sanitisation" in told else None
    return WrittenParagraph(told["text"], Grade(source, assessment, handling, action, sanitisation, told.get("conditions", "")))


def _tell_copy(report: Report, told: dict[str, Any]) -> None:
    at = told["at"].replace(tzinfo=UTC)
    kept = [CopiedParagraph(int(number), text) for number, text in told["keep"].items()]
    copy = prepare(somebody(told["by"], at), report, classes()[told["class"]], told["subject"], told["marking"], kept)
    releaser = somebody(told["released_by"], at + timedelta(minutes=25))
    take(COPY, copy.reference, "release", releaser, after=1, parties={"desk": report.desk_id})
    sent = send(releaser, copy, list(Organisation.objects.filter(code__in=told["send"])), after=2)
    if answered := told.get("answered"):
        viewer = somebody(answered["who"], answered["at"].replace(tzinfo=UTC))
        row = next(one for one in sent if one.recipient_id == viewer.organisation)
        acknowledge(viewer, row, after=0)
        say_what_became(
            viewer, row, grade=answered["usefulness"], acted_on=answered["acted_on"], text=answered["text"],
            after=len(history(RECEIPT, row.reference)),
        )  # fmt: skip


def _tell_requirement(told: dict[str, Any], by_subject: dict[str, Report]) -> None:
    viewer = somebody(told["by"], told["at"].replace(tzinfo=UTC))
    made = state_requirement(
        viewer,
        shared_with=Group.objects.get(code="police"),
        **{name: told[name] for name in ("title", "question", "stages", "pillars", "from_on", "until_on")},
    )
    for subject in told["answers"]:
        answer(viewer, made, by_subject[subject].reference, whole=False, note="From the week of action.")
