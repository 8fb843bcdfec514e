"""The spreadsheet of who attended a session: its template, and a filled one read back to results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vinculum.desk.programme.training.courses import RESULT_WORDS, Result
from vinculum.desk.programme.training.models import Officer, TrainingSession
from vinculum.desk.sheets.cells import Remark
from vinculum.desk.sheets.declared import CellKind, CellValue, Choice, Column, Declared
from vinculum.desk.sheets.fault import Fault, FaultKind, Weight
from vinculum.desk.sheets.reading import read_sheet
from vinculum.desk.sheets.template import write_template

SHEET = Declared(
    code="attendance",
    version=1,
    title="Attendance",
    about="Who attended a session of a course, and what became of them.",
    columns=(
        Column(
            "officer", "Officer", "The officer's reference in the register, such as syp-2.", required=True, longest=40,
            examples=("syp-2", "essex-1"),
        ),
        Column(
            "result", "Result", "What became of the officer in the session.", CellKind.CHOICE, required=True,
            examples=("Passed", "Did not come"),
            choices=tuple(Choice(result.value, words) for result, words in RESULT_WORDS.items()),
        ),
    ),
    cover=(("session", "Session"),),
    key=("officer",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadList:
    """A filled sheet: the results that can be entered, and every fault. Nothing is entered while a row is at fault."""

    results: tuple[tuple[Officer, Result], ...]
    faults: tuple[Fault, ...]

    @property
    def refused(self) -> bool:
        """Whether something must be corrected first."""
        return any(fault.weight is not Weight.ADVICE for fault in self.faults)


def attendance_template(session: TrainingSession, officers: Iterable[Officer]) -> bytes:
    """Return the workbook for a session, with a row for each officer who is expected."""
    rows = [{"officer": officer.reference} for officer in officers]
    return write_template(SHEET, {"session": session.reference}, rows)


def read_attendance(session: TrainingSession, data: bytes, file: str, officers: Mapping[str, Officer]) -> ReadList:
    """Return what a filled sheet holds; ``officers`` are those whom the sender may enter, by reference."""

    def known(values: Mapping[str, CellValue]) -> Iterable[tuple[str, Remark]]:
        if "officer" in values and str(values["officer"]).lower() not in officers:
            told = "No officer whom you may enter has this reference."
            yield (
                "officer",
                Remark(FaultKind.CHECK, Weight.ROW, told, "Use a reference of the register, or enter the officer there first."),
            )

    reading = read_sheet(SHEET, data, file, cover={"session": session.reference}, check=known)
    rows = () if reading.refused else reading.rows
    results = tuple((officers[str(row.values["officer"]).lower()], Result(str(row.values["result"]))) for row in rows)
    return ReadList(results, reading.faults)
