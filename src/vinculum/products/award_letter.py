"""The letter that tells of an award, set from what was kept of it. Plain data in, PDF out: the same letter every time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vinculum.products.typeset import Document, typeset


def make_award_letter(said: Mapping[str, Any], marking: str, digest: str, sent_at: datetime) -> Document:
    """Return the letter that ``said`` tells, dated by its sending; ``digest`` is the SHA-256 by which what was said is kept."""
    return typeset("award_letter", {**said, "marking": marking, "digest": digest}, sent_at)
