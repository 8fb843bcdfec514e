"""The rows that something stands on: what a lead, a hit or an inconsistency cites must stay when its reads pass their limit.

Source: the house rule on plate reads, "after it only reads that evidence a hit or a lead stay".
"""

from __future__ import annotations

from vinculum.engine.door import Door

# For each table that may stand in a picture, SQL for the rows (delivery, row) that it cites.
CITING = {
    "leads": """
        SELECT unnest(evidence, recursive := true) FROM picture.leads
        UNION ALL
        SELECT unnest(reason.evidence, recursive := true) FROM (SELECT unnest(reasons) AS reason FROM picture.leads)""",
    "hits": "SELECT delivery, row FROM picture.hits",
    "inconsistencies": """
        SELECT first_delivery, first_row FROM picture.inconsistencies
        UNION ALL
        SELECT second_delivery, second_row FROM picture.inconsistencies""",
    # The reads that the tracks of a suspected clone are made of; the tracks of plates without a lead may go.
    "clone_tracks": """
        SELECT track.delivery, track.row FROM picture.clone_tracks AS track
        WHERE track.plate IN (SELECT subject FROM picture.leads WHERE kind = 'clone')""",
}


def cited_rows(door: Door) -> set[tuple[str, int]]:
    """Return the rows (delivery, row) that the leads, hits, inconsistencies and suspected clones of the picture rest on."""
    there = {
        one["table_name"]
        for one in door.ask_rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'picture'")
    }
    told = [f"SELECT * FROM ({query}) AS cited (delivery, row)" for table, query in CITING.items() if table in there]
    rows = door.ask(f"SELECT DISTINCT delivery, row FROM ({' UNION ALL '.join(told)}) ORDER BY ALL") if told else None
    return set() if rows is None else set(zip(rows["delivery"].to_pylist(), rows["row"].to_pylist(), strict=True))
