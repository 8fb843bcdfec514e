"""Fitting the channel of misreads to pairs of truth and reading, and measuring whether that helped.

Counts are smoothed towards a starting channel: ``SMOOTHING`` pseudo-counts say as much as so many characters seen. A few hundred
pairs therefore move the common characters and leave the rare ones where they were.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from rapidfuzz.distance import Levenshtein

from vinculum.errors import VinculumError
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.pack import ALPHABET

SMOOTHING = 50.0  # characters' worth of belief in the starting rates
SCALE_SMOOTHING = 0.5  # mistakes' worth of belief that this reader is as good as the starting one
SHARE_SMOOTHING = 10.0  # wrong characters' worth of belief in what a character turns into
NOTHING = ("", "NONE")  # how a file says that a plate was not read, or not known

Pair = tuple[str, str]


class PairRow(NamedTuple):
    """The columns of a file of pairs."""

    truth: str
    read: str


class UnusablePairs(VinculumError):
    """A file of pairs, or a saved channel, that cannot be used."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Held-out log-likelihood (nats) of pairs under the starting channel and under channels fitted without them."""

    pairs: int
    plates: int
    folds: int
    built_in: float
    fitted: float

    @property
    def gain(self) -> float:
        """Nats a pair by which the fitted channel does better than the one it started from."""
        return (self.fitted - self.built_in) / self.pairs


def usable_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the folded pairs of which both truth and reading are there; ``None`` and an empty text say that one is not."""
    folded = ((fold(truth), fold(read)) for truth, read in pairs)
    return [(truth, read) for truth, read in folded if truth not in NOTHING and read not in NOTHING and UNKNOWN not in truth]


def _counts(pairs: Sequence[Pair]) -> tuple[Counter[str], Counter[Pair], Counter[str]]:
    """Return how often each true character was lined up, what was read for it, and the totals of lost and added characters."""
    seen: Counter[str] = Counter()
    read_as: Counter[Pair] = Counter()
    other: Counter[str] = Counter()
    for truth, read in pairs:
        other["places"] += len(truth) + 1
        for step in Levenshtein.opcodes(truth, read):
            if step.tag == "insert":
                other["added"] += step.dest_end - step.dest_start
                continue
            for true in truth[step.src_start : step.src_end]:
                seen[true] += 1
            if step.tag == "delete":
                other["lost"] += step.src_end - step.src_start
                continue
            read_as.update(zip(truth[step.src_start : step.src_end], read[step.dest_start : step.dest_end], strict=True))
    return seen, read_as, other


def fit_confusion(pairs: Iterable[Pair], start: Confusion | None = None, name: str = "fitted") -> Confusion:
    """Return the channel that best explains ``pairs`` of (truth, reading), smoothed towards ``start``.

    Pairs without truth or reading say nothing about characters and are left out; UnusablePairs if that leaves none.
    """
    base = start or default_confusion()
    used = usable_pairs(pairs)
    if not used:
        raise UnusablePairs("No pair has both a truth and a reading: there is nothing to fit.")
    seen, read_as, other = _counts(used)
    characters = seen.total()
    lost = (other["lost"] + SMOOTHING * base.lost) / (characters + SMOOTHING)
    added = (other["added"] + SMOOTHING * base.added) / (other["places"] + SMOOTHING)
    given_up = sum(count for (_, read), count in read_as.items() if read == UNKNOWN)
    unknown = (given_up + SMOOTHING * base.unknown) / (read_as.total() + SMOOTHING)
    wrong: dict[str, float] = {}
    shares: dict[str, dict[str, float]] = {}
    # Characters share what all of them show (how good the camera is) before each is bent to its own counts.
    mistakes = sum(count for (true, read), count in read_as.items() if read not in (true, UNKNOWN))
    expected = sum(count * base.wrong[true] for (true, read), count in read_as.items() if read != UNKNOWN)
    scale = (mistakes + SCALE_SMOOTHING) / (expected + SCALE_SMOOTHING)
    for true in ALPHABET:
        readings = {read: read_as[true, read] for read in ALPHABET if read != true}
        errors = sum(readings.values())
        rate = min(base.wrong[true] * scale, 0.5)
        wrong[true] = (errors + SMOOTHING * rate) / (errors + read_as[true, true] + SMOOTHING)
        weight = {read: readings[read] + SHARE_SMOOTHING * base.shares[true][read] for read in readings}
        total = sum(weight.values())
        shares[true] = {read: value / total for read, value in weight.items()}
    return Confusion(name, wrong, shares, unknown, lost, added, pairs=len(used))


def evaluate_confusion(pairs: Iterable[Pair], folds: int = 5, start: Confusion | None = None) -> Evaluation:
    """Return how well channels fitted to the other folds explain each fold. All pairs of one plate are in one fold."""
    base = start or default_confusion()
    used = usable_pairs(pairs)
    fold_of = {truth: crc32(truth.encode()) % folds for truth, _ in used}
    built_in = fitted = 0.0
    for held_out in range(folds):
        learnt_from = [pair for pair in used if fold_of[pair[0]] != held_out]
        channel = fit_confusion(learnt_from, base) if learnt_from else base
        for truth, read in used:
            if fold_of[truth] == held_out:
                built_in += base.log_likelihood(truth, read)
                fitted += channel.log_likelihood(truth, read)
    return Evaluation(len(used), len(fold_of), folds, built_in, fitted)


def save_confusion(confusion: Confusion, file: Path) -> None:
    """Write a channel as JSON, the same channel always as the same bytes."""
    document = {
        "name": confusion.name,
        "pairs": confusion.pairs,
        "unknown": confusion.unknown,
        "lost": confusion.lost,
        "added": confusion.added,
        "wrong": dict(confusion.wrong),
        "shares": {true: dict(read) for true, read in confusion.shares.items()},
    }
    file.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load_confusion(file: Path) -> Confusion:
    """Return the channel that `save_confusion` wrote; UnusablePairs if the file is not one."""
    try:
        document = json.loads(file.read_text("utf-8"))
        shares = {true: {read: float(share) for read, share in row.items()} for true, row in document["shares"].items()}
        wrong = {true: float(rate) for true, rate in document["wrong"].items()}
        unknown, lost, added = (float(document[rate]) for rate in ("unknown", "lost", "added"))
        return Confusion(str(document["name"]), wrong, shares, unknown, lost, added, int(document["pairs"]))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusablePairs(f"{file} is not a saved channel of misreads ({error}). Fit it again from pairs.") from error


def read_pairs(file: Path) -> list[PairRow]:
    """Return the (truth, reading) pairs of a CSV file with the columns ``truth`` and ``read``; UnusablePairs if it has none."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            rows = csv.DictReader(handle, strict=True)
            missing = [column for column in PairRow._fields if column not in (rows.fieldnames or ())]
            if missing:
                raise UnusablePairs(f"{file} has no column {' and no column '.join(missing)}: it needs truth and read.")
            return [PairRow(*(row[column] or "" for column in PairRow._fields)) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnusablePairs(f"{file} cannot be read as UTF-8 CSV ({error}).") from error


def fit(file: Path, out: Path) -> Evaluation:
    """Fit the channel to a CSV file of pairs, write it to ``out`` as JSON, and return how it does on pairs held out.

    UnusablePairs if the file cannot be read, lacks a column or holds no whole pair, or if ``out`` cannot be written.
    """
    pairs = read_pairs(file)
    channel = fit_confusion(pairs, name=f"fitted to {file.name}")
    try:
        save_confusion(channel, out)
    except OSError as error:
        raise UnusablePairs(f"{out} cannot be written ({error}).") from error
    return evaluate_confusion(pairs)
