"""Compiled loops: one decorator, so that every kernel is cached on disk, releases the interpreter and keeps its types."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Return ``function`` compiled by Numba: cached beside its module, run without the interpreter lock."""
    return cast("Callable[P, R]", njit(cache=True, nogil=True)(function))
