"""How a lead is worked, read from ``workflow.toml``: states, acts, and the closed words for why and with what outcome."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from vinculum.desk.access.vocabulary import Action


class State(StrEnum):
    """Where an organisation stands with a lead."""

    NEW = "new"
    ADOPTED = "adopted"
    TASKED = "tasked"
    PARKED = "parked"
    DISMISSED = "dismissed"
    RESOLVED = "resolved"


class Act(StrEnum):
    """What somebody can do with a lead."""

    ADOPT = "adopt"
    TASK = "task"
    PARK = "park"
    DISMISS = "dismiss"
    RESOLVE = "resolve"
    NOTE = "note"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class StateRule:
    """One state: its words, whether it waits for work, whether others are told, and the acts allowed in it."""

    state: State
    title: str
    about: str
    open: bool
    working: bool
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class ActRule:
    """One act: its words, the state it leads to (None: it changes none) and the action of the policy that it needs."""

    act: Act
    title: str
    done: str
    leads_to: State | None
    permission: Action | None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a closed list. ``says`` tells whether the lead was true, as far as the word tells."""

    code: str
    title: str
    says: bool | None


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("vinculum.desk.leads") / "workflow.toml").read_text("utf-8"))


@cache
def states() -> dict[State, StateRule]:
    """Return the rule of every state, in the order of a lead's life."""
    return {
        State(code): StateRule(
            State(code), rule["title"], rule["about"], rule["open"], rule["working"], tuple(Act(act) for act in rule["acts"])
        )
        for code, rule in _read()["states"].items()
    }


@cache
def acts() -> dict[Act, ActRule]:
    """Return the rule of every act."""
    return {
        Act(code): ActRule(
            Act(code),
            rule["title"],
            rule["done"],
            State(rule["leads_to"]) if "leads_to" in rule else None,
            Action(rule["permission"]) if "permission" in rule else None,
        )
        for code, rule in _read()["acts"].items()
    }


@cache
def dismissals() -> dict[str, Word]:
    """Return why a lead may be dismissed, by code."""
    return _words("dismissals")


@cache
def outcomes() -> dict[str, Word]:
    """Return what may come of a lead, by code."""
    return _words("outcomes")


@cache
def taskable_kinds() -> frozenset[str]:
    """Return the kinds of organisation that a lead can be given to."""
    kinds: list[str] = _read()["tasking"]["kinds"]
    return frozenset(kinds)


def _words(section: str) -> dict[str, Word]:
    return {code: Word(code, told["title"], told.get("says")) for code, told in _read()[section].items()}
