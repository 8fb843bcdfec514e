"""Columns that were exchanged: each cell may look fine by itself, and the delivery as a whole cannot be right.

Looked for in the first batch, and only where one column clearly holds what another should: hashed or foreign plates are strange
and not swapped, so a strange column alone refuses nothing.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from vinculum.evidence.contract import Column, ColumnType, Contract
from vinculum.evidence.refusal import RefusedDelivery

ENOUGH = 5
CLEARLY, HARDLY = 0.6, 0.1

# Shapes that nothing else has by chance. Plates: the British series since 1963 (DOMAIN 3.3); dateless ones prove nothing.
_SHAPES = {
    "vrm": r"(?i)^([A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3}[A-Z])$",
    "vin": r"(?i)^[A-HJ-NPR-Z0-9]{17}$",
    "container": r"(?i)^[A-Z]{3}[UJZ] ?[0-9]{6}-?[0-9]$",
}

# Degrees around the United Kingdom; exchanged, its positions lie off Somalia.
_UK_LATITUDES, _UK_LONGITUDES = (49.0, 62.0), (-11.0, 3.0)


def check_swapped(cells: pa.Table, contract: Contract, name: str) -> None:
    """Refuse a delivery whose columns were exchanged. ``cells`` are its first rows under the contract's column names."""
    there = [column for column in contract.columns if column.name in cells.column_names]
    texts = [column for column in there if column.type is ColumnType.TEXT]
    for column in texts:
        if column.mark in _SHAPES:
            _check_mark(cells, column, [other for other in texts if other.mark != column.mark], name)
    if {"lat", "lon"} <= {column.name for column in there}:
        _check_positions(cells, name)


def _check_mark(cells: pa.Table, column: Column, others: list[Column], name: str) -> None:
    shape = _SHAPES[str(column.mark)]
    own = _share(cells[column.name], shape)
    if own is None or own > HARDLY:
        return
    for other in others:
        share = _share(cells[other.name], shape)
        if share is not None and share > CLEARLY:
            raise RefusedDelivery(
                name,
                f"The columns {column.name} and {other.name} seem to be exchanged: {share:.0%} of {other.name} look like a "
                f"{column.mark}, {own:.0%} of {column.name} do.",
                (column.name, other.name),
            )


def _share(cells: pa.ChunkedArray, shape: str) -> float | None:
    filled = cells.filter(pc.and_kleene(pc.is_valid(cells), pc.not_equal(cells, "")))
    if len(filled) < ENOUGH:
        return None
    return float(pc.mean(pc.match_substring_regex(filled, shape)).as_py())


def _check_positions(cells: pa.Table, name: str) -> None:
    lat, lon = (_degrees(cells[column]) for column in ("lat", "lon"))
    both = pc.and_(pc.is_valid(lat), pc.is_valid(lon))
    known = pc.sum(both).as_py() or 0
    if known < ENOUGH:
        return
    right, swapped = _within_uk(lat, lon), _within_uk(lon, lat)
    if swapped > CLEARLY * known and right < HARDLY * known:
        raise RefusedDelivery(
            name,
            f"The columns lat and lon seem to be exchanged: {swapped:,} of {known:,} positions lie in the United Kingdom only "
            "the other way round.",
            ("lat", "lon"),
        )


def _degrees(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(cells.type):
        return pc.cast(cells, pa.float64())
    number = pc.match_substring_regex(cells, r"^[+-]?[0-9]+(\.[0-9]+)?$")
    return pc.cast(pc.if_else(number, cells, pa.scalar(None, pa.string())), pa.float64())


def _within_uk(lat: pa.ChunkedArray, lon: pa.ChunkedArray) -> int:
    inside = pc.and_(
        pc.and_(pc.greater(lat, _UK_LATITUDES[0]), pc.less(lat, _UK_LATITUDES[1])),
        pc.and_(pc.greater(lon, _UK_LONGITUDES[0]), pc.less(lon, _UK_LONGITUDES[1])),
    )
    return int(pc.sum(inside).as_py() or 0)
