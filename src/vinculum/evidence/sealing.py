"""The seal on a document of the evidence: one hash over its canonical JSON, so that an altered one shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from vinculum.errors import VinculumError

# What the first document of a chain names as the one before it.
START = "0" * 64


class DamagedEvidence(VinculumError):
    """A record of the evidence cannot be read any more; verify the workspace and restore it from a dump."""


def seal_of(document: Mapping[str, Any]) -> str:
    """Return the hash that seals a document: SHA-256 of its canonical JSON without the seal itself (``hash``)."""
    content = {name: value for name, value in document.items() if name != "hash"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
