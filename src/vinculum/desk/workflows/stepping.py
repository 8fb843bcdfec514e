"""Taking a step, and saying where things stand. The rules are the workflow's; the policy is asked for every act.

Whether somebody may see the thing at all is decided before, by its own room (``visible_to``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NoReason, NotNow, NotPermitted, Overtaken
from vinculum.desk.workflows.workflow import NOTHING, ActRule, Reason, Workflow


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a thing stands: its state, how many steps were taken, and the last of them (None before the first)."""

    state: str
    number: int
    last: Step | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that a state allows, and why this person may not do it ("" if they may)."""

    rule: ActRule
    barred: str


def take(
    workflow: Workflow,
    subject: str,
    act: str,
    viewer: Viewer,
    *,
    after: int,
    parties: Mapping[str, str] | None = None,
    reason: str = "",
    told: Mapping[str, Any] | None = None,
) -> Step:
    """Append a step by ``viewer``, who saw ``after`` steps of the thing, at the moment of their asking.

    ``parties`` names the organisation of each party of the workflow. Overtaken, NotNow, NotPermitted or NoReason says why not,
    and nothing is kept.
    """
    try:
        with transaction.atomic():
            held = history(workflow, subject)
            if len(held) != after:
                raise Overtaken(_overtaken(workflow, held))
            rule = _rule(workflow, act, held, viewer, parties or {})
            if rule.reason is Reason.REQUIRED and not reason.strip():
                raise NoReason(f"{rule.title}: say why, so that whoever reads it later understands. Nothing was changed.")
            step = Step(
                workflow=workflow.code,
                subject=subject,
                number=after + 1,
                act=act,
                state=rule.leads_to or (held[-1].state if held else NOTHING),
                at=viewer.at,
                person_id=viewer.person,
                organisation_id=viewer.organisation,
                reason=reason.strip() if rule.reason is not Reason.NONE else "",
                told=dict(told or {}),
            )
            step.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken(_overtaken(workflow, history(workflow, subject))) from error
    return step


def history(workflow: Workflow, subject: str) -> list[Step]:
    """Return every step of a thing, in order, with the people who took them."""
    return list(Step.objects.filter(workflow=workflow.code, subject=subject).select_related("person").order_by("number"))


def standing_of(steps: Sequence[Step]) -> Standing:
    """Return where a thing stands after its steps, in order."""
    return Standing(steps[-1].state, len(steps), steps[-1]) if steps else Standing(NOTHING, 0)


def standings(workflow: Workflow, subjects: Collection[str]) -> dict[str, Standing]:
    """Return where each of many things stands; one that has no step is left out."""
    rows = Step.objects.filter(workflow=workflow.code, subject__in=subjects).select_related("person").order_by("number")
    return {step.subject: Standing(step.state, step.number, step) for step in rows}


def subjects_in(workflow: Workflow, *states: str) -> QuerySet[Step, str]:
    """Return the references of things that stand in one of these states now, for ``filter(reference__in=...)``."""
    newest = Step.objects.filter(workflow=workflow.code, subject=OuterRef("subject")).order_by("-number").values("number")[:1]
    now = Step.objects.filter(workflow=workflow.code, number=Subquery(newest), state__in=states)
    return now.order_by().values_list("subject", flat=True)


def offers(workflow: Workflow, steps: Sequence[Step], viewer: Viewer, parties: Mapping[str, str] | None = None) -> list[Offer]:
    """Return the acts that a thing allows now, each with why this viewer may not do it."""
    state = standing_of(steps).state
    return [Offer(rule, _barred(rule, steps, viewer, parties or {})) for rule in workflow.offered(state)]


def _rule(workflow: Workflow, act: str, held: Sequence[Step], viewer: Viewer, parties: Mapping[str, str]) -> ActRule:
    state = standing_of(held).state
    rule = workflow.acts.get(act)
    if rule is None or rule not in workflow.offered(state):
        title = workflow.states[state].title.lower() if state else "not begun"
        wanted = rule.title.lower() if rule else act
        raise NotNow(f"{workflow.title}: while it is {title}, it does not allow this: {wanted}. Nothing was changed.")
    barred = _barred(rule, held, viewer, parties)
    if barred:
        raise NotPermitted(barred)
    return rule


def _barred(rule: ActRule, held: Sequence[Step], viewer: Viewer, parties: Mapping[str, str]) -> str:
    decision = decide(viewer, rule.permission)
    if not decision.allowed:
        return decision.reason
    if rule.party and parties[rule.party] != viewer.organisation:
        return f"{rule.title} is for {parties[rule.party]}, and {viewer.name} is of {viewer.organisation}."
    if any(step.act in rule.not_by and step.person_id == viewer.person for step in held):
        return f"{rule.title} is for somebody else: {viewer.name} had a part in what it checks."
    return ""


def _overtaken(workflow: Workflow, held: Sequence[Step]) -> str:
    if not held:
        return "This has changed since the page was shown. Nothing of yours was kept; look at it again and decide."
    last = held[-1]
    done = workflow.acts[last.act].done if last.act in workflow.acts else last.act
    return (
        f"{last.person.name} {done} on {last.at:%-d %B %Y at %H:%M} UTC, after your page was shown. "
        "Nothing of yours was kept; look at it again and decide."
    )
