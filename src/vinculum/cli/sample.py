"""``vinculum simulate, demo``: an invented nation, and a first look at its picture."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.cli.picture import build_with_progress, show_leads
from vinculum.errors import WrongUse
from vinculum.evidence.intake import take_in_folder
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, open_picture
from vinculum.picture.leads import read_leads
from vinculum.simulate import Scale
from vinculum.simulate import simulate as simulate_nation
from vinculum.site.serve import serve_site
from vinculum.site.write import write_site

SAMPLE = "SAMPLE"
DEMO_SEED = 7


def day(text: str | None) -> date | None:
    """Read a day given on the command line; WrongUse unless it is ISO 8601."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{text!r} is not a date such as 2026-03-31.") from error


@app.command()
def simulate(
    out: Annotated[Path, typer.Argument(help="Folder to write; must be new or empty.")],
    *,
    scale: Annotated[Scale, typer.Option(help="How large.")] = Scale.TOWN,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="First day of the records.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day of the records.")] = None,
    file_format: Annotated[str, typer.Option("--format", help="parquet or csv")] = "parquet",
    as_json: AsJson = False,
) -> None:
    """Invent a nation with known truth: seventeen feeds and, apart from them, what really happened."""
    with show.progress() as (bar, task):
        told = simulate_nation(
            out, scale, seed, day(since), day(until), file_format, progress=lambda what: bar.update(task, description=what)
        )
    if as_json:
        show.document(told.as_document())
        return
    show.table(f"{scale} from seed {seed} in {out}", ("feed", "rows"), sorted(told.rows.items()))


@app.command()
def demo(
    *,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after building; open no page.")] = False,
    scale: Annotated[Scale, typer.Option(help="How large a nation.")] = Scale.TOWN,
    port: Annotated[int, typer.Option(help="Port of the page.")] = 8000,
) -> None:
    """Invent a sample nation, take its records in, build the picture and show it."""
    workspace = Workspace.from_environment()
    others = sorted({told["partner"] for told in deliveries(workspace)} - {SAMPLE})
    if others:
        raise WrongUse(
            f"{workspace.home} holds records of {', '.join(others)}; the sample nation does not mix with them. "
            "Set VINCULUM_HOME to another folder."
        )
    records = workspace.home / "sample" / f"{scale}-{DEMO_SEED}"
    if not (records / "world.json").is_file():
        show.say(f"Inventing a {scale} (seed {DEMO_SEED}) in {records} ...")
        simulate_nation(records, scale, DEMO_SEED, None, None, "parquet", progress=None)
    show.say("Taking its records in ...")
    taken = list(take_in_folder(workspace, records, SAMPLE))
    show.say(f"{sum(one.rows for one in taken):,} rows in {len(taken)} deliveries. Building the picture ...")
    build_with_progress(workspace)
    site = workspace.home / "site"
    with open_picture(workspace) as door:
        show_leads(read_leads(door, top=15), f"Top leads as at {show.cell(current_build(workspace).as_at)} UTC")
        write_site(door, workspace, site)
    show.out.print(f"The page is at {show.escaped(str(site / 'index.html'))}")
    if not no_serve:
        serve_site(site, port, on_ready=lambda address: show.out.print(f"Open {address} in a browser. Ctrl-C stops."))
