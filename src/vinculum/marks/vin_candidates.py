"""What a misread or altered VIN may really be: ranked candidates, weighted by how VINs are made and how they are misread.

What speaks for a VIN before it is read: a maker code that exists, four digits at the end, and, for makers bound to it, the check
digit and a model-year code. Letters I, O and Q never occur, so they are always something else.
"""

from __future__ import annotations

import math

import numpy as np

from vinculum.marks.candidate import Candidate
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.misread import Confusion, default_confusion
from vinculum.marks.nearby import choices_of, combinations, one_more_or_less, weigh_candidates
from vinculum.marks.vin import CHECK_AT, ENFORCED_FIRST, LENGTH, VIN_CHARACTERS, YEAR_AT, YEAR_CODES, check_digit, wmis

MOST_UNKNOWN = 3  # beyond this the candidates are too many to be worth anything
ALIKE = {"I": "1", "O": "0", "Q": "0"}

# Shares of real VINs that keep each rule [own]; the rest are spread over all the texts that break it.
KNOWN_MAKER = 0.99
NUMERIC_END = 0.97  # the last four characters
NUMERIC_SERIAL = 0.90  # the two before them
RIGHT_CHECK = 0.995
VALID_YEAR = 0.999


def _log_share(kept: bool, share: float, room: float) -> float:  # noqa: FBT001  the outcome of a rule, not a switch
    """Return the log weight of keeping a rule, or breaking it, against an even spread of which ``room`` keeps it."""
    return math.log(share / room) if kept else math.log((1 - share) / (1 - room))


def vin_log_prior(vin: str) -> float:
    """Return the log weight of a folded text as a VIN before it is read, against an even spread; -inf if it cannot be one."""
    if len(vin) != LENGTH or any(character not in VIN_CHARACTERS for character in vin):
        return -math.inf
    room = len(VIN_CHARACTERS)
    weight = _log_share(vin[:3] in wmis(), KNOWN_MAKER, len(wmis()) / room**3)
    weight += _log_share(vin[-4:].isdigit(), NUMERIC_END, (10 / room) ** 4)
    weight += _log_share(vin[-6:-4].isdigit(), NUMERIC_SERIAL, (10 / room) ** 2)
    if vin[0] in ENFORCED_FIRST:
        weight += _log_share(vin[CHECK_AT] == check_digit(vin), RIGHT_CHECK, 1 / room)
        weight += _log_share(vin[YEAR_AT] in YEAR_CODES, VALID_YEAR, len(YEAR_CODES) / room)
    return weight


def vin_candidates(read: str, limit: int = 10, confusion: Confusion | None = None) -> list[Candidate]:
    """Return the VINs that a reading of 16 to 18 characters may really be, most probable first.

    One character may have been lost or added, up to three may be ``?``; of a reading with more unknown there are none.
    """
    folded = fold(read)
    if abs(len(folded) - LENGTH) > 1 or folded.count(UNKNOWN) > MOST_UNKNOWN or limit < 1:
        return []
    channel = confusion or default_confusion()
    if len(folded) == LENGTH:
        # A letter that no VIN holds is read as the digit it looks like before anything else is tried.
        likely = "".join(ALIKE.get(character, character) for character in folded)
        near = {*combinations(choices_of(folded, channel, VIN_CHARACTERS)), likely}
    else:
        near = set(one_more_or_less(folded, VIN_CHARACTERS))
    priors = {text: vin_log_prior(text) for text in sorted(near)}
    possible = {text: prior for text, prior in priors.items() if prior > -math.inf}
    return weigh_candidates(folded, list(possible), np.array(list(possible.values())), channel, limit)
