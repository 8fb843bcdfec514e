"""Parquet types that carry what a contract asks are converted; those that would have to be guessed are refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from vinculum.evidence.contract import Column, ColumnType
from vinculum.evidence.parquet_records import in_contract_type, misfit

TEN = datetime(2026, 2, 1, 10, tzinfo=UTC)


def _column(kind: ColumnType) -> Column:
    return Column(name="cell", type=kind, about="")


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        (ColumnType.TEXT, pa.array(["a"]).dictionary_encode(), ["a"]),
        (ColumnType.TEXT, pa.array(["a"], pa.large_string()), ["a"]),
        (ColumnType.TEXT, pa.array([870323]), ["870323"]),
        (ColumnType.NUMBER, pa.array([1, None]), [1.0, None]),
        (ColumnType.NUMBER, pa.array([1.5, float("nan")]), [1.5, None]),
        (ColumnType.MONEY, pa.array([Decimal("12.50")]), [12.5]),
        (ColumnType.INTEGER, pa.array([7], pa.int32()), [7]),
        (ColumnType.INTEGER, pa.array([7.0, float("nan")]), ["7", None]),
        (ColumnType.TIMESTAMP, pa.array([TEN], pa.timestamp("us", "UTC")).cast(pa.timestamp("ns")), [TEN]),
        (
            ColumnType.TIMESTAMP,
            pa.array([TEN], pa.timestamp("s", "+01:00")),
            [TEN],
        ),
        (ColumnType.TIMESTAMP, pa.array([date(2026, 2, 1)]), [datetime(2026, 2, 1, tzinfo=UTC)]),
        (ColumnType.DATE, pa.array([TEN], pa.timestamp("us", "UTC")).cast(pa.timestamp("us")), [date(2026, 2, 1)]),
        (ColumnType.BOOLEAN, pa.array([True]), [True]),
        (ColumnType.BOOLEAN, pa.array([1]), ["1"]),
        (ColumnType.LIST, pa.array([["a", "b"]]), [["a", "b"]]),
        (ColumnType.DATE, pa.nulls(2), [None, None]),
    ],
)
def test_types_that_carry_the_meaning_are_converted(kind: ColumnType, cells: pa.Array, expected: list[object]) -> None:
    """A time without zone is UTC; NaN is an empty cell; what stays text is read as text."""
    assert misfit(_column(kind), cells.type) is None
    assert in_contract_type(pa.chunked_array([cells]), _column(kind)).to_pylist() == expected


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (ColumnType.TEXT, pa.float64()),
        (ColumnType.TIMESTAMP, pa.int64()),
        (ColumnType.DATE, pa.int32()),
        (ColumnType.NUMBER, pa.bool_()),
        (ColumnType.LATITUDE, pa.timestamp("us")),
        (ColumnType.LIST, pa.list_(pa.int64())),
        (ColumnType.TEXT, pa.struct([("a", pa.string())])),
    ],
)
def test_types_that_would_have_to_be_guessed_do_not_fit(kind: ColumnType, given: pa.DataType) -> None:
    """The sentence names the column, its type and what the contract has."""
    assert misfit(_column(kind), given) == f"cell is of type {given}; the contract has {kind} there"
