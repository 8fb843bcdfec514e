"""Streams of chance: each named thing draws from its own, so that adding a draw in one place moves nothing elsewhere.

The same seed and name give the same numbers on every machine and in every process.
"""

from __future__ import annotations

import hashlib
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


def _digest(seed: int, names: tuple[str | int, ...]) -> bytes:
    return hashlib.sha256("|".join(["vinculum", str(seed), *map(str, names)]).encode()).digest()


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Return the generator that belongs to ``names`` under ``seed``."""
    return np.random.Generator(np.random.PCG64(int.from_bytes(_digest(seed, names)[:16], "little")))


def salt(seed: int, *names: str | int) -> int:
    """Return 63 bits that belong to ``names`` under ``seed``, for counter-based draws inside compiled loops."""
    return int.from_bytes(_digest(seed, names)[:8], "little") >> 1


def happens(chance: np.random.Generator, share: float) -> bool:
    """Return True in ``share`` of all cases."""
    return bool(chance.random() < share)


def happen(chance: np.random.Generator, share: float | NDArray[np.float64], count: int) -> NDArray[np.bool_]:
    """Return ``count`` draws, each True in ``share`` of all cases."""
    return np.asarray(chance.random(count) < share)


def one_of(chance: np.random.Generator, *options: tuple[float, T]) -> T:
    """Return one of the values, each as often as the share beside it; the shares need not add up to one."""
    shares = np.array([share for share, _ in options])
    return options[int(chance.choice(len(options), p=shares / shares.sum()))][1]
