"""A document as JSON, and back: what is kept with a version is all that it said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from vinculum.desk.documents.contents import (
    Assessed,
    Basis,
    Block,
    Breakdown,
    Chart,
    Commentary,
    Compared,
    ComparedLine,
    Document,
    FigureLine,
    Figures,
    LeftOut,
    MeasuredColumn,
    Paragraph,
    Points,
    Run,
    Section,
    Table,
)

Plain = dict[str, Any]


def to_plain(document: Document) -> Plain:
    """Return a document as JSON can keep it."""
    told = asdict(document)
    for name in ("as_at", "made_at", "review_on", "until"):
        told[name] = told[name].isoformat() if told[name] is not None else None
    return told


def from_plain(told: Plain) -> Document:
    """Return the document that ``to_plain`` wrote down: the two are inverse."""
    return Document(**told | {name: read(told[name]) for name, read in READ.items()})


def block_from_plain(told: Plain) -> Block:  # noqa: PLR0911 - one return a kind of block
    """Return one block; its name says which."""
    rest = {name: value for name, value in told.items() if name != "block"}
    match told["block"]:
        case "paragraph":
            return Paragraph(_runs(told["runs"]))
        case "points":
            return Points(tuple(_runs(one) for one in told["items"]), told["numbered"])
        case "figures":
            return Figures(told["caption"], tuple(FigureLine(**one) for one in told["lines"]))
        case "compared":
            return Compared(**rest | {"lines": tuple(ComparedLine(**one) for one in told["lines"])})
        case "table":
            texts = {"headers": tuple(told["headers"]), "numbers": tuple(told["numbers"])}
            return Table(**rest | texts | {"rows": tuple(tuple(row) for row in told["rows"])})
        case "chart":
            counts = tuple((name, value) for name, value in told["counts"])
            return Chart(**rest | {"counts": counts, "others": tuple(told["others"])})
        case "breakdown":
            columns = tuple(MeasuredColumn(**one) for one in told["columns"])
            rows = tuple(tuple(row) for row in told["rows"])
            return Breakdown(**rest | {"columns": columns, "rows": rows, "asks": tuple(told["asks"])})
        case "assessed":
            return Assessed(**rest)
        case "commentary":
            return Commentary(told["author"], tuple(_part(one) for one in told["body"]))
        case "left_out":
            return LeftOut(told["words"])
        case other:
            raise ValueError(f"{other!r} is no block of a document")


def _part(told: Plain) -> Paragraph | Points:
    part = block_from_plain(told)
    if not isinstance(part, Paragraph | Points):
        raise TypeError(f"a commentary holds paragraphs and points, not {part.block}")
    return part


def _runs(told: list[Plain]) -> tuple[Run, ...]:
    return tuple(Run(**one) for one in told)


def _section(told: Plain) -> Section:
    blocks = tuple(block_from_plain(block) for block in told["blocks"])
    return Section(told["code"], told["heading"], tuple(told["audiences"]), blocks)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


# The fields that JSON cannot hold as they are, and how each is read back.
READ: dict[str, Callable[[Any], Any]] = {
    "as_at": datetime.fromisoformat,
    "made_at": datetime.fromisoformat,
    "review_on": date.fromisoformat,
    "until": _moment,
    "sections": lambda told: tuple(_section(one) for one in told),
    "bases": lambda told: tuple(Basis(**one) for one in told),
    "words": lambda told: tuple((name, meaning) for name, meaning in told),
}
