"""Who competes for a read: the honest plates and the stolen ones that its text may be, with their reads, makes and colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vinculum.engine.door import Door
from vinculum.marks.misread_columns import misread_log_likelihoods
from vinculum.picture.hits.candidates import CandidatePairs, Watched
from vinculum.picture.hits.near import near_pairs
from vinculum.picture.hits.texts import Library, Texts, key_texts
from vinculum.picture.hits.weigh import Habits, Plates, Readings, Rivals

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FOREVER = np.iinfo(np.int64).max // 2
# Rivals whose reading of the text is e^13 times less likely than the stolen plate's cannot change the answer.
FAR_BEHIND = 13.0
SAMPLE = 200_000

SEEN_SQL = """
SELECT c.place, upper(trim(r.make)) AS make, upper(trim(r.colour)) AS colour, r.vrm, r.read_at, r.camera_id
FROM evidence.reads AS r JOIN _rows AS c ON c.delivery = r.delivery AND c.row = r.row
ORDER BY c.place
"""

AGREEMENT_SQL = """
WITH sampled AS (
    SELECT upper(trim(make)) AS make, upper(trim(colour)) AS colour, upper(replace(vrm, ' ', '')) AS vrm
    FROM evidence.reads WHERE (make IS NOT NULL OR colour IS NOT NULL) AND row % $step = 0
)
SELECT
    count(*) FILTER (WHERE s.make IS NOT NULL AND g.make IS NOT NULL) AS makes,
    count(*) FILTER (WHERE s.make = g.make) AS makes_agree,
    count(*) FILTER (WHERE s.colour IS NOT NULL AND g.colour IS NOT NULL) AS colours,
    count(*) FILTER (WHERE s.colour = g.colour) AS colours_agree
FROM sampled AS s JOIN _registered AS g ON g.vrm = s.vrm
"""

SHARES_SQL = """
SELECT upper(trim({0})) AS value, count(*) AS n FROM evidence.reads
WHERE {0} IS NOT NULL AND row % $step = 0 GROUP BY upper(trim({0})) ORDER BY value
"""

OWN_READS_SQL = """
SELECT p.plate, r.time, r.camera FROM picture.plate_reads AS r JOIN _plate_keys AS p ON p.key = r.key
ORDER BY p.plate, r.time, r.camera
"""


@dataclass(frozen=True, slots=True)
class Words:
    """Makes or colours as codes: the distinct values in order of the alphabet and the share of each among what cameras saw."""

    values: pa.Array
    share: Floats

    def code(self, texts: pa.Array | pa.ChunkedArray) -> Integers:
        """Return the code of each text, -1 for one that is unknown or that no camera ever told."""
        found: Integers = pc.fill_null(pc.index_in(texts, self.values), -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return found


def words(door: Door, column: str, step: int) -> Words:
    """Return what cameras said in a column (make or colour) of every ``step``-th read."""
    told = door.ask(SHARES_SQL.format(column), {"step": step})
    counts = told.column("n").to_numpy().astype(np.float64)
    return Words(told.column("value").combine_chunks(), (counts + 1.0) / max(1.0, (counts + 1.0).sum()))


def learn_habits(door: Door, settings: dict[str, float], makes: Words, colours: Words, step: int) -> Habits:
    """Return what holds for all plates, learnt from the reads: where they are read, how often make and colour agree."""
    told = door.ask_rows(AGREEMENT_SQL, {"step": step})[0]
    places = door.ask(
        "SELECT c.camera, count(r.key) AS n FROM picture.read_cameras AS c LEFT JOIN picture.plate_reads AS r USING (camera) "
        "GROUP BY c.camera ORDER BY c.camera"
    )
    counts = places.column("n").to_numpy().astype(np.float64) + 1.0
    span = door.ask_rows("SELECT max(time) - min(time) AS span FROM picture.plate_reads")[0]["span"] or 0
    return Habits(
        camera_share=counts / max(1.0, counts.sum()),
        make_share=makes.share,
        colour_share=colours.share,
        # One in ten believed wrong before the data speak (Laplace).
        make_agrees=(told["makes_agree"] + 9.0) / (told["makes"] + 10.0),
        colour_agrees=(told["colours_agree"] + 9.0) / (told["colours"] + 10.0),
        window_ms=float(max(span, 3_600_000)),
        within_hour=settings["within_hour"],
        within_day=settings["within_day"],
        stranger_reads=settings["stranger_reads"],
        camera_smoothing=settings["camera_smoothing"],
    )


@dataclass(frozen=True, slots=True)
class Field:
    """Everything that competes, ready to be weighed; ``watch_plate`` is the plate number of each watched plate."""

    plates: Plates
    rivals: Rivals
    keys: Integers
    watch_plate: Integers


@dataclass(frozen=True, slots=True)
class Looks:
    """Makes and colours as words, and the codes of those of the watched plates."""

    makes: Words
    colours: Words
    watched_make: Integers
    watched_colour: Integers


def gather_field(
    door: Door, library: Library, watched: Watched, pairs: CandidatePairs, looks: Looks, asked: Integers, unseen: float
) -> Field:
    """Return the plates that compete for the texts ``asked`` (numbers of texts), and with what likelihood each was read so.

    Watched plates come first, then the honest ones. A plate that is on the stolen vehicle is not on the road as an honest one
    while it is missing. ``unseen`` reads are expected of an honest plate before any is seen.
    """
    texts, known = library.texts, library.known
    near = near_pairs(texts.key[asked], known.key)
    own = np.searchsorted(known.key, texts.key[asked])
    is_known = (own < known.key.size) & (np.append(known.key, 0)[own] == texts.key[asked])
    text = np.concatenate([asked[near.few], asked[is_known]])
    honest = np.concatenate([near.many, own[is_known]])
    likelihood = misread_log_likelihoods(key_texts(known.key[honest]), key_texts(texts.key[text]), library.channel)
    best = np.full(texts.key.size, -np.inf)
    np.maximum.at(best, pairs.text, pairs.log_likelihood)
    near_enough = likelihood >= best[text] - FAR_BEHIND
    text, honest, likelihood = text[near_enough], honest[near_enough], likelihood[near_enough]

    used, place = np.unique(honest, return_inverse=True)
    away_since, away_until = _away(watched, known.key[used])
    count = watched.key.size
    keys = np.concatenate([watched.key, known.key[used]])
    all_text = np.concatenate([pairs.text, text])
    all_plate = np.concatenate([pairs.watch, count + place.astype(np.int64)])
    all_log = np.concatenate([pairs.log_likelihood, likelihood])
    order = np.lexsort((all_plate, all_text))
    starts = np.searchsorted(all_text[order], np.arange(texts.key.size + 1))
    read_starts, times, cameras = _own_reads(door, keys)
    strange = ~known.registered[used]
    belief = np.concatenate([watched.belief, np.where(strange, _genuine(texts, known.key[used]), 1.0)])
    plates = Plates(
        starts=read_starts,
        time=times,
        camera=cameras,
        make=np.concatenate([looks.watched_make, looks.makes.code(known.make.take(pa.array(used)))]),
        colour=np.concatenate([looks.watched_colour, looks.colours.code(known.colour.take(pa.array(used)))]),
        since=np.concatenate([watched.since, away_since]),
        until=np.concatenate([watched.until, away_until]),
        honest=np.arange(keys.size) >= count,
        belief=belief,
        unseen=np.concatenate([_read_once(watched, read_starts, times), np.full(used.size, unseen)]),
    )
    return Field(plates, Rivals(starts.astype(np.int64), all_plate[order], all_log[order]), keys, np.arange(count))


def _read_once(watched: Watched, starts: Integers, times: Integers) -> Floats:
    """Return the reads expected of each watched plate before any is seen: the share of plates read exactly once (Good, Turing).

    Plates taken before the reads begin are apart from those taken since: most of the former have left the road for good. A
    vehicle that is about is read again and again, so a lone read of an old theft is more often somebody else's plate misread.
    """
    seen = [
        np.sum((times[starts[plate] : starts[plate + 1]] >= watched.since[plate])
               & (times[starts[plate] : starts[plate + 1]] <= watched.until[plate]))
        for plate in range(watched.key.size)
    ]  # fmt: skip
    once = np.array(seen, dtype=np.int64) == 1
    fresh = watched.since >= (times.min() if times.size else 0)
    shares = np.empty(watched.key.size)
    for group in (fresh, ~fresh):
        shares[group] = (once[group].sum() + 1.0) / (group.sum() + 2.0)
    return shares


def _away(watched: Watched, keys: Integers) -> tuple[Integers, Integers]:
    """Return from when to when each honest plate's vehicle is missing (ms UTC): from first theft to last find, else never."""
    since, until = np.full(keys.size, FOREVER), np.full(keys.size, -1)
    if keys.size:
        sure = np.flatnonzero(watched.belief >= 0.5)  # noqa: PLR2004 - more likely on the stolen vehicle than not
        at = np.minimum(np.searchsorted(keys, watched.key[sure]), keys.size - 1)
        found = keys[at] == watched.key[sure]
        np.minimum.at(since, at[found], watched.since[sure][found])
        np.maximum.at(until, at[found], watched.until[sure][found])
    return since, until


def _genuine(texts: Texts, keys: Integers) -> Floats:
    """Return the chance that an unregistered text is a plate of its own: near certain once it was read often, small before.

    Three reads of one wrong text are what one dirty plate gives in a month; twenty are not. A key that was never read has none.
    """
    reads = np.append(texts.reads, 0)[np.searchsorted(texts.stored, keys)].astype(np.float64)
    return 1.0 / (1.0 + np.exp(10.0 - reads))


def _own_reads(door: Door, keys: Integers) -> tuple[Integers, Integers, Integers]:
    door.offer("_plate_keys", pa.table({"plate": np.arange(keys.size), "key": keys}))
    rows = door.ask(OWN_READS_SQL)
    door.withdraw("_plate_keys")
    starts = np.searchsorted(rows.column("plate").to_numpy(), np.arange(keys.size + 1))
    return starts.astype(np.int64), rows.column("time").to_numpy(), rows.column("camera").to_numpy().astype(np.int64)


def readings_of(door: Door, rows: pa.Table, looks: Looks) -> tuple[Readings, pa.Table]:
    """Return candidate rows as readings, and what the evidence says of each: vrm as read, camera_id, read_at."""
    door.offer("_rows", rows.select(["delivery", "row"]).append_column("place", pa.array(np.arange(rows.num_rows))))
    seen = door.ask(SEEN_SQL)
    door.withdraw("_rows")
    return (
        Readings(
            time=rows.column("time").to_numpy(),
            camera=rows.column("camera").to_numpy().astype(np.int64),
            text=rows.column("text").to_numpy(),
            make=looks.makes.code(seen.column("make")),
            colour=looks.colours.code(seen.column("colour")),
        ),
        seen,
    )
