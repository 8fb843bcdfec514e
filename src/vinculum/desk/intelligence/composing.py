"""Rows out of what was written: one version with its paragraphs, links and index. Made for one report or for hundreds alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.intelligence.finding import FoundLink, apart, find_links, normal_of
from vinculum.desk.intelligence.likeness import outline
from vinculum.desk.intelligence.rows.index import Outline, ReportWord
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, Version
from vinculum.desk.intelligence.wording import pole_of
from vinculum.desk.intelligence.written import NamedLink, Written, WrittenParagraph
from vinculum.picture.search_texts import words

LONGEST_WORD, LONGEST_MARK = 60, 200

# What else is known to be named in each paragraph (numbered from 1), such as names that the picture holds.
Names = Mapping[int, Sequence[FoundLink]]


@dataclass(frozen=True, slots=True)
class Composed:
    """A version that is not kept yet, with everything that belongs to it."""

    report: Report
    version: Version
    paragraphs: list[Paragraph]
    links: list[Link]
    words: list[str]
    bands: tuple[str, ...]


def compose(
    report: Report, number: int, written: Written, person: int, at: datetime, why: str = "", names: Names | None = None
) -> Composed:
    """Return the rows of version ``number`` of a report as written by a person at a moment (UTC)."""
    told = {name: getattr(written, name) for name in HEAD} | {name: list(getattr(written, name)) for name in LISTS}
    conditional = any(paragraph.grade.handling is Handling.CONDITIONS for paragraph in written.paragraphs)
    version = Version(report=report, number=number, at=at, person_id=person, why=why, conditional=conditional, **told)
    paragraphs = [_paragraph(version, place, paragraph) for place, paragraph in enumerate(written.paragraphs, 1)]
    links = [link for one in paragraphs for link in _found(version, one, (names or {}).get(one.number, ()))]
    links = _with_those_by_hand(version, paragraphs, links, written.links)
    text = " ".join([written.subject, *(paragraph.text for paragraph in written.paragraphs)])
    return Composed(report, version, paragraphs, links, index_words(text), outline(text))


HEAD = (
    "subject", "author", "author_rank", "author_number", "reported_at", "obtained_at", "marking", "priority", "risk", "operation",
    "mopi_group",
)  # fmt: skip
LISTS = ("stages", "pillars", "flags")


def index_words(text: str) -> list[str]:
    """Return the folded words of a text, each once, in order."""
    return sorted({word[:LONGEST_WORD] for word in words(text).split()})


def keep(composed: Sequence[Composed]) -> None:
    """Keep versions with everything that belongs to them, in the caller's transaction; their index takes the old one's place."""
    _renew_index(composed)
    Version.objects.bulk_create([one.version for one in composed])
    for one in composed:
        for paragraph in one.paragraphs:
            paragraph.version = one.version  # which has its key now
        for link in one.links:
            link.version = one.version
    Paragraph.objects.bulk_create([row for one in composed for row in one.paragraphs])
    Link.objects.bulk_create([row for one in composed for row in one.links])


def _renew_index(composed: Sequence[Composed]) -> None:
    known = [one.report.pk for one in composed if one.version.number > 1]
    if known:
        ReportWord.objects.filter(report__in=known).delete()
        Outline.objects.filter(report__in=known).delete()
    ReportWord.objects.bulk_create(
        [ReportWord(report=one.report, word=word) for one in composed for word in one.words], batch_size=4000
    )
    Outline.objects.bulk_create(
        [Outline(report=one.report, band=band) for one in composed for band in one.bands], batch_size=4000
    )


def _paragraph(version: Version, number: int, told: WrittenParagraph) -> Paragraph:
    grade = told.grade
    return Paragraph(
        version=version,
        number=number,
        text=told.text.strip(),
        source=grade.source.value,
        assessment=grade.assessment.value,
        handling=grade.handling.value,
        action=grade.action.value if grade.action else "",
        sanitisation=grade.sanitisation.value if grade.sanitisation else "",
        conditions=grade.conditions.strip(),
        grade_as_given=told.grade_as_given,
        caution=told.caution,
    )


def _found(version: Version, paragraph: Paragraph, names: Sequence[FoundLink]) -> Iterator[Link]:
    met = set()
    for link in apart([*find_links(paragraph.text), *names]):
        if (link.kind, link.normal) not in met:
            met.add((link.kind, link.normal))
            yield _link(version, paragraph, link.kind, link.normal, link.shown)


def _with_those_by_hand(
    version: Version, paragraphs: Sequence[Paragraph], found: Sequence[Link], by_hand: Sequence[NamedLink]
) -> list[Link]:
    """Return the links, one that somebody set by hand in the place of the same one found in the text."""
    links = {(link.paragraph, link.kind, link.normal): link for link in found}
    for one in by_hand:
        normal = normal_of(one.kind, one.text)[:LONGEST_MARK]
        link = _link(version, paragraphs[one.paragraph - 1], one.kind, normal, one.text.strip())
        link.role, link.dated, link.by_hand = one.role, one.dated, True
        links[one.paragraph, one.kind, normal] = link
    return list(links.values())


def _link(version: Version, paragraph: Paragraph, kind: str, normal: str, shown: str) -> Link:
    return Link(
        version=version,
        paragraph=paragraph.number,
        pole=pole_of(kind).value,
        kind=kind,
        normal=normal[:LONGEST_MARK],
        shown=shown[:LONGEST_MARK],
        grade=paragraph.grade,
    )
