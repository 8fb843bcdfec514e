"""What each feed must look like: the declared columns, types and minima, read from ``contracts/*.toml``.

A contract is data. Adding a feed, or a column to one, is a change to a data file and to nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources

import pyarrow as pa

from vinculum.errors import WrongUse


class ColumnType(StrEnum):
    """How a column's text is read. Times are UTC, money is GBP, positions are WGS84 degrees."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    TIMESTAMP = "timestamp"
    DATE = "date"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    BOOLEAN = "boolean"
    LIST = "list"


ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.MONEY: pa.float64(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.DATE: pa.date32(),
    ColumnType.LATITUDE: pa.float64(),
    ColumnType.LONGITUDE: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.LIST: pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column of a feed.

    ``required_when`` names other columns and the value of each that makes this one required, such as handling C its conditions.
    """

    name: str
    type: ColumnType
    about: str
    required: bool = False
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    separator: str = ";"
    mark: str | None = None
    may_lie_ahead: bool = False
    required_when: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def arrow_type(self) -> pa.DataType:
        """The type this column has in an accepted delivery."""
        return ARROW_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class Contract:
    """One feed: its columns, who owns it, on what legal basis it is held, and the minima a delivery must reach."""

    feed: str
    title: str
    about: str
    owner: str
    legal_basis: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    event_time: str | None
    retention_days: int | None
    minimum_rows: int
    minimum_accepted_share: float
    minimum_fill: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that every row must fill."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return the column called ``name``; KeyError if the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of an accepted delivery: the contract's columns, then where each row came from.

        ``delivery`` is the delivery's id; ``row`` counts the records of the file handed over, from 1, header not counted.
        """
        fields = [pa.field(column.name, column.arrow_type) for column in self.columns]
        return pa.schema([*fields, pa.field("delivery", pa.string()), pa.field("row", pa.int64())])


def _contract(text: str) -> Contract:
    declared = tomllib.loads(text)
    columns = tuple(
        Column(**{**column, "type": ColumnType(column["type"]), "values": tuple(column.get("values", ()))})
        for column in declared["columns"]
    )
    return Contract(
        feed=declared["feed"],
        title=declared["title"],
        about=declared["about"],
        owner=declared["owner"],
        legal_basis=declared["legal_basis"],
        key=tuple(declared["key"]),
        columns=columns,
        event_time=declared.get("event_time"),
        retention_days=declared.get("retention_days"),
        minimum_rows=declared["minima"]["rows"],
        minimum_accepted_share=declared["minima"]["accepted_share"],
        minimum_fill=declared["minima"].get("fill", {}),
    )


@cache
def contracts() -> dict[str, Contract]:
    """Return every contract by feed name, in alphabetical order."""
    folder = resources.files("vinculum.evidence") / "contracts"
    found = (_contract(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml"))
    return {contract.feed: contract for contract in sorted(found, key=lambda contract: contract.feed)}


def contract_of(feed: str) -> Contract:
    """Return the contract of ``feed``; WrongUse with the known feeds if there is none."""
    known = contracts()
    if feed not in known:
        raise WrongUse(f"There is no feed called {feed!r}. Known feeds: {', '.join(known)}.")
    return known[feed]
