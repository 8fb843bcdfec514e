"""Building the picture: steps in order, each finished step kept, the whole switched in at once.

A build is a pure function of the evidence, the settings, the as-at time and the code: its id is the hash of these, so a build
that was interrupted is taken up where it stopped, and one that is already finished is not run again. What differs from run to
run (seconds, memory) is kept beside the build, in ``pictures/runs/``, never in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import resource
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from vinculum.engine.door import Door, Limits
from vinculum.errors import VinculumError, WrongUse
from vinculum.evidence.contract import contracts
from vinculum.evidence.staging import flush
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, point_to, view_evidence, view_tables
from vinculum.picture.settings import Settings, read_settings
from vinculum.picture.step import Room, Step

KEPT_BUILDS = 3


class BuildRunning(VinculumError):
    """Another process is building in this workspace."""


class NoEvidence(VinculumError):
    """There is nothing to build a picture from."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Told before each step: its name, its place and the number of steps; ``done`` when it was kept from an earlier run."""

    step: str
    place: int
    steps: int
    done: bool


def latest_event(door: Door) -> datetime:
    """Return the latest time at which anything in the evidence happened (UTC); NoEvidence if there is none.

    It is the default as-at: it makes a build of the same evidence the same whenever it is run.
    """
    told = [
        f'SELECT max(CAST("{contract.event_time}" AS TIMESTAMPTZ)) AS moment FROM evidence.{feed}'
        for feed, contract in contracts().items()
        if contract.event_time is not None
    ]
    latest = door.ask_rows(f"SELECT max(moment) AS moment FROM ({' UNION ALL '.join(told)}) AS told")[0]["moment"]
    if latest is None:
        raise NoEvidence("The workspace holds no dated record yet. Take some in with `vinculum intake`.")
    return datetime.fromisoformat(str(latest)).astimezone(UTC)


@cache
def code_hash() -> str:
    """Return one SHA-256 of the code and reference data that a picture depends on."""
    told = hashlib.sha256()
    for room in ("marks", "engine", "evidence", "picture"):
        for file in _files(resources.files("vinculum") / room):
            told.update(file.name.encode() + b"\0" + file.read_bytes())
    return told.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry)
        elif not entry.name.endswith((".pyc", ".nbi", ".nbc")):
            yield entry


def build_id(evidence: str, as_at: datetime, settings: Settings) -> str:
    """Return the id of the build of this evidence, as-at time and settings by this code."""
    told = json.dumps([code_hash(), evidence, as_at.isoformat(), settings], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def build(
    workspace: Workspace,
    steps: Sequence[Step],
    *,
    as_at: datetime | None = None,
    limits: Limits | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> dict[str, Any]:
    """Build the picture and switch readers to it; return ``{build, as_at, engine, tables, steps}``.

    ``as_at`` is UTC, the latest event of the evidence by default. NoEvidence, BuildRunning, or an error of a step leave the
    picture that readers see as it was.
    """
    if as_at is not None and as_at.tzinfo is None:
        raise WrongUse("The as-at time needs a time zone, such as 2026-03-31T00:00:00Z.")
    settings = read_settings(workspace.settings_file)
    workspace.pictures_folder.mkdir(parents=True, exist_ok=True)
    with _only_builder(workspace), Door(limits or Limits(memory=settings["engine"]["memory"])) as door:
        view_evidence(door, workspace)
        moment = (as_at or latest_event(door)).astimezone(UTC)
        name = build_id(workspace.evidence_hash(), moment, settings)
        folder = workspace.pictures_folder / name
        if not folder.is_dir():
            staging = workspace.pictures_folder / f".staging-{name}"
            for other in workspace.pictures_folder.glob(".staging-*"):
                if other != staging:
                    shutil.rmtree(other)
            staging.mkdir(exist_ok=True)
            _run_steps(door, steps, staging, moment, settings, progress)
            _finish(workspace, staging, folder, steps, moment)
        point_to(workspace, name)
        _forget_old_builds(workspace, name)
    return build_document(workspace, name)


def build_document(workspace: Workspace, name: str) -> dict[str, Any]:
    """Return ``{build, as_at, engine, tables: {name: rows}, steps: [{name, seconds, peak_mb}]}`` of a finished build."""
    document: dict[str, Any] = json.loads((workspace.pictures_folder / name / "build.json").read_text("utf-8"))
    run = _run_file(workspace, name)
    document["steps"] = json.loads(run.read_text("utf-8")) if run.is_file() else []
    return document


def _run_file(workspace: Workspace, name: str) -> Path:
    return workspace.pictures_folder / "runs" / f"{name}.json"


def _run_steps(
    door: Door,
    steps: Sequence[Step],
    staging: Path,
    as_at: datetime,
    settings: Settings,
    progress: Callable[[Progress], None] | None,
) -> None:
    room = Room(door, as_at, settings, staging)
    door.run("CREATE SCHEMA IF NOT EXISTS picture")
    for place, step in enumerate(steps, start=1):
        mark = staging / f"{step.name}.done.json"
        kept = mark.is_file()
        if progress is not None:
            progress(Progress(step.name, place, len(steps), kept))
        if kept:
            view_tables(door, staging, step.writes)
            continue
        started = time.perf_counter()
        step.run(room)
        missing = [table for table in step.writes if table not in room.rows]
        if missing:
            raise AssertionError(f"step {step.name} declared {missing} and did not write it")
        for table in step.writes:
            flush(staging / f"{table}.parquet")
        _write_whole(
            mark,
            {
                "tables": {table: room.rows[table] for table in step.writes},
                "seconds": round(time.perf_counter() - started, 3),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            },
        )


def _finish(workspace: Workspace, staging: Path, folder: Path, steps: Sequence[Step], as_at: datetime) -> None:
    marks = [staging / f"{step.name}.done.json" for step in steps]
    done = [json.loads(mark.read_text("utf-8")) for mark in marks]
    tables = {table: rows for told in done for table, rows in told["tables"].items()}
    told = {"build": folder.name, "as_at": as_at.isoformat(), "engine": "duckdb", "tables": tables}
    _write_whole(staging / "build.json", {**told, "erasures": workspace.erasures()})
    run = _run_file(workspace, folder.name)
    run.parent.mkdir(exist_ok=True)
    told_steps = [
        {"name": step.name, "seconds": told["seconds"], "peak_mb": told["peak_mb"]}
        for step, told in zip(steps, done, strict=True)
    ]
    _write_whole(run, told_steps)
    for mark in marks:
        mark.unlink()
    flush(staging)
    staging.rename(folder)
    flush(folder.parent)


def _forget_old_builds(workspace: Workspace, current: str) -> None:
    """Remove all but the last few builds, and every one from before rows were erased: a picture can be built again."""
    others = _builds(workspace, current)
    others.sort(key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    outdated = [folder for folder in others if _erasures_of(folder) < workspace.erasures()]
    for folder in {*others[KEPT_BUILDS - 1 :], *outdated}:
        shutil.rmtree(folder)


def _builds(workspace: Workspace, current: str | None) -> list[Path]:
    """Return the folders of the finished builds other than ``current``."""
    return [
        folder for folder in workspace.pictures_folder.iterdir() if (folder / "build.json").is_file() and folder.name != current
    ]


def _erasures_of(folder: Path) -> int:
    told: dict[str, Any] = json.loads((folder / "build.json").read_text("utf-8"))
    return int(told.get("erasures", 0))


def remove_old(workspace: Workspace, keep: str | None) -> list[str]:
    """Remove every build but ``keep``, finished or not, and return their ids. After an erasure no older one may be left."""
    with _only_builder(workspace):
        if keep is None:
            (workspace.pictures_folder / "current").unlink(missing_ok=True)
        removed = [*_builds(workspace, keep), *workspace.pictures_folder.glob(".staging-*")]
        for folder in removed:
            shutil.rmtree(folder)
    return sorted(folder.name.removeprefix(".staging-") for folder in removed)


def is_current(workspace: Workspace) -> bool:
    """Whether the picture that readers see is the one of the evidence, settings and code there are now."""
    shown = current_build(workspace)
    return shown.id == build_id(workspace.evidence_hash(), shown.as_at, read_settings(workspace.settings_file))


@contextmanager
def _only_builder(workspace: Workspace) -> Iterator[None]:
    with (workspace.pictures_folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildRunning(f"Another build is running in {workspace.home}. Wait for it, or stop it.") from error
        yield


def _write_whole(file: Path, document: object) -> None:
    fresh = file.with_name(file.name + ".new")
    fresh.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    flush(fresh)
    fresh.replace(file)
