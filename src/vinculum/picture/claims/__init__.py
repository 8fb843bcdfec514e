"""Claims: every record as dated, graded sayings about marks, nothing merged and nothing overwritten.

Plate reads are too many to be spelled out: they stay in ``evidence.reads`` and are told as sightings a day when one vehicle is
asked for (``vinculum.picture.vehicles.describe``).
"""

from collections.abc import Iterator

import pyarrow as pa

from vinculum.engine.door import LOOKUP_GROUP
from vinculum.picture.claims.rows import CLAIMS, claims_sql, marked_rows_sql
from vinculum.picture.claims.sayings import witnesses
from vinculum.picture.claims.texts import offer_named_marks
from vinculum.picture.normal_marks import offer_normal_marks
from vinculum.picture.step import Room, Step

IN_ORDER_OF_MARK = """
SELECT * EXCLUDE (file_row_number) FROM read_parquet($said, file_row_number = true) ORDER BY mark, file_row_number
"""


def _sources(kind: str) -> list[tuple[str, str]]:
    """Return the relations and expressions that hold marks of a kind (``vrm`` or ``vin``)."""
    found = []
    for witness in witnesses():
        column = witness.vrm if kind == "vrm" else witness.vin
        if column == "declared_vins":
            found.append((f"evidence.{witness.feed}", "unnest(declared_vins)"))
        elif column is not None:
            found.append((f"evidence.{witness.feed} AS f", column))
    return found


def _said(room: Room) -> Iterator[pa.RecordBatch]:
    for witness in witnesses():
        if not room.door.ask_rows(f"SELECT count(*) AS n FROM evidence.{witness.feed}")[0]["n"]:
            continue
        room.door.run(f"CREATE OR REPLACE TEMP TABLE _rows_{witness.feed} AS {marked_rows_sql(witness)}")
        for statement in claims_sql(witness):
            for batch in room.door.stream(statement, {"as_at": room.as_at}):
                yield batch.cast(CLAIMS)
        room.door.run(f"DROP TABLE _rows_{witness.feed}")


def gather_claims(room: Room) -> None:
    """Write ``picture.claims`` in order of mark; the claims of one mark feed by feed, property by property, delivery and row."""
    offer_normal_marks(room.door, "_plates", _sources("vrm"))
    offer_normal_marks(room.door, "_frames", _sources("vin"))
    offer_named_marks(room.door, [witness for witness in witnesses() if witness.text is not None])
    room.door.run("CREATE OR REPLACE TEMP TABLE _partners AS SELECT delivery, min(partner) AS partner FROM evidence.deliveries "
                  "GROUP BY delivery")  # fmt: skip
    said = room.staging / ".claims_as_said.parquet"
    room.door.write(pa.RecordBatchReader.from_batches(CLAIMS, _said(room)), said)
    room.write("claims", IN_ORDER_OF_MARK, {"said": str(said)}, LOOKUP_GROUP)
    said.unlink()


STEP = Step("claims", ("claims",), gather_claims)
