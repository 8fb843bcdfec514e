"""From a file's own columns to the cells of a contract: matching headers, or laying the file out as a layout declares."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process

from vinculum.engine.door import Door
from vinculum.evidence.cells import literal
from vinculum.evidence.contract import ColumnType, Contract
from vinculum.evidence.delimited import DelimitedRecords
from vinculum.evidence.json_records import JsonRecords
from vinculum.evidence.layout import FeedLayout, Layout
from vinculum.evidence.matrix import MatrixRecords
from vinculum.evidence.opening import Kind, Source
from vinculum.evidence.operations import expression, reads, side_column
from vinculum.evidence.parquet_records import ParquetRecords, in_contract_type, is_naive, misfit
from vinculum.evidence.records import RecordBatch
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.stretches import Dialect

Records = DelimitedRecords | JsonRecords | ParquetRecords | MatrixRecords
Arrival = tuple[RecordBatch, pa.Table, int]


class PlainArrival:
    """A file that carries the contract's own column names, in any capitals, with blanks or dashes for underscores."""

    scoped = False
    withheld: tuple[str, ...] = ()
    distinct = False

    def __init__(self, records: Records, contract: Contract) -> None:
        self._records = records
        self._contract = contract
        self._own_names = _match(records, contract)
        self._naive_columns: list[str] = []
        if isinstance(records, ParquetRecords):
            self._check_types(records)
        elif isinstance(records, JsonRecords):
            # Any record may bring a field that the first ones lack.
            for column in contract.columns:
                self._own_names.setdefault(column.name, column.name)

    def _check_types(self, records: ParquetRecords) -> None:
        wrong = []
        for name, own_name in self._own_names.items():
            column, given = self._contract.column(name), records.type_of(own_name)
            wrong.append((name, misfit(column, given)))
            if column.type is ColumnType.TIMESTAMP and is_naive(given):
                self._naive_columns.append(name)
        faults = [(name, why) for name, why in wrong if why]
        if faults:
            sentences = "; ".join(why for _, why in faults)
            raise RefusedDelivery(records.source.name, f"Wrong column types: {sentences}.", tuple(name for name, _ in faults))

    @property
    def given(self) -> dict[str, bool]:
        """The contract's columns that the file has, and whether their cells are text still."""
        if isinstance(self._records, ParquetRecords):
            given = {}
            for name, own_name in self._own_names.items():
                empty = pa.chunked_array([], self._records.type_of(own_name))
                given[name] = pa.types.is_string(in_contract_type(empty, self._contract.column(name)).type)
            return given
        return dict.fromkeys(self._own_names, True)

    @property
    def there(self) -> set[str]:
        """The contract's columns that the file turned out to have."""
        return {name for name, own_name in self._own_names.items() if own_name in self._records.names}

    @property
    def unknown_columns(self) -> list[str]:
        """The file's columns that the contract does not have."""
        used = set(self._own_names.values())
        return [name for name in self._records.names if name not in used]

    def batches(self) -> Iterator[Arrival]:
        """Yield each batch of records with its cells under the contract's names, and how many of its times carry no zone."""
        for batch in self._records.batches(list(self._own_names.values())):
            cells = {}
            for name, own_name in self._own_names.items():
                cells[name] = _trimmed(in_contract_type(batch.columns[own_name], self._contract.column(name)))
            naive = sum(len(cells[name]) - cells[name].null_count for name in self._naive_columns)
            yield batch, pa.table({**cells, "_row": batch.rows}), naive


class LaidArrival:
    """A file in an outside format, laid out onto the contract by its layout."""

    def __init__(self, records: Records, layout: Layout, feed: FeedLayout, door: Door, folder: Path) -> None:
        self._records = records
        self._feed = feed
        self._door = door
        self._blank = list(layout.blank)
        self.withheld = tuple(feed.withheld)
        self.distinct = feed.distinct
        self.scoped = feed.scope is not None
        self._there = _check_needs(records, layout, feed)
        sides = _offer_side_files(layout, door, folder, records.source)
        made = [f'{expression(declared, self._there, sides)} AS "{name}"' for name, declared in feed.columns.items()]
        self._sql = f"SELECT {', '.join([*made, *self._scope(feed)])}, _row FROM source"
        self.given = dict.fromkeys(feed.columns, True)

    @staticmethod
    def _scope(feed: FeedLayout) -> list[str]:
        if feed.scope is None:
            return []
        column = '"' + feed.scope.column.replace('"', '""') + '"'
        values = ", ".join(literal(value) for value in feed.scope.values)
        return [f"{column} IN ({values}) AS _in_scope" if values else f"coalesce({column} <> '', false) AS _in_scope"]

    @property
    def there(self) -> set[str]:
        """The contract's columns that are made of something the source turned out to have."""
        own_names = set(self._records.names)
        made_of = {name: reads(declared) for name, declared in self._feed.columns.items()}
        return {name for name, sources in made_of.items() if not sources or sources & own_names}

    @property
    def unknown_columns(self) -> list[str]:
        """The source's columns that the layout makes no use of."""
        return [name for name in self._records.names if name not in self._feed.reads]

    def _unblanked(self, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        """Empty the cells that hold a word that stands for nothing."""
        if not self._blank:
            return cells
        return pc.if_else(pc.is_in(cells, pa.array(self._blank, pa.string())), pa.scalar("", pa.string()), cells)

    def batches(self) -> Iterator[Arrival]:
        """Yield each batch of records with its cells under the contract's names. Layouts state the zone of every time."""
        wanted = sorted(self._there)
        for batch in self._records.batches(wanted):
            cells = {name: self._unblanked(_trimmed(pc.cast(batch.columns[name], pa.string()))) for name in wanted}
            self._door.offer("source", pa.table({**cells, "_row": batch.rows}))
            laid = self._door.ask(self._sql)
            self._door.withdraw("source")
            yield batch, laid, 0


def _trimmed(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_trim_whitespace(cells) if pa.types.is_string(cells.type) else cells


def _normal(name: str) -> str:
    return re.sub(r"[\s\-]+", "_", name.strip().casefold())


def _match(records: Records, contract: Contract) -> dict[str, str]:
    """Return the file's name of each contract column that it has; RefusedDelivery if it repeats or lacks some."""
    name = records.source.name
    counts = Counter(_normal(own_name) for own_name in records.names)
    twice = sorted(normal for normal, count in counts.items() if count > 1)
    if twice:
        raise RefusedDelivery(name, f"The column {twice[0]} stands in the header {counts[twice[0]]} times.", tuple(twice))
    by_normal = {_normal(own_name): own_name for own_name in records.names}
    found = {column.name: by_normal[column.name] for column in contract.columns if column.name in by_normal}
    missing = tuple(column for column in contract.required if column not in found)
    if missing:
        spare = [own_name for own_name in records.names if own_name not in found.values()]
        raise RefusedDelivery(name, _missing_columns(contract.feed, missing, spare, records.names), missing)
    return found


def _missing_columns(feed: str, missing: tuple[str, ...], spare: list[str], names: list[str]) -> str:
    what = (
        f"The feed {feed} requires {'a column' if len(missing) == 1 else 'columns'} {', '.join(missing)}, which the file lacks."
    )
    what += f" It has: {', '.join(names)[:400]}."
    for column in missing:
        close = process.extractOne(column, spare, processor=_normal, score_cutoff=60)
        if close:
            what += f" Is {close[0]!r} meant to be {column}?"
    if len(names) == 1 and re.search(r"[;\t|]", names[0]):
        what += " Its columns seem to be separated by something other than a comma."
    return what


def _check_needs(records: Records, layout: Layout, feed: FeedLayout) -> set[str]:
    there = set(records.names)
    twice = [name for name, count in Counter(records.names).items() if count > 1 and name in feed.reads]
    if twice:
        raise RefusedDelivery(records.source.name, f"The column {twice[0]} stands in the header more than once.", tuple(twice))
    if isinstance(records, JsonRecords):
        return set(feed.reads)
    lacking = [" or ".join(names) for names in feed.needs if not there.intersection(names)]
    if lacking:
        raise RefusedDelivery(
            records.source.name,
            f"Not a {layout.name} file: it lacks {', '.join(dict.fromkeys(lacking))}. It has: {', '.join(records.names)[:400]}.",
            tuple(lacking),
        )
    return there & feed.reads


def _offer_side_files(layout: Layout, door: Door, folder: Path, source: Source) -> dict[str, str]:
    sides = {}
    for number, side in enumerate(layout.side_files, 1):
        beside = Source(folder / side.name, side.name, Kind.DELIMITED, False, source.limits, (folder / side.name).stat().st_size)
        records = DelimitedRecords(beside, Dialect())
        wanted = [side.key, *side.values]
        lacking = [name for name in wanted if name not in records.names]
        if lacking:
            raise RefusedDelivery(side.name, f"It lacks the column {lacking[0]}, which {layout.name} looks values up by.")
        table = pa.concat_tables(batch.columns for batch in records.batches(wanted))
        sides[side.name] = f"side_{number}"
        door.offer(f"side_{number}", table.rename_columns([side_column(name) for name in wanted]))
    return sides
