"""Legal holds: what is under one is not erased, by whichever way, until it is released."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pyarrow.parquet as pq

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.retention.models import LegalHold, standing_holds, visible_to
from vinculum.engine.door import Door
from vinculum.errors import VinculumError
from vinculum.evidence.contract import contracts
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.workspace import Workspace
from vinculum.marks.fold import fold
from vinculum.picture.current import view_evidence

# Marks and references that a hold can name, with the columns that carry each.
KINDS = ("vrm", "vin", "crime_ref", "los_ref", "log_ref", "recovery_ref", "exam_ref", "container_no", "consignment_ref")


class HoldRefused(VinculumError):
    """A hold that cannot be made or released as asked."""


def hold(viewer: Viewer, *, kind: str, mark: str, why: str, until_at: datetime | None) -> LegalHold:
    """Put everything that names ``mark`` under a hold, until a moment or until it is released."""
    if kind not in KINDS or len(fold(mark)) < 3:  # noqa: PLR2004  a shorter mark would hold half of everything
        raise HoldRefused(f"Name one of {', '.join(KINDS)} with at least three letters or digits.")
    if until_at is not None and until_at <= viewer.at:
        raise HoldRefused("A hold ends in the future.")
    return LegalHold.objects.create(
        organisation=Organisation.objects.get(pk=viewer.organisation),
        kind=kind,
        mark=mark.strip().upper(),
        why=why,
        person=Person.objects.get(pk=viewer.person),
        from_at=viewer.at,
        until_at=until_at,
    )


def release(viewer: Viewer, number: int, why: str) -> LegalHold:
    """Release a hold of the viewer's organisation; HoldRefused if there is none that stands."""
    found = LegalHold.objects.filter(visible_to(viewer), standing_holds(), pk=number).first()
    if found is None:
        raise HoldRefused("Your organisation has no such hold that stands.")
    found.released_at, found.released_why = viewer.at, why
    found.released_by = Person.objects.get(pk=viewer.person)
    found.save(update_fields=["released_at", "released_why", "released_by"])
    return found


def columns_of(kind: str) -> dict[str, list[str]]:
    """Return the columns that carry a kind of mark, by feed: those of its name and those whose mark it is."""
    told = {
        feed: [column.name for column in contract.columns if kind in (column.name, column.mark)]
        for feed, contract in contracts().items()
    }
    return {feed: columns for feed, columns in told.items() if columns}


def held_rows(workspace: Workspace) -> set[tuple[str, int]]:
    """Return every row (delivery, row), accepted or set aside, that a standing hold of any organisation covers.

    A hold covers a row that carries the mark, whatever its spacing and capitals. A row set aside is covered if the mark stands
    anywhere in it: it was never read into columns.
    """
    standing = list(LegalHold.objects.filter(standing_holds()).values_list("kind", "mark"))
    if not standing:
        return set()
    marks: dict[str, set[str]] = {}
    for kind, mark in standing:
        marks.setdefault(kind, set()).add(fold(mark))
    found: set[tuple[str, int]] = set()
    with Door() as door:
        view_evidence(door, workspace, superseded=True)
        for kind, folded in marks.items():
            for feed, columns in columns_of(kind).items():
                found |= _accepted(door, feed, columns, folded)
    return found | _set_aside(workspace, {mark for folded in marks.values() for mark in folded})


def _accepted(door: Door, feed: str, columns: Iterable[str], folded: set[str]) -> set[tuple[str, int]]:
    tests = " OR ".join(
        f"list_contains($marks, regexp_replace(upper(CAST(\"{column}\" AS VARCHAR)), '[^A-Z0-9]', '', 'g'))" for column in columns
    )
    rows = door.ask(f"SELECT delivery, row FROM evidence.{feed} WHERE {tests}", {"marks": sorted(folded)})
    return set(zip(rows["delivery"].to_pylist(), rows["row"].to_pylist(), strict=True))


def _set_aside(workspace: Workspace, folded: set[str]) -> set[tuple[str, int]]:
    found = set()
    for record in deliveries(workspace):
        name = record["delivery"]
        aside = pq.read_table(workspace.deliveries_folder / name / "quarantine.parquet", columns=["row", "raw"])
        for row, raw in zip(aside["row"].to_pylist(), aside["raw"].to_pylist(), strict=True):
            text = fold(str(raw or ""))
            if any(mark in text for mark in folded):
                found.add((name, row))
    return found
