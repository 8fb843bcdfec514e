"""Hits: a stolen vehicle's mark seen anywhere after it was taken and before it was found, exactly or as a misread."""

from datetime import timedelta

import pyarrow as pa

from vinculum.picture.hits.elsewhere import hits_elsewhere
from vinculum.picture.hits.in_reads import HITS, hits_in_reads
from vinculum.picture.hits.leads import leads_of_hits
from vinculum.picture.hits.stolen import watch_list
from vinculum.picture.lead_rows import LEAD_SCHEMA
from vinculum.picture.step import Room, Step


def find_hits(room: Room) -> None:
    """Write ``hits`` (one row a sighting) and ``lead_hit`` (one a stolen vehicle seen); reads ``plate_reads`` and ``claims``."""
    watch = watch_list(room)
    hits = [*hits_in_reads(room, watch), *hits_elsewhere(room, watch)]
    hits.sort(
        key=lambda hit: (
            hit["crime_ref"],
            hit["stolen_vrm"],
            hit["seen_at"],
            hit["feed"],
            hit["delivery"],
            hit["row"],
            hit["vrm_read"],
        )
    )
    room.write("hits", pa.Table.from_pylist(hits, schema=HITS))
    thefts = {(row["crime_ref"], row["vrm"]): row for row in watch.to_pylist()}
    leads = leads_of_hits(hits, thefts, timedelta(hours=room.settings["hits"]["cold_after_hours"]))
    room.write("lead_hit", pa.Table.from_pylist(leads, schema=LEAD_SCHEMA))


STEP = Step("hits", ("hits", "lead_hit"), find_hits)
