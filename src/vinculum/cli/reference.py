"""The reference pages that are written from the code: ``python -m vinculum.cli.reference docs/reference``.

A test holds the pages in the repository equal to what this writes, so they cannot go out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import typer.main

from vinculum.cli.app import app
from vinculum.cli.main import load_commands
from vinculum.evidence.contract import contracts


def command_reference() -> str:
    """Return the page on the commands: each with its words and options."""
    lines = [
        "# Commands",
        "",
        "Every command that prints data takes `--json` and then prints one document on standard output; progress and warnings",
        "go to standard error. Exit status: 0; 1 when the input or the workspace is at fault; 2 when the command was used",
        "wrongly.",
        "`VINCULUM_HOME` names the workspace (default `./var`).",
        "",
    ]
    load_commands()
    for name, command in sorted(_commands(typer.main.get_group(app))):
        words = " ".join(_spelling(one) for one in command.params if one.param_type_name == "argument")
        lines += [f"## vinculum {name}", "", command.help or "", "", f"    vinculum {name} {words}".rstrip(), ""]
        lines += [f"- `{_spelling(one)}`: {getattr(one, 'help', None) or ''}" for one in command.params if one.name != "help"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each command with its whole name; a group of commands gives its own."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield before + name, command


def _spelling(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        word = str(parameter.metavar or parameter.name).upper()
        return word if parameter.required else f"[{word}]"
    return ", ".join(parameter.opts)


def feed_reference() -> str:
    """Return the page on the feeds: each contract with its columns and minima."""
    lines = [
        "# Feeds",
        "",
        "A delivery is CSV, JSON Lines or Parquet, plain or gzip. Times are ISO 8601 with zone; a naive time means UTC and is",
        "counted. Money is GBP, positions are WGS84 degrees. Required columns are bold: a row that leaves one empty is",
        "quarantined, a file that lacks one is refused. Unknown columns are reported and stay in the original, which is kept",
        "byte for byte.",
        "",
    ]
    for contract in contracts().values():
        lines += [
            f"## {contract.feed}",
            "",
            f"{contract.title}. {contract.about} Owner: {contract.owner}. Legal basis: {contract.legal_basis}.",
            f"A row is known by {', '.join(f'`{name}`' for name in contract.key)}."
            + (f" Held {contract.retention_days} days unless the agreement says otherwise." if contract.retention_days else ""),
            f"Refused below {contract.minimum_rows} row, or with under {contract.minimum_accepted_share:.0%} of its rows good.",
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        for column in contract.columns:
            name = f"**{column.name}**" if column.required else column.name
            values = f": {', '.join(column.values)}" if column.values else ""
            lines.append(f"| {name} | {column.type} | {column.about}{values} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


PAGES = {"commands.md": command_reference, "feeds.md": feed_reference}


if __name__ == "__main__":
    for page, written in PAGES.items():
        (Path(sys.argv[1]) / page).write_text(written(), "utf-8")
