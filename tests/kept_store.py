"""The test store with the story told, kept beside the samples: whoever runs tests again on the same code need not tell it anew.

Only for SQLite, whose test store is in memory. A kept one is of one state of the code and one day: the story tells of dates.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

SOURCE = Path(__file__).resolve().parent.parent / "src"
# Of the run itself: each has its own.
OWN = shutil.ignore_patterns("secret-key", "desk.sqlite3*")


def fill_store(folder: Path, tell: Callable[[], None]) -> None:
    """Fill the empty test store by ``tell``, or with what an earlier run on the same code kept in ``folder``."""
    if connection.vendor != "sqlite":
        tell()
        return
    kept = folder / f"store-{_state()}"
    with (folder / ".store.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.is_dir():
            _take_up(kept)
            return
        tell()
        for old in folder.glob("store-*"):
            shutil.rmtree(old)
        _keep(kept)


def _state() -> str:
    """Return what tells this code, on this day, from any other."""
    files = sorted(file for file in SOURCE.rglob("*") if file.suffix != ".pyc" and file.is_file())
    told = [f"{file.relative_to(SOURCE)} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    return hashlib.sha256("\n".join([f"{datetime.now(UTC):%Y-%m-%d}", *told]).encode()).hexdigest()[:16]


def _keep(kept: Path) -> None:
    making = kept.with_name(f".{kept.name}")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    if settings.WORKSPACE.home.is_dir():
        shutil.copytree(settings.WORKSPACE.home, making / "home", ignore=OWN)
    connection.ensure_connection()
    with sqlite3.connect(making / "store.sqlite3") as store:
        connection.connection.backup(store)
    store.close()
    making.rename(kept)


def _take_up(kept: Path) -> None:
    if (kept / "home").is_dir():
        shutil.copytree(kept / "home", settings.WORKSPACE.home, dirs_exist_ok=True)
    connection.ensure_connection()
    with sqlite3.connect(kept / "store.sqlite3") as store:
        store.backup(connection.connection)
    store.close()
