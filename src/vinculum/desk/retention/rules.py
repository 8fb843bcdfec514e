"""The rules of review as data: groups with their periods, which records have a clock, and the questions of a review."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Group:
    """A MoPI group: years of the first clear period, and between two reviews after it."""

    number: int
    title: str
    clear_years: int
    review_years: int
    most: str


@dataclass(frozen=True, slots=True)
class Touch:
    """What starts a clear period again: a moment of another feed's record with the same reference."""

    feed: str
    reference: str
    moment: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of record that has a clock."""

    code: str
    title: str
    feed: str
    reference: str
    started: str
    group: int
    basis: str
    touched: tuple[Touch, ...]


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.retention") / "clocks.toml").read_text("utf-8"))


@cache
def groups() -> dict[int, Group]:
    """Return the MoPI groups by number."""
    return {int(number): Group(int(number), **told) for number, told in _told()["groups"].items()}


@cache
def records() -> dict[str, Kept]:
    """Return the kinds of record that have a clock, by code."""
    return {
        code: Kept(code, **{**told, "touched": tuple(Touch(**touch) for touch in told["touched"])})
        for code, told in _told()["records"].items()
    }


def questions() -> dict[str, str]:
    """Return the questions of a review by their code."""
    told: dict[str, str] = _told()["questions"]
    return dict(told)
