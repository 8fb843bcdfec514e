"""Judging a disruption: by its originator, with reasons, then by a second person. The house scores nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Disruption, Judgement, Operation
from vinculum.desk.operations.numbering import next_number
from vinculum.desk.operations.refusals import NotKept
from vinculum.desk.operations.workflow import DISRUPTION
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import take


@dataclass(frozen=True, slots=True)
class Level:
    """A level of disruption and what it is taken to mean."""

    code: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody makes of it: codes of ``disruption.toml``, and why."""

    level: str
    strand: str
    stage: str
    rationale: str


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.operations") / "disruption.toml").read_text("utf-8"))


def levels() -> dict[str, Level]:
    """Return the levels, from most to least."""
    return {code: Level(code, told["title"], told["about"]) for code, told in _words()["levels"].items()}


def strands() -> dict[str, str]:
    """Return the four strands by code."""
    return dict(_words()["strands"])


def stages() -> dict[str, str]:
    """Return the stages of the crime script by code, in their order."""
    return dict(_words()["stages"])


@transaction.atomic
def assess(operation: Operation, subject: str, happened_on: date, what: str, judged: Judged, viewer: Viewer) -> Disruption:
    """Keep a disruption and its first judgement; it waits for a moderator."""
    _check(judged)
    if not subject.strip() or not what.strip():
        raise NotKept("Say who or what was disrupted, and what was done. Nothing was kept.")
    if happened_on > viewer.at.date():
        raise NotKept(f"{happened_on:%-d %B %Y} is to come: only what has happened is assessed.")
    number = Disruption.objects.filter(operation=operation).count() + 1
    disruption = Disruption.objects.create(
        reference=f"{operation.reference}-D{number:03d}",
        operation=operation,
        organisation_id=viewer.organisation,
        subject=subject.strip(),
        happened_on=happened_on,
        what=what.strip(),
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    _judge(disruption, judged, viewer)
    take(DISRUPTION, disruption.reference, "assess", viewer, after=0, parties=parties_of(disruption))
    return disruption


@transaction.atomic
def judge_again(disruption: Disruption, judged: Judged, viewer: Viewer, after: int) -> Step:
    """Append another judgement by its originator, who saw ``after`` steps; it waits for a moderator again."""
    _check(judged)
    step = take(DISRUPTION, disruption.reference, "revise", viewer, after=after, parties=parties_of(disruption))
    _judge(disruption, judged, viewer)
    return step


def parties_of(disruption: Disruption) -> dict[str, str]:
    """Return the organisation of each party of a disruption's workflow."""
    return {"originator": disruption.organisation_id}


def _judge(disruption: Disruption, judged: Judged, viewer: Viewer) -> None:
    Judgement.objects.create(
        disruption=disruption,
        number=next_number(disruption.judgements.all()),
        level=judged.level,
        strand=judged.strand,
        stage=judged.stage,
        rationale=judged.rationale.strip(),
        at=viewer.at,
        person_id=viewer.person,
    )


def _check(judged: Judged) -> None:
    if not judged.rationale.strip():
        raise NotKept("Say why: a level without its reasons cannot be moderated. Nothing was kept.")
    for word, known in ((judged.level, levels()), (judged.strand, strands()), (judged.stage, stages())):
        if word not in known:
            raise NotKept(f"{word!r} is none of {', '.join(known)}.")
