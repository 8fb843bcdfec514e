"""How each table of the picture is shown, read from ``picture_tables.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Rule(StrEnum):
    """How a table's rows are decided; the data file explains each."""

    RECORDS = "records"
    CLAIMS = "claims"
    LEDGER = "ledger"
    KINDS = "kinds"
    FOLLOWS = "follows"
    COLUMNS = "columns"
    FEEDS = "feeds"


@dataclass(frozen=True, slots=True)
class Shown:
    """The rule of one table, the columns that name its records, the table it follows, and the feeds it was learned from."""

    table: str
    rule: Rule
    records: tuple[tuple[str, ...], ...] = ()
    follows: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@cache
def shown_tables() -> dict[str, Shown]:
    """Return the rule of every table by its name."""
    told = tomllib.loads((resources.files("vinculum.desk.access") / "picture_tables.toml").read_text("utf-8"))
    return {
        table: Shown(
            table,
            Rule(entry["rule"]),
            tuple(tuple(columns) for columns in entry.get("records", ())),
            tuple(entry.get("on", ())),
            tuple(entry.get("also", ())),
        )
        for table, entry in told.items()
    }
