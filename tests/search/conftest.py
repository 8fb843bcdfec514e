"""Doors over a handful of things to look for."""

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from vinculum.engine.door import Door, Limits

Rows = list[dict[str, Any]]
MakeDoor = Callable[[Rows], Door]

TEXTS = "kind text shown subject_kind subject feed column_name delivery make force handling"
SCHEMA = pa.schema(
    [*((name, pa.string()) for name in TEXTS.split()[:8]), ("row", pa.int64()), ("n", pa.int64())]
    + [(name, pa.string()) for name in TEXTS.split()[8:]]
)


def said(kind: str, text: str, **told: Any) -> dict[str, Any]:
    """Return one row of ``search_marks``: a register row of a vehicle of that name unless told otherwise."""
    usual = {"shown": text, "subject_kind": "vehicle", "subject": f"v-{text}", "feed": "register", "column_name": kind,
             "delivery": "register-1", "row": 1, "n": 1, "make": None, "force": None, "handling": None}  # fmt: skip
    return {"kind": kind, "text": text} | usual | told


@pytest.fixture(scope="session")
def says() -> Callable[..., dict[str, Any]]:
    """Return the maker of one row."""
    return said


def hold(door: Door, rows: Rows) -> None:
    """Let ``picture.search_marks`` of the door be a view of these rows, as it is a view of a file elsewhere."""
    door.offer("_rows", pa.Table.from_pylist(rows, schema=SCHEMA))
    door.run("CREATE SCHEMA IF NOT EXISTS picture")
    door.run("CREATE OR REPLACE TABLE held AS SELECT * FROM _rows")
    door.run("CREATE OR REPLACE VIEW picture.search_marks AS SELECT * FROM memory.main.held")
    door.withdraw("_rows")


@pytest.fixture
def make_door() -> Iterator[MakeDoor]:
    """Return a function that opens a door whose ``picture.search_marks`` holds these rows."""
    doors: list[Door] = []

    def make(rows: Rows) -> Door:
        doors.append(Door(Limits(threads=1)))
        hold(doors[-1], rows)
        return doors[-1]

    yield make
    for door in doors:
        door.close()


@pytest.fixture
def two_doors() -> Iterator[Callable[[Rows, Rows], tuple[Door, Door]]]:
    """Return a function that fills the same two doors anew, for tests that try many pictures."""
    with Door(Limits(threads=1)) as one, Door(Limits(threads=1)) as other:

        def fill(rows: Rows, others: Rows) -> tuple[Door, Door]:
            hold(one, rows)
            hold(other, others)
            return one, other

        yield fill
