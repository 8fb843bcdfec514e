"""``vinculum repair, dismiss``: what becomes of rows that were set aside."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.evidence.aftermath import dismiss as dismiss_rows
from vinculum.evidence.aftermath import reopen
from vinculum.evidence.contract import contract_of
from vinculum.evidence.ledger import delivery as record_of_delivery
from vinculum.evidence.repair import repair as repair_rows
from vinculum.evidence.set_aside import read_corrections
from vinculum.evidence.workspace import Workspace

Delivery = Annotated[str, typer.Argument(help="Id of the delivery that the rows were set aside from.")]
Why = Annotated[str, typer.Option(help="Why, in a sentence; kept with the evidence.")]
By = Annotated[str | None, typer.Option(help="Who does it (default: the name you are signed in under); kept with the evidence.")]


def person(by: str | None) -> str:
    """Return who acts: the name given, or the one that the operating system knows the person by."""
    return by if by is not None else getpass.getuser()


@app.command()
def repair(
    delivery: Delivery,
    file: Annotated[Path, typer.Argument(help="CSV of corrected rows, as `vinculum quarantine DELIVERY --csv` writes them.")],
    *,
    why: Why,
    by: By = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, keep nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check corrected rows against the contract again and take in those that hold now, tied to the original."""
    workspace = Workspace.from_environment()
    contract = contract_of(record_of_delivery(workspace, delivery)["feed"])
    done = repair_rows(workspace, delivery, read_corrections(file, contract), by=person(by), why=why, dry_run=dry_run)
    if as_json:
        show.document(done.as_document())
        return
    if done.left:
        rows = [(one.row, one.field, one.value, one.reason, one.sentence) for one in done.left]
        show.table(f"Still set aside: {len(rows):,} rows", ("row", "field", "value", "reason", "what to do"), rows)
    would = "would be accepted" if dry_run else f"are accepted as {done.delivery}" if done.delivery else "are accepted"
    show.out.print(f"{len(done.accepted):,} of {len(done.accepted) + len(done.left):,} corrected rows {would}.")


@app.command()
def dismiss(
    delivery: Delivery,
    rows: Annotated[list[int], typer.Argument(metavar="ROW...", help="Numbers of the rows.")],
    *,
    why: Why,
    by: By = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take an earlier dismissal back.")] = False,
) -> None:
    """Say that rows set aside are not worth repairing, and why; nothing is deleted."""
    (reopen if undo else dismiss_rows)(Workspace.from_environment(), delivery, rows, by=person(by), why=why)
    numbers = ", ".join(map(str, sorted(rows)))
    show.out.print(f"{'Open again' if undo else 'Dismissed'} in {delivery}: {numbers}.")
