"""The key of a person's drafts: made once, kept with the desk, given to the devices on which they are signed in."""

from __future__ import annotations

import secrets

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.ports.models import DraftKey

KEY_BYTES = 32  # AES-256


def draft_key(viewer: Viewer) -> bytes:
    """Return the key under which the viewer's drafts are kept on a device; the same each time."""
    held, _ = DraftKey.objects.get_or_create(
        person_id=viewer.person, defaults={"key": secrets.token_bytes(KEY_BYTES), "made_at": viewer.at}
    )
    return bytes(held.key)
