"""Every figure of the desk in one place: what the rooms declare, by code. A product, a page and a test look it up here.

A code stands in addresses (``/figures/<code>``) and in products that were made years ago: it is never given to another figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.documents.figures import RULES as DOCUMENTS
from vinculum.desk.documents.grant_figures import RULES as GRANTS
from vinculum.desk.figures import FigureRule
from vinculum.desk.intelligence.figures import RULES as INTELLIGENCE
from vinculum.desk.measured import MeasuredRule
from vinculum.desk.operations.figures import RULES as OPERATIONS
from vinculum.desk.operations.returns.figures import RULES as RETURNS
from vinculum.desk.ports.figures import RULES as PORTS
from vinculum.desk.ports.figures_subject import RULES as SUBJECTS
from vinculum.desk.ports.figures_subject_records import RULES as SUBJECT_RECORDS
from vinculum.desk.ports.inspection_figures import RULES as INSPECTIONS
from vinculum.desk.programme.engagement.figures import RULES as ENGAGEMENT
from vinculum.desk.programme.funding.figures import RULES as FUNDING
from vinculum.desk.programme.impact.figures import RULES as IMPACT
from vinculum.desk.programme.members.figures import RULES as MEMBERS
from vinculum.desk.programme.strategy.figures import RULES as STRATEGY
from vinculum.desk.programme.training.figures import RULES as TRAINING
from vinculum.desk.repatriation.figures import RULES as REPATRIATION

# What each room of the desk counts, under the words by which a reader looks for it.
ROOMS: dict[str, tuple[FigureRule, ...]] = {
    "Results of operations": RETURNS,
    "Running operations": OPERATIONS,
    "Intelligence": INTELLIGENCE,
    "Strategy": STRATEGY,
    "Funding": FUNDING + GRANTS,
    "Members": MEMBERS,
    "Engagement": ENGAGEMENT,
    "Training": TRAINING,
    "Impact": IMPACT,
    "Inspections": INSPECTIONS,
    "Repatriation": REPATRIATION,
    "Products": DOCUMENTS,
}

# What is counted where the rows are, because they are too many to be held.
MEASURED: dict[str, tuple[MeasuredRule, ...]] = {"Ports": PORTS, "One subject": SUBJECTS + SUBJECT_RECORDS}

CODE = re.compile(r"[a-z0-9][a-z0-9_.-]*")

Rule = TypeVar("Rule", FigureRule, MeasuredRule)


class BadCode(AssertionError):
    """A room declared a figure under a code that is taken, or that cannot stand in an address."""


@cache
def all_rules() -> dict[str, FigureRule]:
    """Return every declared figure by its code, in the order of the rooms; BadCode if two rooms chose one code."""
    return {rule.code: rule for rule in _each_once(ROOMS)}


@cache
def measured_rules() -> dict[str, MeasuredRule]:
    """Return every measured figure by its code; BadCode if one has the code of another figure."""
    found = {rule.code: rule for rule in _each_once(MEASURED)}
    if twice := sorted(found.keys() & all_rules().keys()):
        raise BadCode(f"{twice[0]!r} is taken.")
    return found


def _each_once(rooms: Mapping[str, tuple[Rule, ...]]) -> list[Rule]:
    rules = [rule for held in rooms.values() for rule in held]
    codes = [rule.code for rule in rules]
    for code in codes:
        if codes.count(code) > 1 or not CODE.fullmatch(code):
            raise BadCode(f"{code!r} is taken, or not made of small letters, digits, dots, - and _.")
    return rules


def open_to(viewer: Viewer) -> dict[str, tuple[FigureRule | MeasuredRule, ...]]:
    """Return the figures that a viewer may ask for, by room; a room that holds none for them is left out."""
    held: dict[str, tuple[FigureRule | MeasuredRule, ...]] = {**ROOMS, **MEASURED}
    seen = {room: tuple(rule for rule in rules if decide(viewer, rule.action).allowed) for room, rules in held.items()}
    return {room: rules for room, rules in seen.items() if rules}


def actions_of_figures() -> tuple[Action, ...]:
    """Return every action of the policy that opens some figure, sorted."""
    listed = {rule.action for rule in all_rules().values()}
    return tuple(sorted(listed | {rule.action for rule in measured_rules().values()}))
