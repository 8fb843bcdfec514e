"""``vinculum screen``: score a manifest, choose which boxes to open within a budget of lifts, and say why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app, moment
from vinculum.errors import WrongUse
from vinculum.evidence.workspace import Workspace
from vinculum.marks.locode import parse_locode
from vinculum.picture.current import current_build, open_picture
from vinculum.picture.screen import Screened, screened
from vinculum.picture.screening.scored import budget_of
from vinculum.picture.settings import read_settings


@app.command()
def screen(  # noqa: PLR0913 - one argument for each option of the command
    consignments: Annotated[Path, typer.Argument(help="A manifest: CSV, JSON Lines or Parquet in the consignments' columns.")],
    *,
    lifts: Annotated[int | None, typer.Option(min=0, help="Choose this many boxes.")] = None,
    at: Annotated[list[str] | None, typer.Option(metavar="PORT=N", help="Lifts at a port; may be given again.")] = None,
    a_day: Annotated[
        list[str] | None, typer.Option(metavar="PORT=N", help="Lifts a day at a port, until each ship sails; may be given again.")
    ] = None,
    hours: Annotated[float | None, typer.Option(help="Hours needed between choice and sailing.")] = None,
    lift_gbp: Annotated[float | None, typer.Option(help="What a lift costs, GBP.")] = None,
    random_share: Annotated[float | None, typer.Option(help="Share of the lifts that is drawn at random, 0 to 1.")] = None,
    as_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Choose as at this time; that of the picture by default.")
    ] = None,
    account: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the account of the choice, every box with its chance, as JSON.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score a manifest now, without taking it in, and choose which boxes to open."""
    workspace = Workspace.from_environment()
    settings = read_settings(workspace.settings_file)
    rooms = ports_given("--at", at)
    budget = budget_of(
        settings,
        lifts if lifts is not None or rooms else 0,
        at=rooms,
        a_day=ports_given("--a-day", a_day),
        hours=hours,
        lift_gbp=lift_gbp,
        random_share=random_share,
    )
    with open_picture(workspace) as door:
        moment_of_choice = moment(as_at) or current_build(workspace).as_at
        told = screened(door, consignments, budget, as_at=moment_of_choice, settings=settings)
    if account:
        _write(account, told)
    if as_json:
        show.document(told.documents)
        return
    show.table(
        "Consignments, riskiest first",
        ("consignment", "container", "prob.", "expected", "open", "strongest reason"),
        [_row(one) for one in told.documents],
    )
    if budget.total:
        _show_choice(told)


def ports_given(option: str, given: list[str] | None) -> dict[str, int] | None:
    """Read ``PORT=N`` pairs; WrongUse for what is none, for a port given twice, and for a port that is no UN/LOCODE."""
    if not given:
        return None
    told: dict[str, int] = {}
    for text in given:
        port, parted, count = text.partition("=")
        code = parse_locode(port)
        if not parted or not count.strip().isdecimal() or not code.well_formed:
            raise WrongUse(f"{option} {text!r} is no port and number of lifts, such as {option} GBFXT=4.")
        if code.normal in told:
            raise WrongUse(f"{option} names {code.normal} twice. Give each port once.")
        told[code.normal] = int(count)
    return told


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    return (
        one["consignment_ref"],
        one["container_no"],
        f"{one['probability']:.1%}",
        show.pounds(one["expected_value_gbp"]),
        one["basis"] if one["chosen"] else None,
        one["reasons"][0]["text"] if one["reasons"] else None,
    )


def _show_choice(told: Screened) -> None:
    choice = told.choice
    rows = [
        (pick.box.port, pick.box.container_no, pick.box.sails_at, pick.basis, told.why[pick.box.consignment_ref])
        for pick in choice.chosen
    ]
    show.table(f"Boxes to open ({len(rows)} of {len(choice.picks):,})", ("port", "container", "sails", "basis", "why"), rows)
    cost = choice.budget.lift_gbp * len(rows)
    per_pound = f", {choice.value_gbp / cost:,.1f} for each pound of lifts" if cost else ""
    bound = f"No choice beside the draw can pass {show.pounds(choice.bound_gbp)}."
    show.out.print(f"Expected: {show.pounds(choice.value_gbp)}{per_pound}. {bound}")
    rates = [
        (rate.size, rate.boxes, rate.chosen, None if rate.share is None else f"{rate.share:.1%}", show.pounds(rate.expected_gbp))
        for rate in choice.rates
    ]
    show.table("Leads by size of trader", ("trader", "boxes", "opened", "share", "expected"), rates)


def _write(file: Path, told: Screened) -> None:
    try:
        file.write_bytes(orjson.dumps(told.account(), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
    except OSError as error:
        raise WrongUse(f"The account cannot be written to {file} ({error.strerror}). Name another file.") from error
