"""Composing a document: the figures of its kind as the maker may see them, and the texts and tables that they fill.

A figure is worked out in the maker's own view; who may read the document is decided afterwards (``contents.edition_of``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.all_figures import all_rules, measured_rules
from vinculum.desk.documents.blocks import Material, Measured, filled, section_of
from vinculum.desk.documents.contents import Basis, Document
from vinculum.desk.documents.earlier import First, ToldRows, digest_of_told, first_published, told_of
from vinculum.desk.documents.kinds import FIRST, Audience, FigureSlot, Kind, audiences
from vinculum.desk.documents.measured_words import FEW, measured_words
from vinculum.desk.documents.targets import Target, day_words
from vinculum.desk.figures import (
    Asked,
    Figure,
    FigureRule,
    Unit,
    asked_together,
    figure_of,
    in_words,
    told_from,
)
from vinculum.desk.measured import Broken, MeasuredFigure, MeasuredRule, Reads
from vinculum.desk.measuring import broken_down, measure, studying


@dataclass(frozen=True, slots=True)
class Composed:
    """A document, and the figures that were worked out for it by slot: those first published earlier are not among them.

    ``told`` is what is kept of the rows of each figure that holds them, by slot; ``measured`` hold none.
    """

    document: Document
    figures: dict[str, Figure]
    told: dict[str, ToldRows]
    measured: dict[str, MeasuredFigure]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made: which kind, about what, for whom, as at which moment, called what, held back until when."""

    kind: Kind
    target: Target
    audience: str
    as_at: datetime
    reference: str
    number: int
    review_on: date
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a document tells of a figure: its value and words, and how many rows stand behind it with which digest."""

    value: str
    words: str
    rows: int
    digest: str


def compose(wanted: Wanted, viewer: Viewer, author: str) -> Composed:
    """Return the document as ``viewer`` may see its figures at the moment asked for.

    A figure that the viewer's roles do not open, or that was not known, stands in it as not known.
    """
    facts = _facts(wanted)
    figures: dict[str, Figure] = {}
    bases: dict[str, Basis] = {}
    since: dict[str, str] = {}
    rows: dict[str, Measured] = {}
    first: First | None = None
    kind, audience = wanted.kind, audiences()[wanted.audience]
    rules = measured_rules()
    measured: dict[str, MeasuredFigure] = {}
    broken: dict[tuple[str, str], Broken] = {}
    asking = [rules[slot.rule] for slot in kind.figures if slot.rule in rules and decide(viewer, rules[slot.rule].action).allowed]
    with asked_together(), studying(viewer, asking):
        for slot in kind.figures:
            asked = _asked(slot, wanted, facts)
            if slot.rule in rules:
                measured[slot.slot] = _measured(rules[slot.rule], asked, viewer)
                broken |= _broken(slot.slot, rules[slot.rule], asked, wanted, viewer)
            else:
                figures[slot.slot] = _worked_out(all_rules()[slot.rule], asked, viewer)
    told = {slot: told_of(figure.rows) for slot, figure in figures.items()}
    for slot in wanted.kind.figures:
        if slot.slot in measured:
            bases[slot.slot] = _measured_basis(slot.slot, len(bases) + 1, measured[slot.slot], audience)
            continue
        figure = figures[slot.slot]
        rule = figure.rule
        bases[slot.slot] = _counted_basis(slot.slot, len(bases) + 1, figure, digest_of_told(told[slot.slot]))
        rows[slot.slot] = Measured(rule.columns, figure.rows)
        if slot.compared:
            first = first_published(wanted.target.code, rule.code, wanted.as_at, viewer)
            if first is not None:
                name = f"{FIRST}{slot.slot}"
                bases[name] = first.basis(name, len(bases) + 1, rule)
                since[slot.slot] = first.difference(told[slot.slot])
                facts |= {"first_as_at": day_words(first.as_at.date()), "first_title": first.title}
    names = dict(Organisation.objects.values_list("code", "name"))
    values = {slot: one.value for slot, one in measured.items() if one.value is not None}
    begins = _day(facts["since"])
    material = Material(
        facts, bases, rows, since, names, values, broken, audience.code, audience.few, wanted.as_at.date(), begins
    )  # fmt: skip
    document = Document(
        reference=wanted.reference,
        version=wanted.number,
        kind=kind.title,
        title=filled(kind.headline, facts),
        summary=filled(kind.summary, facts),
        state="",
        marking=audience.marking,
        handling=audience.handling,
        audience=audience.code,
        audience_words=audience.title,
        owner=kind.owner,
        author=author,
        organisation=viewer.organisation,
        as_at=wanted.as_at,
        made_at=viewer.at,
        review_on=wanted.review_on,
        until=wanted.until,
        sections=tuple(section_of(section, material) for section in kind.sections),
        bases=tuple(bases.values()),
        words=kind.words,
    )
    return Composed(document, figures, told, measured)


def _facts(wanted: Wanted) -> dict[str, str]:
    target = wanted.target
    since, until = target.since, target.until
    period = {}
    if wanted.kind.years:
        last = wanted.as_at.date()
        # The 29th of February stands for the 28th in a year that has none.
        since = date(last.year - wanted.kind.years, last.month, min(last.day, 28) if last.month == 2 else last.day)  # noqa: PLR2004
        until = last + timedelta(days=1)
        period = {"from_day": day_words(since), "to_day": day_words(last), "period_days": f"{(until - since).days:,}"}
    return {
        "of": target.code,
        "name": target.name,
        "as_at": day_words(wanted.as_at.date()),
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        **period,
        **target.facts,
    }


def _asked(slot: FigureSlot, wanted: Wanted, facts: Mapping[str, str]) -> Asked:
    return Asked(
        as_at=wanted.as_at,
        of={name: filled(value, facts) for name, value in slot.of.items()},
        since=_day(filled(slot.since, facts)),
        until=_day(filled(slot.until, facts)),
    )


def _worked_out(rule: FigureRule, asked: Asked, viewer: Viewer) -> Figure:
    # What their roles do not open is unknown to the maker, and so to every reader.
    return figure_of(rule, viewer, asked) if decide(viewer, rule.action).allowed else Figure(rule, asked, None, ())


def _measured(rule: MeasuredRule, asked: Asked, viewer: Viewer) -> MeasuredFigure:
    return measure(rule, viewer, asked) if decide(viewer, rule.action).allowed else MeasuredFigure(rule, asked, None, 0, "")


def _broken(slot: str, rule: MeasuredRule, asked: Asked, wanted: Wanted, viewer: Viewer) -> dict[tuple[str, str], Broken]:
    """Return the breakdowns of a figure that some block shows, by slot and name."""
    if not decide(viewer, rule.action).allowed:
        return {}
    blocks = [block for section in wanted.kind.sections for block in section.blocks if block.slots[:1] == (slot,)]
    cuts = {block.cut for block in blocks if block.shows == "broken"} | {"by_port" for block in blocks if block.shows == "missed"}
    found = {(slot, cut): broken_down(rule, rule.cuts[cut], viewer, asked) for cut in sorted(cuts)}
    return {key: broken for key, broken in found.items() if broken is not None}


def _measured_basis(slot: str, number: int, figure: MeasuredFigure, audience: Audience) -> Basis:
    """Return the basis of a measured figure; a count too small for its audience is told as fewer than so many."""
    rule, value = figure.rule, figure.value
    few = value is not None and rule.unit is Unit.COUNT and 0 < value < audience.few
    words = measured_words(FEW, Reads.COUNT, audience.few) if few else in_words(value, rule.unit)
    told = words if few else "" if value is None else str(value)
    return _basis(slot, number, figure, Told(told, words, audience.few if few else figure.count, figure.digest))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _counted_basis(slot: str, number: int, figure: Figure, digest: str) -> Basis:
    value = "" if figure.value is None else str(figure.value)
    return _basis(slot, number, figure, Told(value, in_words(figure.value, figure.rule.unit), len(figure.rows), digest))


def _basis(slot: str, number: int, figure: Figure | MeasuredFigure, told: Told) -> Basis:
    rule = figure.rule
    return Basis(
        number=number,
        slot=slot,
        code=rule.code,
        title=rule.title,
        definition=rule.definition,
        unit=rule.unit,
        action=rule.action,
        asked=told_from(figure.asked),
        asked_words=asked_words(figure.asked),
        value=told.value,
        words=told.words,
        rows=told.rows,
        digest=told.digest,
    )


def asked_words(asked: Asked) -> str:
    """Return what was asked of a figure as a reader is told it: known by when, of events when, of what."""
    told = [f"as known by {day_words(asked.as_at.date())}, {asked.as_at:%H:%M} UTC"]
    if asked.since is not None:
        told.append(f"from {day_words(asked.since)}")
    if asked.until is not None:
        told.append(f"before {day_words(asked.until)}")
    told += [f"{name.replace('_', ' ')}: {value}" for name, value in sorted(asked.of.items())]
    return "; ".join(told)
