"""Files on their way in: kept in the workspace from the moment they are handed over until their job has ended."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from vinculum.evidence.staging import flush, room_on_disk
from vinculum.evidence.workspace import Workspace


def uploads_folder(workspace: Workspace) -> Path:
    """Return where files wait for their intake, one folder an upload."""
    return workspace.home / "work" / "uploads"


def new_upload(workspace: Workspace) -> Path:
    """Make an empty folder for one upload and return it."""
    folder = uploads_folder(workspace) / uuid.uuid4().hex
    with room_on_disk(workspace):
        folder.mkdir(parents=True)
    return folder


def keep(workspace: Workspace, folder: Path, name: str, chunks: Iterable[bytes]) -> Path:
    """Write a file into an upload's folder, made durable, and return it. WorkspaceFull if there is no room."""
    file = folder / Path(name).name
    with room_on_disk(workspace):
        with file.open("wb") as out:
            for chunk in chunks:
                out.write(chunk)
        flush(file)
    return file


def drop(folder: Path) -> None:
    """Remove an upload: its delivery stands, or it was refused, or given up."""
    if folder.exists():
        shutil.rmtree(folder)
