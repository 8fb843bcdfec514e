"""Declared blocks filled with what was measured: texts with their figures, tables, comparisons, breakdowns. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, Decimal

from vinculum.desk.documents.broken import Shown, breakdown_of, missed_of
from vinculum.desk.documents.contents import (
    Basis,
    Block,
    Chart,
    Compared,
    ComparedLine,
    FigureLine,
    Figures,
    Paragraph,
    Points,
    Run,
    Section,
    Table,
    value_words,
)
from vinculum.desk.documents.kinds import FIRST, SLOT, BlockRule, SectionRule
from vinculum.desk.figures import UNKNOWN, Cell, FigureRow, Unit, in_words
from vinculum.desk.measured import Broken
from vinculum.errors import WrongUse

MILLION = Decimal(1_000_000)
THOUSAND = Decimal(1_000)


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows behind a figure, under the columns of its rule."""

    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What blocks are filled from: facts of the target, figures and their rows by slot, what changed since the first.

    ``names`` are what codes in the rows are called; ``broken`` the breakdowns of measured figures by slot and name. Whom it is
    for, and the fewest that they are told (``few``), decide what is filled in. The period runs from ``begins`` to ``as_at``.
    """

    facts: Mapping[str, str]
    bases: Mapping[str, Basis]
    rows: Mapping[str, Measured]
    since: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Decimal] = field(default_factory=dict)
    broken: Mapping[tuple[str, str], Broken] = field(default_factory=dict)
    audience: str = ""
    few: int = 0
    as_at: date = date.max
    begins: date | None = None


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with its facts; WrongUse names one that is not told."""

    def fact(found: re.Match[str]) -> str:
        if found[1] not in facts:
            raise WrongUse(f"Nothing is told of {found[1]!r} here.")
        return facts[found[1]]

    return SLOT.sub(fact, text)


def runs_of(text: str, material: Material) -> tuple[Run, ...]:
    """Return a text as runs, each figure in it with its note; WrongUse names a word in braces that stands for nothing."""
    runs: list[Run] = []
    end = 0
    for found in SLOT.finditer(text):
        runs.append(Run(text[end : found.start()]))
        end = found.end()
        basis = material.bases.get(found[1])
        if basis is not None:
            runs.append(Run(_styled(basis, found[2] or ""), basis.number))
        else:
            runs.append(Run(filled(found[0], material.facts)))
    runs.append(Run(text[end:]))
    return tuple(run for run in runs if run.text)


def section_of(rule: SectionRule, material: Material) -> Section:
    """Return a section with its blocks filled."""
    blocks = tuple(
        made
        for number, block in enumerate(rule.blocks)
        if (not block.audiences or material.audience in block.audiences)
        and (made := block_of(block, f"{rule.code}-{number}", material)) is not None
    )  # fmt: skip
    return Section(rule.code, rule.heading, rule.audiences, blocks)


def block_of(rule: BlockRule, name: str, material: Material) -> Block | None:  # noqa: PLR0911 - one return a kind of block
    """Return one block filled; None for a comparison where nothing was published before and nothing is to be said of that."""
    match rule.shows:
        case "text":
            return _paragraph(rule, material)
        case "points":
            return Points(tuple(runs_of(item, material) for item in rule.items), numbered=False)
        case "broken":
            return _broken(rule, name, material)
        case "missed":
            return _missed(rule, name, material)
        case "figures":
            lines = [FigureLine(material.bases[slot].title, material.bases[slot].number) for slot in rule.slots]
            return Figures(filled(rule.caption, material.facts), tuple(lines))
        case "compared":
            return _compared(rule, material)
        case "chart":
            return _chart(rule, name, material)
        case "rows":
            return _table(rule, material)


def _styled(basis: Basis, style: str) -> str:
    """Return a figure in a text; ``over`` rounds money down and says so where something was cut off."""
    if style != "over" or not basis.known or basis.unit != Unit.POUNDS:
        return value_words(basis)
    value = Decimal(basis.value)
    size, unit = (MILLION, "m") if value >= MILLION else (THOUSAND, ",000")
    step = size / 10 if size == MILLION else size
    down = (value / step).to_integral_value(ROUND_FLOOR) * step
    words = f"£{down / size:,.1f}".removesuffix(".0") + unit if down else in_words(value, Unit.POUNDS)
    return words if down in {value, Decimal(0)} else f"over {words}"


def _paragraph(rule: BlockRule, material: Material) -> Paragraph | None:
    lacking = [slot for slot in rule.slots if not _is_known(slot, material)]
    if not lacking:
        return Paragraph(runs_of(rule.text, material))
    if rule.otherwise is not None:
        return _otherwise(rule, material)
    unknown = [material.bases[slot] for slot in lacking if slot in material.bases]
    runs: list[Run] = []
    for basis in unknown:
        runs += [Run(f"{basis.title}: "), Run(UNKNOWN, basis.number), Run(". ")]
    return Paragraph(tuple(runs)) if runs else None


def _otherwise(rule: BlockRule, material: Material) -> Paragraph | None:
    return Paragraph(runs_of(rule.otherwise, material)) if rule.otherwise else None


def _is_known(slot: str, material: Material) -> bool:
    if slot in material.bases:
        return material.bases[slot].known
    return bool(material.facts.get(slot))


def _compared(rule: BlockRule, material: Material) -> Block | None:
    held = [slot for slot in rule.slots if f"{FIRST}{slot}" in material.bases]
    if not held:
        return _otherwise(rule, material)
    lines = [
        ComparedLine(
            material.bases[slot].title,
            material.bases[f"{FIRST}{slot}"].number,
            material.bases[slot].number,
            material.since[slot],
        )
        for slot in held
    ]
    facts = material.facts
    return Compared(
        caption=filled(rule.caption, facts),
        first_words=f"First published, as at {facts['first_as_at']}",
        now_words=f"As at {facts['as_at']}",
        lines=tuple(lines),
    )


def _chart(rule: BlockRule, name: str, material: Material) -> Block | None:
    basis, measured = material.bases[rule.slots[0]], material.rows[rule.slots[0]]
    counts = grouped(measured, rule.by, material.names)
    if not counts:
        return _otherwise(rule, material)
    drawn, rest = counts[: rule.most], counts[rule.most :]
    unit = Unit(basis.unit)
    words = (
        f"{basis.title} by {(rule.called or rule.by).lower()}: {len(drawn)} {'bar' if len(drawn) == 1 else 'bars'}, "
        f"most for {drawn[0][0]} ({in_words(drawn[0][1], unit)})."
    )
    others = ("", "")
    if rest:
        others = (f"{len(rest)} others", str(sum((value for _, value in rest), Decimal(0))))
        words += f" {len(rest)} others, in the table together, are not drawn."
    return Chart(
        name=name,
        caption=filled(rule.caption, material.facts),
        words=words,
        category=rule.called or rule.by,
        what=basis.title,
        unit=basis.unit,
        counts=tuple((one, str(value)) for one, value in drawn),
        others=others,
        note=basis.number,
    )


def grouped(measured: Measured, by: str, names: Mapping[str, str]) -> list[tuple[str, Decimal]]:
    """Return what the rows add up to by one of their columns, most first; they add up to the figure itself.

    ``names`` are what codes are called, such as those of organisations.
    """
    place = measured.columns.index(by)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in measured.rows:
        words = cell_words(row.cells[place]) or "not stated"
        sums[names.get(words, words)] += row.amount
    return sorted(sums.items(), key=lambda one: (-one[1], one[0]))


def _broken(rule: BlockRule, name: str, material: Material) -> Block | None:
    slot = rule.slots[0]
    broken = material.broken.get((slot, rule.cut))
    made = breakdown_of(broken, material.bases[slot], _shown(rule, name, material)) if broken else None
    return made or _otherwise(rule, material)


def _missed(rule: BlockRule, name: str, material: Material) -> Block | None:
    random, opened, boxes = (material.bases[slot] for slot in rule.slots)
    broken = material.broken.get((random.slot, "by_port"))
    if broken is None or not (opened.known and boxes.known):
        return _otherwise(rule, material)
    made = missed_of(broken, material.values[boxes.slot], material.values[opened.slot], random, _shown(rule, name, material))
    return made or _otherwise(rule, material)


def _shown(rule: BlockRule, name: str, material: Material) -> Shown:
    return Shown(rule, name, filled(rule.caption, material.facts), material.as_at, material.begins, material.few)


def _table(rule: BlockRule, material: Material) -> Block | None:
    basis, measured = material.bases[rule.slots[0]], material.rows[rule.slots[0]]
    if not measured.rows:
        return _otherwise(rule, material)
    places = [measured.columns.index(column) for column in rule.columns]
    unit = Unit(basis.unit)
    rows = sorted(tuple(cell_words(row.cells[place], unit) for place in places) for row in measured.rows)
    kinds = [{type(row.cells[place]) for row in measured.rows} - {type(None)} for place in places]
    numbers = tuple(number for number, held in enumerate(kinds) if held and held <= {int, Decimal})
    return Table(filled(rule.caption, material.facts), rule.columns, tuple(rows), numbers, basis.number)


def cell_words(cell: Cell, unit: Unit = Unit.COUNT) -> str:
    """Return a cell as it is printed: days in words, numbers with thousands apart, amounts in their unit, nothing for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        at = cell.astimezone(UTC)
        return f"{at.day} {at:%B %Y, %H:%M} UTC"
    if isinstance(cell, date):
        return f"{cell.day} {cell:%B %Y}"
    if isinstance(cell, Decimal):
        return in_words(cell, unit)
    return f"{cell:,}" if isinstance(cell, int) else cell
