"""One suspect plate reasoned through: contradictions, fewest vehicles, tracks, strays, and signs that weigh the explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from vinculum.picture.clones.clocks import Integers
from vinculum.picture.clones.homes import Fit, Home, fit_register, home_of, looks_of
from vinculum.picture.clones.namesakes import Namesake, Namesakes
from vinculum.picture.clones.order import PlateReads
from vinculum.picture.clones.rivals import Signs, Stray
from vinculum.picture.clones.rules import Rules
from vinculum.picture.clones.suspects import Entry, PastTest, Suspect
from vinculum.picture.clones.tracks import UNSEEN, Looks, Separation, separate_tracks
from vinculum.picture.travel_times import Roads, metres_of_pairs, needed_between_all

Floats = npt.NDArray[np.float64]

AGREES_GAIN, CONFIDENT_GAIN = 1e-3, 1e-6  # what makes a read less of a stray, far below one read
PAPER_DAYS = 14
SLIP_PRIOR = 20.0  # steps without a contradiction that every camera is granted
COMPANY_M = 8_000.0  # reads so close to a stray keep it company
DRIVEN_TIMES, DRIVEN_MORE_MS = 2.0, 900_000  # a change of place that took no longer was one drive
MOST_NAMESAKES = 4


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two reads next to each other in time (rows of the suspect) that one vehicle cannot both have made. Seconds and km."""

    first: int
    second: int
    needed_s: float
    available_s: float
    km: float


@dataclass(frozen=True, slots=True)
class Track:
    """One vehicle's reads (rows of the suspect, in order of time), where it sleeps and how well it fits the register."""

    rows: Integers
    home: Home
    fit: Fit


@dataclass(frozen=True, slots=True)
class Case:
    """A suspect plate reasoned through. ``register_track`` is the place in ``tracks`` of the one that fits the register best."""

    suspect: Suspect
    entry: Entry | None
    contradictions: tuple[Contradiction, ...]
    separation: Separation
    tracks: tuple[Track, ...]
    register_track: int
    signs: Signs

    @property
    def clone_track(self) -> Track:
        """The largest track that is not the register's."""
        others = [track for place, track in enumerate(self.tracks) if place != self.register_track]
        return max(others or list(self.tracks), key=lambda track: (track.rows.size, -int(track.rows[0])))


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the suspect itself.

    ``steps`` and ``contradictions`` are counts per camera over all plates. ``areas`` are where keeper areas lie.
    ``near`` are the confusable plates by suspect key; ``entries`` and ``tests`` are by plate key.
    """

    roads: Roads
    lat: Floats
    lon: Floats
    steps: Integers
    contradictions: Integers
    entries: Mapping[int, Entry]
    tests: Mapping[int, Sequence[PastTest]]
    areas: Mapping[str, tuple[float, float]]
    near: Mapping[int, Sequence[Namesake]]
    namesakes: Namesakes


def reason_through(suspect: Suspect, background: Background, rules: Rules) -> Case | None:
    """Return the case of a suspect plate, or None when nothing contradicts once the clocks are set right."""
    cameras, place = np.unique(suspect.camera, return_inverse=True)
    needed = needed_between_all(cameras, background.roads)
    reads = PlateReads(suspect.time, place.astype(np.int64), needed, rules.tolerance_ms)
    contradictions = find_contradictions(suspect, reads, background.roads)
    if not contradictions:
        return None
    entry = background.entries.get(suspect.key)
    separation = separate_tracks(reads, looks_among(suspect, entry), rules.largest_window)
    area = background.areas.get(entry.keeper_area) if entry is not None and entry.keeper_area is not None else None
    tests = background.tests.get(suspect.key, ())
    tracks = []
    for number in range(int(separation.track.max()) + 1):
        rows = np.flatnonzero(separation.track == number)
        home = home_of(suspect.time[rows], background.lat[suspect.camera[rows]], background.lon[suspect.camera[rows]])
        tracks.append(Track(rows, home, fit_register(home, [suspect.reads[row] for row in rows], entry, area, tests)))
    best = max(range(len(tracks)), key=lambda number: (tracks[number].fit.score, tracks[number].rows.size, -number))
    signs = Signs(
        reads=len(suspect.reads),
        vehicles=separation.vehicles,
        strays=tuple(_stray(suspect, int(row), entry, background) for row in separation.strays),
        slips=_slips(suspect, separation, reads, contradictions, background),
        haste=tuple(told.needed_s / (told.available_s + rules.clock_tolerance_s) for told in contradictions),
        splits=len(contradictions) == 1,
        paper_near=_paper_near(entry, suspect, contradictions[0]),
        on_register=entry is not None or not background.entries,
        **_company(suspect, separation, reads, background.roads),
    )
    return Case(suspect, entry, contradictions, separation, tuple(tracks), best, signs)


def find_contradictions(suspect: Suspect, reads: PlateReads, roads: Roads) -> tuple[Contradiction, ...]:
    """Return the contradictions between reads next to each other in time: if there is none, one vehicle explains all."""
    elapsed = np.diff(reads.time)
    needed = reads.needed_ms[reads.camera[:-1], reads.camera[1:]]
    rows = np.flatnonzero(elapsed + reads.tolerance_ms < needed)
    metres = metres_of_pairs(suspect.camera[rows], suspect.camera[rows + 1], roads)
    return tuple(
        Contradiction(int(row), int(row) + 1, float(needed[row]) / 1000, float(elapsed[row]) / 1000, float(distance) / 1000)
        for row, distance in zip(rows, metres, strict=True)
    )


def looks_among(suspect: Suspect, entry: Entry | None) -> Looks:
    """Return what was seen beside the plate as numbers, and what each read weighs against being a stray."""
    weight = np.ones(len(suspect.reads))
    for row, read in enumerate(suspect.reads):
        agrees = looks_of(read, entry)
        weight[row] += AGREES_GAIN * (2 * sum(agrees) - len(agrees)) + CONFIDENT_GAIN * (read.confidence or 0.0)
    return Looks(_numbered([read.make for read in suspect.reads]), _numbered([read.colour for read in suspect.reads]), weight)


def _numbered(words: Sequence[str | None]) -> Integers:
    numbers = {word: number for number, word in enumerate(sorted({word for word in words if word is not None}))}
    return np.array([UNSEEN if word is None else numbers[word] for word in words], np.int64)


def _stray(suspect: Suspect, row: int, entry: Entry | None, background: Background) -> Stray:
    read = suspect.reads[row]
    near = background.near.get(suspect.key, ())
    camera, time = int(suspect.camera[row]), int(suspect.time[row])
    weighed = [(background.namesakes.expected(namesake, camera, time), namesake) for namesake in near]
    weighed.sort(key=lambda told: (-told[0], told[1].key))
    likeliest = background.entries.get(weighed[0][1].key) if weighed and weighed[0][0] > 0 else None
    return Stray(
        looks_of(read, entry),
        read.confidence,
        sum(expected for expected, _ in weighed[:MOST_NAMESAKES]),
        looks_of(read, likeliest),
    )


def _company(suspect: Suspect, separation: Separation, reads: PlateReads, roads: Roads) -> dict[str, int]:
    """Return how many other reads keep the strays company, and how the vehicle came and went between there and elsewhere."""
    strays = np.unique(suspect.camera[separation.strays])
    cameras = np.unique(suspect.camera)
    apart = metres_of_pairs(np.repeat(cameras, strays.size), np.tile(strays, cameras.size), roads).reshape(cameras.size, -1)
    near = (apart.min(axis=1) <= COMPANY_M)[reads.camera]
    others = np.setdiff1d(np.arange(reads.time.size), separation.strays)
    changes = np.flatnonzero(near[others][1:] != near[others][:-1])
    first, second = others[changes], others[changes + 1]
    needed = reads.needed_ms[reads.camera[first], reads.camera[second]]
    driven = int(np.count_nonzero(reads.time[second] - reads.time[first] <= DRIVEN_TIMES * needed + DRIVEN_MORE_MS))
    return {"company": int(np.count_nonzero(near[others])), "driven": driven, "jumped": changes.size - driven}


def _slips(
    suspect: Suspect,
    separation: Separation,
    reads: PlateReads,
    contradictions: tuple[Contradiction, ...],
    background: Background,
) -> tuple[float, ...]:
    """Return how readily the fewest cameras slip whose reads set aside leave one vehicle; one camera if one is enough.

    How readily: the share of steps at the camera that contradict other plates, beyond twice what is usual, times the plate's
    reads there.
    """
    usual = background.contradictions.sum() / max(1, background.steps.sum())
    own = Counter(int(suspect.camera[row]) for told in contradictions for row in (told.first, told.second))
    passes = Counter(suspect.camera.tolist())

    def slip(camera: int) -> float:
        others = max(0, int(background.contradictions[camera]) - own[camera])
        share = others / (int(background.steps[camera]) - own[camera] + SLIP_PRIOR)
        return float(min(1.0, max(0.0, share - 2 * usual) * passes[camera]))

    singles = []
    cameras = np.unique(suspect.camera[separation.strays]).tolist()
    for camera in cameras:
        left = reads.part_without(suspect.camera == camera)
        elapsed = np.diff(left.time) + left.tolerance_ms
        if np.all(elapsed >= left.needed_ms[left.camera[:-1], left.camera[1:]]):
            singles.append(slip(camera))
    return (max(singles),) if singles else tuple(slip(camera) for camera in cameras)


def _paper_near(entry: Entry | None, suspect: Suspect, change: Contradiction) -> bool | None:
    """Return whether a registration document was issued within two weeks of the change of vehicle; None if none is told."""
    if entry is None or entry.v5c_issued_on is None:
        return None
    changed: date = datetime.fromtimestamp(int(suspect.time[change.second]) / 1000, UTC).date()
    return abs(entry.v5c_issued_on - changed) <= timedelta(days=PAPER_DAYS)
