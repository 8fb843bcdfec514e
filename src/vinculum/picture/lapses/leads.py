"""One lead a marker that is on its way out of the record, or has left it while its crime is open.

A lapse is a fact of the record at the as-at time, not an estimate: its probability is 1.
"""

from __future__ import annotations

import pyarrow as pa

from vinculum.picture.lapses.clock import LAPSING, MarkerState
from vinculum.picture.lead_rows import LEAD_SCHEMA, lead_id
from vinculum.picture.step import Room

LAPSED_SQL = """
SELECT * FROM picture.lapses
WHERE looks_not_stolen OR state IN (SELECT unnest($lapsing)) ORDER BY los_ref
"""

# A lapse is certain, so its log-odds have no bound; the weight of a certain fact is written as this many.
CERTAIN = 10.0


def write_leads(room: Room) -> None:
    """Write ``picture.lead_lapse``, one lead a marker; it goes cold when the record deletes the marker."""
    rows = room.door.ask_rows(LAPSED_SQL, {"lapsing": [str(state) for state in LAPSING]})
    room.write("lead_lapse", pa.Table.from_pylist([_lead(row) for row in rows], schema=LEAD_SCHEMA))


def _lead(row: dict[str, object]) -> dict[str, object]:
    gone = bool(row["looks_not_stolen"])
    car = " ".join(str(part) for part in (row["make"], row["model"], row["vrm"]) if part)
    if gone:
        summary = f"The marker {row['los_ref']} of {car} has left the record and the vehicle was not found: it looks not stolen."
        action = f"Protect: ask {row['force']} to confirm the theft and enter the marker again."
        reason = f"The marker stands as {row['state']}, no find of the vehicle is on record, and no later marker stands."
    else:
        summary = (
            f"The marker {row['los_ref']} of {car} is unconfirmed after {row['age_days']:.1f} days; "
            f"{_time_left(float(str(row['days_left'])))}"
        )
        action = f"Protect: ask {row['force']} to confirm the theft before the marker is deleted."
        reason = (
            f"Created {row['created_at']:%d %B %Y %H:%M} UTC and confirmed by nobody; a force should confirm within 48 hours."
        )
    told = [_reason(reason, row["marker_evidence"])]
    if row["crime_ref"] is not None:
        standing = "still open" if row["crime_open"] else f"closed by recovery {row['recovery_ref']}"
        told.append(_reason(f"Crime {row['crime_ref']} tells of the same theft and is {standing}.", row["crime_evidence"]))
    evidence = [*_rows(row["marker_evidence"]), *_rows(row["crime_evidence"])]
    return {
        "id": lead_id("lapse", str(row["los_ref"])),
        "kind": "lapse",
        "subject": row["los_ref"],
        "subject_kind": "los_ref",
        "summary": summary,
        "probability": 1.0,
        "value_gbp": row["value_gbp"],
        "cold_at": None if gone and row["state"] != MarkerState.PAST_DELETION else row["deletes_at"],
        "stage": "S3",
        "action": action,
        "lat": row["lat"],
        "lon": row["lon"],
        "reasons": told,
        "evidence": [dict(pair) for pair in dict.fromkeys(tuple(item.items()) for item in evidence)],
    }


def _time_left(days: float) -> str:
    if days <= 0:
        return f"it was due for deletion {-days:.1f} days ago."
    return f"it will be deleted in {days:.1f} days."


def _reason(text: str, evidence: object) -> dict[str, object]:
    return {"text": text, "weight": CERTAIN, "evidence": evidence}


def _rows(evidence: object) -> list[dict[str, object]]:
    return list(evidence) if isinstance(evidence, list) else []
