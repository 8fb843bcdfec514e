"""A workflow as data: the states of a thing, the acts between them, and who may do each.

A file ``<thing>.workflow.toml`` beside the room's modules:

    [workflow]
    code = "report"
    title = "Intelligence report"
    parties = ["originator"]          # organisations that an act can be kept for; the caller names them

    [states.draft]
    title = "Draft"
    about = "Its author is still writing."
    final = false                     # true: nothing need follow

    [acts.submit]
    title = "Submit for review"
    done = "submitted it"
    since = ["draft"]                 # states it is offered in; [] begins the thing
    leads_to = "submitted"            # without it the state stays
    permission = "intelligence.write"
    party = "originator"              # only somebody of that organisation; without it any
    not_by = ["begin"]                # not the person who did one of these acts: four eyes
    reason = "required"               # none, optional or required
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from vinculum.desk.access.roles import Role
from vinculum.desk.access.vocabulary import Action

# The state of a thing before its first step.
NOTHING = ""


class Reason(StrEnum):
    """Whether an act is taken with words that say why."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class StateRule:
    """One state and its words; ``final`` says that nothing need follow."""

    code: str
    title: str
    about: str
    final: bool


@dataclass(frozen=True, slots=True)
class ActRule:
    """One act: where it is offered, where it leads (None: nowhere else), and who may do it."""

    code: str
    title: str
    done: str
    since: frozenset[str]
    leads_to: str | None
    permission: Action
    party: str
    not_by: frozenset[str]
    reason: Reason

    @property
    def begins(self) -> bool:
        """Whether the act is the first of a thing."""
        return not self.since


@dataclass(frozen=True, slots=True)
class Workflow:
    """States and acts of one kind of thing, in the order of its file."""

    code: str
    title: str
    parties: tuple[str, ...]
    states: dict[str, StateRule]
    acts: dict[str, ActRule]

    def offered(self, state: str) -> tuple[ActRule, ...]:
        """Return the acts that a thing in this state allows, in the order of the file."""
        return tuple(rule for rule in self.acts.values() if (rule.begins if state == NOTHING else state in rule.since))

    @property
    def permissions(self) -> frozenset[Action]:
        """Every action of the policy that some act needs."""
        return frozenset(rule.permission for rule in self.acts.values())


@cache
def read_workflow(package: str, name: str) -> Workflow:
    """Return the workflow of ``<name>.workflow.toml`` in a package."""
    told = tomllib.loads((resources.files(package) / f"{name}.workflow.toml").read_text("utf-8"))
    return Workflow(
        code=told["workflow"]["code"],
        title=told["workflow"]["title"],
        parties=tuple(told["workflow"].get("parties", ())),
        states={code: _state(code, one) for code, one in told["states"].items()},
        acts={code: _act(code, one) for code, one in told["acts"].items()},
    )


def _state(code: str, told: dict[str, Any]) -> StateRule:
    return StateRule(code, told["title"], told["about"], told.get("final", False))


def _act(code: str, told: dict[str, Any]) -> ActRule:
    return ActRule(
        code=code,
        title=told["title"],
        done=told["done"],
        since=frozenset(told["since"]),
        leads_to=told.get("leads_to"),
        permission=Action(told["permission"]),
        party=told.get("party", ""),
        not_by=frozenset(told.get("not_by", ())),
        reason=Reason(told.get("reason", "none")),
    )


def faults_of(workflow: Workflow, roles: dict[str, Role]) -> Iterator[str]:
    """Yield what is wrong with a workflow: unknown names, states nobody reaches or leaves, acts that nobody may do."""
    for rule in workflow.acts.values():
        yield from (f"{rule.code} is offered in {state}, which is no state" for state in rule.since - set(workflow.states))
        yield from (f"{rule.code} bars who did {act}, which is no act" for act in rule.not_by - set(workflow.acts))
        if rule.leads_to is not None and rule.leads_to not in workflow.states:
            yield f"{rule.code} leads to {rule.leads_to}, which is no state"
        if rule.party and rule.party not in workflow.parties:
            yield f"{rule.code} is kept for {rule.party}, which is no party"
        if rule.begins and rule.leads_to is None:
            yield f"{rule.code} begins nothing"
        if not any(rule.permission in role.actions for role in roles.values()):
            yield f"{rule.code} needs {rule.permission}, which no role includes"
    reached = _reached(workflow)
    for state in workflow.states.values():
        if state.code not in reached:
            yield f"{state.code} is never reached"
        onward = {rule.leads_to for rule in workflow.offered(state.code)} - {None, state.code}
        if not state.final and not onward:
            yield f"{state.code} cannot be left"


def _reached(workflow: Workflow) -> set[str]:
    reached = {rule.leads_to for rule in workflow.acts.values() if rule.begins and rule.leads_to}
    before: set[str] = set()
    while reached != before:
        before = set(reached)
        reached |= {rule.leads_to for state in before for rule in workflow.offered(state) if rule.leads_to}
    return reached
