"""Reads are what passes become: in order, under the plate borne, wrong as often as asked."""

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from vinculum.simulate import Prevalence, Simulated
from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.reads import ReadRows, in_order, join_reads


def rows(shown: list[int]) -> ReadRows:
    empty = join_reads([])
    n = len(shown)
    filled = {name: np.zeros(n, dtype=getattr(empty, name).dtype) for name in ReadRows.__slots__}
    return ReadRows(**(filled | {"shown_at": np.array(sorted(shown), dtype=np.int64)}))


def test_reads_come_out_in_order_though_clocks_run_late_and_early() -> None:
    """A clock up to four hours off puts no read before an earlier one; nothing is lost, nothing past the end told."""
    chance = np.random.default_rng(1)
    days = []
    for day in range(3):
        true = day * DAY + chance.integers(DAY, size=200)
        days.append((day * DAY, rows((true + chance.integers(-4 * HOUR, 4 * HOUR, size=200)).tolist())))
    told = np.concatenate([batch.shown_at for batch in in_order(iter(days), 3 * DAY)])
    everything = np.sort(np.concatenate([batch.shown_at for _, batch in days]))
    assert told.tolist() == everything[everything < 3 * DAY].tolist()


def test_misreads_are_as_common_as_asked(sample: Simulated, rife: Prevalence) -> None:
    """About as many reads show a plate that nobody was issued as the rate of misreads says, and those are less sure."""
    reads = pq.read_table(sample.out / "reads.parquet")
    issued = pq.read_table(sample.out / "register.parquet")["vrm"]
    strange = pc.invert(pc.is_in(reads["vrm"], issued.combine_chunks()))
    assert pc.mean(strange).as_py() == pytest.approx(rife.misread_share, rel=0.35)
    sure = pc.mean(reads.filter(pc.invert(strange))["confidence"]).as_py()
    assert pc.mean(reads.filter(strange)["confidence"]).as_py() < sure - 8


def test_a_vehicle_is_read_about_as_often_as_in_life(sample: Simulated) -> None:
    """55 million reads a day of 41 million vehicles is 1.3 each (DOMAIN 5); a sample lies within a factor of two."""
    per_day = sample.rows["reads"] / 8 / sample.rows["register"]
    assert 0.65 < per_day < 2.7
