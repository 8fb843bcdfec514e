"""Each feed's rows made claims: one row a mark, a property and a value, with its dates, its voice and where it was said.

A row that states a plate and a VIN speaks of the plate and carries the VIN beside it, so that the ledger can tell which of two
vehicles that bore one plate is meant.
"""

from __future__ import annotations

import pyarrow as pa

from vinculum.picture.claims.sayings import Saying, Witness

# Words that differ only in case and blanks are the same value; the text as handed over is kept in `original`.
UPPER = frozenset({"make", "model", "colour", "keeper_area"})

WORD = pa.dictionary(pa.int32(), pa.string())
TIME = pa.timestamp("us", tz="UTC")

CLAIMS = pa.schema(
    [
        ("mark_kind", WORD),  # vrm or vin
        ("mark", pa.string()),  # folded
        ("mark_original", pa.string()),  # as handed over; null when that is the folded mark
        ("vin_beside", pa.string()),  # the VIN on the same record, when the mark is a plate
        ("property", WORD),
        ("value", pa.string()),
        ("original", pa.string()),  # as handed over; null when that is the value
        ("role", WORD),  # issued, borne, declared, named
        ("from_at", TIME),
        ("until_at", TIME),  # null while it still holds, as far as the record knows
        ("said_by", WORD),  # the voice: records that copy one another share one
        ("feed", WORD),
        ("grade", WORD),  # 3x5x2 source/assessment/handling, where there is one
        ("partner", WORD),
        ("delivery", WORD),
        ("row", pa.int64()),
    ]
)


def marked_rows_sql(witness: Witness) -> str:
    """Return SQL for a feed's rows with normal marks: ``place``, ``vrm``, ``vrm_raw``, ``vin``, ``vin_raw``, then its columns.

    ``place`` numbers the rows in order of delivery and row, so that everything a feed says can be put in order by one integer.
    """
    if witness.text is not None:
        marked = (
            f"SELECT m.vrm, m.vrm_raw, m.vin, m.vin_raw, f.* FROM evidence.{witness.feed} AS f "
            f"JOIN _named AS m ON m.feed = '{witness.feed}' AND m.delivery = f.delivery AND m.row = f.row"
        )
    else:
        several = witness.vin == "declared_vins"
        source = (
            f"(SELECT *, unnest(declared_vins) AS _vin FROM evidence.{witness.feed})" if several else f"evidence.{witness.feed}"
        )
        left_out = [column for column in (witness.vrm, witness.vin) if column in ("vrm", "vin")] + ["_vin"] * several
        columns = f"f.* EXCLUDE ({', '.join(left_out)})" if left_out else "f.*"
        vin = "f._vin" if several else witness.vin or "NULL"
        marked = (
            f"SELECT plate.normal AS vrm, plate.raw AS vrm_raw, frame.normal AS vin, frame.raw AS vin_raw, {columns} "
            f"FROM {source} AS f LEFT JOIN _plates AS plate ON plate.raw = {witness.vrm or 'NULL'} "
            f"LEFT JOIN _frames AS frame ON frame.raw = {vin}"
        )
    return (
        "SELECT row_number() OVER (ORDER BY f.delivery, f.row, f.vrm, f.vin, f.vrm_raw, f.vin_raw) AS place, f.*, "
        f"d.partner FROM ({marked}) AS f LEFT JOIN _partners AS d ON d.delivery = f.delivery"
    )


def claims_sql(witness: Witness) -> list[str]:
    """Return a SELECT of the columns of ``CLAIMS`` for each thing that a feed says, over the table ``_rows_<feed>``."""
    told = [_saying_sql(witness, say) for say in witness.says]
    if witness.vrm is not None and witness.vin is not None:
        # That plate and VIN stand on one record is a claim of its own: the tie that the ledger is built from.
        tie = Saying("vin", "f.vin", "f.vin_raw", witness.tie_from, witness.until_at)
        told.append(_saying_sql(witness, tie, only="f.vrm IS NOT NULL"))
    return told


def _saying_sql(witness: Witness, say: Saying, only: str = "TRUE") -> str:
    value = f"upper(trim({say.value}))" if say.property in UPPER else say.value
    original = say.original or (say.value if say.property in UPPER else "NULL")
    said = f"""
        SELECT
            f.place, CASE WHEN f.vrm IS NOT NULL THEN 'vrm' ELSE 'vin' END AS mark_kind,
            coalesce(f.vrm, f.vin) AS mark,
            nullif(CASE WHEN f.vrm IS NOT NULL THEN f.vrm_raw ELSE f.vin_raw END, coalesce(f.vrm, f.vin)) AS mark_original,
            CASE WHEN f.vrm IS NOT NULL THEN f.vin END AS vin_beside,
            '{say.property}' AS property, {value} AS value, nullif({original}, {value}) AS original, '{witness.role}' AS role,
            CAST({say.from_at} AS TIMESTAMPTZ) AS from_at, CAST({say.until_at} AS TIMESTAMPTZ) AS until_at,
            {witness.said_by} AS said_by, '{witness.feed}' AS feed, CAST({witness.grade} AS VARCHAR) AS grade,
            f.partner, f.delivery, f.row
        FROM _rows_{witness.feed} AS f
        WHERE coalesce(f.vrm, f.vin) IS NOT NULL AND {value} IS NOT NULL AND {only}
          AND coalesce(CAST({say.from_at} AS TIMESTAMPTZ) <= $as_at, TRUE)"""
    if witness.daily:
        first = "arg_min({0}, (from_at, place)) AS {0}"
        said = f"""
        SELECT min(place) AS place, mark_kind, mark, min(mark_original) AS mark_original, vin_beside, property, value,
            min(original) AS original, min(role) AS role, min(from_at) AS from_at, max(until_at) AS until_at,
            min(said_by) AS said_by, min(feed) AS feed, min(grade) AS grade,
            {", ".join(first.format(column) for column in ("partner", "delivery", "row"))}
        FROM ({said}) GROUP BY mark_kind, mark, vin_beside, property, value, date_trunc('day', from_at)"""
    return f"SELECT {', '.join(CLAIMS.names)} FROM ({said}) ORDER BY place"
