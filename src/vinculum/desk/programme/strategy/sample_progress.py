"""Progress of the strategy in the sample story: told after the rooms whose things are its evidence."""

from __future__ import annotations

import tomllib
from importlib import resources

from django.db import transaction

from vinculum.desk.programme.strategy.acting import ACTION, step_action
from vinculum.desk.programme.strategy.models import Progress, StrategyAction
from vinculum.desk.programme.strategy.reporting import EvidenceTold, ProgressTold, report_progress
from vinculum.desk.programme.strategy.sample import as_person
from vinculum.desk.programme.strategy.vocabulary import Audience, Health, Thing
from vinculum.desk.programme.things import find
from vinculum.desk.workflows.stepping import history


@transaction.atomic
def tell() -> None:
    """Report on the actions as the story does, each with its evidence; nothing where something was reported already."""
    if Progress.objects.exists():
        return
    told = tomllib.loads((resources.files("vinculum.desk.programme.strategy") / "sample_progress.toml").read_text("utf-8"))
    for one in told["reports"]:
        viewer = as_person(one["who"], one["at"])
        action = StrategyAction.objects.get(reference=one["action"])
        pieces = [piece.split(": ", 1) for piece in one["evidence"]]
        report = ProgressTold(
            one["text"],
            one["happened_on"],
            Health(one.get("health", Health.ON_TRACK)),
            Audience(one.get("audience", Audience.PARTNERSHIP)),
            [EvidenceTold(Thing(kind), reference) for kind, reference in pieces],
        )
        report_progress(viewer, action, report, find)
        if one.get("finish"):
            step_action(viewer, action, "finish", after=len(history(ACTION, action.reference)))
