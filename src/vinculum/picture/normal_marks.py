"""Normal forms of marks inside SQL: each distinct text is folded once and joined back.

A register repeats few texts and a read feed repeats the same plates all day, so folding the distinct texts in Arrow and
joining is far cheaper than a regular expression on every row, and the rule stays the one in ``marks``.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.marks.columns import fold_column


def offer_normal_marks(door: Door, name: str, columns: Sequence[tuple[str, str]]) -> None:
    """Make ``name`` a table ``(raw, normal)`` of every distinct text in ``columns``, pairs of relation and expression.

    A text that folds to nothing (blank, dashes) has no row, so an inner join drops it and a left join leaves it null.
    """
    told = " UNION ".join(f"SELECT {column} AS raw FROM {relation}" for relation, column in columns)
    raw = door.ask(f"SELECT raw FROM ({told}) WHERE raw IS NOT NULL").column("raw").combine_chunks()
    door.offer("_texts", pa.table({"raw": raw, "normal": fold_column(raw)}))
    door.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT raw, normal FROM _texts WHERE normal <> ''")
    door.withdraw("_texts")
