"""All or nothing: a delivery is prepared aside, made durable, and switched in with one rename.

Invariant: whatever stands under ``evidence/deliveries/`` is whole. What a crash leaves in ``evidence/staging/`` was never
reported as taken in, and is removed by the next writer.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from vinculum.errors import VinculumError, WrongUse
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.workspace import Workspace

_BLOCK = 1024 * 1024


class WorkspaceFull(VinculumError):
    """The disk has no room for the delivery; nothing of it is kept."""


@contextmanager
def room_on_disk(workspace: Workspace) -> Iterator[None]:
    """Turn a full or closed disk into one clear sentence."""
    full = f"The disk that holds {workspace.home} is full. Nothing was taken in; make room and try again."
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise WorkspaceFull(full) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise WrongUse(
                f"The workspace {workspace.home} cannot be written ({error.strerror}). Nothing was taken in."
            ) from error
        raise
    except duckdb.IOException as error:
        if "No space left" in str(error):
            raise WorkspaceFull(full) from error
        raise


def clear_staging(workspace: Workspace) -> None:
    """Remove what earlier writers left unfinished. The caller holds the workspace for writing."""
    if workspace.staging_folder.is_dir():
        for left in sorted(workspace.staging_folder.iterdir()):
            shutil.rmtree(left)


@contextmanager
def staged(workspace: Workspace, *, dry_run: bool) -> Iterator[Path]:
    """Give a folder to prepare a delivery in; it is gone afterwards unless it was switched in. A dry run leaves no trace."""
    root = None
    if not dry_run:
        workspace.deliveries_folder.mkdir(parents=True, exist_ok=True)
        workspace.staging_folder.mkdir(parents=True, exist_ok=True)
        root = workspace.staging_folder
    folder = Path(tempfile.mkdtemp(prefix="vinculum-", dir=root))
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def keep_original(path: Path, folder: Path) -> tuple[Path, str]:
    """Copy ``path`` byte for byte into ``folder`` and return the copy and its SHA-256."""
    folder.mkdir(exist_ok=True)
    kept = folder / path.name
    digest = hashlib.sha256()
    try:
        source = path.open("rb")
    except OSError as error:
        raise RefusedDelivery(str(path), f"The file cannot be read ({error.strerror}).") from error
    with source, kept.open("wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
    return kept, digest.hexdigest()


def sha256_of(file: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def make_durable(folder: Path) -> None:
    """Flush every file and folder under ``folder`` to the disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            flush(Path(place) / name)
        flush(Path(place))


def flush(path: Path) -> None:
    """Flush one file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def switch_in(folder: Path, place: Path) -> None:
    """Move a prepared folder to its place in one step that survives a crash. ``place`` must not exist."""
    make_durable(folder)
    folder.chmod(0o755)
    folder.rename(place)
    flush(place.parent)
