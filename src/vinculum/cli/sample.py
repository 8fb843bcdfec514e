"""``vinculum simulate, demo``: an invented nation, and the workbench opened to its sample people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.cli.picture import build_with_progress, show_leads
from vinculum.cli.workbench import set_up
from vinculum.errors import WrongUse
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, open_picture
from vinculum.picture.leads import read_leads
from vinculum.simulate import Scale
from vinculum.simulate import simulate as simulate_nation

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
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop once everything is made; serve no page.")] = False,
    scale: Annotated[Scale, typer.Option(help="How large a nation.")] = Scale.TOWN,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the workbench.")] = 8000,
) -> None:
    """Invent a sample nation, take its records in, build the picture, and open the workbench to its sample people."""
    workspace = Workspace.from_environment()
    _refuse_to_mix(workspace)
    records = workspace.home / "sample" / f"{scale}-{DEMO_SEED}"
    if not (records / "world.json").is_file():
        show.say(f"Inventing a {scale} (seed {DEMO_SEED}) in {records} ...")
        simulate_nation(records, scale, DEMO_SEED, None, None, "parquet", progress=None)
    show.say("Taking its records in, each feed from the organisation that provides it ...")
    set_up(local=True, sample=True)
    from vinculum.cli import sample_desk  # noqa: PLC0415 - only after Django is set up

    taken = sample_desk.take_in_from_providers(workspace, records)
    show.say(f"{sum(one.rows for one in taken):,} rows in {len(taken)} deliveries. Building the picture ...")
    build_with_progress(workspace)
    with open_picture(workspace) as door:
        show_leads(read_leads(door, top=5), f"Top leads as at {show.cell(current_build(workspace).as_at)} UTC")
    show.say("Making the desk and its sample people ready ...")
    phrase = sample_desk.prepare(workspace)
    told = sample_desk.who_sees_what(workspace)
    sample_desk.check_the_first_page()
    columns = ("who", "signs in as", "job", "deliveries seen whole", "leads")
    rows = [(one.name, one.email, one.job, f"{one.deliveries} of {one.of_deliveries}", one.leads) for one in told]
    show.table("Sample people: each sees something else", columns, rows)
    show.out.print(f"All of them sign in with the pass phrase [bold]{phrase}[/bold]")
    show.out.print("[bold]A first walk[/bold]")
    for number, line in enumerate(sample_desk.first_walk(workspace), start=1):
        show.out.print(f"{number}. {show.escaped(line)}", soft_wrap=True)
    if not no_serve:
        sample_desk.serve(port)


def _refuse_to_mix(workspace: Workspace) -> None:
    """Refuse a workspace with other records than the sample nation's: invented ones must never stand among them."""
    held = deliveries(workspace)
    if held and not (workspace.home / "sample").is_dir():
        raise WrongUse(
            f"{workspace.home} holds {len(held)} deliveries, and the sample nation was not invented there: it does not mix with "
            "other records. Set VINCULUM_HOME to another folder."
        )
