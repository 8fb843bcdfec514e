"""Which near numbers are one number spelt twice, and under which spelling the vehicle is told.

Against "one number altered" stands "two cars of one production run". What decides is whether both are known vehicles, what
kind of character was changed for what, and where: the last six characters count the cars of a run.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from vinculum.engine.door import Door
from vinculum.marks.misread import substitution_weight

SPELLINGS = pa.schema(
    [
        ("vin", pa.string()),  # the spelling that stands for the number
        ("shown", pa.string()),  # a spelling that was declared, in comparable form
        ("p_same", pa.float64()),  # probability that both are one number
        ("slips", pa.int64()),
    ]
)

RUN_STARTS_AT = 11  # counted from 0: the last six characters of 17 number the cars of a run
LIKELY = 0.5

# Before many numbers are declared the register is taken to know nine lawful numbers in ten.
COVERED, ASSUMED = 9, 10
MOST_SPELLINGS = 6


def probability_same(one: str, other: str, slips: int, *, known: bool, coverage: float, settings: dict[str, Any]) -> float:
    """Return the probability that two near numbers are one, not two cars.

    ``known``: one of them (never both) is a known vehicle's; ``coverage``: the share of declared numbers that are.
    """
    odds = float(settings["near_log_odds"]) + (slips - 1) * float(settings["second_slip_log_odds"])
    changed = [place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other):
        odds += float(settings["length_log_odds"])  # one of them cannot be a whole number
    elif all(place < RUN_STARTS_AT for place in changed):
        odds += float(settings["head_log_odds"])
    elif all(substitution_weight(one[place], other[place]) > float(settings["alike_from"]) for place in changed):
        odds += float(settings["alike_log_odds"])
    if known:
        # A true car's number is missing from the register with probability 1 - coverage; an altered one always is.
        odds -= math.log(max(1 - coverage, float(settings["least_missing"])))
    return 1 / (1 + math.exp(-odds))


def group_spellings(door: Door, near: pa.Table, settings: dict[str, Any]) -> pa.Table:
    """Return every number that is declared under several spellings (SPELLINGS), and offer ``reuse_spellings``."""
    numbers = door.ask("SELECT vin, declarations, known FROM reuse_vins ORDER BY vin")
    vins = numbers["vin"].to_pylist()
    known = dict(zip(vins, numbers["known"].to_pylist(), strict=True))
    often = dict(zip(vins, numbers["declarations"].to_pylist(), strict=True))
    coverage = (sum(known.values()) + COVERED) / (len(vins) + ASSUMED)
    accepted: list[tuple[str, str, float, int]] = []
    for row in near.to_pylist():
        one, other = row["one"], row["other"]
        chance = probability_same(
            one, other, row["slips"], known=known[one] or known[other], coverage=coverage, settings=settings
        )
        if chance >= LIKELY:
            accepted.append((one, other, chance, row["slips"]))
    told = []
    for group in _groups(accepted):
        names = sorted({name for one, other, _, _ in group for name in (one, other)})
        stands = min(names, key=lambda name: (not known[name], -often[name], name))
        reach = _reach(stands, group)
        told += [{"vin": stands, "shown": name, "p_same": reach[name][0], "slips": reach[name][1]} for name in names]
    table = pa.Table.from_pylist(sorted(told, key=lambda row: (row["vin"], row["shown"])), schema=SPELLINGS)
    door.offer("reuse_spellings_told", table)
    door.run("CREATE OR REPLACE TEMP TABLE reuse_spellings AS SELECT * FROM reuse_spellings_told")
    door.withdraw("reuse_spellings_told")
    return table


Pair = tuple[str, str, float, int]


def _groups(accepted: list[Pair]) -> list[list[Pair]]:
    """Return the pairs by connected group; a group of too many spellings is a production run and falls apart."""
    if not accepted:
        return []
    names = sorted({name for one, other, _, _ in accepted for name in (one, other)})
    place = {name: number for number, name in enumerate(names)}
    ends = np.array([(place[one], place[other]) for one, other, _, _ in accepted], dtype=np.int64).reshape(-1, 2)
    ties = coo_array((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    _, group = connected_components(ties, directed=False)
    found: dict[int, list[Pair]] = defaultdict(list)
    for pair in accepted:
        found[int(group[place[pair[0]]])].append(pair)
    sizes = np.bincount(group)
    return [pairs for number, pairs in sorted(found.items()) if sizes[number] <= MOST_SPELLINGS]


def _reach(stands: str, pairs: list[Pair]) -> dict[str, tuple[float, int]]:
    """Return for each spelling the likeliest chain of slips to the one that stands: (probability, slips)."""
    reach = {stands: (1.0, 0)}
    for _ in pairs:
        for one, other, chance, slips in pairs:
            for near, far in ((one, other), (other, one)):
                if near in reach and reach[near][0] * chance > reach.get(far, (0.0, 0))[0]:
                    reach[far] = (reach[near][0] * chance, reach[near][1] + slips)
    return reach
