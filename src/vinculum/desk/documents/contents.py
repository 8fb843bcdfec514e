"""What a document says, as plain data: sections of blocks, and the basis of every figure in them. Pure: no store, no page.

Each form of a document (PDF, page, Word) is drawn from this and from nothing else, so the forms cannot disagree. It is kept as
JSON with the version that was made of it (``vinculum.desk.documents.kept``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from vinculum.desk.figures import UNKNOWN


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands behind one figure: the rule it follows, what was asked of it, and the rows it reduces.

    ``number`` is that of its note; ``value`` is decimal text, "" where the figure is not known; ``words`` is how it is printed.
    ``asked`` is what an address says to ask it again; ``digest`` is that of its rows. ``action`` of the policy opens it.
    """

    number: int
    slot: str
    code: str
    title: str
    definition: str
    unit: str
    action: str
    asked: dict[str, str]
    asked_words: str
    value: str
    words: str
    rows: int
    digest: str

    @property
    def known(self) -> bool:
        """Whether anything was reported at all: what is unknown is never shown as zero."""
        return self.value != ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row; ``note`` is the number of the figure they are (0 for none), ``href`` an outside address or ""."""

    text: str
    note: int = 0
    strong: bool = False
    stressed: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, some of them figures."""

    runs: tuple[Run, ...]
    block: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short texts, numbered or not."""

    items: tuple[tuple[Run, ...], ...]
    numbered: bool
    block: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One line of a table of figures: what it is of, and the number of its note."""

    what: str
    note: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures, each with its note."""

    caption: str
    lines: tuple[FigureLine, ...]
    block: Literal["figures"] = "figures"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A figure as it was first published and as it is now; ``since`` says what came to be known between."""

    what: str
    first: int
    now: int
    since: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Figures beside those that were first published of the same thing."""

    caption: str
    first_words: str
    now_words: str
    lines: tuple[ComparedLine, ...]
    block: Literal["compared"] = "compared"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows behind a figure, or a breakdown of it; the first column names its row. ``numbers`` are the columns of numbers."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    note: int
    block: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """A breakdown of a figure to be drawn: ``counts`` by ``category``, as level bars.

    ``others`` are what is in the table and not drawn, words and value; ("", "") for none. ``name`` is unique in the document.
    ``words`` tell the drawing to those who do not see it.
    """

    name: str
    caption: str
    words: str
    category: str
    what: str
    unit: str
    counts: tuple[tuple[str, str], ...]
    others: tuple[str, str]
    note: int
    block: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class MeasuredColumn:
    """A column of a breakdown: its heading, and how it reads (``vinculum.desk.measured.Reads``)."""

    heading: str
    reads: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A measured figure broken down: a table, and a drawing of it where ``draws`` names one (``kinds.py``).

    Cells are plain text as ``measured_words.py`` reads it; the first column names its row. ``asks`` says, row by row, what an
    address adds to open that row's own rows. ``base`` is the share that holds of all rows together, "" for none. ``after`` is a
    sentence below the table, "" for none.
    """

    name: str
    caption: str
    words: str
    draws: str
    columns: tuple[MeasuredColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    asks: tuple[dict[str, str], ...]
    base: str
    after: str
    note: int
    block: Literal["breakdown"] = "breakdown"


@dataclass(frozen=True, slots=True)
class Assessed:
    """A judgement: its statement uses one phrase of the yardstick, ``band`` says what the phrase stands for."""

    statement: str
    likelihood: str
    band: str
    confidence: str
    author: str
    block: Literal["assessed"] = "assessed"


@dataclass(frozen=True, slots=True)
class Commentary:
    """Words of a named author: their own, not worked out from rows."""

    author: str
    body: tuple[Paragraph | Points, ...]
    block: Literal["commentary"] = "commentary"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Stands where the reader of this edition may not read what stands in the whole document."""

    words: str
    block: Literal["left_out"] = "left_out"


Block = Paragraph | Points | Figures | Compared | Table | Chart | Breakdown | Assessed | Commentary | LeftOut


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. ``audiences`` are those it is for; empty for every one."""

    code: str
    heading: str
    audiences: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. Moments are UTC; ``until`` is the end of its embargo, None for none; ``words`` are definitions."""

    reference: str
    version: int
    kind: str
    title: str
    summary: str
    state: str
    marking: str
    handling: str
    audience: str
    audience_words: str
    owner: str
    author: str
    organisation: str
    as_at: datetime
    made_at: datetime
    review_on: date
    until: datetime | None
    sections: tuple[Section, ...]
    bases: tuple[Basis, ...]
    words: tuple[tuple[str, str], ...]
    left_out: int = 0

    def basis(self, note: int) -> Basis:
        """Return the basis of a note by its number."""
        return next(one for one in self.bases if one.number == note)

    @property
    def charts(self) -> tuple[Chart | Breakdown, ...]:
        """Every chart that the document draws, in order."""
        blocks = (block for section in self.sections for block in section.blocks)
        return tuple(one for one in blocks if isinstance(one, Chart | Breakdown) and is_drawn(one))


def is_drawn(block: Block) -> bool:
    """Say whether a drawing stands above the table of a block."""
    return isinstance(block, Chart) or (isinstance(block, Breakdown) and block.draws != "")


def notes_of(block: Block) -> frozenset[int]:  # noqa: PLR0911 - one return a kind of block
    """Return the numbers of the figures that a block shows."""
    match block:
        case Paragraph(runs=runs):
            return frozenset(run.note for run in runs) - {0}
        case Points(items=items):
            return frozenset(run.note for runs in items for run in runs) - {0}
        case Figures(lines=lines):
            return frozenset(line.note for line in lines)
        case Compared(lines=compared):
            return frozenset(note for line in compared for note in (line.first, line.now))
        case Table(note=note) | Chart(note=note) | Breakdown(note=note):
            return frozenset({note} - {0})
        case Commentary(body=body):
            return frozenset(note for part in body for note in notes_of(part))
        case Assessed() | LeftOut():
            return frozenset()


def edition_of(whole: Document, actions: frozenset[str], audience: str, reader: str) -> Document:
    """Return the edition of a document for a reader whom ``actions`` of the policy are open to.

    Whatever shows a figure that they do not open, and every section for other audiences, is left out, and said to be left out
    where it stood; notes keep their numbers. ``reader`` is how the words name them, such as "for members".
    """
    barred = frozenset(basis.number for basis in whole.bases if basis.action not in actions)
    sections = []
    left_out = 0
    for section in whole.sections:
        if section.audiences and audience not in section.audiences:
            left_out += 1
            sections.append(replace(section, blocks=(LeftOut(f"This section is left out of the edition {reader}."),)))
            continue
        blocks = tuple(_cut(block, barred, reader) for block in section.blocks)
        left_out += sum(1 for block, cut in zip(section.blocks, blocks, strict=True) if cut is not block)
        sections.append(replace(section, blocks=blocks))
    shown = frozenset(note for section in sections for block in section.blocks for note in notes_of(block))
    bases = tuple(basis for basis in whole.bases if basis.number in shown)
    return replace(whole, sections=tuple(sections), bases=bases, left_out=left_out)


def _cut(block: Block, barred: frozenset[int], reader: str) -> Block:
    """Return a block without what is barred; itself where nothing of it is."""
    if not notes_of(block) & barred:
        return block
    if isinstance(block, Figures):
        lines = tuple(line for line in block.lines if line.note not in barred)
        if lines:
            missing = len(block.lines) - len(lines)
            told = f"{missing} figure{'s are' if missing > 1 else ' is'} left out of the edition {reader}"
            return replace(block, caption=f"{block.caption} ({told})", lines=lines)
    what = {
        "table": "A table",
        "chart": "A chart",
        "figures": "A table of figures",
        "compared": "A comparison",
        "breakdown": "A table",
    }
    return LeftOut(f"{what.get(block.block, 'A passage')} is left out of the edition {reader}.")


def value_words(basis: Basis) -> str:
    """Return a figure as every form prints it."""
    return basis.words if basis.known else UNKNOWN
