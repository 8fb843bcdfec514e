"""Markers live by the rules of DOMAIN 3.6; people mistype marks but not beyond knowing."""

from datetime import timedelta

import pyarrow.parquet as pq

from vinculum.simulate import Prevalence, Simulated
from vinculum.simulate.reports import slip
from vinculum.simulate.streams import stream


def test_a_slip_always_changes_the_mark_a_little() -> None:
    """One likeness, one swap or one character lost: never nothing, never more."""
    chance = stream(1, "slips")
    for mark in ("EB18KOS", "SALVA2AE4EH877322", "A1", "AA11AAA"):
        for _ in range(200):
            slipped = slip(chance, mark)
            assert slipped != mark
            assert len(mark) - 1 <= len(slipped) <= len(mark)


def test_markers_are_weeded_at_six_weeks_and_only_then(sample: Simulated) -> None:
    """An unconfirmed marker is deleted in the night after day 42; confirmed ones name their crime."""
    for row in pq.read_table(sample.out / "los.parquet").to_pylist():
        if row["removal"] == "weeded":
            assert row["confirmed_at"] is None
            assert timedelta(days=42) <= row["removed_at"] - row["created_at"] <= timedelta(days=43, hours=3)
        assert (row["removed_at"] is None) == (row["removal"] is None)
        assert (row["confirmed_at"] is None) == (row["crime_ref"] is None)


def test_some_markers_are_never_confirmed(sample: Simulated, rife: Prevalence) -> None:
    """The share of markers that nobody confirms within two days is near the rate asked for."""
    rows = pq.read_table(sample.out / "los.parquet").to_pylist()
    settled = [
        r for r in rows if r["removal"] != "error" and r["created_at"] < max(q["created_at"] for q in rows) - timedelta(days=3)
    ]
    slow = [r for r in settled if r["confirmed_at"] is None or r["confirmed_at"] - r["created_at"] > timedelta(hours=48)]
    kept = [r for r in slow if r["removal"] != "found" or r["removed_at"] - r["created_at"] > timedelta(hours=48)]
    assert rife.unconfirmed_share * 0.5 < len(kept) / len(settled) < rife.unconfirmed_share * 1.6


def test_partners_abroad_find_a_few_of_what_sailed(sample: Simulated) -> None:
    """What is found abroad names its country and crime, after the crime was reported; what is found here names no country."""
    recoveries = pq.read_table(sample.out / "recoveries.parquet").to_pylist()
    reported = {row["crime_ref"]: row["reported_at"] for row in pq.read_table(sample.out / "thefts.parquet").to_pylist()}
    abroad = [row for row in recoveries if row["context"] == "ABROAD"]
    assert 0 < len(abroad) < len(recoveries) / 4
    assert all(row["country"] != "GB" and row["found_at"] > reported[row["crime_ref"]] for row in abroad)
    assert {row["country"] for row in recoveries if row["context"] != "ABROAD"} == {None}
