"""Cutting outcomes by time: each fold is taught by what came first and asked about what came next, as in use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FOLDS = 3


@dataclass(frozen=True, slots=True)
class Fold:
    """Numbers of the rows that teach, and of the rows right after them that are asked about."""

    past: npt.NDArray[np.int64]
    later: npt.NDArray[np.int64]


def folds_in_time(positive: npt.NDArray[np.bool_], folds: int = FOLDS) -> tuple[Fold, ...]:
    """Return the folds of rows in order of time: each later part with all that came before it.

    Parts hold about the same number of rows. A fold whose past has only one kind of outcome teaches nothing and is left out.
    """
    cuts = np.linspace(0, len(positive), folds + 2).astype(np.int64)
    rows = np.arange(len(positive), dtype=np.int64)
    made = [Fold(rows[: cuts[part]], rows[cuts[part] : cuts[part + 1]]) for part in range(1, folds + 1)]
    return tuple(fold for fold in made if len(fold.later) and 0 < positive[fold.past].sum() < len(fold.past))
