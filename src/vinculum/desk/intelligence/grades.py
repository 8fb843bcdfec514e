"""The grade of one paragraph of a 3x5x2 report: how it is written, read and found wrong. Pure; words in ``grading.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from vinculum.desk.access.vocabulary import Handling
from vinculum.errors import VinculumError


class Source(StrEnum):
    """Source evaluation."""

    RELIABLE = "1"
    UNTESTED = "2"
    NOT_RELIABLE = "3"


class Assessment(StrEnum):
    """Intelligence assessment: how the source knows."""

    DIRECTLY = "A"
    CORROBORATED = "B"
    INDIRECTLY = "C"
    NOT_KNOWN = "D"
    FALSE = "E"


class ActionCode(StrEnum):
    """What may be done under handling code C."""

    DEVELOP = "A1"
    USE_COVERTLY = "A2"
    USE_OVERTLY = "A3"


class SanitisationCode(StrEnum):
    """Who decides about copies under handling code C."""

    DELEGATED = "S1"
    CONSULT = "S2"


class BadGrade(VinculumError):
    """A grade that the 3x5x2 does not have."""


@dataclass(frozen=True, slots=True)
class Grade:
    """Source, assessment and handling of a paragraph; under C its conditions, coded and in words."""

    source: Source
    assessment: Assessment
    handling: Handling
    action: ActionCode | None = None
    sanitisation: SanitisationCode | None = None
    conditions: str = ""

    @property
    def written(self) -> str:
        """The grade as it is written, such as ``1/B/C``."""
        return f"{self.source}/{self.assessment}/{self.handling}"

    @property
    def needs_note(self) -> bool:
        """Whether it passes review only with a reviewer's note."""
        return f"{self.source}{self.assessment}" in _told()["notes"]["needed"]


WRITTEN = re.compile(r"\s*([123])\s*[/ -]?\s*([A-E])\s*[/ -]?\s*([PC])\s*", re.IGNORECASE)


def read_grade(text: str) -> tuple[Source, Assessment, Handling]:
    """Return the parts of a written grade, ``1/B/C``, ``1BC`` or ``1 b c``; BadGrade says what is wrong with any other."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise BadGrade(f"{text!r} is no 3x5x2 grade. Write source 1 to 3, assessment A to E, handling P or C, such as 2/B/P.")
    return Source(found[1]), Assessment(found[2].upper()), Handling(found[3].upper())


def faults_of(grade: Grade) -> Iterator[tuple[str, str]]:
    """Yield the field and the sentence of everything that cannot be together in a grade (DOMAIN 2.1)."""
    if grade.handling is Handling.CONDITIONS:
        if not grade.conditions.strip():
            yield "conditions", "Handling code C: write out the conditions under which it may be shared."
        if grade.action is None:
            yield "action", "Handling code C: choose what may be done with it, A1 to A3."
        if grade.sanitisation is None:
            yield "sanitisation", "Handling code C: choose who decides about copies, S1 or S2."
    elif grade.conditions.strip() or grade.action or grade.sanitisation:
        yield "handling", "Handling code P carries no conditions. Choose C, or take the conditions out."
    if grade.assessment is Assessment.CORROBORATED and grade.source is Source.NOT_RELIABLE:
        yield (
            "assessment",
            (
                "What is corroborated no longer rests on a source that is not reliable alone: "
                "grade the source 2, or the assessment C or D."
            ),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A code with its title and what it means."""

    code: str
    title: str
    about: str

    @property
    def choice(self) -> str:
        """The code with its title, as a form offers it."""
        return f"{self.code}: {self.title}"


def words_of(part: str) -> dict[str, Word]:
    """Return the words of ``source``, ``assessment``, ``handling``, ``action`` or ``sanitisation``, by code."""
    return {code: Word(code, told["title"], told.get("about", "")) for code, told in _told()[part].items()}


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.intelligence") / "grading.toml").read_text("utf-8"))
