"""``vinculum dump, restore``: everything that cannot be rebuilt, evidence and desk together, in one file and back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.cli.workbench import set_up
from vinculum.evidence.dump import DESK
from vinculum.evidence.dump import dump as dump_workspace
from vinculum.evidence.dump import restore as restore_workspace
from vinculum.evidence.workspace import Workspace

STORE = "desk.sqlite3"


@app.command()
def dump(out: Annotated[Path, typer.Argument(help="File to write.")], *, as_json: AsJson = False) -> None:
    """Write the evidence and the desk to one file that `restore` reads back, equal to what they were.

    The file holds the hashes of passwords and the second factors of people: keep it as you keep those.
    """
    workspace = Workspace.from_environment()
    with tempfile.TemporaryDirectory(prefix="vinculum-desk-") as aside:
        desk = _desk_rows(workspace, Path(aside) / DESK)
        files = dump_workspace(workspace, out, desk)
    if as_json:
        show.document({"out": str(out), "files": files, "desk": desk is not None})
        return
    held = "with the desk (passwords as hashes, second factors)" if desk else "without a desk: there is none yet"
    show.out.print(f"{files:,} files of the workspace are in {show.escaped(str(out))}, {held}.")


def _desk_rows(workspace: Workspace, folder: Path) -> Path | None:
    """Write the desk's rows into ``folder`` and return it; None if there is no desk."""
    if not os.environ.get("DATABASE_URL") and not (workspace.home / STORE).is_file():
        return None
    set_up()
    from vinculum.desk import carrying  # noqa: PLC0415 - only after Django is set up

    if not carrying.stands():
        return None
    carrying.write_rows(folder, workspace.home)
    return folder


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="IN", help="File that `dump` wrote.")], *, as_json: AsJson = False
) -> None:
    """Fill an empty workspace and an empty desk from a dump; checked whole before anything is switched in."""
    workspace = Workspace.from_environment()
    rows: list[int] = []

    @contextmanager
    def lay_desk_in(aside: Workspace) -> Iterator[None]:
        """Fill the store: SQLite beside the evidence that is switched in with it, or the one DATABASE_URL names."""
        os.environ["VINCULUM_HOME"] = str(aside.home)
        set_up()
        from vinculum.desk.carrying import close_store, rows_laid_in  # noqa: PLC0415 - only after Django is set up

        with rows_laid_in(aside.home / DESK, aside.home) as count:
            rows.append(count)
            if os.environ.get("DATABASE_URL"):
                yield
        if not os.environ.get("DATABASE_URL"):
            close_store()
            yield

    files = restore_workspace(source, workspace, lay_desk_in)
    if as_json:
        show.document({"home": str(workspace.home), "files": files, "desk_rows": rows[0] if rows else None})
        return
    desk = f", {rows[0]:,} rows of the desk" if rows else ""
    show.out.print(f"{files:,} files{desk} are back in {show.escaped(str(workspace.home))}. Now run `vinculum build`.")
