"""Reviewing a report: somebody else at the desk accepts its grades, with a note where a grade can hardly be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.intelligence.flows import REPORT, parties_of
from vinculum.desk.intelligence.grades import ActionCode, Assessment, Grade, SanitisationCode, Source
from vinculum.desk.intelligence.rows.reports import Paragraph, Report, ReviewNote, Version
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import take
from vinculum.errors import VinculumError


class NoteNeeded(VinculumError):
    """A grade that passes review only with the reviewer's note."""


def newest_of(report: Report) -> Version | None:
    """Return the version of a report that stands; None for one that was erased."""
    return Version.objects.filter(report=report).order_by("number").prefetch_related("paragraphs", "notes").last()


def grade_of(paragraph: Paragraph) -> Grade:
    """Return the grade of a paragraph that is kept."""
    return Grade(
        Source(paragraph.source),
        Assessment(paragraph.assessment),
        Handling(paragraph.handling),
        ActionCode(paragraph.action) if paragraph.action else None,
        SanitisationCode(paragraph.sanitisation) if paragraph.sanitisation else None,
        paragraph.conditions,
    )


def needing_note(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs whose grade passes only with a note."""
    return [paragraph for paragraph in paragraphs if grade_of(paragraph).needs_note]


def accept(viewer: Viewer, report: Report, notes: Mapping[int, str], *, after: int) -> Step:
    """Let the grades of a report stand; ``notes`` are the reviewer's, by paragraph. NoteNeeded names those missing."""
    version = newest_of(report)
    if version is None:
        raise NoteNeeded(f"{report.reference} was erased; there is nothing to review.")
    told = {number: text.strip() for number, text in notes.items() if text.strip()}
    missing = [one for one in needing_note(list(version.paragraphs.all())) if one.number not in told]
    if missing:
        named = ", ".join(f"{one.number} ({one.grade})" for one in missing)
        raise NoteNeeded(f"Paragraph {named}: this grade can hardly be true. Note why it stands, or send the report back.")
    with transaction.atomic():
        step = take(
            REPORT, report.reference, "accept", viewer, after=after, parties=parties_of(report), told={"version": version.number}
        )
        ReviewNote.objects.bulk_create(
            ReviewNote(version=version, paragraph=number, text=text, person_id=viewer.person, at=viewer.at)
            for number, text in sorted(told.items())
        )
    return step
