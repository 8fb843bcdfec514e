"""Confusable plates: how many misreads of others are to be expected where and when a stray read was made.

A neighbour of a plate is one character away. It explains a stray read if its own reads leave a gap there: it could
drive from its read before to the place of the stray and on to its read after. It explains it the better, the more often it is
read at that camera, and best when it was on a journey past it just then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vinculum.marks.neighbours import Floats, neighbour_keys
from vinculum.picture.clones.clocks import Clocks, Flags, Integers
from vinculum.picture.journeys import Journeys
from vinculum.picture.travel_times import Roads, needed_ms

JOURNEY_MS = 90 * 60_000  # reads so close together are one journey
ON_THE_WAY = 40.0  # times as likely to be at a camera that lies on the journey it was making
MOST_WITH_ALL = 20_000  # suspects; each has about 250 plates one character away
CONFUSED = 3.0  # times likelier than chance
SPREAD = 5.0  # reads at unknown cameras that each plate is granted beside its own


@dataclass(frozen=True, slots=True)
class Namesake:
    """A confusable plate: its key, the natural logarithm of how often it is read as the suspect, its number in the journeys."""

    key: int
    log_odds: float
    plate: int


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The reads of all plates that suspects may be misreads of, by clocks set right, and which suspect each belongs to."""

    journeys: Journeys
    time: Integers
    kept: Flags
    roads: Roads

    def expected(self, namesake: Namesake, camera: int, time: int) -> float:
        """Return how many misreads of the namesake to expect at a camera and time; 0 if it was elsewhere.

        Relative to a read anywhere at any time, as all likelihoods of ``rivals`` are.
        """
        rows = self.journeys.rows_of(namesake.plate)
        kept = self.kept[rows]
        cameras, times = self.journeys.camera[rows][kept], self.time[rows][kept]
        order = np.argsort(times, kind="stable")
        cameras, times = cameras[order], times[order]
        after = int(np.searchsorted(times, time))
        close = False
        for place in (after - 1, after):
            if not 0 <= place < times.size:
                continue
            apart = abs(int(times[place]) - time)
            there = int(cameras[place])
            needed = needed_ms(there, camera, self.roads) if place < after else needed_ms(camera, there, self.roads)
            if apart < needed:
                return 0.0
            close = close or apart <= min(JOURNEY_MS, 3 * needed + JOURNEY_MS / 6)
        here = int(np.count_nonzero(cameras == camera))
        presence = self.roads.cameras * (here + SPREAD / self.roads.cameras) / (times.size + SPREAD)
        return times.size * float(np.exp(namesake.log_odds)) * presence * (ON_THE_WAY if close else 1.0)


def namesakes_of(keys: Integers) -> tuple[Integers, Integers, Floats]:
    """Return (index of the suspect in ``keys``, key of the plate, log odds of being read so) of all plates one character away.

    Of very many suspects, only plates that differ in characters known to be confused.
    """
    found = neighbour_keys(keys, least=0.0 if keys.size <= MOST_WITH_ALL else CONFUSED)
    return found.source, found.key, found.log_odds


def gather(journeys: Journeys, clocks: Clocks, roads: Roads) -> Namesakes:
    """Return the journeys of possible namesakes ready to be asked."""
    time, kept = clocks.right(journeys.camera, journeys.time)
    return Namesakes(journeys, time, kept, roads)
