"""Streams of chance: each named thing draws from its own, so that adding a draw in one place moves nothing elsewhere.

The same seed and name give the same numbers on every machine and in every process.
"""

from __future__ import annotations

import hashlib

import numpy as np


def _digest(seed: int, names: tuple[str | int, ...]) -> bytes:
    return hashlib.sha256("|".join(["vinculum", str(seed), *map(str, names)]).encode()).digest()


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Return the generator that belongs to ``names`` under ``seed``."""
    return np.random.Generator(np.random.PCG64(int.from_bytes(_digest(seed, names)[:16], "little")))


def salt(seed: int, *names: str | int) -> int:
    """Return 63 bits that belong to ``names`` under ``seed``, for counter-based draws inside compiled loops."""
    return int.from_bytes(_digest(seed, names)[:8], "little") >> 1
