"""How likely a read is the stolen vehicle: every plate that could have been read so competes for it (Bayes).

For a read of text t at camera c and time T, plate u has the weight

    P(t | u) * reads an hour of u around T * share of u's reads at c * P(make, colour seen | u)

The rate is a kernel over u's own correct reads: much of it within the hour of each (one trip), some within the day, the rest at
any time; so an honest plate that passes daily outweighs a stolen one that was never seen here, and a burst of correct reads of
the stolen plate draws in the misreads made on the same trip. A stolen plate counts only its reads since the theft.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vinculum.marks.kernel import kernel

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

HOUR_MS = 3_600_000.0
DAY_MS = 24 * HOUR_MS
FADED = 20.0  # so many hours (or days) after a read, what it says of the hour (or day) is below one part in 10^8


@dataclass(frozen=True, slots=True)
class Readings:
    """The reads to be explained, in parallel: time (ms UTC), camera, number of the text, make and colour codes (-1 unseen)."""

    time: Integers
    camera: Integers
    text: Integers
    make: Integers
    colour: Integers


@dataclass(frozen=True, slots=True)
class Plates:
    """The plates that compete: correct reads of plate p are rows ``starts[p]`` to ``starts[p + 1]``, in order of time.

    ``make`` and ``colour`` are codes, -1 unknown. A stolen plate is on the road from ``since`` to ``until`` (ms UTC), an honest
    one (``honest``) at all times but these: then its vehicle is missing. ``belief`` is the chance that the plate exists at all
    and is on the vehicle meant, ``unseen`` how many reads are expected of it before any is seen.
    """

    starts: Integers
    time: Integers
    camera: Integers
    make: Integers
    colour: Integers
    since: Integers
    until: Integers
    honest: Flags
    belief: Floats
    unseen: Floats


@dataclass(frozen=True, slots=True)
class Rivals:
    """Which plates a text may be: plates ``plate[starts[t]:starts[t + 1]]``, with log P(text | plate)."""

    starts: Integers
    plate: Integers
    log_likelihood: Floats


@dataclass(frozen=True, slots=True)
class Habits:
    """What the data say of all plates: shares of reads by camera, make and colour, and how often what is seen is true."""

    camera_share: Floats
    make_share: Floats
    colour_share: Floats
    make_agrees: float
    colour_agrees: float
    window_ms: float
    within_hour: float
    within_day: float
    stranger_reads: float
    camera_smoothing: float


@kernel
def _own_reads(  # noqa: PLR0913, PLR0917 - a compiled loop takes its arrays one by one
    read_time: int,
    read_camera: int,
    times: Integers,
    cameras: Integers,
    since: int,
    until: int,
    honest: bool,  # noqa: FBT001 - no keywords in a kernel
    span: float,
    within: Floats,
) -> tuple[float, float, float, int]:
    """Return a plate's reads a millisecond around a time, its reads in all, at the camera, and within the hour."""
    rate, seen, here, near = 0.0, 0.0, 0.0, 0
    for row in range(times.size):
        if (since <= times[row] <= until) == honest or (times[row] == read_time and cameras[row] == read_camera):
            continue  # its vehicle was missing, or on the road as another; or it is the read itself, no evidence for itself
        apart = abs(float(times[row] - read_time))
        seen += 1.0
        here += 1.0 if cameras[row] == read_camera else 0.0
        near += 1 if apart <= HOUR_MS else 0
        if apart < FADED * HOUR_MS:
            rate += within[0] * np.exp(-apart / HOUR_MS) / (2 * HOUR_MS)
        if apart < FADED * DAY_MS:
            rate += within[1] * np.exp(-apart / DAY_MS) / (2 * DAY_MS)
    return rate + seen * (1 - within[0] - within[1]) / span, seen, here, near


@kernel
def _look(seen: int, own: int, agrees: float, shares: Floats) -> float:
    """Return the likelihood of the make or colour that a camera saw (code ``seen``, -1 none) of a plate that has ``own``."""
    if seen < 0:
        return 1.0
    share = shares[seen]
    if own < 0:
        return share  # type: ignore[no-any-return, unused-ignore]  # NumPy scalars stand for float in a kernel
    return agrees if own == seen else (1 - agrees) * share  # type: ignore[no-any-return, unused-ignore]  # as above


@kernel
def _explain(  # noqa: PLR0913, PLR0917 - a compiled loop takes its arrays one by one
    reads: tuple[Integers, Integers, Integers, Integers, Integers],
    rival_starts: Integers,
    rival_plate: Integers,
    rival_log: Floats,
    own: tuple[Integers, Integers, Integers],
    looks: tuple[Integers, Integers],
    presence: tuple[Integers, Integers, Flags],
    belief: Floats,
    unseen: Floats,
    shares: tuple[Floats, Floats, Floats],
    rates: Floats,
) -> tuple[Integers, Integers, Floats, Integers]:
    time, camera, text, make, colour = reads
    starts, times, cameras = own
    since, until, honest = presence
    total = 0
    for read in range(time.size):
        total += rival_starts[text[read] + 1] - rival_starts[text[read]]
    out_read = np.empty(total, dtype=np.int64)
    out_plate = np.empty(total, dtype=np.int64)
    out_weight = np.zeros(total, dtype=np.float64)
    out_near = np.zeros(total, dtype=np.int64)
    at = 0
    for read in range(time.size):
        for entry in range(rival_starts[text[read]], rival_starts[text[read] + 1]):
            plate = rival_plate[entry]
            out_read[at], out_plate[at] = read, plate
            if (since[plate] <= time[read] <= until[plate]) != honest[plate]:
                span = rates[2] if honest[plate] else max(min(rates[2], float(until[plate] - since[plate])), HOUR_MS)
                mine = slice(starts[plate], starts[plate + 1])
                rate, seen, here, near = _own_reads(
                    time[read],
                    camera[read],
                    times[mine],
                    cameras[mine],
                    since[plate],
                    until[plate],
                    honest[plate],
                    span,
                    rates[3:5],
                )
                weight = belief[plate] * (rate + unseen[plate] / span) * HOUR_MS * np.exp(rival_log[entry])
                weight *= (here + rates[5] * shares[0][camera[read]]) / (seen + rates[5])
                weight *= _look(make[read], looks[0][plate], rates[0], shares[1])
                out_weight[at] = weight * _look(colour[read], looks[1][plate], rates[1], shares[2])
                out_near[at] = near
            at += 1
    return out_read, out_plate, out_weight, out_near


@dataclass(frozen=True, slots=True)
class Explained:
    """Each read with each plate that it may be: the probability of it, and the plate's own reads within the hour."""

    read: Integers
    plate: Integers
    probability: Floats
    weight: Floats
    near: Integers


def explain(readings: Readings, plates: Plates, rivals: Rivals, habits: Habits) -> Explained:
    """Return the posterior of every (read, plate) pair that ``rivals`` allows; the probabilities of one read sum to at most 1."""
    rates = np.array(
        [
            habits.make_agrees,
            habits.colour_agrees,
            habits.window_ms,
            habits.within_hour,
            habits.within_day,
            habits.camera_smoothing,
        ]
    )
    read, plate, weight, near = _explain(
        (readings.time, readings.camera, readings.text, readings.make, readings.colour),
        rivals.starts, rivals.plate, rivals.log_likelihood,
        (plates.starts, plates.time, plates.camera),
        (plates.make, plates.colour),
        (plates.since, plates.until, plates.honest),
        plates.belief, plates.unseen,
        (habits.camera_share, habits.make_share, habits.colour_share), rates,
    )  # fmt: skip
    total = np.bincount(read, weights=weight, minlength=readings.time.size) + _stranger(readings, habits)
    return Explained(read, plate, weight / total[read], weight, near)


def _stranger(readings: Readings, habits: Habits) -> Floats:
    """Return the weight of a plate that nobody knows: it is as likely anywhere, in any make and colour."""
    weight = habits.stranger_reads / habits.window_ms * HOUR_MS * habits.camera_share[readings.camera]
    for seen, share in ((readings.make, habits.make_share), (readings.colour, habits.colour_share)):
        weight = weight * np.where(seen >= 0, np.append(share, 1.0)[seen], 1.0)
    return np.asarray(weight, dtype=np.float64)
