"""What a person's relation shows of texts of the index, asked once a text: hits, counts and records are all taken from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.search.index import PROPOSED, Index
from vinculum.search.scan import Ids

PUT_SQL = """
FROM {relation} AS r
JOIN (SELECT unnest($places) AS place, unnest($kinds) AS kind, unnest($texts) AS text) AS h ON h.kind = r.kind AND h.text = r.text
"""

ROWS_SQL = f"""
SELECT h.place, r.kind, r.shown, r.subject_kind, r.subject, r.feed, r.column_name, r.delivery, r.row, r.n, r.force {PUT_SQL}
"""

Rows = list[dict[str, Any]]


class Shown:
    """The rows of a person's ``relation`` that say texts of an index. One search by one person."""

    def __init__(self, door: Door, index: Index, relation: str) -> None:
        self.door, self.index, self.relation = door, index, relation
        self._rows: dict[int, Rows] = {}

    def rows_of(self, texts: Ids) -> Rows:
        """Return the rows that say these texts; ``place`` is that of the text among them."""
        numbers = texts.tolist()
        unasked = [number for number in numbers if number not in self._rows]
        if unasked:
            self._rows |= {number: [] for number in unasked}
            for row in self.put(np.array(unasked, dtype=np.int64), ROWS_SQL).to_pylist():
                self._rows[unasked[row["place"]]].append(row)
        return [row | {"place": place} for place, number in enumerate(numbers) for row in self._rows[number]]

    def put(self, texts: Ids, query: str) -> pa.Table:
        """Put texts to a query over ``h`` (place, kind, text), and their rows to a door that they stand in for."""
        index = self.index
        kinds = index.rows.column("kind").combine_chunks().take(pa.array(index.starts[texts])).to_pylist()
        told = index.texts.take(pa.array(texts)).to_pylist()
        self.door.offer(PROPOSED, index.rows_of(texts))
        values = {"places": list(range(len(told))), "kinds": kinds, "texts": told}
        return self.door.ask(query.format(relation=self.relation), values)
