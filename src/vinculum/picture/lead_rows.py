"""What a lead looks like as a row, for every part of the picture that finds some.

Each part writes ``lead_<kind>`` with this schema; the step ``leads`` joins them, drops what is past helping and sorts.
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

EVIDENCE = pa.list_(pa.struct([("delivery", pa.string()), ("row", pa.int64())]))

REASONS = pa.list_(pa.struct([("text", pa.string()), ("weight", pa.float64()), ("evidence", EVIDENCE)]))

LEAD_SCHEMA = pa.schema(
    [
        ("id", pa.string()),  # stable across builds: see lead_id
        ("kind", pa.string()),  # clone, hit, lapse, vin_reuse, export, camera ...
        ("subject", pa.string()),  # the mark or reference it is about, such as a VRM, a VIN, a consignment_ref
        ("subject_kind", pa.string()),  # vrm, vin, los_ref, consignment_ref, camera_id
        ("summary", pa.string()),  # one sentence an officer could read out
        ("probability", pa.float64()),  # calibrated, 0 to 1
        ("value_gbp", pa.float64()),  # value at stake in GBP; null when unknown, never 0 for unknown
        ("cold_at", pa.timestamp("us", tz="UTC")),  # when it goes cold; null when it does not
        ("stage", pa.string()),  # crime-script stage S1 to S12 (DOMAIN 1.5)
        ("action", pa.string()),  # suggested action, starting with its 4P: "Pursue: ..."
        ("lat", pa.float64()),  # where to go, when there is a place
        ("lon", pa.float64()),
        ("reasons", REASONS),  # strongest first; weight is in log-odds (base e) for or against
        ("evidence", EVIDENCE),  # every row it rests on, without repeats
    ]
)


def lead_id(kind: str, subject: str) -> str:
    """Return the id a lead keeps across builds: its kind and a short hash of kind and subject."""
    return f"{kind}-{hashlib.sha256(f'{kind}|{subject}'.encode()).hexdigest()[:12]}"
