"""The door that pages ask: the current picture as one viewer may see it.

One copy of the restricted catalog serves every viewer with the same grants, in one process. A new build, a new delivery or a
changed agreement makes a new catalog; the old ones are dropped when nobody has asked them for a while.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from vinculum.desk.access.answers import Answers, question_of
from vinculum.desk.access.asking import AskedPastThePolicy, check
from vinculum.desk.access.policy import Grant, grants_of
from vinculum.desk.access.restricted import restrict
from vinculum.desk.access.viewer import Viewer
from vinculum.engine.door import Door, Limits
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import NoPicture, current_build, view_evidence, view_tables
from vinculum.picture.settings import read_settings
from vinculum.search import STANDS_IN, stand_in

CATALOGS_KEPT = 24
SECONDS_A_QUERY = 20.0
# Feeds and tables of the picture up to so many rows are held in memory by each process; a county fits, a nation's reads do not.
HELD_ROWS = 6_000_000
# Only the ledger asks for it, where it has to be worked out again.
LEFT_IN_FILES = {"plate_reads"}


class SeenDoor(Door):
    """A door onto a restricted catalog. It answers questions about ``evidence`` and ``picture``, and does nothing else.

    ``grants`` are the viewer's, by which it was opened.
    """

    grants: tuple[Grant, ...] = ()
    answers: Answers | None = None

    def ask(self, query: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """Return a query's whole answer as an Arrow table."""
        checked = check(query)
        question = question_of(query, values) if checked.is_repeatable and self.answers is not None else None
        if question is None or self.answers is None:
            return super().ask(query, values)
        known = self.answers.known(question)
        if known is None:
            known = super().ask(query, values)
            self.answers.keep(question, known)
        return known

    def stream(
        self, query: str, values: Mapping[str, Any] | None = None, rows_a_batch: int = 100_000
    ) -> Iterator[pa.RecordBatch]:
        """Yield a query's answer batch by batch."""
        check(query)
        return super().stream(query, values, rows_a_batch)

    def run(self, statement: str, values: Mapping[str, Any] | None = None) -> None:
        """Refuse: a viewer's door changes nothing."""
        raise AskedPastThePolicy(f"Only questions are asked of a restricted picture, not {statement!r} ({values}).")


@dataclass(frozen=True, slots=True)
class Catalog:
    """A restricted catalog in the making or made: its name, and what it has answered."""

    name: str
    ready: threading.Event
    answers: Answers


class SeenPictures:
    """The restricted catalogs of one process, by workspace, state and grants. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[str, str, str] | None = None
        self._base: Door | None = None
        self._catalogs: OrderedDict[str, Catalog] = OrderedDict()

    def open(self, workspace: Workspace, viewer: Viewer) -> SeenDoor:
        """Return a door for this viewer, to be closed after use; NoPicture if nothing was built yet."""
        grants = grants_of(viewer)
        base, catalog = self._catalog_for(workspace, grants)
        door = SeenDoor.beside(base, catalog.name, Limits(seconds=SECONDS_A_QUERY))
        door.grants, door.answers = grants, catalog.answers
        return door

    def open_workroom(self, workspace: Workspace, viewer: Viewer) -> Door:
        """Return a door onto the same restricted tables that also makes temporary ones, for the picture's own functions."""
        base, catalog = self._catalog_for(workspace, grants_of(viewer))
        return Door.beside(base, catalog.name, Limits(seconds=SECONDS_A_QUERY))

    def _catalog_for(self, workspace: Workspace, grants: tuple[Grant, ...]) -> tuple[Door, Catalog]:
        build = current_build(workspace)
        state = (str(workspace.home), build.id, workspace.evidence_hash())
        with self._lock:
            if self._base is None or self._state != state:
                self._base, self._state, self._catalogs = _whole_picture(workspace), state, OrderedDict()
            base = self._base
            name = f"seen_{signature_of(grants)}"
            held = self._catalogs.get(name)
            catalog = held or Catalog(name, threading.Event(), Answers())
            self._catalogs[name] = catalog
            self._catalogs.move_to_end(name)
            self._forget_old(base)
        if held is None:
            try:
                with Door.beside(base) as maker, _of_this_code():
                    restrict(maker, name, grants, build.as_at, read_settings(workspace.settings_file))
            except BaseException:
                # Half a catalog serves nobody: those who waited for it are told so by name, and the next to ask makes it anew.
                with self._lock:
                    self._catalogs.pop(name, None)
                base.run(f"DETACH DATABASE IF EXISTS {name}")
                catalog.ready.set()
                raise
            catalog.ready.set()
        catalog.ready.wait()
        return base, catalog

    def _forget_old(self, base: Door) -> None:
        while len(self._catalogs) > CATALOGS_KEPT:
            name, catalog = next(iter(self._catalogs.items()))
            if not catalog.ready.is_set():
                return
            del self._catalogs[name]
            base.detach(name)


@contextmanager
def _of_this_code() -> Iterator[None]:
    """Tell a picture whose tables are those of another version of the code from a fault."""
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise NoPicture(
            f"The picture was built by another version of Vinculum ({error}). Run `vinculum build` to build it anew."
        ) from error


def _whole_picture(workspace: Workspace) -> Door:
    """Open the whole picture; doors given out on an older one keep that alive until they are closed."""
    # One thread: many people ask small questions at once, and the site has several processes.
    base = Door(Limits(threads=1, memory="4GB"))
    # Files of a build never change, so what their footers say need not be read again for every question.
    base.run("SET parquet_metadata_cache = true")
    view_evidence(base, workspace)
    build = current_build(workspace)
    rows: dict[str, int] = build.document["tables"]
    view_tables(base, build.folder, rows)
    # Read into memory once: a look-up then touches one block of rows, and no file.
    held = base.ask_rows("SELECT feed, sum(accepted)::BIGINT AS rows FROM evidence.deliveries GROUP BY feed ORDER BY feed")
    for feed in held:
        if feed["rows"] <= HELD_ROWS:
            _hold(base, f"evidence.{feed['feed']}")
    for table, count in rows.items():
        if count <= HELD_ROWS and table not in LEFT_IN_FILES:
            _hold(base, f"picture.{table}")
    stand_in(base, STANDS_IN)
    return base


def _hold(base: Door, name: str) -> None:
    """Put a table in the place of a view of files."""
    base.run(f"ALTER VIEW {name} RENAME TO in_files")
    base.run(f"CREATE TABLE {name} AS SELECT * FROM {name.split('.', maxsplit=1)[0]}.in_files")
    base.run(f"DROP VIEW {name.split('.', maxsplit=1)[0]}.in_files")


def signature_of(grants: tuple[Grant, ...]) -> str:
    """Return a short name of what grants open; the same for every viewer who may see the same."""
    told = sorted(
        f"{grant.provider}|{grant.feed}|{','.join(sorted(grant.columns))}|{grant.handling}"
        f"|{'*' if grant.makes is None else ','.join(sorted(grant.makes))}|{grant.force}"
        for grant in grants
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


SEEN = SeenPictures()


def open_seen(workspace: Workspace, viewer: Viewer) -> SeenDoor:
    """Return a door onto the current picture as ``viewer`` may see it; NoPicture if nothing was built yet."""
    return SEEN.open(workspace, viewer)


def grants_behind(door: Door, viewer: Viewer) -> tuple[Grant, ...]:
    """Return the grants that opened a viewer's door; they are asked for anew for any other door."""
    return door.grants if isinstance(door, SeenDoor) else grants_of(viewer)
