"""A new store that is made whole is the store that the migrations lead to, one by one."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
Table = tuple[frozenset[tuple[object, ...]], frozenset[tuple[object, ...]], frozenset[tuple[object, ...]]]


def told(file: Path) -> tuple[dict[str, Table], set[str], list[tuple[str, str]]]:
    """Return a store's tables (columns, references, indexes by their columns), its triggers and its noted migrations."""
    with sqlite3.connect(file) as store:
        names = [name for (name,) in store.execute(TABLES)]
        tables = {name: _table(store, name) for name in names}
        triggers = {sql for (sql,) in store.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
        noted = sorted(store.execute("SELECT app, name FROM django_migrations"))
    return tables, triggers, noted


def _table(store: sqlite3.Connection, name: str) -> Table:
    columns = frozenset(row[1:] for row in store.execute(f'PRAGMA table_info("{name}")'))
    references = frozenset(row[2:7] for row in store.execute(f'PRAGMA foreign_key_list("{name}")'))
    indexes = frozenset(
        (unique, partial, *(column for _, _, column in store.execute(f'PRAGMA index_info("{index}")')))
        for _, index, unique, _, partial in store.execute(f'PRAGMA index_list("{name}")')
    )
    return columns, references, indexes


WHOLE = "call_command('migrate', verbosity=0)"
STEP_BY_STEP = "call_command(migrate.Command(), verbosity=0)"
# In a process of its own: migrations of others ask the store that is the process's own, whichever is being made.
MAKE = (
    "import django; django.setup(); from django.core.management import call_command; "
    "from django.core.management.commands import migrate; "
)


def make(home: Path, how: str) -> Path:
    """Make a new store in ``home`` and return its file."""
    home.mkdir()
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "VINCULUM_HOME": str(home), "VINCULUM_LOCAL": "1", "DJANGO_SETTINGS_MODULE": "vinculum.site.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", MAKE + how], env=environment, check=True)
    return home / "desk.sqlite3"


def test_made_whole_is_made_step_by_step(tmp_path: Path) -> None:
    """Column for column, reference for reference, index for index, trigger for trigger; and the same migrations are noted."""
    whole, stepped = told(make(tmp_path / "whole", WHOLE)), told(make(tmp_path / "stepped", STEP_BY_STEP))
    assert whole[2] == stepped[2]
    assert whole[1] == stepped[1]
    assert {name: whole[0].get(name) for name in stepped[0]} == stepped[0]
    assert set(whole[0]) == set(stepped[0])
    assert any("_no_update" in trigger for trigger in whole[1])
