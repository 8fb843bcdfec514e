"""The one Typer application that the command modules add themselves to, and the options that several of them share."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from vinculum.errors import WrongUse

app = typer.Typer(
    name="vinculum",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


# A callback keeps the command's name apart from its words when the module asked for holds a single command.
@app.callback()
def vinculum() -> None:
    """The shared workbench of a partnership against organised vehicle crime."""  # noqa: D401 - what --help shows


AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")]


def moment(text: str | None) -> datetime | None:
    """Read a time given on the command line; WrongUse unless it is ISO 8601. A naive time means UTC."""
    if text is None:
        return None
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{text!r} is not an ISO 8601 time, such as 2026-03-31T12:00:00Z.") from error
    return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
