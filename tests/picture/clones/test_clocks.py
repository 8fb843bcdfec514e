"""Clocks set right give every read once, at its true time, in order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture.clones.clocks import Clocks, Spell

SPELLS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 90), st.integers(1, 60), st.one_of(st.none(), st.integers(-40, 40))), max_size=3
)
READS = st.lists(st.tuples(st.integers(0, 150), st.integers(0, 3), st.integers(1, 9)), max_size=40)


@given(READS, SPELLS, st.integers(1, 9))
def test_batches_come_in_order_with_nothing_lost(
    told: list[tuple[int, int, int]], spells: list[tuple[int, int, int, int | None]], batch: int
) -> None:
    """However the reads are batched: those of the spells are moved or left out, the rest stay, and time never goes back."""
    told.sort()
    clocks = Clocks.trusted(4)
    for wrong, start, length, fast in spells:
        clocks = clocks.with_spells(wrong, (Spell(wrong, start, start + length, fast),))
    time, camera, key = (np.array(column, np.int64) for column in (zip(*told, strict=True) if told else ((), (), ())))
    righted, kept = clocks.right(camera, time)
    batches = [(key[at : at + batch], camera[at : at + batch], time[at : at + batch]) for at in range(0, key.size, batch)]
    given_back = list(clocks.right_batches(batches))
    found = [np.concatenate([part[place] for part in given_back]) if given_back else key for place in range(3)]
    assert (np.diff(found[2]) >= 0).all()
    expected = sorted(zip(key[kept].tolist(), camera[kept].tolist(), righted[kept].tolist(), strict=True))
    assert sorted(zip(*(column.tolist() for column in found), strict=True)) == expected


def test_a_spell_moves_only_its_own_reads() -> None:
    """Another camera, and the same camera at another time, are taken at their word."""
    clocks = Clocks.trusted(2).with_spells(0, (Spell(0, 100, 200, 30),))
    righted, kept = clocks.right(np.array([0, 0, 0, 1]), np.array([99, 100, 200, 150]))
    assert righted.tolist() == [99, 70, 200, 150]
    assert kept.all()
    assert clocks.left_out().right(np.array([0, 0]), np.array([99, 100]))[1].tolist() == [True, False]
