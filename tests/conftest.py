"""Fixtures that every room's tests may use."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real public records, read in place; the test is skipped with a reason where there is none."""
    folder = Path(os.environ.get("VINCULUM_REAL_DATA") or PROJECT.parent / "shared" / "data")
    if not (folder / "INDEX.md").is_file():
        pytest.skip(f"no real records at {folder}: set VINCULUM_REAL_DATA to read them")
    return folder
