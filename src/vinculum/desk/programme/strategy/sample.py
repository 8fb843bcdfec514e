"""The strategy's part of the sample story, read from ``sample.toml`` and laid in through the same functions as the pages'."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.members.figures import RULES as MEMBERS
from vinculum.desk.programme.strategy.acting import ActionTold, TermsTold, plan_action, step_action
from vinculum.desk.programme.strategy.measuring import MeasureTold, set_measure
from vinculum.desk.programme.strategy.models import Objective, OutsideReport, Pillar, Recommendation, StrategyAction, Version
from vinculum.desk.programme.strategy.pillars import Wording, word_pillar
from vinculum.desk.programme.strategy.recommending import (
    RECOMMENDATION,
    RecommendationTold,
    ReportTold,
    answer,
    note_recommendation,
    note_report,
)
from vinculum.desk.programme.strategy.versions import ObjectiveTold, VersionTold, add_objective, begin_version, step_version
from vinculum.desk.programme.strategy.vocabulary import Direction, MeasuredBy, SourceKind
from vinculum.desk.workflows.stepping import take

# The partnership began work in autumn 2024 (DOMAIN 1.1); its pillars were worded before the strategy that rests on them.
PILLARS_AT = datetime(2024, 11, 20, 10, tzinfo=UTC)


@cache
def sample() -> dict[str, Any]:
    """Return the strategy as its data file tells it."""
    return tomllib.loads((resources.files("vinculum.desk.programme.strategy") / "sample.toml").read_text("utf-8"))


def as_person(who: str, at: datetime) -> Viewer:
    """Return a sample person, by the first part of their address, asking at a moment for the programme."""
    return viewer_of(
        Person.objects.select_related("organisation").get(email__startswith=f"{who}."), at, Purpose.PROGRAMME, "Story"
    )


@transaction.atomic
def tell() -> None:
    """Lay in pillars, the version with its objectives, actions and measures, and what others recommended; nothing if told."""
    if Pillar.objects.exists():
        return
    keeper = as_person("david", PILLARS_AT)
    for told in sample()["pillars"]:
        owner = Organisation.objects.get(code=told["owner"])
        word_pillar(keeper, told["code"], Wording(told["title"], working_title=True, about=told["about"], owner=owner))
    version = _draft(sample()["version"])
    _adopt(version, sample()["version"])
    for told in sample()["actions"]:
        _act(told, sample()["version"]["adopted_at"] + timedelta(days=1))
    for told in sample()["reports"]:
        note_report(
            as_person("david", told["noted_at"]),
            ReportTold(told["reference"], told["title"], told["made_by"], SourceKind(told["kind"]), told["published_on"]),
        )
    for told in sample()["recommendations"]:
        _recommend(told)


def _draft(told: dict[str, Any]) -> Version:
    keeper = as_person("david", told["begun_at"])
    wanted = VersionTold(told["reference"], told["title"], told["begins_on"], told["ends_on"], told["summary"])
    version = begin_version(keeper, wanted)
    for one in sample()["objectives"]:
        pillar = Pillar.objects.get(code=one["pillar"])
        add_objective(keeper, version, pillar, ObjectiveTold(one["reference"], one["title"], one["about"]))
    for one in sample()["measures"]:
        target = Decimal(one["target"]) if "target" in one else None
        measure = MeasureTold(
            one["reference"], one["title"], MeasuredBy(one["measured_by"]), one["code"], Direction(one["direction"]),
            target=target, target_on=one.get("target_on"),
        )  # fmt: skip
        set_measure(keeper, Objective.objects.get(reference=one["objective"]), measure, {rule.code: rule for rule in MEMBERS})
    return version


def _adopt(version: Version, told: dict[str, Any]) -> None:
    step_version(as_person("david", told["submitted_at"]), version, "submit", after=1)
    step_version(as_person("hugh", told["adopted_at"]), version, "adopt", after=2, reason=told["adopted_why"])


def _act(told: dict[str, Any], planned_at: datetime) -> None:
    planned = told.get("planned_at", planned_at)
    keeper = as_person("david", planned)
    person = as_person(told["person"], planned).person if "person" in told else None
    terms = TermsTold(
        Organisation.objects.get(code=told["owner"]),
        Person.objects.get(pk=person) if person else None,
        planned.date(),
        told["due_on"],
    )
    objective = Objective.objects.get(reference=told["objective"])
    action = plan_action(keeper, objective, ActionTold(told["reference"], told["title"]), terms)
    for number, one in enumerate(told["steps"], 1):
        step_action(as_person("david", one["at"]), action, one["act"], after=number)


def _recommend(told: dict[str, Any]) -> None:
    report = OutsideReport.objects.get(reference=told["report"])
    keeper = as_person("david", report.made_at)
    made: Recommendation = note_recommendation(
        keeper, report, RecommendationTold(told["reference"], told["text"], told["as_found"])
    )
    for number, one in enumerate(told["steps"], 1):
        take(
            RECOMMENDATION, made.reference, one["act"], as_person("david", one["at"]),
            after=number, reason=one.get("reason", ""),
        )  # fmt: skip
    for reference in told["answers"]:
        action = StrategyAction.objects.get(reference=reference)
        answer(as_person("david", max(report.made_at, action.made_at)), made, action)
