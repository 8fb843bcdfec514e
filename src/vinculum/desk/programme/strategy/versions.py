"""Versions of the strategy: drafted, put to the steering group, adopted by somebody else, superseded by the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.strategy.models import Objective, Pillar, Version
from vinculum.desk.programme.strategy.refusals import NotSaid, Settled, must
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import history, standing_of, standings, take
from vinculum.desk.workflows.workflow import read_workflow

VERSION = read_workflow("vinculum.desk.programme.strategy", "version")


@dataclass(frozen=True, slots=True)
class VersionTold:
    """A version as its author tells it; both days belong to it."""

    reference: str
    title: str
    begins_on: date
    ends_on: date
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ObjectiveTold:
    """An objective as its author tells it."""

    reference: str
    title: str
    about: str = ""


@transaction.atomic
def begin_version(viewer: Viewer, told: VersionTold, follows: Version | None = None) -> Version:
    """Begin a draft; one that follows another begins with that one's objectives, each continuing its own."""
    must(viewer, Action.KEEP_STRATEGY)
    if told.ends_on < told.begins_on:
        raise NotSaid("A version ends on the day it begins or later. Nothing was kept.")
    if Version.objects.filter(reference=told.reference).exists():
        raise NotSaid(f"There is a version {told.reference} already. Choose another reference.")
    made = Version.objects.create(
        reference=told.reference,
        title=told.title,
        summary=told.summary,
        begins_on=told.begins_on,
        ends_on=told.ends_on,
        follows=follows,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )
    take(VERSION, made.reference, "begin", viewer, after=0)
    for before in follows.objectives.all() if follows else ():
        copied = ObjectiveTold(f"{made.reference}-{before.reference}"[:40], before.title, before.about)
        add_objective(viewer, made, before.pillar, copied, continues=before)
    return made


@transaction.atomic
def add_objective(
    viewer: Viewer, version: Version, pillar: Pillar, told: ObjectiveTold, continues: Objective | None = None
) -> Objective:
    """Add an objective to a draft; Settled when the version was put to the steering group already."""
    must(viewer, Action.KEEP_STRATEGY)
    _still_draft(version)
    if Objective.objects.filter(reference=told.reference).exists():
        raise NotSaid(f"There is an objective {told.reference} already. Choose another reference.")
    return Objective.objects.create(
        reference=told.reference,
        version=version,
        pillar=pillar,
        title=told.title,
        about=told.about,
        continues=continues,
        made_at=viewer.at,
        made_by_id=viewer.person,
    )


@transaction.atomic
def word_objective(viewer: Viewer, objective: Objective, pillar: Pillar, title: str, about: str) -> None:
    """Word an objective of a draft anew; Settled when its version was put to the steering group already."""
    must(viewer, Action.KEEP_STRATEGY)
    _still_draft(objective.version)
    objective.pillar, objective.title, objective.about = pillar, title, about
    objective.save(update_fields=["pillar", "title", "about"])


@transaction.atomic
def step_version(viewer: Viewer, version: Version, act: str, *, after: int, reason: str = "") -> Step:
    """Take a step of a version. Adopting one supersedes every other that stands; one without objectives is not put forward."""
    if act == "submit" and not version.objectives.exists():
        raise NotSaid("A version without objectives says nothing to adopt. Add an objective first. Nothing was changed.")
    taken = take(VERSION, version.reference, act, viewer, after=after, reason=reason)
    if act == "adopt":
        others = list(Version.objects.exclude(pk=version.pk).values_list("reference", flat=True))
        for reference, standing in standings(VERSION, others).items():
            if standing.state == "adopted":
                take(VERSION, reference, "supersede", viewer, after=standing.number, told={"by": version.reference})
    return taken


def _still_draft(version: Version) -> None:
    state = standing_of(history(VERSION, version.reference)).state
    if state != "draft":
        raise Settled(
            f"{version.title} is {VERSION.states[state].title.lower()}: its objectives no longer change. "
            "Begin a version that follows it, or have it given back. Nothing was changed."
        )
