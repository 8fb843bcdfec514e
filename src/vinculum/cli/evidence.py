"""``vinculum feeds, intake, deliveries, quarantine``: partners' records in, nothing lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.errors import WrongUse
from vinculum.evidence.aftermath import State, quarantine_told
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.contract import Contract, contract_of, contracts
from vinculum.evidence.erasures import erased_rows
from vinculum.evidence.intake import take_in, take_in_folder
from vinculum.evidence.layout import layouts
from vinculum.evidence.ledger import deliveries as list_deliveries
from vinculum.evidence.sealing import DamagedEvidence
from vinculum.evidence.set_aside import cells_set_aside, write_cells
from vinculum.evidence.workspace import Workspace


def feed_document(contract: Contract) -> dict[str, Any]:
    """Return one contract and the layouts that lead to it, as data."""
    return {
        "feed": contract.feed,
        "title": contract.title,
        "about": contract.about,
        "owner": contract.owner,
        "legal_basis": contract.legal_basis,
        "key": list(contract.key),
        "event_time": contract.event_time,
        "retention_days": contract.retention_days,
        "minima": {"rows": contract.minimum_rows, "accepted_share": contract.minimum_accepted_share},
        "columns": [
            {
                "name": column.name,
                "type": str(column.type),
                "required": column.required,
                "values": list(column.values),
                "about": column.about,
            }
            for column in contract.columns
        ],
        "layouts": [name for name, layout in layouts().items() if contract.feed in layout.feeds],
    }


def required_columns(told: dict[str, Any]) -> list[str]:
    """Return the names of the columns that every row of a feed must fill."""
    return [column["name"] for column in told["columns"] if column["required"]]


@app.command()
def feeds(
    feed: Annotated[str | None, typer.Argument(help="Show one feed with its columns.")] = None, *, as_json: AsJson = False
) -> None:
    """List the kinds of record that partners send, their columns and the layouts of outside formats."""
    chosen = [contract_of(feed)] if feed else list(contracts().values())
    documents = [feed_document(contract) for contract in chosen]
    if as_json:
        show.document(documents[0] if feed else documents)
        return
    if feed is None:
        rows = [
            (
                told["feed"],
                told["title"],
                ", ".join(c["name"] for c in told["columns"] if c["required"]),
                ", ".join(told["layouts"]),
            )
            for told in documents
        ]
        show.table("Feeds", ("feed", "what it is", "required columns", "layouts"), rows)
        return
    (told,) = documents
    show.out.print(f"[bold]{told['feed']}[/bold]  {told['title']}. {told['about']}")
    show.out.print(f"Owner: {told['owner']}. Legal basis: {told['legal_basis']}.")
    columns = [
        (
            c["name"],
            c["type"],
            "required" if c["required"] else "",
            c["about"] + (f" ({', '.join(c['values'])})" if c["values"] else ""),
        )
        for c in told["columns"]
    ]
    show.table("Columns", ("column", "type", "", "meaning", "one of"), columns)
    if told["layouts"]:
        show.out.print(f"Outside formats: {', '.join(told['layouts'])} (give one with --layout)")


@app.command()
def intake(
    feed: Annotated[str, typer.Argument(help="The feed, or `all` for a folder with one file a feed.")],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="CSV, JSON Lines or Parquet, plain or gzip.")],
    *,
    partner: Annotated[str, typer.Option(help="Code of the partner that hands the records over.")],
    layout: Annotated[str | None, typer.Option(help="Layout of an outside format.")] = None,
    agreement: Annotated[str | None, typer.Option(help="Reference of the sharing agreement.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, keep nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take partners' records in: validated, typed, hashed, whole or not at all."""
    workspace = Workspace.from_environment()
    if feed == "all" and layout is not None:
        raise WrongUse("`intake all` takes files in the feeds' own columns; give one feed to use a layout.")
    told: list[dict[str, Any]] = []
    with show.progress() as (bar, task):
        for path in paths:
            bar.update(task, description=f"{feed} {path.name}")

            def on_rows(share: float, rows: int, name: str = path.name) -> None:
                bar.update(task, description=f"{feed} {name}: {rows:,} rows", completed=share, total=1)

            if feed == "all":
                taken = take_in_folder(workspace, path, partner, agreement=agreement, dry_run=dry_run, progress=on_rows)
                told.extend(one.as_document() for one in taken)
            else:
                one = take_in(
                    workspace, feed, path, partner, layout=layout, agreement=agreement, dry_run=dry_run, progress=on_rows
                )
                told.append(one.as_document())
    if as_json:
        show.document(told[0] if feed != "all" and len(paths) == 1 else told)
        return
    show_taken(told, dry_run=dry_run)


def show_taken(told: list[dict[str, Any]], *, dry_run: bool) -> None:
    """Print what was taken in, and say where set-aside rows can be read."""
    rows = [
        (
            one["delivery"],
            one["rows"],
            one["accepted"],
            one["quarantined"],
            ", ".join(one["unknown_columns"]),
            "known already" if one["already_known"] else f"{one['seconds']:.1f} s",
        )
        for one in told
    ]
    title = "Would be taken in" if dry_run else "Taken in"
    show.table(title, ("delivery", "rows", "accepted", "quarantined", "unknown columns", ""), rows)
    for one in told:
        if one["quarantined"] and not dry_run:
            show.say(f"{one['quarantined']:,} rows of {one['delivery']} were set aside: vinculum quarantine {one['delivery']}")


@app.command()
def deliveries(
    *,
    verify: Annotated[bool, typer.Option("--verify", help="Check every file against the hash chain first.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what was handed over, in order of arrival."""
    workspace = Workspace.from_environment()
    if verify:
        faults = verify_chain(workspace)
        if faults:
            told_faults = "; ".join(f"{fault.delivery or 'the chain'}: {fault.what}" for fault in faults)
            raise DamagedEvidence(f"The evidence is not what was taken in. {told_faults}. Restore it from its last dump.")
    erased = erased_rows(workspace)
    told = [{**one, "erased": erased.get(one["delivery"], 0)} for one in list_deliveries(workspace)]
    if as_json:
        show.document(told)
        return
    rows = [
        (
            one["delivery"],
            one["feed"],
            one["partner"],
            one["layout"],
            one["rows"],
            one["accepted"],
            one["quarantined"],
            one["erased"],
            one["received_at"],
        )
        for one in told
    ]
    columns = ("delivery", "feed", "partner", "layout", "rows", "accepted", "quarantined", "erased since", "received")
    show.table("Deliveries", columns, rows)


@app.command()
def quarantine(
    delivery: Annotated[str, typer.Argument(help="Id of the delivery.")],
    *,
    limit: Annotated[int, typer.Option(min=1, help="Rows to print as a table.")] = 50,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print the cells of the open rows as CSV, to correct and hand to `repair`.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the rows of a delivery that were set aside, each with its reason and what became of it."""
    workspace = Workspace.from_environment()
    told = quarantine_told(workspace, delivery)
    if as_csv:
        why = {one["row"]: one["sentence"] for one in told if one["state"] == State.OPEN}
        cells = cells_set_aside(workspace, delivery)
        still_open = pa.array([row in why for row in cells["row"].to_pylist()], pa.bool_())
        write_cells(cells.filter(still_open), sys.stdout, why)
        return
    if as_json:
        show.document(told)
        return
    rows = [
        (one["row"], one["field"], one["value"], one["reason"], one["sentence"], one["repaired_by"] or one["why"] or one["state"])
        for one in told[:limit]
    ]
    columns = ("row", "field", "value", "reason", "what to do", "what became of it")
    show.table(f"Set aside from {delivery}: {len(told):,} rows", columns, rows)
    if len(told) > limit:
        show.say(f"{len(told) - limit:,} more rows: use --limit, or --json for all of them.")
