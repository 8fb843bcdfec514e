"""Marks named in free text: adverts and logs are read once, and each plate or chassis number found becomes a row of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.extract import extract_marks
from vinculum.marks.fold import fold
from vinculum.marks.mark import MarkKind
from vinculum.picture.claims.sayings import Witness

NAMED_SCHEMA = pa.schema(
    [
        ("feed", pa.string()),
        ("delivery", pa.string()),
        ("row", pa.int64()),
        ("vrm", pa.string()),
        ("vrm_raw", pa.string()),
        ("vin", pa.string()),
        ("vin_raw", pa.string()),
    ]
)


def named_marks(door: Door, feed: str, text_sql: str) -> pa.Table:
    """Return every plate and VIN found in a feed's texts (schema ``NAMED_SCHEMA``), each once a row of the feed."""
    found: dict[tuple[str, int, MarkKind, str], str] = {}
    for batch in door.stream(
        f"SELECT f.delivery, f.row, {text_sql} AS text FROM evidence.{feed} AS f ORDER BY f.delivery, f.row"
    ):
        for delivery, row, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            for mark in extract_marks(text or ""):
                if mark.kind in (MarkKind.VRM, MarkKind.VIN):
                    found.setdefault((delivery, row, mark.kind, fold(mark.text)), mark.text)
    rows = [
        {"feed": feed, "delivery": delivery, "row": row, str(kind): normal, f"{kind}_raw": raw}
        for (delivery, row, kind, normal), raw in found.items()
    ]
    return pa.Table.from_pylist(rows, schema=NAMED_SCHEMA)


def offer_named_marks(door: Door, witnesses: Sequence[Witness]) -> None:
    """Make ``_named`` a table of every plate and VIN found in the texts of these feeds, with the row it stands in."""
    tables = [named_marks(door, witness.feed, witness.text) for witness in witnesses if witness.text is not None]
    door.offer("_found", pa.concat_tables([NAMED_SCHEMA.empty_table(), *tables]))
    door.run("CREATE OR REPLACE TEMP TABLE _named AS SELECT * FROM _found")
    door.withdraw("_found")
