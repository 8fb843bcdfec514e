"""A square matrix of ties (UCINET): the first row and the first column name the actors, a cell is the strength of a tie.

A record is a cell that is not zero: ``from``, ``to``, ``value``. Where the matrix equals its mirror image the ties have no
direction, so each is given once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from vinculum.evidence.opening import Source
from vinculum.evidence.records import RecordBatch
from vinculum.evidence.refusal import RefusedDelivery

NAMES = ("from", "to", "value")

Tie = tuple[str, str, str]


@dataclass(slots=True)
class MatrixRecords:
    """The ties of one matrix, row by row."""

    source: Source
    names: list[str] = field(init=False)
    rows: int = field(init=False, default=0)
    _ties: list[Tie] = field(init=False)

    def __post_init__(self) -> None:
        self.names = list(NAMES)
        self._ties = _ties(_cells(self.source), self.source.name)

    def batches(self, wanted: Sequence[str]) -> Iterator[RecordBatch]:
        """Yield the ties as one batch: a matrix of people is small."""
        self.rows = len(self._ties)
        columns = pa.table({name: pa.array([tie[NAMES.index(name)] for tie in self._ties], pa.string()) for name in wanted})
        yield RecordBatch(
            columns, np.arange(1, self.rows + 1), lambda positions: [",".join(self._ties[position]) for position in positions]
        )


def _cells(source: Source) -> list[list[str]]:
    limit = source.limits.document_bytes
    parts: list[bytes] = []
    for block in source.blocks():
        parts.append(block)
        if sum(map(len, parts)) > limit:
            raise RefusedDelivery(source.name, f"A matrix of more than {limit:,} bytes. Send its ties as an edge list.")
    try:
        text = b"".join(parts).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedDelivery(source.name, "The matrix is not UTF-8. Save it as UTF-8.") from error
    if "\0" in text:
        raise RefusedDelivery(source.name, "The matrix holds NUL bytes; it is damaged.")
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline="")) if row]


def _ties(cells: list[list[str]], name: str) -> list[Tie]:
    actors = cells[0][1:] if cells else []
    labels = [row[0] for row in cells[1:]]
    if not actors or labels != actors or any(len(row) != len(actors) + 1 for row in cells):
        raise RefusedDelivery(name, "Not a square matrix whose first row and first column name the same actors in one order.")
    if len(set(actors)) != len(actors):
        raise RefusedDelivery(name, "The matrix names an actor twice, so its ties are ambiguous.")
    strengths = [row[1:] for row in cells[1:]]
    mirrored = all(strengths[i][j] == strengths[j][i] for i in range(len(actors)) for j in range(i))
    return [
        (actors[i], actors[j], strengths[i][j])
        for i in range(len(actors))
        for j in range(i if mirrored else 0, len(actors))
        if not _is_zero(strengths[i][j])
    ]


def _is_zero(cell: str) -> bool:
    try:
        return cell == "" or float(cell) == 0
    except ValueError:
        return False
