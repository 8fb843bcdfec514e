"""Files of released products, kept by digest in the workspace: what was handed out once is handed out the same ever after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from vinculum.desk.documents.models import File, Version
from vinculum.errors import VinculumError
from vinculum.evidence.staging import flush
from vinculum.evidence.workspace import Workspace

FOLDER = "products"


class FileDamaged(VinculumError):
    """The bytes of a kept file are not those that were handed out."""


def file_of(
    version: Version, form: str, workspace: Workspace, at: datetime, render: Callable[[], bytes]
) -> bytes:  # fmt: skip
    """Return a released version in one form: the bytes kept, or those of ``render``, which are kept from now on.

    FileDamaged if what is kept is not what its digest says.
    """
    kept = version.files.filter(form=form).first()
    if kept is None:
        content = render()
        digest = hashlib.sha256(content).hexdigest()
        _keep(workspace, digest, content)
        try:
            with transaction.atomic():
                File.objects.create(version=version, form=form, digest=digest, size=len(content), made_at=at)
        except IntegrityError:
            # Somebody else asked at the same time: theirs is the one that stands.
            return file_of(version, form, workspace, at, render)
        return content
    return _read(workspace, kept)


def _keep(workspace: Workspace, digest: str, content: bytes) -> None:
    folder = workspace.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / digest
    if not file.is_file():
        fresh = folder / f".{digest}.new"
        fresh.write_bytes(content)
        flush(fresh)
        fresh.replace(file)


def _read(workspace: Workspace, kept: File) -> bytes:
    file = workspace.home / FOLDER / kept.digest
    content = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(content).hexdigest() != kept.digest:
        raise FileDamaged(
            f"The file of {kept.version.subject} ({kept.form}) is missing or damaged in the workspace's folder {FOLDER}: "
            f"it should have the SHA-256 {kept.digest}. Restore it from a dump."
        )
    return content
