"""What was found with others who share a party with this one: an exporter is new, and its forwarder's other clients are known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vinculum.marks.kernel import kernel
from vinculum.picture.risk.features import Flags, Numbers, Rows
from vinculum.picture.risk.keys import combined
from vinculum.picture.risk.moments import Outcomes
from vinculum.picture.risk.past import Past

MOST_SHARED = 40  # the latest parties that one has dealt with
ASK, DECLARE, TELL = 0, 1, 2


class _Ties(NamedTuple):
    """Who has dealt with whom so far: a list of pairs for each party, the latest first, and sums of outcomes."""

    latest: Rows  # of each party, its latest pair, or -1
    before: Rows  # of each pair, the party's pair before it, or -1
    shared: Rows  # of each pair, the shared party, or -1 before they met
    parties: Rows  # of each shared party, how many have dealt with it
    shared_sums: Numbers  # of each shared party: outcomes, and positive ones
    pair_sums: Numbers


def two_steps_of(party: Rows, shared: Rows, asked: Numbers, outcomes: Outcomes, most_parties: int) -> Past:
    """Return the outcomes known of others that deal with any of the ``shared`` parties that this ``party`` deals with.

    The party's own outcomes are left out. A shared party that deals with more than ``most_parties`` is a switchboard: it ties
    nobody. Whom the row itself names counts as dealt with; whom another row names, from the moment after that was declared.
    """
    rows = np.flatnonzero((party >= 0) & (shared >= 0))
    telling = rows[np.isfinite(outcomes.known[rows])]
    row = np.concatenate([rows, rows, telling])
    act = np.repeat([ASK, DECLARE, TELL], [len(rows), len(rows), len(telling)])
    moment = np.concatenate([asked[rows], asked[rows], outcomes.known[telling]])
    order = np.lexsort((row, act, moment))
    pair = combined(party, shared)
    pairs, sharers = int(pair.max(initial=-1)) + 1, int(shared.max(initial=-1)) + 1
    ties = _Ties(
        latest=np.full(int(party.max(initial=-1)) + 1, -1),
        before=np.full(pairs, -1),
        shared=np.full(pairs, -1),
        parties=np.zeros(sharers, np.int64),
        shared_sums=np.zeros((sharers, 2)),
        pair_sums=np.zeros((pairs, 2)),
    )
    told = np.zeros((len(party), 2))
    _walk(row[order], act[order], np.column_stack([party, shared, pair]), outcomes.positive, most_parties, ties, told)
    return Past(told[:, 1].copy(), told[:, 0].copy())


@kernel
def _walk(row: Rows, act: Rows, names: Rows, found: Flags, most_parties: int, ties: _Ties, told: Numbers) -> None:
    """Walk all acts in order of time; ``names`` holds the party, the shared party and the pair of each row."""
    for place in range(row.size):
        number = row[place]
        party, shared, pair = names[number]
        if act[place] == ASK:
            for sum_ in range(2):
                if ties.parties[shared] <= most_parties:
                    told[number, sum_] = ties.shared_sums[shared, sum_] - ties.pair_sums[pair, sum_]
            other, looked = ties.latest[party], 0
            while other >= 0 and looked < MOST_SHARED:
                if other != pair and ties.parties[ties.shared[other]] <= most_parties:
                    for sum_ in range(2):
                        told[number, sum_] += ties.shared_sums[ties.shared[other], sum_] - ties.pair_sums[other, sum_]
                other, looked = ties.before[other], looked + 1
        elif act[place] == DECLARE:
            if ties.shared[pair] < 0:
                ties.shared[pair], ties.before[pair], ties.latest[party] = shared, ties.latest[party], pair
                ties.parties[shared] += 1
        else:
            ties.shared_sums[shared, 0] += 1.0
            ties.pair_sums[pair, 0] += 1.0
            if found[number]:
                ties.shared_sums[shared, 1] += 1.0
                ties.pair_sums[pair, 1] += 1.0
