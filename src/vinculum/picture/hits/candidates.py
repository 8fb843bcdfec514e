"""Reads that may be a stolen vehicle: of its plate as it is, or of a text that the plate may have been misread as."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.columns import key_column
from vinculum.marks.misread_columns import misread_log_likelihoods
from vinculum.picture.hits.near import near_pairs
from vinculum.picture.hits.texts import Library, Texts, key_texts

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# A reading of a plate less likely than this is lost among what everybody else's plates may be misread as.
LEAST_LOG_LIKELIHOOD = -20.0

ROWS_SQL = """
SELECT c.pair, c.watch, c.text, r.key, r.camera, r.time, r.delivery, r.row
FROM picture.plate_reads AS r JOIN _candidates AS c ON c.key = r.key
WHERE r.time >= c.since AND r.time <= c.until
ORDER BY c.watch, r.time, r.camera, r.key, r.delivery, r.row
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """The plates looked for, as columns: key, when each search begins and ends (ms UTC), and the belief in the plate."""

    key: Integers
    since: Integers
    until: Integers
    belief: Floats


def watched_plates(watch: pa.Table, as_at_ms: int) -> Watched:
    """Return the watch list as columns; a vehicle still missing is looked for until the as-at time."""
    since = watch.column("stolen_from").cast(pa.int64()).to_numpy() // 1000
    until = watch.column("until_at").cast(pa.int64()).fill_null(as_at_ms * 1000).to_numpy() // 1000
    return Watched(key_column(watch.column("vrm")), since, np.minimum(until, as_at_ms), watch.column("belief").to_numpy())


@dataclass(frozen=True, slots=True)
class CandidatePairs:
    """Texts that a watched plate may have been read as, itself among them (numbers of both), log P(text | plate)."""

    watch: Integers
    text: Integers
    log_likelihood: Floats


def candidate_pairs(watched: Watched, library: Library) -> CandidatePairs:
    """Return the readings of every watched plate that were read at all.

    A text that is itself a known plate is a candidate only when one edit away: over two, the honest vehicle always wins.
    """
    texts = library.texts
    near = near_pairs(watched.key, texts.key)
    own = np.searchsorted(texts.stored, watched.key)
    found = np.append(texts.stored, np.iinfo(np.int64).max)[own]
    itself = np.flatnonzero((found == watched.key) & (watched.key > 0))
    pair_watch = np.concatenate([near.few, itself])
    pair_text = np.concatenate([near.many, own[itself]])
    edits = np.concatenate([near.edits, np.zeros(itself.size, dtype=np.int64)])
    likelihood = misread_log_likelihoods(key_texts(watched.key[pair_watch]), key_texts(texts.key[pair_text]), library.channel)
    strange = ~np.isin(texts.key[pair_text], library.known.key)
    kept = (likelihood >= LEAST_LOG_LIKELIHOOD) & (strange | (edits <= 1))
    return CandidatePairs(pair_watch[kept], pair_text[kept], likelihood[kept])


def candidate_rows(door: Door, watched: Watched, texts: Texts, pairs: CandidatePairs) -> pa.Table:
    """Return each candidate's reads while its vehicle is missing: pair, watch, text, key, camera, time, delivery, row."""
    door.offer(
        "_candidates",
        pa.table(
            {
                "pair": np.arange(pairs.watch.size),
                "watch": pairs.watch,
                "text": pairs.text,
                "key": texts.stored[pairs.text],
                "since": watched.since[pairs.watch],
                "until": watched.until[pairs.watch],
            }
        ),
    )
    rows = door.ask(ROWS_SQL)
    door.withdraw("_candidates")
    return rows
