"""Looking in reports and in copies received: by words and by marks, among what the viewer may see.

Words stand in a table of their own, folded as everywhere in the house, so that the same question gives the same answer on every
store. All words must be there; each may be the beginning of a longer one. A mark is looked for in the form of its own kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.intelligence.finding import find_links
from vinculum.desk.intelligence.flows import REPORT
from vinculum.desk.intelligence.rows.copies import CopyMark, Dissemination
from vinculum.desk.intelligence.rows.index import ReportWord
from vinculum.desk.intelligence.rows.reports import Link, Report, Version
from vinculum.desk.intelligence.seeing import newest, received_by, visible_to
from vinculum.desk.workflows.stepping import subjects_in
from vinculum.marks.fold import fold
from vinculum.picture.search_texts import words

LEAST_MARK = 4  # characters; a shorter text is looked for as a word only
AFTER_ALL = "Z" * 8  # behind every word that begins the same: words hold 0-9 and A-Z


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: words or a mark, and what the report must be; an empty field asks for nothing."""

    text: str = ""
    state: str = ""
    priority: str = ""
    stage: str = ""
    operation: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None


def search_reports(viewer: Viewer, sought: Sought) -> QuerySet[Version]:
    """Return the newest versions of the reports that the viewer may see and that fit, latest report first."""
    seen = Report.objects.filter(visible_to(viewer))
    worded = bool(sought.text.strip())
    if worded:
        seen = seen.filter(_words_fit(sought.text) | _mark_fits(sought.text))
    if sought.organisation:
        seen = seen.filter(organisation=sought.organisation)
    if sought.state:
        seen = seen.filter(reference__in=subjects_in(REPORT, sought.state))
    # Few reports fit words: those first. Without words nearly all fit: from the latest on, until a page is full.
    fits = Q(report__in=seen.values("pk")) if worded else Q(Exists(seen.filter(pk=OuterRef("report"))))
    found = Version.objects.filter(newest(), fits).select_related("report__organisation")
    if sought.priority:
        found = found.filter(priority=sought.priority)
    if sought.operation:
        found = found.filter(operation=sought.operation)
    if sought.stage:
        # A list of codes is kept as JSON text; the quotes keep S1 and S11 apart on either store.
        found = found.filter(stages__icontains=f'"{sought.stage}"')
    if sought.since:
        found = found.filter(reported_at__date__gte=sought.since)
    if sought.until:
        found = found.filter(reported_at__date__lte=sought.until)
    return found.order_by("-reported_at", "-report__reference")


def search_received(viewer: Viewer, text: str) -> QuerySet[Dissemination]:
    """Return what was sent to the viewer's organisation and fits, by the day on which it came; the order tells nothing more."""
    found = Dissemination.objects.filter(received_by(viewer)).select_related("copy")
    if told := words(text).split():
        worded = Q()
        for word in told:
            worded &= Q(copy__words__contains=f" {word}")
        marked = Q(copy__in=CopyMark.objects.filter(normal__in=_mark_forms(text)).values("copy"))
        found = found.filter(worded | marked)
    return found.order_by("-sent_at__date", "reference")


def _words_fit(text: str) -> Q:
    fits = Q()
    for word in sorted(set(words(text).split()), key=len, reverse=True):
        held = ReportWord.objects.filter(word__gte=word, word__lte=word + AFTER_ALL)
        fits &= Q(pk__in=held.values("report"))
    return fits


def _mark_fits(text: str) -> Q:
    return Q(pk__in=Link.objects.filter(newest_link(), normal__in=_mark_forms(text)).values("version__report"))


def newest_link() -> Q:
    """Return the condition that a link belongs to the newest version of its report."""
    return Q(version__in=Version.objects.filter(newest()).values("pk"))


def _mark_forms(text: str) -> list[str]:
    """Return the forms in which a text may be held as a mark or a name: those of its kinds, and it folded whole."""
    return list(dict.fromkeys(_forms(text)))


def _forms(text: str) -> Iterator[str]:
    yield from (link.normal for link in find_links(text) if link.end - link.start >= len(text.strip()) - 1)
    yield words(text)
    if len(fold(text)) >= LEAST_MARK:
        yield fold(text)
