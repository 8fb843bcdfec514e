"""What is known of declarations when they are judged, as columns of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of each row when it is judged: ``values`` has one row a declaration and one column a name; NaN is unknown.

    Rows are in order of time.
    """

    names: tuple[str, ...]
    values: Numbers

    def only(self, rows: Rows | Flags) -> Features:
        """Return these features of the rows that are named."""
        return Features(self.names, self.values[rows])

    def beside(self, other: Features) -> Features:
        """Return these features and the other's of the same rows; ValueError where they differ in number."""
        return Features(self.names + other.names, np.column_stack([self.values, other.values]))
