"""The reference page on the layouts, written from the layouts themselves so that it cannot go out of date.

``python -m vinculum.evidence.layout_page docs/reference/layouts.md`` writes it; a test holds the two equal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from vinculum.evidence.layout import FeedLayout, Layout, layouts
from vinculum.evidence.operations import Declared, verb_of

_HEAD = """# Layouts of outside formats

A layout is a declared mapping from a format that others publish onto one of our feeds:
`vinculum intake FEED PATH --partner CODE --layout NAME`. Each is one file in `src/vinculum/evidence/layouts/`; adding one is
data, not code. What the publisher withholds though the feed requires it is declared, and such rows are accepted with that cell
empty. Rows that the feed is not about are set aside as `out_of_scope`, so that rows are always accepted plus quarantined.
Columns that a layout makes no use of are reported as unknown and stay in the original file.
"""


def layout_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *(_about(layout) for layout in layouts().values())]).rstrip() + "\n"


def _about(layout: Layout) -> str:
    lines = [f"## {layout.name}", "", f"{layout.title}. {layout.about}", ""]
    lines.append(f"Publisher: {layout.publisher}. Licence: {layout.licence}. Written as: {_written(layout)}.")
    if layout.side_files:
        beside = ", ".join(f"`{side.name}`" for side in layout.side_files)
        lines.append(f"Must lie beside the file: {beside}.")
    lines += ["", *(f"- {note}" for note in layout.notes), ""] if layout.notes else [""]
    for feed in layout.feeds.values():
        lines += [f"Feed `{feed.feed}`{_scope(feed)}:", "", "| column | comes from |", "|---|---|"]
        lines += [f"| {name} | {in_words(declared)} |" for name, declared in feed.columns.items()]
        lines += [f"| {name} | withheld: {why} |" for name, why in feed.withheld.items()]
        lines.append("")
    return "\n".join(lines)


def _written(layout: Layout) -> str:
    if layout.format == "json":
        return f"JSON, one record for each entry of `{layout.explode}`" if layout.explode else "JSON"
    if layout.format == "matrix":
        return "a square matrix"
    dialect = layout.dialect
    blank = f", {' and '.join(layout.blank)} for an empty cell" if layout.blank else ""
    header = "" if dialect.names is None else ", no header"
    return f"text with `{dialect.delimiter}` between columns, {dialect.encoding}{header}{blank}".replace("`|`", "a vertical bar")


def _scope(feed: FeedLayout) -> str:
    scope = "" if feed.scope is None else f", rows whose {feed.scope.column} is {' or '.join(feed.scope.values) or 'filled'}"
    return scope + (", each different row once" if feed.distinct else "")


def in_words(declared: Declared) -> str:
    """Say in words what a declared operation takes and does."""
    if isinstance(declared, str):
        return f"`{declared}`"
    verb = verb_of(declared)
    operand = declared[verb]
    parts = [in_words(part) for part in operand] if isinstance(operand, list) else []
    single = in_words(operand) if not isinstance(operand, list) and verb != "constant" else ""
    return _WORDS[verb](declared, single, parts)


def _formats(declared: Mapping[str, Any]) -> str:
    return " or ".join(f"`{form}`" for form in declared["formats"])


# The words for each operation, given its declaration, its one operand in words, and the several of a list in words.
_WORDS: dict[str, Callable[[Mapping[str, Any], str, list[str]], str]] = {
    "copy": lambda _, single, parts: " or else ".join(parts) or single,
    "constant": lambda declared, *_: f"always {declared['constant']}",
    "join": lambda _, __, parts: " and ".join(parts),
    "time": lambda declared, single, _: f"{single}, read as {_formats(declared)} in {declared['zone']}",
    "date": lambda declared, single, _: f"{single}, read as {_formats(declared)}",
    "map": lambda declared, single, _: f"{single}: " + ", ".join(f"{old} is {new}" for old, new in declared["values"].items()),
    "grid": lambda declared, single, _: f"{single}, rounded to {declared['step']}",
    "hash": lambda _, __, parts: f"a short hash of {', '.join(parts)}",
    "lookup": lambda declared, single, _: f"`{declared['value']}` of `{declared['file']}`, looked up by {single}",
    "scale": lambda declared, single, _: f"{single}, times {declared['factor']}",
    "pad": lambda declared, single, _: f"{single}, filled with leading zeros to {declared['width']}",
    "position": lambda declared, single, _: f"{single}, its {declared['axis']}",
    "force": lambda _, single, __: f"{single}, as the force's id",
}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(layout_page(), "utf-8")
