"""What the reads hold: every text once with how often it was read, which of them are known plates, and how cameras misread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.columns import key_column
from vinculum.marks.confusion import fit_confusion
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.pack import ALPHABET, LONGEST, pack
from vinculum.picture.hits.near import PLACES, illegible_key, near_pairs

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FEWEST_PAIRS = 50  # with fewer misreads than this in the data the built-in channel stands
LETTERS = np.frombuffer(("\0" + ALPHABET).encode("ascii"), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts read, in order of key: the key as stored, the key that neighbours are sought with, and the number of reads.

    The two keys differ for texts with illegible characters, which are stored as hashes.
    """

    stored: Integers
    key: Integers
    reads: Integers


@dataclass(frozen=True, slots=True)
class KnownPlates:
    """Plates that exist, in order of key: on a register and on the road, or read too often to be misreads; make and colour."""

    key: Integers
    registered: Flags
    make: pa.Array
    colour: pa.Array


@dataclass(frozen=True, slots=True)
class Library:
    """What is known of plates and of reading them: the texts read, the plates that exist, and how cameras misread."""

    texts: Texts
    known: KnownPlates
    channel: Confusion


def texts_read(door: Door) -> Texts:
    """Return every text of ``picture.plate_reads``."""
    told = door.ask("SELECT key, count(*) AS n FROM picture.plate_reads GROUP BY key ORDER BY key")
    stored = told.column("key").to_numpy()
    key = np.where(stored > 0, stored, 0)
    illegible = door.ask(f"SELECT DISTINCT vrm FROM evidence.reads WHERE position('{UNKNOWN}' IN vrm) > 0")
    for text in illegible.column(0).to_pylist():
        at = int(np.searchsorted(stored, pack(text)))
        if at < stored.size and stored[at] == pack(text):
            key[at] = illegible_key(fold(text))
    return Texts(stored, key, told.column("n").to_numpy())


def known_plates(door: Door, texts: Texts, known_after: int) -> KnownPlates:
    """Return the live registered plates (table ``_registered``) and the unregistered ones read at least ``known_after`` times."""
    live = door.ask("SELECT vrm, make, colour FROM _registered WHERE live ORDER BY vrm")
    registered = key_column(live.column("vrm"))
    often = texts.stored[(texts.stored > 0) & (texts.reads >= known_after)]
    others = np.setdiff1d(often, registered)
    key = np.concatenate([registered, others])
    order = np.argsort(key, kind="stable")
    place = pa.array(np.where(order < registered.size, order, -1), mask=order >= registered.size)
    return KnownPlates(
        key[order], order < registered.size, live.column("make").take(place).combine_chunks(),
        live.column("colour").take(place).combine_chunks(),
    )  # fmt: skip


def key_texts(keys: Integers) -> pa.Array:
    """Return the text of each positive key; a digit of 0 inside one is an illegible character."""
    codes = (keys[:, None] // PLACES[None, :]) % 37
    length = LONGEST - np.argmax(codes[:, ::-1] > 0, axis=1)
    letters = LETTERS[codes]
    inside = (codes == 0) & (np.arange(LONGEST)[None, :] < length[:, None])
    letters = np.where(inside, np.uint8(ord(UNKNOWN)), letters).astype(np.uint8)
    return pa.array(np.ascontiguousarray(letters).view(f"S{LONGEST}").ravel().astype(str).tolist(), pa.string())


def learn_library(door: Door, known_after: int, most_pairs: int) -> Library:
    """Return what the reads and the register say; ``known_after`` reads make a plate known, ``most_pairs`` teach the channel."""
    texts = texts_read(door)
    known = known_plates(door, texts, known_after)
    return Library(texts, known, learn_confusion(texts, known, most_pairs))


def learn_confusion(texts: Texts, known: KnownPlates, most_pairs: int) -> Confusion:
    """Return the channel of these cameras, fitted to texts that are no known plate but one edit from exactly one.

    Correct readings are added in the proportion in which known plates were read, so that rates come out per character read.
    """
    strange = (texts.key > 0) & ~np.isin(texts.stored, known.key)
    reads_strange, reads_known = int(texts.reads[strange].sum()), int(texts.reads[np.isin(texts.stored, known.key)].sum())
    found = texts.key[strange]
    sample = found[:: max(1, found.size // max(1, 3 * most_pairs))]
    near = near_pairs(sample, known.key)
    close = np.flatnonzero(near.edits == 1)
    truths, readings = key_texts(known.key[near.many[close]]).to_pylist(), key_texts(sample[near.few[close]]).to_pylist()
    once: dict[str, list[str]] = {}
    for truth, read in zip(truths, readings, strict=True):
        once.setdefault(read, []).append(truth)
    alone = [(told[0], read) for read, told in sorted(once.items()) if len(told) == 1]
    pairs = alone[
        :: max(1, -(-len(alone) // max(1, most_pairs)))
    ]  # spread over the alphabet, so that no kind of misread is left out
    if len(pairs) < FEWEST_PAIRS:
        return default_confusion()
    correct = round(len(pairs) * reads_known / max(1, reads_strange))
    plates = [truth for truth, _ in pairs]
    return fit_confusion([*pairs, *((plates[at % len(plates)],) * 2 for at in range(correct))], name="learnt from the reads")
