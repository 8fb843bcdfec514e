"""``vinculum check, misreads``: what a mark is and could be, and how a camera misreads."""

from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.marks.fitting import fit, load_confusion
from vinculum.marks.mark import check as check_mark


@app.command()
def check(
    marks: Annotated[list[str], typer.Argument(metavar="MARK...", help="A VIN, plate, container, engine number, phone ...")],
    *,
    misreads: Annotated[Path | None, typer.Option(help="Rank plates by the misreads that `vinculum misreads` fitted.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what each mark is, whether it is well-formed, and what it could be."""
    confusion = None if misreads is None else load_confusion(misreads)
    readings = [reading.as_document() for mark in marks for reading in check_mark(mark, confusion=confusion)]
    if as_json:
        show.document(readings)
        return
    for reading in readings:
        form = "well-formed" if reading["well_formed"] else "not well-formed"
        show.out.print(f"[bold]{show.escaped(reading['mark'])}[/bold]  {reading['kind']} · {reading['class']} · {form}")
        for note in reading["notes"]:
            show.out.print(f"  {show.escaped(note)}")
        for candidate in reading["candidates"]:
            weight, why = candidate["weight"], show.escaped(candidate["why"])
            show.out.print(f"  could be {show.escaped(candidate['value'])}  ({weight:.2f}: {why})")


@app.command()
def misreads(
    pairs: Annotated[Path, typer.Argument(help="CSV with the columns `truth` and `read`.")],
    *,
    out: Annotated[Path, typer.Option(help="Where to write what was fitted, as JSON.")],
    as_json: AsJson = False,
) -> None:
    """Fit how a camera misreads to pairs of true plate and reading, and say how it does on pairs held out."""
    told = fit(pairs, out)
    if as_json:
        figures = {
            "pairs": told.pairs,
            "plates": told.plates,
            "folds": told.folds,
            "built_in": told.built_in,
            "fitted": told.fitted,
        }
        show.document(figures | {"gain_a_pair": told.gain, "out": str(out)})
        return
    show.out.print(f"{told.pairs:,} pairs of {told.plates:,} plates; {told.folds} folds that share no plate.")
    show.out.print(f"Log-likelihood of pairs held out: {told.built_in:.1f} built-in, {told.fitted:.1f} fitted.")
    show.out.print(f"That is {told.gain:+.3f} nats a pair. Written to {show.escaped(str(out))}.")
