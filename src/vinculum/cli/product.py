"""``vinculum product``: a product made, or handed over again, in the name of somebody at the desk and as far as they may."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.cli.workbench import set_up
from vinculum.errors import WrongUse


@app.command()
def product(  # noqa: PLR0913 - each is an option of the command line
    name: Annotated[str, typer.Argument(help="A kind, such as bulletin, to make; or the reference of one made already.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write: .pdf, .html or .docx.")],
    person: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who asks: what they may not see is not in it.")],
    operation: Annotated[str | None, typer.Option(help="Operation that it is about, such as alliances-2025.")] = None,
    grant: Annotated[str | None, typer.Option(help="Grant that it is about.")] = None,
    year: Annotated[int | None, typer.Option(help="Year that it is about.")] = None,
    subject: Annotated[
        str | None, typer.Option("--of", help="Subject that it is of: the code of a party, enabler, person or place.")
    ] = None,
    as_at: Annotated[str | None, typer.Option(help="Known by this day or moment (default: now).")] = None,
    audience: Annotated[str | None, typer.Option(help="Whom it is for (default: the first of its kind).")] = None,
    purpose: Annotated[str | None, typer.Option(help="What for, where their roles serve several purposes.")] = None,
    why: Annotated[str, typer.Option(help="Reference or reason; kept with the audit record.")] = "vinculum product",
    as_json: AsJson = False,
) -> None:
    """Make a product as a draft and write it to a file; or write one that was made already.

    Every figure in it opens to its rows in the workbench. It is recorded in the audit as a disclosure.
    """
    about = {"operation": operation, "grant": grant, "year": str(year) if year else None, "subject": subject}
    given = {of: code for of, code in about.items() if code is not None}
    if len(given) > 1:
        raise WrongUse(
            f"A product is about one thing: give one of --{', --'.join('of' if one == 'subject' else one for one in given)}."
        )
    set_up()
    from vinculum.cli.desk_product import Asking, hand_over  # noqa: PLC0415 - only after Django is set up

    told = hand_over(Asking(name, out, person, given, as_at, audience, purpose, why))
    if as_json:
        show.document(told)
        return
    show.out.print(f"{told['title']} ({told['product']}, version {told['version']}, {told['state'].lower()})")
    rows = [(one["title"], one["words"], one["rows"], one["code"]) for one in told["figures"]]
    show.table(f"Figures as at {told['as_at']}", ("figure", "value", "rows", "code"), rows)
    if told["left_out"]:
        show.out.print(f"Left out of this edition: {told['left_out']}.")
    show.out.print(f"Written to {show.escaped(told['out'])}: {told['bytes']:,} bytes, SHA-256 {told['sha256']}.")
