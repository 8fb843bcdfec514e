"""Rates are realistic, stated, and do what they say."""

import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from vinculum.simulate import Prevalence, Scale, Simulated, Size, prevalence_of, simulate


def test_the_nation_is_as_it_is_and_smaller_samples_say_by_how_much_they_are_raised() -> None:
    """Life is 1; towns and counties are raised by a factor that stands in the file."""
    told = {scale: prevalence_of(scale) for scale in Scale}
    assert told[Scale.NATION].raised == 1.0
    assert 1.0 < told[Scale.COUNTY].raised < told[Scale.TOWN].raised
    assert {replace(p, raised=1.0) for p in told.values()} == {replace(told[Scale.NATION], raised=1.0)}


def test_every_rate_has_its_source_beside_it() -> None:
    """No rate stands without a comment above it that says where it comes from."""
    text = (resources.files("vinculum.simulate") / "prevalence.toml").read_text("utf-8")
    rates = tomllib.loads(text)["rates"]
    assert all(0.0 < rate < 1.0 for rate in rates.values())
    assert text.count("#") >= len(rates) * 0.6


def test_thefts_are_as_common_as_asked(sample: Simulated, truth: Path, rife: Prevalence) -> None:
    """Vehicles x rate x factor x half a year, within chance."""
    vehicles = sample.rows["register"]
    expected = vehicles * rife.thefts_a_year * rife.raised * 182 / 365.25
    assert pq.read_table(truth / "thefts.parquet").num_rows == pytest.approx(expected, rel=0.2)


def test_a_nation_without_crime_is_honest(tmp_path: Path, small: Size) -> None:
    """At nought there is no theft, no clone, no stolen car in a box: and the feeds are written all the same."""
    told = simulate(
        tmp_path / "honest", Scale.TOWN, 3, size=replace(small, vehicles=1500, consignments=120, read_days=2),
        prevalence=replace(prevalence_of(Scale.TOWN), raised=0.0, clock_fault_share=0.0, position_fault_share=0.0),
    )  # fmt: skip
    for name in ("thefts", "clones", "exports", "hits", "lapses", "ringers", "camera_faults"):
        assert pq.read_table(told.out / "truth" / f"{name}.parquet").num_rows == 0, name
    assert told.rows["thefts"] == told.rows["los"] == 0
    assert told.rows["reads"] > 1000
