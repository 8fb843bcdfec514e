"""``vinculum find``: one search box for marks, parts of marks, names, places and references."""

from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture
from vinculum.picture.searchable import TextKind
from vinculum.search import find as find_marks
from vinculum.search import index_for, stand_in


@app.command()
def find(
    pattern: Annotated[
        str, typer.Argument(metavar="PATTERN", help="A mark, a name, a place; ? one unknown, * any run, [8B] either")
    ],
    *,
    kind: Annotated[TextKind | None, typer.Option(help="Look only for this kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Show at most this many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Find whatever bears a mark, or a mark like it: exact, by pattern, by its words, by a part, or misread."""
    workspace = Workspace.from_environment()
    index = index_for(workspace)
    with open_picture(workspace) as door:
        stand_in(door)
        found = find_marks(door, pattern, kind, limit, index=index)
    told = [document for hit in found for document in hit.as_documents()]
    if as_json:
        show.document(told)
        return
    if not found:
        show.say(f"Nothing fits {pattern!r}. `vinculum check` tells what a mark could be; * stands for what is unknown.")
        return
    for place, hit in enumerate(found, start=1):
        opens = f"{hit.subject.kind} {hit.subject.reference}" if hit.subject else show.UNKNOWN
        more = f" and {hit.subject_count - 1:,} more" if hit.subject_count > 1 else ""
        show.out.print(
            f"{place:>3}. [bold]{show.escaped(hit.mark)}[/bold]  {hit.kind}  {hit.weight:.2f}  {show.escaped(opens)}{more}"
        )
        show.out.print(f"     {show.escaped(hit.why)}")
        said = ", ".join(dict.fromkeys(f"{feed}.{column}" for feed, column, _ in hit.sources))
        show.out.print(f"     said by {said} in {hit.n:,} {'row' if hit.n == 1 else 'rows'}")
