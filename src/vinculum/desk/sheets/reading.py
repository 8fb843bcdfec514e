"""Reading a filled-in spreadsheet: every row that can be taken in, and a fault by cell for everything that cannot.

Nothing is guessed in silence: what was tidied is said. Whoever calls keeps the file itself, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from vinculum.desk.sheets.cells import SPACES, Remark, read_cell
from vinculum.desk.sheets.declared import COVER, CellValue, Days, Declared
from vinculum.desk.sheets.fault import Fault, FaultKind, Weight
from vinculum.desk.sheets.header import Header, find_header
from vinculum.desk.sheets.opening import Opened, Refused, open_workbook

MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_SHOWN = 60
COVER_ROWS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read. ``values`` are by column name, without those that are empty; ``beside`` holds undeclared columns."""

    number: int
    values: Mapping[str, CellValue]
    beside: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its good rows, and its faults in the order of the sheet. ``sha256`` is of the bytes."""

    file: str
    sha256: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    @property
    def refused(self) -> bool:
        """Whether nothing of the file can be taken in."""
        return any(fault.weight is Weight.FILE for fault in self.faults)

    @property
    def faulty_rows(self) -> int:
        """How many rows cannot be taken in."""
        return len({_row_of(fault.cell) for fault in self.faults if fault.weight is Weight.ROW})


# A check of the room whose sheet it is: yields (column, remark) for a row.
RowCheck = Callable[[Mapping[str, CellValue]], Iterable[tuple[str, Remark]]]


def read_sheet(
    declared: Declared,
    data: bytes,
    file: str,
    *,
    cover: Mapping[str, str] | None = None,
    days: Days | None = None,
    check: RowCheck | None = None,
) -> Reading:
    """Return what a filled-in template holds. ``cover`` is what its cover must say, by name; ``days`` bound its dates."""
    digest = hashlib.sha256(data).hexdigest()
    opened = open_workbook(data)
    if isinstance(opened, Refused):
        fault = Fault(opened.kind, Weight.FILE, file, "", "", "", opened.problem, opened.remedy)
        return Reading(file, digest, (), (fault,))
    faults = list(_cover_faults(declared, opened, file, cover or {}))
    if declared.title not in opened.values.sheetnames:
        told = f"There is no sheet {declared.title!r}; it has {', '.join(opened.values.sheetnames)}."
        faults.append(
            Fault(FaultKind.NO_SHEET, Weight.FILE, file, "", "", "", told, f"Name the sheet with the rows {declared.title!r}.")
        )
        return Reading(file, digest, (), tuple(faults))
    sheet = opened.values[declared.title]
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        told = f"Its last used cell is {get_column_letter(sheet.max_column)}{sheet.max_row}; at most {MOST_ROWS:,} rows are read."
        faults.append(
            Fault(
                FaultKind.TOO_LARGE,
                Weight.FILE,
                file,
                sheet.title,
                "",
                "",
                told,
                "Delete what stands beyond the rows, or part the file.",
            )
        )
        return Reading(file, digest, (), tuple(faults))
    header = find_header(declared, sheet, file)
    faults += header.faults
    if any(fault.weight is Weight.FILE for fault in header.faults):
        return Reading(file, digest, (), tuple(faults))
    reader = _Reader(declared, sheet, opened.formulas[declared.title], header, file, days)
    return reader.read(digest, faults, check)


@dataclass(frozen=True, slots=True)
class _Reader:
    declared: Declared
    sheet: Worksheet
    formulas: Worksheet
    header: Header
    file: str
    days: Days | None

    def read(self, digest: str, faults: list[Fault], check: RowCheck | None) -> Reading:
        rows: list[Row] = []
        used = [number for number in range(self.header.row + 1, self.sheet.max_row + 1) if not self._empty(number)]
        faults += self._gaps(used)
        merged = self._merged_rows()
        bad: set[int] = set()
        for number in used:
            row, found = self._row(number, check)
            if number in merged:
                told = f"The cells {merged[number]} are merged, so it cannot be told which row they are of."
                found.append(
                    self._fault(FaultKind.MERGED_CELL, Weight.ROW, str(number), "", told, "Unmerge them and fill each row.")
                )
            faults += found
            if any(fault.weight is Weight.ROW for fault in found):
                bad.add(number)
            rows.append(row)
        repeated = list(self._repeated(rows))
        faults += repeated
        bad |= {_row_of(fault.cell) for fault in repeated}
        if not used:
            told = "The sheet holds no row below its header."
            remedy = "If there is nothing to say, do not send a file: say so on the page (nil)."
            faults.append(self._fault(FaultKind.NO_ROWS, Weight.FILE, "", "", told, remedy))
        ordered = sorted(faults, key=lambda fault: (fault.cell != "" and fault.weight is not Weight.FILE, _row_of(fault.cell)))
        return Reading(self.file, digest, tuple(row for row in rows if row.number not in bad), tuple(ordered))

    def _row(self, number: int, check: RowCheck | None) -> tuple[Row, list[Fault]]:
        values: dict[str, CellValue] = {}
        faults: list[Fault] = []
        if self.sheet.row_dimensions[number].hidden:
            told = "The row is hidden or filtered out. It was read like the others."
            faults.append(
                self._fault(FaultKind.HIDDEN_ROW, Weight.ADVICE, str(number), "", told, "Show it; delete it if it is not meant.")
            )
        for column in self.declared.columns:
            place = self.header.places.get(column.name)
            if place is None:
                continue
            cell = f"{get_column_letter(place)}{number}"
            held = self.sheet.cell(number, place)
            broken = self._broken_formula(number, place, held.value)
            if broken is not None:
                faults.append(self._said(cell, held.value, broken))
                continue
            found = read_cell(column, held.value, held.number_format, self.days)
            faults += [self._said(cell, held.value, remark) for remark in found.remarks]
            if found.value is not None:
                values[column.name] = found.value
        if check is not None:
            # What a cell is told already is not said of it again.
            at_fault = {fault.cell for fault in faults if fault.weight is Weight.ROW}
            said = [(self._at(name, number), values.get(name), remark) for name, remark in check(values)]
            faults += [self._said(cell, held, remark) for cell, held, remark in said if cell not in at_fault]
        beside = {title: _shown(self.sheet.cell(number, place).value) for title, place in self.header.others.items()}
        return Row(number, values, {title: text for title, text in beside.items() if text}), faults

    def _broken_formula(self, number: int, place: int, held: Any) -> Remark | None:
        if isinstance(held, str) and held.startswith("#") and self.sheet.cell(number, place).data_type == "e":
            return Remark(
                FaultKind.FORMULA_ERROR, Weight.ROW, f"The formula in it fails ({held}).", "Mend it, or write the value itself."
            )
        if held is None and self.formulas.cell(number, place).data_type == "f":
            told = "It holds a formula that was never worked out, so nothing can be read."
            return Remark(FaultKind.FORMULA_WITHOUT_VALUE, Weight.ROW, told, "Copy it and paste it as a value.")
        return None

    def _gaps(self, used: list[int]) -> Iterator[Fault]:
        for before, after in zip([self.header.row, *used], used, strict=False):
            if after - before > 1:
                words = str(before + 1) if after - before == 2 else f"{before + 1} to {after - 1}"  # noqa: PLR2004  one between
                told = f"Nothing stands in row {words}; the rows below it were read."
                yield self._fault(
                    FaultKind.EMPTY_ROW, Weight.ADVICE, str(before + 1), "", told, "Fill it in if something is missing."
                )

    def _repeated(self, rows: list[Row]) -> Iterator[Fault]:
        """Find rows that share the key; each but the first is at fault."""
        if not self.declared.key:
            return
        by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for row in rows:
            key = tuple(str(row.values.get(name, "")).casefold() for name in self.declared.key)
            if all(key):
                by_key[key].append(row.number)
        for numbers in by_key.values():
            for number in numbers[1:]:
                cell = self._at(self.declared.key[-1], number)
                shown = self.sheet[cell].value
                told = f"Row {numbers[0]} names the same: one thing is told in one row."
                remedy = "If they are two, give each its own; if it is one, leave one row."
                yield self._fault(FaultKind.REPEATED_ROW, Weight.ROW, cell, _shown(shown), told, remedy)

    def _merged_rows(self) -> dict[int, str]:
        return {
            number: merged.coord
            for merged in self.sheet.merged_cells.ranges
            for number in range(merged.min_row, merged.max_row + 1)
            if number > self.header.row
        }

    def _empty(self, number: int) -> bool:
        return all(
            SPACES.sub("", str(cell.value or "")) == "" and self.formulas.cell(number, place).data_type != "f"
            for place, cell in enumerate(self.sheet[number], 1)
        )

    def _at(self, name: str, number: int) -> str:
        place = self.header.places.get(name)
        return f"{get_column_letter(place)}{number}" if place is not None else str(number)

    def _said(self, cell: str, held: Any, remark: Remark) -> Fault:
        return self._fault(remark.kind, remark.weight, cell, _shown(held), remark.problem, remark.remedy)

    def _fault(self, kind: FaultKind, weight: Weight, cell: str, value: str, problem: str, remedy: str) -> Fault:
        return Fault(kind, weight, self.file, self.sheet.title, cell, value, problem, remedy)


def _cover_faults(declared: Declared, opened: Opened, file: str, wanted: Mapping[str, str]) -> Iterator[Fault]:
    """Compare what the cover says with the template, and with what the file is handed in as."""
    whole = Fault(FaultKind.WRONG_TEMPLATE, Weight.FILE, file, COVER, "", "", "", "")
    if COVER not in opened.values.sheetnames:
        told = f"There is no sheet {COVER!r}, so it cannot be told which template this is."
        yield replace(whole, sheet="", problem=told, remedy="Download the template and copy the rows into it.")
        return
    cover = opened.values[COVER]
    held = {str(cover.cell(row, 1).value or "").strip(): (row, cover.cell(row, 2).value) for row in range(1, COVER_ROWS + 1)}
    row, code = held.get("Template", (0, None))
    if code != declared.code:
        told = f"It is not the template {declared.code!r}."
        yield replace(whole, cell=_cover_cell(row), value=_shown(code), problem=told, remedy="Download the template and use it.")
        return
    row, version = held.get("Version", (0, None))
    if str(version) != str(declared.version):
        told = f"It is version {version} of the template; version {declared.version} is in use."
        remedy = "Download the template again and copy the rows into it."
        yield replace(
            whole, kind=FaultKind.WRONG_VERSION, cell=_cover_cell(row), value=_shown(version), problem=told, remedy=remedy
        )
    for name, title in declared.cover:
        row, said = held.get(title, (0, None))
        if name in wanted and str(said or "").strip().casefold() != wanted[name].casefold():
            told = f"{title} is {wanted[name]!r} here, and the file says something else."
            remedy = "Send the file where it belongs, or correct its cover."
            yield replace(
                whole, kind=FaultKind.WRONG_COVER, cell=_cover_cell(row), value=_shown(said), problem=told, remedy=remedy
            )


def _cover_cell(row: int) -> str:
    return f"B{row}" if row else ""


def _shown(held: Any) -> str:
    """Return what stands in a cell as a person would see it, cut short."""
    if held is None:
        return ""
    if isinstance(held, datetime) and held.time() == time():
        held = held.date()
    text = held.isoformat() if isinstance(held, date | time) else str(held)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _row_of(cell: str) -> int:
    digits = "".join(letter for letter in cell if letter.isdigit())
    return int(digits) if digits else 0
