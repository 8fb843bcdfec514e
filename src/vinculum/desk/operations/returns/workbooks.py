"""Workbooks handed in for a return: kept byte for byte, read with their faults, and taken in or refused by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, time
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.returns.columns import check_item, days_of, declared, text_of
from vinculum.desk.operations.returns.facts import FactKind
from vinculum.desk.operations.returns.models import ItemFact, Return, Workbook
from vinculum.desk.operations.returns.refusals import NotOfThisReturn
from vinculum.desk.operations.returns.sending import Told, item_name, put, sends_own, tidy, writable
from vinculum.desk.operations.returns.vocabulary import kinds, metrics
from vinculum.desk.operations.returns.workflows import WORKBOOK
from vinculum.desk.sheets.cells import Remark
from vinculum.desk.sheets.declared import CellKind, CellValue
from vinculum.desk.sheets.fault import FaultKind, Weight
from vinculum.desk.sheets.reading import Reading, Row, read_sheet
from vinculum.desk.sheets.template import write_template
from vinculum.desk.workflows.stepping import history, take


def template_of(told: Return) -> bytes:
    """Return the template for a return, its cover filled in, with the lines that the return holds already."""
    rows: list[Mapping[str, CellValue]] = [
        {"reference": line.reference, **_typed(line.told)} for line in told.lines.filter(change="item")
    ]
    return write_template(declared(), cover_of(told), rows)


def cover_of(told: Return) -> dict[str, str]:
    """Return what the cover of a workbook for this return says."""
    return {
        "operation": told.operation.reference,
        "force": told.force_id,
        "since": told.since.isoformat(),
        "until": told.until.isoformat(),
    }


def read_for(told: Return, name: str, data: bytes, viewer: Viewer) -> Reading:
    """Read a workbook for a return: each row by itself, against the rows above it, and against what is known already."""
    cover = {field: said for field, said in cover_of(told).items() if field in {"operation", "force"}}
    reports = ItemFact.objects.filter(operation=told.operation, kind=FactKind.REPORTED, item__startswith=f"{told.force_id}:")
    known = dict(reports.values_list("item", "told__kind"))
    above: set[str] = set()

    def check(values: Mapping[str, CellValue]) -> Iterator[tuple[str, Remark]]:
        yield from check_item(values, told.operation.ends_on)
        if "reference" in values and "kind" in values:
            yield from _against(told, tidy(str(values["reference"])), str(values["kind"]), known, above)

    return read_sheet(declared(), data, name, cover=cover, days=days_of(told.operation, viewer.at.date()), check=check)


def _against(told: Return, reference: str, kind: str, known: Mapping[str, str], above: set[str]) -> Iterator[tuple[str, Remark]]:
    """Yield what does not fit: a reference of another kind of thing, one that stands twice, a kind not told of here."""
    was = known.get(item_name(told, reference))
    if was not in {None, kind}:
        problem = f"{reference} was reported as: {kinds()[str(was)].title.lower()}."
        remedy = "Withdraw the one that is wrong, and give the other a reference of its own."
        yield "reference", Remark(FaultKind.CHECK, Weight.ROW, problem, remedy)
    if reference in above:
        problem = f"{reference} stands in a row above already: one thing is told in one row."
        remedy = "If they are two, give each its own; if it is one, leave one row."
        yield "reference", Remark(FaultKind.REPEATED_ROW, Weight.ROW, problem, remedy)
    above.add(reference)
    if told.covers and kind not in {metrics()[code].kind for code in told.covers}:
        problem = f"This return does not tell of: {kinds()[kind].title.lower()}."
        yield "kind", Remark(FaultKind.CHECK, Weight.ROW, problem, "Put it into another return.")


@transaction.atomic
def receive(told: Return, name: str, data: bytes, viewer: Viewer) -> Workbook:
    """Keep a workbook and what is wrong with it. The same bytes handed in again for the same return are the same workbook."""
    if not writable(told):
        raise NotOfThisReturn("The return has been sent. Begin another for what has changed, and upload the workbook there.")
    reading = read_for(told, name, data, viewer)
    same = told.workbooks.filter(sha256=reading.sha256).first()
    if same is not None:
        return same
    book = Workbook.objects.create(
        sent_in=told,
        name=name,
        sha256=reading.sha256,
        data=data,
        rows=[_kept(row) for row in reading.rows],
        faults=[asdict(fault) for fault in reading.faults],
        at=viewer.at,
        by_id=viewer.person,
    )
    take(WORKBOOK, subject_of(book), _act("receive", told, viewer), viewer, after=0, told={"sha256": book.sha256})
    return book


@transaction.atomic
def take_in(book: Workbook, viewer: Viewer, *, after: int) -> int:
    """Take the good rows of a workbook into its return; return how many. A reference that is there already is corrected."""
    if any(fault["weight"] == Weight.FILE for fault in book.faults):
        raise NotOfThisReturn("Nothing of this workbook can be read as a return. Mend what is listed and upload it again.")
    told = book.sent_in
    sheet = declared().title
    put(
        told,
        *(
            Told(row["reference"], row["fields"], f"From {book.name}", f"{book.name}, {sheet} row {row['number']}")
            for row in book.rows
        ),
    )
    take(WORKBOOK, subject_of(book), _act("take", told, viewer), viewer, after=after, told={"rows": len(book.rows)})
    return len(book.rows)


@transaction.atomic
def refuse(book: Workbook, viewer: Viewer, *, after: int) -> None:
    """Refuse a workbook whole; its bytes stay."""
    take(WORKBOOK, subject_of(book), _act("refuse", book.sent_in, viewer), viewer, after=after)


def subject_of(book: Workbook) -> str:
    """Return the name of a workbook among the subjects of its workflow."""
    return f"workbook-{book.pk}"


def steps_of(book: Workbook) -> int:
    """Return how many steps a workbook has taken."""
    return len(history(WORKBOOK, subject_of(book)))


def _act(act: str, told: Return, viewer: Viewer) -> str:
    return act if sends_own(told, viewer) else f"{act}_for_force"


def _kept(row: Row) -> dict[str, object]:
    """Return a row as it is kept: its reference and fields as text, and what stood in undeclared columns under the notes."""
    fields = text_of(row.values)
    if row.beside:
        beside = "; ".join(f"{title}: {text}" for title, text in row.beside.items())
        fields["note"] = f"{fields['note']} | {beside}" if "note" in fields else beside
    return {"number": row.number, "reference": tidy(str(row.values["reference"])), "fields": fields}


def _typed(fields: Mapping[str, str]) -> dict[str, CellValue]:
    """Return the fields of a line as values of their columns."""
    columns = {column.name: column for column in declared().columns}
    return {name: _value(columns[name].kind, text) for name, text in fields.items() if text and name in columns}


def _value(kind: CellKind, text: str) -> CellValue:
    if kind is CellKind.DAY:
        return date.fromisoformat(text)
    if kind is CellKind.TIME:
        return time.fromisoformat(text)
    if kind in {CellKind.MONEY, CellKind.WHOLE, CellKind.NUMBER}:
        return Decimal(text)
    return text
