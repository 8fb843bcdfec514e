"""Engagement's part of the sample story, read from ``sample.toml`` and laid in through the same functions as the pages'."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.programme.engagement.arising import ArisingTold, agree, step
from vinculum.desk.programme.engagement.disclosing import DisclosureTold, disclose
from vinculum.desk.programme.engagement.meeting import AttendanceTold, MeetingTold, write_down
from vinculum.desk.programme.engagement.models import Attendance, Meeting
from vinculum.desk.programme.engagement.vocabulary import Marking, MeetingKind, ToldOf
from vinculum.desk.programme.strategy.models import Pillar, StrategyAction
from vinculum.desk.programme.strategy.sample import as_person
from vinculum.desk.programme.things import find


@cache
def sample() -> dict[str, Any]:
    """Return the meetings as their data file tells them."""
    return tomllib.loads((resources.files("vinculum.desk.programme.engagement") / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in the meetings with who was there, who was told what, and what arose; nothing where there are some already."""
    if Meeting.objects.exists():
        return
    bodies = {one.code: one for one in Organisation.objects.all()}
    people = {one.email.split(".")[0]: one for one in Person.objects.all()}
    for told in sample()["meetings"]:
        _tell(told, bodies, people)


def _tell(told: dict[str, Any], bodies: dict[str, Organisation], people: dict[str, Person]) -> None:
    """Write a meeting down on the evening of its last day, by somebody of the partnership who was there."""
    last: date = told.get("ends_on", told["begins_on"])
    author = next(one["person"] for one in told["there"] if one.get("o") == "NVCRP")
    writer = as_person(author, datetime.combine(last, time(18), UTC))
    meeting = write_down(
        writer,
        MeetingTold(
            told["reference"], told["title"], MeetingKind(told["kind"]), told["begins_on"], last, told["place"],
            told.get("about", ""), told.get("closed", False), list(Pillar.objects.filter(code__in=told["pillars"])),
        ),
        [
            AttendanceTold(
                organisation=bodies[one["o"]] if "o" in one else None,
                other=one.get("n", ""),
                person=people[one["person"]] if "person" in one else None,
                role=one.get("role", ""),
                hosts=one.get("hosts", False),
            )
            for one in told["there"]
        ],
    )  # fmt: skip
    there = list(meeting.attendances.select_related("organisation", "member"))
    for one in told.get("told", ()):
        heard = [row for row in there if _hears(row, one)]
        words = DisclosureTold(ToldOf(one["kind"]), one["words"], Marking(one["marking"]), Handling.PERMITTED)
        disclose(writer, meeting, words, heard, find)
    for one in told.get("actions", ()):
        owner = next(row for row in there if row.organisation_id == one["owner"])
        serves = StrategyAction.objects.get(reference=one["serves"])
        action = agree(writer, meeting, ArisingTold(one["reference"], one["title"], one["due_on"]), owner, serves)
        if "done_at" in one:
            step(as_person("david", one["done_at"]), action, "finish", after=1, reason=one["done"])
        if "put_off" in one:
            late = one["put_off"]
            step(as_person("david", late["at"]), action, "put_off", after=1, reason=late["reason"], due_on=late["due_on"])


def _hears(row: Attendance, told: dict[str, Any]) -> bool:
    """Say whether somebody was told: those whom the story names, or everybody but the partnership itself."""
    return row.organisation_id in told["to"] if "to" in told else row.organisation_id != "NVCRP"
