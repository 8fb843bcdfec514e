"""``vinculum check``: what is this mark, is it well-formed, what could it be."""

from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.marks.mark import check as check_mark


@app.command()
def check(
    marks: Annotated[list[str], typer.Argument(metavar="MARK...", help="A VIN, plate, container, engine number, phone ...")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say what each mark is, whether it is well-formed, and what it could be."""
    readings = [reading.as_document() for mark in marks for reading in check_mark(mark)]
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
