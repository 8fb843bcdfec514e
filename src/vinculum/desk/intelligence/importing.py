"""Taking old logs in from a CSV file: a row is a report, or is set aside whole with what is wrong with each field.

Rows that name the same ``reference`` are paragraphs of one report, in the order of the file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.intelligence.grades import BadGrade
from vinculum.desk.intelligence.old_grades import TakenIn, schemes, take_in
from vinculum.desk.intelligence.rows.imports import Import, SetAside
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.wording import AboveCeiling, marking_of
from vinculum.desk.intelligence.writing import begin
from vinculum.desk.intelligence.written import Written, WrittenParagraph, faults_in
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to as operations_seen
from vinculum.errors import VinculumError

REQUIRED = ("reference", "reported_at", "subject", "text", "grade", "marking")
OPTIONAL = ("obtained_at", "author", "conditions", "priority", "operation")
MOST_ROWS = 2000
MOST_BYTES = 5 * 1024 * 1024


class BadFile(VinculumError):
    """A file that is taken in neither whole nor in part."""


@dataclass(frozen=True, slots=True)
class OldRow:
    """One row of the file: its number (the heading is row 1), as it stood, and what is wrong with it by field."""

    number: int
    raw: dict[str, str]
    faults: dict[str, str]
    paragraph: WrittenParagraph | None
    head: dict[str, object]


def import_logs(viewer: Viewer, name: str, content: bytes, *, scheme: str, desk: str) -> Import:
    """Take a file of old logs in: every report that can be read is submitted for review, every other row set aside.

    BadFile refuses a file that was taken in before, that is no CSV in UTF-8, or that lacks a column.
    """
    digest = hashlib.sha256(content).hexdigest()
    if Import.objects.filter(organisation=viewer.organisation, sha256=digest).exists():
        raise BadFile(f"{name} was taken in before, to the byte. Nothing was taken in again.")
    rows = list(read_rows(viewer, content, scheme))
    reports: dict[str, list[OldRow]] = {}
    for row in rows:
        reports.setdefault(row.raw["reference"].strip() or f"row {row.number}", []).append(row)
    aside: list[OldRow] = []
    with transaction.atomic():
        for reference, own in reports.items():
            faulty = [row for row in own if row.faults]
            if not faulty:
                faulty = _take(viewer, reference, own, desk)
            if faulty:
                aside += [row if row.faults else _held_back(row, faulty) for row in own]
        batch = Import.objects.create(
            organisation_id=viewer.organisation,
            person_id=viewer.person,
            at=viewer.at,
            name=name[:200],
            sha256=digest,
            scheme=scheme,
            rows=len(rows),
            taken=len(rows) - len(aside),
        )
        SetAside.objects.bulk_create(
            SetAside(batch=batch, row=row.number, raw=row.raw, faults=row.faults)
            for row in sorted(aside, key=lambda row: row.number)
        )
    return batch


def read_rows(viewer: Viewer, content: bytes, scheme: str) -> Iterator[OldRow]:
    """Yield the rows of a file with what is wrong with each; BadFile for a file that cannot be read at all."""
    if scheme not in schemes():
        raise BadFile(f"{scheme!r} is no scheme of grades. Schemes: {', '.join(schemes())}.")
    if len(content) > MOST_BYTES:
        raise BadFile(f"The file holds more than {MOST_BYTES // 1024 // 1024} MB. Split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"Byte {error.start} is not UTF-8. Save the file as CSV UTF-8 and send it again.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="more", restval="")
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile(
            f"The file has no column {', '.join(missing)}. It needs {', '.join(REQUIRED)}; it may have {', '.join(OPTIONAL)}."
        )
    known = _known_references(viewer)
    operations = set(Operation.objects.filter(operations_seen(viewer)).values_list("reference", flat=True))
    for number, raw in enumerate(reader, 2):
        if number > MOST_ROWS + 1:
            raise BadFile(f"The file holds more than {MOST_ROWS:,} rows. Split it; nothing was taken in.")
        yield _row(viewer, number, {name: _cell(value) for name, value in raw.items()}, scheme, known, operations)


def _cell(value: str | list[str] | None) -> str:
    return "; ".join(value) if isinstance(value, list) else value or ""


def _row(viewer: Viewer, number: int, raw: dict[str, str], scheme: str, known: set[str], operations: set[str]) -> OldRow:
    faults: dict[str, str] = {}
    if raw.get("more"):
        faults["more"] = f"The row has more cells than the heading: {raw['more']!r}. Put texts with a comma in quotation marks."
    faults |= {name: "It is empty." for name in REQUIRED if not raw[name].strip()}
    if raw["reference"].strip() in known:
        faults["reference"] = f"{raw['reference']!r} was taken in before."
    reported = _moment(raw, "reported_at", faults)
    obtained = _moment(raw, "obtained_at", faults) if raw.get("obtained_at", "").strip() else reported
    grade = _grade(raw, scheme, faults)
    operation = raw.get("operation", "").strip()
    if operation and operation not in operations:
        faults["operation"] = f"{operation!r} is no operation that you may see. Write its reference, such as alliances-2025."
    head: dict[str, object] = {
        "subject": raw["subject"].strip(),
        "author": raw.get("author", "").strip() or "not told",
        "reported_at": reported,
        "obtained_at": obtained,
        "priority": raw.get("priority", "").strip().lower() or "low",
        "operation": operation,
    }
    if raw["marking"].strip():
        try:
            head["marking"] = marking_of(raw["marking"])
        except AboveCeiling as error:
            faults["marking"] = str(error)
    paragraph = WrittenParagraph(raw["text"], grade.grade, grade.as_given, grade.caution) if grade else None
    if not faults and paragraph is not None:
        written = Written(paragraphs=(paragraph,), **head)  # type: ignore[arg-type]  # every value was made for its field above
        faults |= {fault.name: fault.sentence for fault in faults_in(written, viewer.at)}
    return OldRow(number, raw, faults, paragraph, head)


def _moment(raw: dict[str, str], name: str, faults: dict[str, str]) -> datetime | None:
    told = raw[name].strip()
    if not told:
        return None
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        faults[name] = f"{told!r} is no time. Write it as 2014-03-02 or 2014-03-02T17:00 (UTC)."
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _grade(raw: dict[str, str], scheme: str, faults: dict[str, str]) -> TakenIn | None:
    if not raw["grade"].strip():
        return None
    try:
        return take_in(raw["grade"], scheme, raw.get("conditions", ""))
    except BadGrade as error:
        faults["grade"] = str(error)
        return None


def _take(viewer: Viewer, reference: str, rows: list[OldRow], desk: str) -> list[OldRow]:
    """Keep the rows of one report; return them with their faults where they do not fit together."""
    heads = [row.head for row in rows]
    differing = [name for name in heads[0] if any(head[name] != heads[0][name] for head in heads)]
    if differing:
        why = f"The rows of {reference} differ in {', '.join(differing)}; paragraphs of one report share them."
        return [_with_fault(row, "reference", why) for row in rows]
    paragraphs = tuple(row.paragraph for row in rows if row.paragraph is not None)
    written = Written(paragraphs=paragraphs, **heads[0])  # type: ignore[arg-type]  # every value was made for its field
    begin(viewer, written, desk=desk, act="import", former_reference=reference)
    return []


def _held_back(row: OldRow, faulty: list[OldRow]) -> OldRow:
    numbers = ", ".join(str(one.number) for one in faulty)
    own = next((one for one in faulty if one.number == row.number), None)
    return own or _with_fault(row, "reference", f"Another paragraph of the same report cannot be read: row {numbers}.")


def _with_fault(row: OldRow, name: str, sentence: str) -> OldRow:
    return OldRow(row.number, row.raw, {**row.faults, name: sentence}, row.paragraph, row.head)


def _known_references(viewer: Viewer) -> set[str]:
    own = Report.objects.filter(organisation=viewer.organisation).exclude(former_reference="")
    return set(own.values_list("former_reference", flat=True))
