"""The hot list: whether the plate that a camera has just read is on a vehicle that is missing now, as read or as misread.

Held in memory and made from the evidence by the rules of the picture's hits, so that a read is answered without a build. Every
reading that a listed plate may give rise to is listed beforehand, so a look-up is a search in one sorted array.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.columns import key_column
from vinculum.marks.fold import fold
from vinculum.marks.misread import Confusion, confusable, default_confusion
from vinculum.marks.nearby import explain_misread
from vinculum.marks.pack import pack
from vinculum.picture.hits.stolen import watch_list
from vinculum.picture.settings import Settings
from vinculum.picture.step import Room

Keys = npt.NDArray[np.int64]

SHORTEST = 5  # what is left of a shorter plate with a character lost is like too many others


@dataclass(frozen=True, slots=True)
class Missing:
    """A vehicle that is missing and the plate it is believed to bear; ``stolen_from`` is UTC, ``belief`` 0 to 1."""

    vrm: str
    belief: float
    crime_ref: str
    force: str
    make: str | None
    model: str | None
    colour: str | None
    stolen_from: datetime
    evidence: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class HotMatch:
    """A read that may be of a missing vehicle. ``weight`` (0 to 1): 1 as read; else how readily it is misread so.

    ``read_is_registered``: what was read is itself a plate on the register, so that a right reading is the likelier.
    """

    missing: Missing
    read: str
    weight: float
    read_is_registered: bool
    why: str

    @property
    def exact(self) -> bool:
        """Whether the plate was read as it is listed."""
        return self.read == self.missing.vrm


@dataclass(frozen=True)
class HotList:
    """Missing vehicles, and the readings of their plates in order: key, whose (index into ``missing``), weight, registered."""

    missing: tuple[Missing, ...]
    keys: Keys
    owners: Keys
    weights: npt.NDArray[np.float64]
    registered: npt.NDArray[np.bool_]

    def look_up(self, plates: Sequence[str] | pa.Array) -> list[tuple[int, HotMatch]]:
        """Return (index of the read, match) for every read that is on the list, in order of the reads, surest first."""
        read = key_column(plates if isinstance(plates, pa.Array) else pa.array(plates, type=pa.string()))
        starts, ends = np.searchsorted(self.keys, read, side="left"), np.searchsorted(self.keys, read, side="right")
        found = []
        for at in np.flatnonzero(ends > starts).tolist():
            text = str(plates[at])
            matches = [self._match(entry, fold(text)) for entry in range(int(starts[at]), int(ends[at]))]
            found += [(at, match) for match in sorted(matches, key=lambda match: (-match.weight, match.missing.crime_ref))]
        return found

    def _match(self, entry: int, read: str) -> HotMatch:
        missing = self.missing[int(self.owners[entry])]
        about = " ".join(word for word in (missing.colour, missing.make, missing.model) if word)
        told = f"{missing.vrm} ({about or 'make unknown'}) has been missing since {missing.stolen_from:%d %B %Y %H:%M} UTC, "
        told += f"{missing.crime_ref} of {missing.force}."
        if read != missing.vrm:
            told = f"May be a misread: {explain_misread(missing.vrm, read)}. {told}"
        registered = bool(self.registered[entry])
        if registered and read != missing.vrm:
            told += f" But {read} is itself on the register: a right reading is the likelier."
        return HotMatch(missing, read, float(self.weights[entry]), registered, told)


def readings_of(vrm: str, channel: Confusion) -> Iterator[tuple[str, float]]:
    """Yield what a camera may make of a folded plate with its weight: itself, one character confused, one lost."""
    yield vrm, 1.0
    likely = {reading: channel.log_likelihood(vrm, reading) for reading in _once_wrong(vrm, channel) if reading != vrm}
    for reading, log in sorted(likely.items()):
        yield reading, float(min(np.exp(log - channel.log_likelihood(reading, reading)), 1.0))


def _once_wrong(vrm: str, channel: Confusion) -> Iterator[str]:
    for read, true in confusable(channel).items():
        for at, character in enumerate(vrm):
            if character in true:
                yield vrm[:at] + read + vrm[at + 1 :]
    if len(vrm) > SHORTEST:
        for at in range(len(vrm)):
            yield vrm[:at] + vrm[at + 1 :]


def make_hot_list(door: Door, as_at: datetime, settings: Settings, confusion: Confusion | None = None) -> HotList:
    """Return the list of what is missing at ``as_at`` (UTC) by the door's evidence (``evidence.<feed>``)."""
    with tempfile.TemporaryDirectory() as staging:
        watched = watch_list(Room(door, as_at, settings, Path(staging))).to_pylist()
    missing = tuple(
        Missing(
            vrm=row["vrm"], belief=row["belief"], crime_ref=row["crime_ref"], force=row["force"], make=row["make"],
            model=row["model"], colour=row["colour"], stolen_from=row["stolen_from"],
            evidence=tuple((one["delivery"], one["row"]) for one in row["evidence"]),
        )
        for row in watched
        if row["until_at"] is None
    )  # fmt: skip
    return list_readings(missing, key_column(door.ask("SELECT vrm FROM evidence.register").column("vrm")), confusion)


def list_readings(missing: tuple[Missing, ...], registered: Keys, confusion: Confusion | None = None) -> HotList:
    """Return the hot list of these vehicles; ``registered`` are the keys of every plate on the register."""
    channel = confusion or default_confusion()
    entries = [
        (pack(reading), owner, weight) for owner, one in enumerate(missing) for reading, weight in readings_of(one.vrm, channel)
    ]
    entries.sort()
    keys = np.array([key for key, _, _ in entries], dtype=np.int64)
    return HotList(
        missing,
        keys,
        np.array([owner for _, owner, _ in entries], dtype=np.int64),
        np.array([weight for _, _, weight in entries], dtype=np.float64),
        np.isin(keys, registered),
    )
