"""Grades of other schemes, taken in by a declared map; what was given is kept to the letter. Pure; ``old_grades.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.intelligence.grades import ActionCode, Assessment, BadGrade, Grade, SanitisationCode, Source


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A grade of another scheme: as given, what it is here, and words of caution where it has no exact place."""

    as_given: str
    grade: Grade
    caution: str


def schemes() -> dict[str, str]:
    """Return the schemes that are read, by code with their title."""
    return {code: told["title"] for code, told in _read()["scheme"].items()}


def take_in(text: str, scheme: str, conditions: str = "") -> TakenIn:
    """Return a grade of a scheme as the 3x5x2 has it; BadGrade says what is wrong.

    What comes under conditions may be developed covertly and asks the originator before any copy (A1, S2): the strictest reading
    stands where the old scheme had no code. A handling without conditions keeps its scope.
    """
    told = _read()["scheme"][scheme]
    found = re.fullmatch(told["pattern"], text.strip())
    if found is None:
        raise BadGrade(f"{text!r} is no grade of {told['title']}.")
    source, information = told["source"][found["source"].upper()], told["information"][found["information"].upper()]
    handling = told["handling"][found["handling"].upper()] if "handling" in told else {"is": "C"}
    under_conditions = handling["is"] == Handling.CONDITIONS
    scope = handling.get("scope", "" if "handling" in told else "The scheme has no handling code; ask whoever sent it.")
    cautions = [part.get("caution", "") for part in (source, information)]
    if scope and not under_conditions:
        cautions.append(f"Shared with {scope}.")
    grade = Grade(
        Source(source["is"]),
        Assessment(information["is"]),
        Handling(handling["is"]),
        ActionCode.DEVELOP if under_conditions else None,
        SanitisationCode.CONSULT if under_conditions else None,
        (conditions.strip() or scope) if under_conditions else "",
    )
    return TakenIn(text, grade, " ".join(one for one in cautions if one))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.intelligence") / "old_grades.toml").read_text("utf-8"))
