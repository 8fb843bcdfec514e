"""The site's secret key: made once a workspace, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """Return the key that sessions are signed with: VINCULUM_SECRET, or else the workspace's own, made when first asked for."""
    told = os.environ.get("VINCULUM_SECRET")
    if told:
        return told
    file = home / "secret-key"
    if not file.is_file():
        home.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process made it in this moment
        else:
            with os.fdopen(descriptor, "w", encoding="ascii") as out:
                out.write(secrets.token_urlsafe(64))
    return file.read_text("ascii")
