"""A room over hand-made records, for the tests of any step of the picture."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import Contract, contracts
from vinculum.picture.current import DELIVERIES
from vinculum.picture.settings import read_settings
from vinculum.picture.step import Room

Rows = list[dict[str, Any]]
MakeRoom = Callable[..., Room]


def feed_table(contract: Contract, rows: Rows) -> pa.Table:
    """Return rows as the accepted Arrow table of a feed; times may be ISO text, ``delivery`` and ``row`` are filled in."""
    schema = contract.schema
    told = []
    for place, given in enumerate(rows, start=1):
        row = {"delivery": f"{contract.feed}-000000000001", "row": place} | given
        for name, value in row.items():
            kind = schema.field(name).type
            if isinstance(value, str) and pa.types.is_timestamp(kind):
                row[name] = datetime.fromisoformat(value).replace(tzinfo=UTC)
            elif isinstance(value, str) and pa.types.is_date(kind):
                row[name] = date.fromisoformat(value)
        told.append(row)
    return pa.Table.from_pylist(told, schema=schema)


@pytest.fixture
def make_room(tmp_path: Path) -> Iterator[MakeRoom]:
    """Return a function that opens a room at an as-at time over the given feeds; a feed not given is empty."""
    doors: list[Door] = []

    def make(as_at: str, **feeds: Rows) -> Room:
        door = Door(Limits(threads=2))
        doors.append(door)
        deliveries: Rows = []
        for name, contract in contracts().items():
            table = feed_table(contract, feeds.get(name, []))
            door.view(f"evidence.{name}", [], table.schema)
            if table.num_rows:
                door.offer("_rows", table)
                door.run(f"INSERT INTO evidence.{name} SELECT * FROM _rows")
                door.withdraw("_rows")
            deliveries += [
                {"delivery": delivery, "feed": name, "partner": contract.owner}
                for delivery in dict.fromkeys(table.column("delivery").to_pylist())
            ]
        door.view("evidence.deliveries", [], DELIVERIES)
        told = [dict.fromkeys(DELIVERIES.names) | row for row in deliveries]
        door.offer("_rows", pa.Table.from_pylist(told, schema=DELIVERIES))
        door.run("INSERT INTO evidence.deliveries SELECT * FROM _rows")
        door.withdraw("_rows")
        door.run("CREATE SCHEMA IF NOT EXISTS picture")
        # Parties stand only where a test runs their step: without it a shipper is its EORI, else its name.
        door.run("CREATE VIEW picture.party_forms AS SELECT '' AS form_id, '' AS party_id WHERE false")
        staging = tmp_path / f"build{len(doors)}"
        staging.mkdir()
        settings = read_settings(tmp_path / "none.toml")
        return Room(door, datetime.fromisoformat(as_at).replace(tzinfo=UTC), settings, staging)

    yield make
    for door in doors:
        door.close()
