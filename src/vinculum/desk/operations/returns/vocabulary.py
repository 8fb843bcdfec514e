"""The words of returns, read from data: kinds of item, conditions, bases of value, results, metrics."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

HERE = "vinculum.desk.operations.returns"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item: the columns that identify one, those of them that another force's item would share, what else is told.

    ``bulk`` names a number that has no identity of its own; ``later``: it may come out of the operation after its last day.
    """

    code: str
    title: str
    definition: str
    keys: tuple[str, ...]
    shared: tuple[str, ...]
    fields: frozenset[str]
    needs: frozenset[str]
    bulk: str
    later: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a list, with its definition. ``recovered`` is of conditions, ``kinds`` of results."""

    code: str
    title: str
    definition: str
    recovered: bool = False
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Metric:
    """What is counted: items of a kind, perhaps only recoveries or one result; ``adds`` is one, value or count."""

    code: str
    title: str
    definition: str
    kind: str
    adds: str
    recovered: bool | None
    result: str


def _text(name: str) -> str:
    return (resources.files(HERE) / name).read_text("utf-8")


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of item, in the order of ``kinds.toml``."""
    return {
        code: Kind(
            code,
            told["title"],
            told["definition"],
            tuple(told["keys"]),
            tuple(told.get("shared", ())),
            frozenset(told.get("fields", ())),
            frozenset(told.get("needs", ())),
            told.get("bulk", ""),
            told.get("later", False),
        )
        for code, told in tomllib.loads(_text("kinds.toml"))["kinds"].items()
    }


def _words(section: str) -> dict[str, Word]:
    found: dict[str, dict[str, Any]] = tomllib.loads(_text("words.toml"))[section]
    return {
        code: Word(code, told["title"], told["definition"], told.get("recovered", False), frozenset(told.get("kinds", ())))
        for code, told in found.items()
    }


@cache
def conditions() -> dict[str, Word]:
    """Return the recovery conditions, from the best to the poorest."""
    return _words("conditions")


@cache
def bases() -> dict[str, Word]:
    """Return what a value can rest on, from the most to the least reliable."""
    return _words("bases")


@cache
def results() -> dict[str, Word]:
    """Return what can come of a search or a referral."""
    return _words("results")


@cache
def metrics() -> dict[str, Metric]:
    """Return the metrics, in the order of ``metrics.toml``."""
    return {
        code: Metric(
            code,
            told["title"],
            told["definition"],
            told["kind"],
            told["adds"],
            told.get("recovered"),
            told.get("result", ""),
        )
        for code, told in tomllib.loads(_text("metrics.toml"))["metrics"].items()
    }


@cache
def definitions() -> tuple[int, str]:
    """Return the version of the metrics, and a digest of every word that decides what counts."""
    text = "".join(_text(name) for name in ("metrics.toml", "kinds.toml", "words.toml"))
    return tomllib.loads(_text("metrics.toml"))["version"], hashlib.sha256(text.encode()).hexdigest()[:16]
