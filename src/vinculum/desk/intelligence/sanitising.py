"""Preparing a sanitised copy: what should be taken out of a text for a class of recipients, and the copy that is left.

A suggestion names the words and why. Why never tells the words of a source from those of anybody else who could be known by them:
who sanitises need not know the source.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.intelligence.composing import index_words
from vinculum.desk.intelligence.finding import find_links
from vinculum.desk.intelligence.flows import COPY, REPORT, STANDING
from vinculum.desk.intelligence.grades import ActionCode, SanitisationCode
from vinculum.desk.intelligence.provenance import SourceTold, repeated_words
from vinculum.desk.intelligence.recipients import RecipientClass, period_of
from vinculum.desk.intelligence.rows.copies import Copy, CopyMark, CopyParagraph
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, Version
from vinculum.desk.intelligence.rows.sources import SourceRecord
from vinculum.desk.intelligence.wording import FORCE, PERSON
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import history, standing_of, take
from vinculum.errors import VinculumError
from vinculum.marks.mark import MarkKind

MARKS = frozenset(kind.value for kind in MarkKind) - {MarkKind.FORCE.value}
IDENTIFIES = "It could tell who somebody is, or where this came from."
DRAWN_FROM = "23456789BCDFGHJKLMNPQRSTVWXZ"  # no vowels, no look-alikes
LENGTH = 20


class NotForThem(VinculumError):
    """A copy that would hold what its class of recipients may not have."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that should be taken out of a paragraph, and why."""

    words: str
    why: str


@dataclass(frozen=True, slots=True)
class CopiedParagraph:
    """What is left of one paragraph of the original (``of``, its number there) in the copy."""

    of: int
    text: str


def draw_reference(begins: str) -> str:
    """Return a reference that cannot be guessed (20 characters of 28: 96 bits), grouped so that it can be read out."""
    drawn = "".join(secrets.choice(DRAWN_FROM) for _ in range(LENGTH))
    return f"{begins}-" + "-".join(drawn[at : at + 5] for at in range(0, LENGTH, 5))


def suggestions(version: Version, paragraph: Paragraph, links: Sequence[Link], to: RecipientClass) -> list[Suggestion]:
    """Return what should be taken out of a paragraph before a class of recipients reads it, each once, in order of the text."""
    found = list(_suggestions(version, paragraph.text, [link for link in links if link.paragraph == paragraph.number], to))
    met: dict[str, Suggestion] = {}
    for one in found:
        met.setdefault(one.words, one)
    return sorted(met.values(), key=lambda one: paragraph.text.find(one.words))


def leftovers(version: Version, text: str, links: Sequence[Link], to: RecipientClass) -> list[Suggestion]:
    """Return what of the suggestions still stands in a text that somebody edited."""
    return list({one.words: one for one in _suggestions(version, text, links, to)}.values())


def _suggestions(version: Version, text: str, links: Sequence[Link], to: RecipientClass) -> Iterator[Suggestion]:
    for source in SourceRecord.objects.filter(report=version.report_id):
        told = SourceTold(source.name, source.register_reference, source.provenance)
        yield from (Suggestion(words, IDENTIFIES) for words in repeated_words(text, told))
    organisation = version.report.organisation
    telling = [version.author, version.author_number, organisation.name, organisation.code, version.report.reference]
    yield from (Suggestion(word, IDENTIFIES) for word in telling if word and _stands_in(word, text))
    for link in links:
        if link.kind == PERSON and not to.people and _stands_in(link.shown, text):
            yield Suggestion(link.shown, IDENTIFIES)
    for mark in find_links(text):
        if mark.kind in MARKS and mark.kind not in to.marks:
            yield Suggestion(mark.shown, f"{to.title}: this class of recipients is not given a {mark.kind}.")
        elif mark.kind == FORCE:
            yield Suggestion(mark.shown, IDENTIFIES)


def _stands_in(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def take_out(text: str, found: Sequence[Suggestion]) -> str:
    """Return a text with what was suggested blacked out, as a beginning for whoever edits it."""
    for one in sorted(found, key=lambda told: -len(told.words)):
        text = re.sub(rf"(?<!\w){re.escape(one.words)}(?!\w)", "[…]", text, flags=re.IGNORECASE)
    return text


def prepare(
    viewer: Viewer, report: Report, to: RecipientClass, subject: str, marking: str, paragraphs: Sequence[CopiedParagraph]
) -> Copy:
    """Keep a copy for a class of recipients under a reference of its own; NotForThem says what it may not hold.

    The report's grades must stand. Nothing of the copy tells its author, organisation, reference, version or exact times.
    """
    version = Version.objects.filter(report=report).order_by("number").last()
    steps = history(REPORT, report.reference)
    if version is None or standing_of(steps).state not in STANDING:
        raise NotForThem(f"{report.reference} is not reviewed. A copy is prepared once its grades stand.")
    originals = {one.number: one for one in version.paragraphs.all()}
    kept = [(originals[one.of], one.text.strip()) for one in paragraphs if one.of in originals and one.text.strip()]
    faults = list(_faults(version, steps, subject, marking, kept, to))
    if faults:
        raise NotForThem(" ".join(faults) + " No copy was made.")
    copied = compose_copy(version, to, subject, marking, kept, viewer.person, viewer.at)
    with transaction.atomic():
        keep_copies([copied])
        take(COPY, copied.copy.reference, "prepare", viewer, after=0, parties={"desk": report.desk_id})
    return copied.copy


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that is not kept yet, with everything that belongs to it."""

    copy: Copy
    paragraphs: list[CopyParagraph]
    marks: list[CopyMark]


def compose_copy(
    version: Version,
    to: RecipientClass,
    subject: str,
    marking: str,
    kept: Sequence[tuple[Paragraph, str]],
    person: int,
    at: datetime,
) -> Copied:
    """Return the rows of a copy: ``kept`` are paragraphs of the original with what is left of their text."""
    texts = [subject, *(words for _, words in kept)]
    copy = Copy(
        reference=draw_reference("C"),
        version=version,
        recipient_class=to.code,
        made_at=at,
        made_by_id=person,
        subject=subject.strip(),
        marking=marking,
        priority=version.priority,
        stages=version.stages,
        period=period_of(version.obtained_at, to.period),
        conditional=any(one.handling == Handling.CONDITIONS for one, _ in kept),
        words="".join(f" {word}" for word in index_words(" ".join(texts))),
    )
    return Copied(
        copy,
        [_copied(copy, number, *one) for number, one in enumerate(kept, 1)],
        _marks(copy, [subject, *(words for _, words in kept)]),
    )


def keep_copies(copies: Sequence[Copied]) -> None:
    """Keep copies with everything that belongs to them, in the caller's transaction."""
    Copy.objects.bulk_create([one.copy for one in copies])
    for one in copies:
        for paragraph in one.paragraphs:
            paragraph.copy = one.copy  # which has its key now
        for mark in one.marks:
            mark.copy = one.copy
    CopyParagraph.objects.bulk_create([row for one in copies for row in one.paragraphs])
    CopyMark.objects.bulk_create([row for one in copies for row in one.marks])


def _faults(
    version: Version,
    steps: Sequence[Step],
    subject: str,
    marking: str,
    kept: Sequence[tuple[Paragraph, str]],
    to: RecipientClass,
) -> Iterator[str]:
    if not subject.strip():
        yield "Give the copy a subject line of its own."
    if not kept:
        yield "Leave the text of at least one paragraph."
    if marking not in to.markings:
        yield f"A copy for {to.title} is marked {' or '.join(to.markings)}, not {marking}."
    telling = [version.report.reference, version.author, version.author_number]
    for number, text in [(0, subject), *((one.number, text) for one, text in kept)]:
        where = f"Paragraph {number}" if number else "The subject line"
        yield from (f"{where} still names {word!r}. {IDENTIFIES}" for word in telling if word and _stands_in(word, text))
        for mark in find_links(text):
            if mark.kind in MARKS and mark.kind not in to.marks:
                yield f"{where} still holds {mark.shown!r}: {to.title} is not given a {mark.kind}."
    consented = any(step.act == "consent" and step.at >= version.at for step in steps)
    for one, _ in kept:
        if one.handling != Handling.CONDITIONS:
            continue
        if not to.conditions:
            yield f"Paragraph {one.number} is under handling code C, and {to.title} is sent nothing under conditions."
        elif ActionCode(one.action).value not in to.actions:
            yield f"Paragraph {one.number} allows {one.action}, which {to.title} cannot keep to."
        if one.sanitisation == SanitisationCode.CONSULT and not consented:
            yield f"Paragraph {one.number} says S2: its originator has to agree on the page of the report first."


def _copied(copy: Copy, number: int, original: Paragraph, text: str) -> CopyParagraph:
    return CopyParagraph(
        copy=copy,
        number=number,
        text=text,
        source=original.source,
        assessment=original.assessment,
        handling=original.handling,
        action=original.action,
        conditions=original.conditions,
    )


def _marks(copy: Copy, texts: Sequence[str]) -> list[CopyMark]:
    found = {(link.kind, link.normal): link.shown for text in texts for link in find_links(text)}
    return [CopyMark(copy=copy, kind=kind, normal=normal[:200], shown=shown[:200]) for (kind, normal), shown in found.items()]


def class_members(to: RecipientClass) -> list[Organisation]:
    """Return the active organisations that belong to a class, by name."""
    return [one for one in Organisation.objects.filter(active=True) if to.holds(one)]
