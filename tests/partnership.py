"""The sample partnership for tests: the sample town taken in feed by feed from the organisations that provide it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from vinculum.desk.access.sample import providers

VINCULUM = str(Path(sys.executable).parent / "vinculum")


def make_partnership(town: Path, home: Path) -> Path:
    """Take the feeds of ``town`` into the workspace ``home``, each from its provider, and build the picture; once a test run."""
    home.parent.mkdir(parents=True, exist_ok=True)
    mark = home.with_name(f".{home.name}.done")
    with home.with_name(f".{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            environment = {**os.environ, "VINCULUM_HOME": str(home)}
            for feed, provider in providers().items():
                words = [VINCULUM, "intake", feed, str(town / f"{feed}.parquet"), "--partner", provider]
                subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            subprocess.run([VINCULUM, "build"], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            mark.touch()
    return home
