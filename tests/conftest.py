"""Fixtures that every room's tests may use."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

VINCULUM = str(Path(sys.executable).parent / "vinculum")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real public records, read in place; the test is skipped with a reason where there is none."""
    folder = Path(os.environ.get("VINCULUM_REAL_DATA") or PROJECT.parent / "shared" / "data")
    if not (folder / "INDEX.md").is_file():
        pytest.skip(f"no real records at {folder}: set VINCULUM_REAL_DATA to read them")
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of this test run that all its worker processes see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sample_nation(shared_folder: Path) -> Path:
    """Invent a town once a test run: its seventeen feeds, and its truth apart."""
    return _made_once(shared_folder / "town", "simulate", str(shared_folder / "town"), "--scale", "town", "--seed", "21")


@pytest.fixture(scope="session")
def sample_workspace(shared_folder: Path, sample_nation: Path) -> Path:
    """Take the town in and build its picture once a test run. Read it only: every test shares it."""
    home = shared_folder / "sample-var"
    _made_once(home, "intake", "all", str(sample_nation), "--partner", "SAMPLE", home=home)
    return _made_once(home, "build", home=home)


def _made_once(made: Path, *words: str, home: Path | None = None) -> Path:
    """Run a command unless a worker of this test run has done so already; return what it made."""
    mark = made.with_name(f".{made.name}-{words[0]}.done")
    with made.with_name(f".{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            environment = {**os.environ, "VINCULUM_HOME": str(home or made)}
            subprocess.run([VINCULUM, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
            mark.touch()
    return made
