"""The index of everything that can be looked for, held in memory a build: it proposes texts and decides nothing.

Invariant: ``rows`` is a relation of ``search_marks`` in order of kind and text, and the rows of text ``i`` are
``starts[i]`` to ``starts[i + 1]``. It is read by every thread and changed by none.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vinculum.engine.door import Door
from vinculum.evidence.workspace import Workspace
from vinculum.marks.columns import fold_column
from vinculum.marks.fold import UNKNOWN
from vinculum.marks.text_columns import Bytes, Offsets, text_rows
from vinculum.picture.current import current_build, view_tables
from vinculum.picture.searchable import WORDED, TextKind
from vinculum.search.scan import Ids
from vinculum.search.words import WordIndex, index_words

WHOLE = "picture.search_marks"
STANDS_IN = "picture.search_proposed"
PROPOSED = "_search_proposed"
REPEATED = ("kind", "subject_kind", "feed", "column_name", "delivery", "make", "force", "handling")

COLUMNS = (
    "kind, text, shown, subject_kind, subject, feed, column_name, delivery, row, n, make, force, handling"
)  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    """The texts of one kind: their place among all texts (``first`` to ``last``), and folded for the compiled passes."""

    first: int
    last: int
    offsets: Offsets
    data: Bytes
    everything: Ids  # counted from `first`, as `defaced` is
    defaced: Ids  # those with a character that nobody could read


@dataclass(frozen=True)
class Index:
    """All texts once, in order of kind and text; where their rows are; their words."""

    rows: pa.Table
    texts: pa.Array
    starts: npt.NDArray[np.int64]
    shelves: dict[TextKind, Shelf]
    words: WordIndex

    def exact(self, kind: TextKind, text: str) -> int | None:
        """Return the number of a text, or None if nothing says it."""
        at = self.first_from(kind, text)
        return at if at < self.shelves[kind].last and self.texts[at].as_py() == text else None

    def first_from(self, kind: TextKind, text: str) -> int:
        """Return the number of the first text of a kind that does not come before ``text``."""
        low, high = self.shelves[kind].first, self.shelves[kind].last
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.texts[middle].as_py() < text else (low, middle)
        return low

    def starting_with(self, kind: TextKind, beginning: str) -> Ids:
        """Return the texts of a kind, counted from its first, that begin so."""
        first = self.shelves[kind].first
        after = self.first_from(kind, beginning + "\x7f") if beginning else self.shelves[kind].last
        return np.arange(self.first_from(kind, beginning) - first, after - first, dtype=np.int64)

    def kind_of(self, text: int) -> TextKind:
        """Return the kind of a text by its number."""
        return next(kind for kind, shelf in self.shelves.items() if shelf.first <= text < shelf.last)

    def rows_of(self, texts: Ids) -> pa.Table:
        """Return the rows of these texts."""
        starts, sizes = self.starts[texts], self.starts[texts + 1] - self.starts[texts]
        ends = np.cumsum(sizes)
        within = np.arange(int(ends[-1]) if ends.size else 0, dtype=np.int64) - np.repeat(ends - sizes, sizes)
        return self.rows.take(pa.array(np.repeat(starts, sizes) + within))


def index_of(door: Door, relation: str = WHOLE) -> Index:
    """Return an index of what a relation of ``search_marks`` holds."""
    told = door.ask(f"SELECT {COLUMNS} FROM {relation} ORDER BY kind, text, feed, column_name, delivery, row, subject")
    return _index(told)


def _index(rows: pa.Table) -> Index:
    rows = rows.combine_chunks()
    for name in REPEATED:
        encoded = rows.column(name).combine_chunks().cast(pa.string()).dictionary_encode()
        rows = rows.set_column(rows.schema.get_field_index(name), name, encoded)
    rows = rows.unify_dictionaries().combine_chunks()
    kind, text = rows.column("kind").combine_chunks(), rows.column("text").combine_chunks()
    codes = kind.indices.to_numpy() if len(kind) else np.zeros(0, dtype=np.int32)
    fresh = np.ones(len(rows), dtype=np.bool_)
    if len(rows) > 1:
        fresh[1:] = (codes[1:] != codes[:-1]) | pc.not_equal(text[1:], text[:-1]).to_numpy(zero_copy_only=False)
    first = np.flatnonzero(fresh)
    texts = text.take(pa.array(first))
    kinds = codes[first]
    shelves: dict[TextKind, Shelf] = {}
    for code, name in enumerate(kind.dictionary.to_pylist() if len(kind) else []):
        held = np.flatnonzero(kinds == code)
        folded = fold_column(texts.slice(int(held[0]), len(held)))
        offsets, data = text_rows(folded)
        defaced = np.flatnonzero(pc.match_substring(folded, UNKNOWN).to_numpy(zero_copy_only=False))
        shelves[TextKind(name)] = Shelf(
            int(held[0]), int(held[-1]) + 1, offsets, data, np.arange(len(held)), defaced.astype(np.int64)
        )
    worded = {kind: (shelf.first, shelf.last) for kind, shelf in shelves.items() if kind in WORDED}
    return Index(rows, texts, np.append(first, len(rows)).astype(np.int64), shelves, index_words(texts, worded))


_held: dict[Path, Index] = {}
_loading = threading.Lock()


def index_for(workspace: Workspace) -> Index:
    """Return the index of the current build, read once a process and build; NoPicture if nothing was built."""
    build = current_build(workspace)
    held = _held.get(build.folder)
    if held is not None:
        return held
    with _loading:
        if build.folder not in _held:
            with Door() as door:
                view_tables(door, build.folder, ["search_marks"])
                fresh = index_of(door)
            _held.clear()  # what an older build says is no longer asked for
            _held[build.folder] = fresh
        return _held[build.folder]


def stand_in(door: Door, relation: str = WHOLE) -> None:
    """Let ``relation`` of this door hold only what an index proposes of ``picture.search_marks`` for the search at hand.

    Views over it that restrict what a person may see go on doing so, over a few rows in place of millions; also through
    ``Door.beside``, where each door has its own search. Before its first search a door finds nothing in it.
    """
    door.run(f"CREATE OR REPLACE TABLE main.{PROPOSED} AS SELECT {COLUMNS} FROM {WHOLE} LIMIT 0")
    # Unqualified on purpose: what a door offers under this name goes before the empty table.
    door.run(f"CREATE OR REPLACE VIEW {relation} AS SELECT * FROM {PROPOSED}")
