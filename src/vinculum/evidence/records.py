"""Records on their way in: a batch of rows as text or Arrow columns, with the rows that could not be told apart set aside.

Rows are numbered from 1 in the order of the file, header not counted, those set aside included. So for every file
rows = rows of its batches + rows set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.evidence.reasons import Reason

CLIP = 4_000

RawOf = Callable[[Sequence[int]], list[str]]


@dataclass(frozen=True, slots=True)
class SetAside:
    """One row that did not enter the evidence, as ``quarantine.parquet`` holds it."""

    row: int
    field: str | None
    value: str | None
    reason: Reason
    sentence: str
    raw: str


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """Some rows in file order: their columns by name, their numbers, and how to show one as it was handed over.

    ``raw_of`` takes positions in the batch and returns the records as text.
    """

    columns: pa.Table
    rows: npt.NDArray[np.int64]
    raw_of: RawOf
    set_aside: list[SetAside] = field(default_factory=list)


def clipped(text: str, limit: int = CLIP) -> str:
    """Return ``text`` cut to ``limit`` characters, saying how much was cut. The original file holds all of it."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"
