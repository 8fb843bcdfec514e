"""Layouts: how a format that others publish maps onto our contracts. Data (``layouts/*.toml``) and a small interpreter.

A layout may serve several feeds (one file of plate reads also says where its cameras stand). What the publisher does not
give though the contract requires it is declared under ``withheld``, with why; such rows are accepted with that cell empty.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz import process

from vinculum.errors import WrongUse
from vinculum.evidence.contract import contract_of
from vinculum.evidence.operations import Declared, needs, reads, verb_of
from vinculum.evidence.stretches import Dialect


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records of the source a feed is about: those whose ``column`` holds one of ``values`` (none named: anything)."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideFile:
    """A file that must lie beside the one handed over, to look values up in."""

    name: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedLayout:
    """How one feed's columns are made from the source's. ``distinct``: the source repeats what it says, once is enough."""

    feed: str
    columns: Mapping[str, Declared]
    withheld: Mapping[str, str]
    scope: Scope | None
    distinct: bool

    @property
    def reads(self) -> set[str]:
        """Every source column that the layout looks at where it is there."""
        found = set().union(*(reads(declared) for declared in self.columns.values()))
        return found | ({self.scope.column} if self.scope else set())

    @property
    def needs(self) -> list[tuple[str, ...]]:
        """The source columns that must be there; of the names in one tuple any will do."""
        scope = [(self.scope.column,)] if self.scope else []
        return scope + [names for declared in self.columns.values() for names in needs(declared)]


@dataclass(frozen=True, slots=True)
class Layout:
    """One outside format: how its file is written, who publishes it, and how it serves each of its feeds.

    ``blank`` are words that stand for an empty cell there, such as NA.
    """

    name: str
    title: str
    about: str
    publisher: str
    licence: str
    notes: tuple[str, ...]
    format: str
    dialect: Dialect
    explode: str | None
    blank: tuple[str, ...]
    side_files: tuple[SideFile, ...]
    feeds: Mapping[str, FeedLayout]

    def for_feed(self, feed: str) -> FeedLayout:
        """Return how this layout serves ``feed``; WrongUse if it does not."""
        contract_of(feed)
        if feed not in self.feeds:
            raise WrongUse(f"The layout {self.name} does not serve the feed {feed!r}. It serves: {', '.join(self.feeds)}.")
        return self.feeds[feed]


FORMATS = ("delimited", "json", "matrix")


def _layout(name: str, text: str) -> Layout:
    declared = tomllib.loads(text)
    source: dict[str, Any] = declared["source"]
    if source["format"] not in FORMATS:
        raise ValueError(f"layout {name}: format {source['format']!r} is not one of {', '.join(FORMATS)}")
    return Layout(
        name=name,
        title=declared["title"],
        about=declared["about"],
        publisher=declared["publisher"],
        licence=declared["licence"],
        notes=tuple(declared.get("notes", ())),
        format=source["format"],
        dialect=Dialect(
            delimiter=source.get("delimiter", ","),
            encoding=source.get("encoding", "utf-8"),
            names=tuple(source["names"]) if "names" in source else None,
        ),
        explode=source.get("explode"),
        blank=tuple(source.get("blank", ())),
        side_files=tuple(SideFile(side["name"], side["key"], tuple(side["values"])) for side in source.get("side_files", ())),
        feeds={feed: _feed_layout(name, feed, part) for feed, part in declared["feeds"].items()},
    )


def _feed_layout(name: str, feed: str, declared: dict[str, Any]) -> FeedLayout:
    contract = contract_of(feed)
    known = {column.name for column in contract.columns}
    columns: dict[str, Declared] = declared["columns"]
    withheld: dict[str, str] = declared.get("withheld", {})
    unknown = sorted((set(columns) | set(withheld)) - known)
    if unknown:
        raise ValueError(f"layout {name}: {feed} has no column {unknown[0]}")
    unserved = [column for column in contract.required if column not in columns and column not in withheld]
    if unserved:
        raise ValueError(f"layout {name}: {feed} requires {unserved[0]}, which is neither made nor withheld")
    for operation in columns.values():
        if not isinstance(operation, str):
            verb_of(operation)
    scope = declared.get("scope")
    return FeedLayout(
        feed=feed,
        columns=columns,
        withheld=withheld,
        scope=Scope(scope["column"], tuple(scope.get("values", ()))) if scope else None,
        distinct=declared.get("distinct", False),
    )


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout by name, in alphabetical order."""
    folder = resources.files("vinculum.evidence") / "layouts"
    found = {file.name.removesuffix(".toml"): file for file in folder.iterdir() if file.name.endswith(".toml")}
    return {name: _layout(name, found[name].read_text("utf-8")) for name in sorted(found)}


def layout_of(name: str) -> Layout:
    """Return the layout called ``name``; WrongUse with the known ones if there is none."""
    known = layouts()
    if name not in known:
        close = process.extractOne(name, list(known), score_cutoff=60)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise WrongUse(f"There is no layout called {name!r}.{hint} Known layouts: {', '.join(known)}.")
    return known[name]
