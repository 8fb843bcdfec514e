"""``vinculum build, leads, lead, vehicle, evaluate``: the picture, what it says is worth doing, and how good it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app, moment
from vinculum.errors import WrongUse
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import Progress
from vinculum.picture.build import build as build_picture
from vinculum.picture.current import current_build, open_picture
from vinculum.picture.exports.telling import tell_model
from vinculum.picture.leads import read_lead, read_leads
from vinculum.picture.steps import STEPS
from vinculum.picture.vehicles.describe import describe_vehicle
from vinculum.simulate.scoring import evaluate as score_picture

ENGINES = ("duckdb",)

# Hits are scored read by read; the plain speed rule is measured beside the clones.
SCORED_BESIDE_LEADS = {
    "hits": "SELECT camera_id, read_at, vrm_read, stolen_vrm, exact, probability FROM picture.hits WHERE feed = 'reads'",
    "speed_rule": "SELECT plate, max_kmh FROM picture.speed_rule",
}

FIGURES = {
    "n_true": "true",
    "n_leads": "leads",
    "prevalence": "prevalence",
    "average_precision": "average precision",
    "precision_at_n": "precision in top N",
    "recall_at_90_precision": "recall at 90 % precision",
    "calibration_error": "calibration error",
}


def build_with_progress(workspace: Workspace, as_at: str | None = None) -> dict[str, Any]:
    """Build the picture of a workspace with a progress bar on standard error."""
    with show.progress() as (bar, task):

        def on_step(told: Progress) -> None:
            kept = " (kept from the last run)" if told.done else ""
            bar.update(task, description=f"build: {told.step}{kept}", completed=told.place - 1, total=told.steps)

        return build_picture(workspace, STEPS, as_at=moment(as_at), progress=on_step)


@app.command()
def build(
    *,
    engine: Annotated[str, typer.Option(help="Engine that runs the steps.")] = "duckdb",
    as_at: Annotated[str | None, typer.Option(metavar="TIME", help="As at this time; the latest event by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Build the picture from the evidence and switch readers to it."""
    if engine not in ENGINES:
        raise WrongUse(f"There is no engine {engine!r} in this version. Known engines: {', '.join(ENGINES)}.")
    workspace = Workspace.from_environment()
    told = build_with_progress(workspace, as_at)
    if as_json:
        show.document(told)
        return
    show.table("Steps", ("step", "seconds", "peak MB"), [(s["name"], s["seconds"], s["peak_mb"]) for s in told["steps"]])
    show.table("Tables", ("table", "rows"), list(told["tables"].items()))
    with open_picture(workspace) as door:
        show.out.print("[bold]Risk of export boxes[/bold]")
        for said in tell_model(door):
            show.out.print(f"- {show.escaped(said)}")
    show.out.print(f"Build {told['build']} as at {told['as_at']} is what readers now see.")


@app.command()
def leads(
    *,
    kind: Annotated[str | None, typer.Option(help="Only this kind of lead.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Only the first N.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what is worth doing, most urgent value first."""
    workspace = Workspace.from_environment()
    with open_picture(workspace) as door:
        told = read_leads(door, kind=kind, top=top if as_json or top else 20)
    if as_json:
        show.document(told)
        return
    show_leads(told, f"Leads as at {show.cell(current_build(workspace).as_at)} UTC")


def show_leads(told: list[dict[str, Any]], title: str) -> None:
    """Print leads, two lines each: what and how urgent, then what an officer could read out."""
    show.out.print(f"[bold]{title}[/bold]" if told else f"[bold]{title}[/bold]: none found")
    for place, one in enumerate(told, start=1):
        value, cold = show.pounds(one["value_gbp"]), one["cold_at"]
        when = "no set time" if cold is None else show.cell(datetime.fromisoformat(cold))
        show.out.print(
            f"{place:>3}. [bold]{show.escaped(one['subject'])}[/bold]  {one['kind']}  {show.share(one['probability'])}  "
            f"value {value}  cold {when}  {one['id']}"
        )
        show.out.print(f"     {show.escaped(one['summary'])}")


@app.command()
def lead(lead_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the lead.")], *, as_json: AsJson = False) -> None:
    """Show one lead with every reason and the rows it rests on."""
    with open_picture(Workspace.from_environment()) as door:
        told = read_lead(door, lead_id)
    if as_json:
        show.document(told)
        return
    show.out.print(f"[bold]{told['id']}[/bold]  {told['kind']} · {show.escaped(told['subject'])} · stage {told['stage']}")
    show.out.print(show.escaped(told["summary"]))
    value, cold = show.pounds(told["value_gbp"]), told["cold_at"] or "no set time"
    show.out.print(f"Probability {show.share(told['probability'])} · value {value} · cold at {cold}")
    show.out.print(show.escaped(told["action"]))
    rows = [(f"{one['weight']:+.1f}", one["text"], len(one["evidence"])) for one in told["reasons"]]
    show.table("Reasons (weight in log-odds)", ("weight", "reason", "rows"), rows)
    show.table("Evidence", ("delivery", "row"), [(one["delivery"], one["row"]) for one in told["evidence"]])


@app.command()
def vehicle(mark: Annotated[str, typer.Argument(help="A VIN or plate.")], *, as_json: AsJson = False) -> None:
    """Show the identity ledger of one vehicle: claims, intervals, contradictions, tracks, leads."""
    with open_picture(Workspace.from_environment()) as door:
        told = describe_vehicle(door, mark)
    if as_json:
        show.document(told)
        return
    show_section("Marks", told["marks"])
    show_section("Intervals", told["intervals"])
    show_section("Contradictions", told["contradictions"])
    show_section("Tracks", told["tracks"])
    show_leads(told["leads"], "Leads")
    show_section("Claims", told["claims"])


def show_section(title: str, rows: list[dict[str, Any]]) -> None:
    """Print a list of like documents as a table, or say that there are none."""
    if not rows:
        show.out.print(f"[bold]{title}[/bold]: none found")
        return
    columns = [name for name in rows[0] if any(not isinstance(row[name], (list, dict)) for row in rows)]
    show.table(f"{title} ({len(rows):,})", columns, [[row[name] for name in columns] for row in rows])


@app.command()
def evaluate(
    truth: Annotated[Path, typer.Argument(help="The `truth` folder that `simulate` wrote.")], *, as_json: AsJson = False
) -> None:
    """Measure the current picture against a known truth: precision, recall and calibration per kind of lead."""
    with open_picture(Workspace.from_environment()) as door:
        tables = {name: door.ask(query) for name, query in SCORED_BESIDE_LEADS.items()}
        told = score_picture(truth, door.ask("SELECT * FROM picture.leads"), tables)
    if as_json:
        show.document(told)
        return
    rows = [(kind, *(figure(one[name], one["interval_95"].get(name)) for name in FIGURES)) for kind, one in told.items()]
    show.table("Against the truth (95 % intervals in brackets)", ("kind", *FIGURES.values()), rows)


def figure(value: float | None, interval: list[float] | None) -> str | None:
    """Return a figure with its interval; unknown stays unknown."""
    if value is None:
        return None
    told = f"{value:,}" if isinstance(value, int) else f"{value:.3g}" if value < 0.01 else f"{value:.3f}"  # noqa: PLR2004 - where three decimals say nothing
    return told if interval is None else f"{told} [{interval[0]:.3f}, {interval[1]:.3f}]"
