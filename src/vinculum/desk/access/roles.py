"""Roles as data: what each may do and what for, read from ``roles.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vinculum.desk.access.vocabulary import Action, Handling, Purpose


@dataclass(frozen=True, slots=True)
class Role:
    """A job in the workbench."""

    code: str
    title: str
    about: str
    handling: Handling
    purposes: frozenset[Purpose]
    actions: frozenset[Action]


@cache
def roles() -> dict[str, Role]:
    """Return every role by code, in the order of the data file."""
    told = tomllib.loads((resources.files("vinculum.desk.access") / "roles.toml").read_text("utf-8"))
    return {
        code: Role(
            code,
            role["title"],
            role["about"],
            Handling(role["handling"]),
            frozenset(Purpose(purpose) for purpose in role["purposes"]),
            frozenset(Action(action) for action in role["actions"]),
        )
        for code, role in told.items()
    }


def role_choices() -> list[tuple[str, str]]:
    """Return ``(code, title)`` of every role, for a form."""
    return [(role.code, role.title) for role in roles().values()]
