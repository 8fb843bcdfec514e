"""The sample partnership for tests: the sample town taken in feed by feed from the organisations that provide it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from vinculum.desk.access.sample import providers
from vinculum.evidence.intake import take_in
from vinculum.evidence.workspace import Workspace

VINCULUM = str(Path(sys.executable).parent / "vinculum")


def make_partnership(town: Path, home: Path) -> Path:
    """Take the feeds of ``town`` into the workspace ``home``, each from its provider, and build the picture; once a test run."""
    home.parent.mkdir(parents=True, exist_ok=True)
    mark = home.with_name(f".{home.name}.done")
    with home.with_name(f".{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            environment = {**os.environ, "VINCULUM_HOME": str(home)}
            # In this process: to start `vinculum` for each feed would take longer than to take the feeds in.
            for feed, provider in providers().items():
                take_in(Workspace(home), feed, town / f"{feed}.parquet", provider)
            subprocess.run([VINCULUM, "build"], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            mark.touch()
    return home
