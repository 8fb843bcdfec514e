"""``vinculum erase``: what may no longer be held goes, and leaves a proof."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from vinculum.cli import show
from vinculum.cli.amend import By, person
from vinculum.cli.app import AsJson, app, moment
from vinculum.cli.picture import build_with_progress
from vinculum.errors import WrongUse
from vinculum.evidence.erasure import Erasure, note_pictures_removed
from vinculum.evidence.erasure import erase as erase_rows
from vinculum.evidence.erasures import Rows
from vinculum.evidence.retention import Due, Granted, due, limited
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import NoEvidence, is_current, remove_old
from vinculum.picture.cited import cited_rows
from vinculum.picture.current import NoPicture, open_picture

PAST = "They are past the time for which they may be held."


def granted(words: Collection[str]) -> Granted:
    """Read limits such as ``reads/ESSEX=30``; WrongUse unless each is one."""
    told = {}
    for word in words:
        name, _, days = word.partition("=")
        feed, _, partner = name.partition("/")
        if not feed or not partner or not days.isdecimal():
            raise WrongUse(f"{word!r} is not a limit such as reads/ESSEX=30 (feed, partner, days).")
        told[feed, partner.upper()] = int(days)
    return told


def named_rows(words: Collection[str]) -> dict[str, list[int]]:
    """Read rows such as ``thefts-1c443879897f/12``; WrongUse unless each is one."""
    told: dict[str, list[int]] = {}
    for word in words:
        delivery, _, row = word.rpartition("/")
        if not delivery or not row.isdecimal():
            raise WrongUse(f"{word!r} is not a row such as thefts-1c443879897f/12 (delivery, row).")
        told.setdefault(delivery, []).append(int(row))
    return told


@app.command()
def erase(  # noqa: PLR0913 - each is an option of the command
    rows: Annotated[list[str] | None, typer.Argument(metavar="DELIVERY/ROW...", help="Rows to erase by name.")] = None,
    *,
    past_limit: Annotated[bool, typer.Option("--due", help="Erase all rows past their limit that no lead or hit cites.")] = False,
    limit: Annotated[list[str] | None, typer.Option(help="What an agreement grants: reads/ESSEX=30 (days).")] = None,
    hold: Annotated[list[str] | None, typer.Option(metavar="DELIVERY/ROW", help="A row under a legal hold.")] = None,
    why: Annotated[str | None, typer.Option(help="Why; kept with the proof. Needed for rows named.")] = None,
    by: By = None,
    as_at: Annotated[str | None, typer.Option("--as-at", help="Count the limit back from this time (default: now).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be erased, erase nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase rows that may no longer be held, build the picture anew, and print the proof."""
    workspace = Workspace.from_environment()
    held = [(name, row) for name, numbers in named_rows(hold or ()).items() for row in numbers]
    if past_limit == bool(rows):
        raise WrongUse("Give either --due or the rows to erase.")
    kept: set[tuple[str, int]] = set()
    if past_limit:
        limits = granted(limit or ())
        now = moment(as_at) or datetime.now(UTC)
        found = due(workspace, now, limits, held=held)
        if any(len(one.rows) for one in found):
            kept = _kept(workspace, limits)
            found = due(workspace, now, limits, kept=kept, held=held)
        told: dict[str, Any] = {"due": [one.as_document() for one in found]}
        wanted: dict[str, Sequence[int] | Rows] = {one.delivery: one.rows for one in found if len(one.rows)}
        _show_due(found, as_json=as_json)
    else:
        told, wanted = {}, dict(named_rows(rows or ()))
        if why is None:
            raise WrongUse("Say with --why for what reason these rows are erased; it is kept with the proof.")
    if wanted and not dry_run:
        done = erase_rows(workspace, wanted, by=person(by), why=why or PAST, kept=kept, held=held)
        removed, built = _rebuild(workspace, person(by))
        told |= {**done.as_document(), "pictures_removed": removed, "picture": built}
        _show_proof(done, removed, as_json=as_json)
    if as_json:
        show.document(told)


def _kept(workspace: Workspace, limits: Granted) -> set[tuple[str, int]]:
    """Return the rows under a limit that the leads and hits of the picture cite."""
    if not is_current(workspace):
        raise NoPicture(
            "The picture is not of the evidence there is now, so it cannot say which rows a lead or a hit cites. "
            "Run `vinculum build` first."
        )
    under_limit = limited(workspace, limits)
    with open_picture(workspace) as door:
        return {(name, row) for name, row in cited_rows(door) if name in under_limit}


def _rebuild(workspace: Workspace, by: str) -> tuple[list[str], str | None]:
    """Build the picture anew and remove those that hold erased rows; return their ids and the new one's, if there is one."""
    before = {file.parent.name for file in workspace.pictures_folder.glob("*/build.json")}
    built: str | None = None
    try:
        built = build_with_progress(workspace)["build"]
    except NoEvidence:
        show.say("No dated row is left to build a picture from.")
    remove_old(workspace, built)
    removed = sorted(before - {built})
    note_pictures_removed(workspace, removed, built, by=by)
    return removed, built


def _show_due(found: list[Due], *, as_json: bool) -> None:
    if as_json:
        return
    if not found:
        show.out.print("No row is past its limit.")
        return
    rows = [(one.delivery, one.partner, one.days, one.cutoff, one.accepted, one.set_aside, one.kept, one.held) for one in found]
    columns = ("delivery", "partner", "days", "from before", "accepted", "set aside", "kept as evidence", "on hold")
    show.table("Past the limit", columns, rows)


def _show_proof(done: Erasure, removed: list[str], *, as_json: bool) -> None:
    if as_json:
        return
    rows = [(one.delivery, len(one.rows), one.digest) for one in done.proofs]
    show.table(f"Erased (act {done.sequence})", ("delivery", "rows", "keyed hash of what they said"), rows)
    show.out.print(f"Pictures that held them were removed: {', '.join(removed) or 'there were none'}.")
    show.out.print(f"Receipt: {done.receipt}")
    show.out.print(
        "The receipt is kept nowhere else. Whoever has the rows still can show with it that these are the ones that went."
    )
