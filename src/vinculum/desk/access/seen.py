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
from functools import lru_cache
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from vinculum.desk.access.policy import Grant, grants_of
from vinculum.desk.access.restricted import restrict
from vinculum.desk.access.viewer import Viewer
from vinculum.engine.door import Door, Limits
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import NoPicture, current_build, view_evidence, view_tables
from vinculum.picture.settings import read_settings

CATALOGS_KEPT = 24
SECONDS_A_QUERY = 20.0
# Tables of the picture up to so many rows are held in memory by each process; a county fits, a nation's reads do not.
HELD_ROWS = 6_000_000
# Functions that make rows out of their own arguments and read nothing.
ROW_MAKERS = {"unnest", "range", "generate_series"}


class AskedPastThePolicy(AssertionError):
    """Code of the house tried to read past the restricted catalog: a fault in that code, never a visitor's."""


class SeenDoor(Door):
    """A door onto a restricted catalog. It answers questions about ``evidence`` and ``picture``, and does nothing else."""

    def ask(self, query: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """Return a query's whole answer as an Arrow table."""
        _check(query)
        return super().ask(query, values)

    def stream(
        self, query: str, values: Mapping[str, Any] | None = None, rows_a_batch: int = 100_000
    ) -> Iterator[pa.RecordBatch]:
        """Yield a query's answer batch by batch."""
        _check(query)
        return super().stream(query, values, rows_a_batch)

    def run(self, statement: str, values: Mapping[str, Any] | None = None) -> None:
        """Refuse: a viewer's door changes nothing."""
        raise AskedPastThePolicy(f"Only questions are asked of a restricted picture, not {statement!r} ({values}).")


@lru_cache(maxsize=4096)
def _check(query: str) -> None:
    """Refuse what is not one question about the evidence and the picture, as the engine's own parser reads it."""
    told = _parsed(query)
    if told["error"] or len(told["statements"]) != 1:
        raise AskedPastThePolicy(f"Only questions are asked of a restricted picture, not {query!r}.")
    named = {entry["key"] for part in _parts(told) if "cte_map" in part for entry in part["cte_map"]["map"]}
    for part in _parts(told):
        match part.get("type"):
            case "BASE_TABLE":
                _check_table(part, named)
            case "TABLE_FUNCTION" if part["function"]["function_name"] not in ROW_MAKERS:
                raise AskedPastThePolicy(f"{part['function']['function_name']} reads past the restricted picture.")
            case "SHOW_REF":
                raise AskedPastThePolicy("A restricted picture does not list what else there is.")


def _check_table(table: dict[str, Any], named: set[str]) -> None:
    schema, name = table["schema_name"], table["table_name"]
    if table["catalog_name"] or schema not in {"", "evidence", "picture", "information_schema"}:
        raise AskedPastThePolicy(f"{schema}.{name} is outside what a viewer may see.")
    # What a page offers to its own door carries a leading underscore; anything else without a schema could be a file.
    if not schema and name not in named and not name.startswith("_"):
        raise AskedPastThePolicy(f"{name} is neither of the evidence nor of the picture.")


def _parts(told: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a parsed statement."""
    if isinstance(told, dict):
        yield told
        for value in told.values():
            yield from _parts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _parts(value)


def _parsed(query: str) -> dict[str, Any]:
    with Door(Limits(threads=1)) as parser:
        told: dict[str, Any] = orjson.loads(
            parser.ask_rows("SELECT json_serialize_sql($query) AS told", {"query": query})[0]["told"]
        )
    return told


class SeenPictures:
    """The restricted catalogs of one process, by workspace, state and grants. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[str, str, str] | None = None
        self._base: Door | None = None
        self._catalogs: OrderedDict[str, threading.Event] = OrderedDict()

    def open(self, workspace: Workspace, viewer: Viewer) -> SeenDoor:
        """Return a door for this viewer, to be closed after use; NoPicture if nothing was built yet."""
        base, catalog = self._catalog_for(workspace, viewer)
        return SeenDoor.beside(base, catalog, Limits(seconds=SECONDS_A_QUERY))

    def open_workroom(self, workspace: Workspace, viewer: Viewer) -> Door:
        """Return a door onto the same restricted tables that also makes temporary ones, for the picture's own functions."""
        base, catalog = self._catalog_for(workspace, viewer)
        return Door.beside(base, catalog, Limits(seconds=SECONDS_A_QUERY))

    def _catalog_for(self, workspace: Workspace, viewer: Viewer) -> tuple[Door, str]:
        grants = grants_of(viewer)
        build = current_build(workspace)
        state = (str(workspace.home), build.id, workspace.evidence_hash())
        with self._lock:
            if self._base is None or self._state != state:
                self._base, self._state, self._catalogs = _whole_picture(workspace), state, OrderedDict()
            base = self._base
            catalog = f"seen_{signature_of(grants)}"
            ready = self._catalogs.get(catalog)
            mine = ready is None
            if ready is None:
                ready = self._catalogs[catalog] = threading.Event()
            self._catalogs.move_to_end(catalog)
            self._forget_old(base)
        if mine:
            try:
                with Door.beside(base) as maker, _of_this_code():
                    restrict(maker, catalog, grants, build.as_at, read_settings(workspace.settings_file))
            except BaseException:
                # Half a catalog serves nobody: those who waited for it are told so by name, and the next to ask makes it anew.
                with self._lock:
                    self._catalogs.pop(catalog, None)
                base.run(f"DETACH DATABASE IF EXISTS {catalog}")
                ready.set()
                raise
            ready.set()
        ready.wait()
        return base, catalog

    def _forget_old(self, base: Door) -> None:
        while len(self._catalogs) > CATALOGS_KEPT:
            catalog, ready = next(iter(self._catalogs.items()))
            if not ready.is_set():
                return
            del self._catalogs[catalog]
            base.detach(catalog)


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
    view_tables(base, build.folder, [table for table in rows if rows[table] > HELD_ROWS])
    base.run("CREATE SCHEMA IF NOT EXISTS picture")
    for table, count in rows.items():
        if count <= HELD_ROWS:
            # Read into memory once: a look-up then touches one block of rows, and no file.
            base.run(f"CREATE TABLE picture.{table} AS SELECT * FROM read_parquet($file)",
                     {"file": str(build.folder / f"{table}.parquet")})  # fmt: skip
    return base


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
