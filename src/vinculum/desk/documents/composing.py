"""Composing a document: the figures of its kind as the maker may see them, and the texts and tables that they fill.

A figure is worked out in the maker's own view; who may read the document is decided afterwards (``contents.edition_of``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.all_figures import all_rules
from vinculum.desk.documents.blocks import Material, Measured, filled, section_of
from vinculum.desk.documents.contents import Basis, Document
from vinculum.desk.documents.earlier import First, ToldRows, digest_of_told, first_published, told_of
from vinculum.desk.documents.kinds import FIRST, FigureSlot, Kind, audiences
from vinculum.desk.documents.targets import Target, day_words
from vinculum.desk.figures import (
    Asked,
    Figure,
    FigureRule,
    asked_together,
    figure_of,
    in_words,
    told_from,
)


@dataclass(frozen=True, slots=True)
class Composed:
    """A document, and the figures that were measured for it by slot: those first published earlier are not among them.

    ``told`` is what is kept of each figure's rows, by slot.
    """

    document: Document
    figures: dict[str, Figure]
    told: dict[str, ToldRows]


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
    with asked_together():
        for slot in wanted.kind.figures:
            figures[slot.slot] = _measure(slot, all_rules()[slot.rule], wanted, facts, viewer)
    told = {slot: told_of(figure.rows) for slot, figure in figures.items()}
    for slot in wanted.kind.figures:
        figure = figures[slot.slot]
        rule = figure.rule
        bases[slot.slot] = _basis(slot.slot, len(bases) + 1, figure, digest_of_told(told[slot.slot]))
        rows[slot.slot] = Measured(rule.columns, figure.rows)
        if slot.compared:
            first = first_published(wanted.target.code, rule.code, wanted.as_at, viewer)
            if first is not None:
                name = f"{FIRST}{slot.slot}"
                bases[name] = first.basis(name, len(bases) + 1, rule)
                since[slot.slot] = first.difference(told[slot.slot])
                facts |= {"first_as_at": day_words(first.as_at.date()), "first_title": first.title}
    names = dict(Organisation.objects.values_list("code", "name"))
    material = Material(facts, bases, rows, since, names)
    kind, audience = wanted.kind, audiences()[wanted.audience]
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
    return Composed(document, figures, told)


def _facts(wanted: Wanted) -> dict[str, str]:
    target = wanted.target
    return {
        "of": target.code,
        "name": target.name,
        "as_at": day_words(wanted.as_at.date()),
        "since": target.since.isoformat() if target.since else "",
        "until": target.until.isoformat() if target.until else "",
        **target.facts,
    }


def _measure(slot: FigureSlot, rule: FigureRule, wanted: Wanted, facts: Mapping[str, str], viewer: Viewer) -> Figure:
    asked = Asked(
        as_at=wanted.as_at,
        of={name: filled(value, facts) for name, value in slot.of.items()},
        since=_day(filled(slot.since, facts)),
        until=_day(filled(slot.until, facts)),
    )
    # What their roles do not open is unknown to the maker, and so to every reader.
    return figure_of(rule, viewer, asked) if decide(viewer, rule.action).allowed else Figure(rule, asked, None, ())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _basis(slot: str, number: int, figure: Figure, digest: str) -> Basis:
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
        value="" if figure.value is None else str(figure.value),
        words=in_words(figure.value, rule.unit),
        rows=len(figure.rows),
        digest=digest,
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
