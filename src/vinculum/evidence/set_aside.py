"""The cells of rows that were set aside, as text under the contract's names: what a person corrects, and in what form."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vinculum.engine.door import Door
from vinculum.errors import WrongUse
from vinculum.evidence.arrivals import arrival_of
from vinculum.evidence.chain import Record
from vinculum.evidence.contract import Column, Contract, contract_of
from vinculum.evidence.layout import layout_of
from vinculum.evidence.ledger import delivery
from vinculum.evidence.limits import intake_limits
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.workspace import Workspace

# Where the cells stand once the original is gone (an erasure took it; see decision 18).
CELLS_FILE = "set_aside.parquet"

# Beside the contract's own columns in the file that a person corrects.
ROW, WHY = "row", "why"


def cells_set_aside(workspace: Workspace, name: str) -> pa.Table:
    """Return the cells of a delivery's rows that were set aside: ``row``, then every column of the contract as text.

    A cell is null where it is empty, or where the row could not be told apart into cells at all (ragged, not UTF-8).
    """
    record = delivery(workspace, name)
    contract = contract_of(record["feed"])
    folder = workspace.deliveries_folder / name
    schema = pa.schema([(ROW, pa.int64()), *((column.name, pa.string()) for column in contract.columns)])
    if (folder / CELLS_FILE).is_file():
        return pq.read_table(folder / CELLS_FILE, schema=schema)
    wanted = pq.read_table(folder / "quarantine.parquet", columns=[ROW])[ROW].combine_chunks()
    if not len(wanted):
        return schema.empty_table()
    with tempfile.TemporaryDirectory(prefix="vinculum-") as aside:
        found = pa.concat_tables([schema.empty_table(), *_cells_of(workspace, record, contract, wanted, schema, Path(aside))])
    lacking = pa.table({ROW: wanted.filter(pc.invert(pc.is_in(wanted, found[ROW].combine_chunks())))})
    empty = [pa.nulls(lacking.num_rows, pa.string()) for _ in contract.columns]
    return pa.concat_tables([found, pa.table([lacking[ROW], *empty], schema=schema)]).sort_by(ROW)


def _cells_of(
    workspace: Workspace, record: Record, contract: Contract, wanted: pa.Array, schema: pa.Schema, aside: Path
) -> Iterator[pa.Table]:
    """Yield the cells of the rows ``wanted`` from the file as it was handed over."""
    original = workspace.deliveries_folder / record["delivery"] / "original" / record["file"]
    layout = layout_of(record["layout"]) if record["layout"] else None
    with arrival_of(original, record["file"], contract, layout, intake_limits(workspace), aside) as (arrival, _, door):
        for _, cells, _ in arrival.batches():
            chosen = cells.filter(pc.is_in(cells["_row"], wanted))
            if chosen.num_rows:
                yield _as_text(door, chosen, contract).cast(schema)


def _as_text(door: Door, cells: pa.Table, contract: Contract) -> pa.Table:
    there = {field.name: field.type for field in cells.schema}
    told = [f'{_text(column, there.get(column.name))} AS "{column.name}"' for column in contract.columns]
    door.offer("cells", cells)
    text = door.ask(f'SELECT CAST(_row AS BIGINT) AS "{ROW}", {", ".join(told)} FROM cells')
    door.withdraw("cells")
    return text


def _text(column: Column, given: pa.DataType | None) -> str:
    if given is None:
        return "NULL"
    cell = f'"{column.name}"'
    return f"array_to_string({cell}, '{column.separator}')" if pa.types.is_list(given) else f"nullif(CAST({cell} AS VARCHAR), '')"


def write_cells(cells: pa.Table, out: IO[str], why: dict[int, str] | None = None) -> None:
    """Write rows of cells as CSV; with ``why``, each row says beside its number why it was set aside."""
    writer = csv.writer(out)
    guide = [] if why is None else [WHY]
    writer.writerow([ROW, *guide, *cells.column_names[1:]])
    for row, *values in zip(*(cells[name].to_pylist() for name in cells.column_names), strict=True):
        writer.writerow([row, *([] if why is None else [why[row]]), *("" if value is None else value for value in values)])


def read_corrections(file: Path, contract: Contract) -> dict[int, dict[str, str]]:
    """Return corrected cells by row and column from a CSV with a column ``row`` and columns of the feed; WrongUse if it is none.

    A column that the file leaves out stays as it was handed over; an empty cell makes the cell empty.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            names = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = names
            _check_columns(names, contract, file)
            return dict(_corrections(reader, {column.name for column in contract.columns}, file))
    except UnicodeDecodeError as error:
        raise WrongUse(f"{file} is not UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise WrongUse(f"{file} cannot be read ({error.strerror}).") from error


def _check_columns(names: Collection[str], contract: Contract, file: Path) -> None:
    known = {ROW, WHY, *(column.name for column in contract.columns)}
    unknown = sorted(set(names) - known)
    if ROW not in names or unknown or len(set(names)) < len(names):
        fault = f"it has {unknown[0]!r}, which the feed has not" if unknown else f"its columns are {', '.join(names) or 'none'}"
        raise WrongUse(
            f"{file} is not a file of corrections to {contract.feed}: {fault}. It needs a column `row` and columns of the feed, "
            "each once, as `vinculum quarantine DELIVERY --csv` writes them."
        )


def _corrections(reader: csv.DictReader[str], columns: set[str], file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    seen: set[int] = set()
    for told in reader:
        if None in told or None in told.values():
            raise RefusedDelivery(str(file), f"Line {reader.line_num} has more or fewer cells than the header.")
        number = (told[ROW] or "").strip()
        if not number.isdecimal() or int(number) in seen:
            raise RefusedDelivery(str(file), f"Line {reader.line_num}: row {number!r} is not a row number, or comes twice.")
        seen.add(int(number))
        yield int(number), {name: value.strip() for name, value in told.items() if name in columns}
