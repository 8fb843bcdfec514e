"""Opening what somebody uploaded as a workbook: nothing in it runs, and nothing in it grows beyond bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from vinculum.desk.sheets.fault import FaultKind

# Unpacked, a return of 5,000 rows takes under 5 MB; what claims more is not a return.
MOST_BYTES = 24 * 1024 * 1024
MOST_PARTS = 200
OLD_WORKBOOK = bytes.fromhex("d0cf11e0a1b11ae1")  # Excel 97-2003, and any workbook with a password


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook twice: with the values that were last calculated, and with the formulas that stand behind them."""

    values: Workbook
    formulas: Workbook


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file was not opened as a workbook."""

    kind: FaultKind
    problem: str
    remedy: str


def open_workbook(data: bytes) -> Opened | Refused:
    """Return the workbook of an uploaded file, or why it is none that can be read."""
    refused = _look(data)
    if refused is not None:
        return refused
    try:
        values = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except (
        # What openpyxl is known to raise, by generated input, on a file whose parts are torn, missing or of another kind.
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        ParseError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
    ):
        return _broken()
    return Opened(values, formulas)


def _look(data: bytes) -> Refused | None:
    if data.startswith(OLD_WORKBOOK):
        return Refused(
            FaultKind.OLD_OR_LOCKED,
            "It is a workbook of the old format (.xls), or one with a password.",
            "Take the password off, save it as Excel workbook (.xlsx) and send it again.",
        )
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return Refused(
            FaultKind.NOT_A_WORKBOOK,
            "It is not an Excel workbook (.xlsx).",
            "Fill in the template, save it as Excel workbook (.xlsx) and send it again.",
        )
    try:
        return _look_inside(data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error):
        return _broken()


def _look_inside(data: bytes) -> Refused | None:
    """Refuse by what the archive declares and, since that may lie, by what it unpacks to."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names:
            return Refused(
                FaultKind.NOT_A_WORKBOOK,
                "It is an archive, but not an Excel workbook (.xlsx).",
                "Fill in the template, save it as Excel workbook (.xlsx) and send it again.",
            )
        if any(name.lower().endswith(".bin") and "vbaproject" in name.lower() for name in names):
            return Refused(
                FaultKind.MACROS,
                "It holds macros, and a workbook with macros is not opened here.",
                "Save it as Excel workbook (.xlsx, without macros) and send it again.",
            )
        unpacked = 0
        for part in parts[: MOST_PARTS + 1]:
            with archive.open(part) as stream:
                while chunk := stream.read(1 << 20):
                    unpacked += len(chunk)
                    if b"<!DOCTYPE" in chunk:
                        return _broken()
                    if unpacked > MOST_BYTES:
                        return _too_large()
        return _too_large() if len(parts) > MOST_PARTS else None


def _too_large() -> Refused:
    return Refused(
        FaultKind.TOO_LARGE,
        f"Unpacked it is larger than {MOST_BYTES // 1024 // 1024} MB, which no filled-in template is.",
        "Copy the rows alone into a fresh template and send that.",
    )


def _broken() -> Refused:
    return Refused(
        FaultKind.NOT_A_WORKBOOK,
        "It looks like an Excel workbook but cannot be read as one.",
        "Open it in your spreadsheet program, save it anew as Excel workbook (.xlsx) and send it again.",
    )
