"""One small sample, invented once, that many tests look at."""

from dataclasses import replace
from pathlib import Path

import pytest

from vinculum.simulate import Prevalence, Scale, Simulated, Size, prevalence_of, simulate, size_of


@pytest.fixture(scope="session")
def small() -> Size:
    """Return a size that takes seconds: a tenth of the vehicles of a county over a town's land, a week of reads."""
    return replace(size_of(Scale.TOWN), vehicles=6000, consignments=900, read_days=8)


@pytest.fixture(scope="session")
def rife() -> Prevalence:
    """Return rates so high that a small sample holds dozens of each thing."""
    return replace(prevalence_of(Scale.TOWN), raised=25.0, inspected_share=0.08, clock_fault_share=0.15)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, small: Size, rife: Prevalence) -> Simulated:
    """Return a small town rife with crime, written as Parquet."""
    return simulate(tmp_path_factory.mktemp("sample") / "town", Scale.TOWN, 3, prevalence=rife, size=small)


@pytest.fixture(scope="session")
def truth(sample: Simulated) -> Path:
    """Return the folder of the sample's truth."""
    return sample.out / "truth"
