"""One writer at a time: a lock on the workspace that the operating system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from vinculum.errors import VinculumError, WrongUse
from vinculum.evidence.workspace import Workspace


class WorkspaceBusy(VinculumError):
    """Another process is writing to the workspace."""


@contextmanager
def not_building(workspace: Workspace) -> Iterator[None]:
    """Keep pictures from being built meanwhile; WorkspaceBusy if one is. A build must not see the evidence change under it."""
    workspace.pictures_folder.mkdir(parents=True, exist_ok=True)
    with (workspace.pictures_folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkspaceBusy(f"A picture is being built in {workspace.home}. Wait for it and try again.") from error
        yield


@contextmanager
def writing(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace's evidence for writing; WorkspaceBusy if another process does, WrongUse if it cannot be written."""
    folder = workspace.deliveries_folder.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WrongUse(f"The workspace {workspace.home} cannot be written ({error.strerror}).") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise WorkspaceBusy(
                f"Another process (number {holder}) is writing to {workspace.home}. Wait until it has finished and try again."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
