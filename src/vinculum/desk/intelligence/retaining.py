"""How long reports are kept: review dates by MoPI group, keeping longer with a reason, and erasing with a proof that stays.

A clear period begins when the report was made and ends after the years of its group (``desk.retention``); a decision to keep sets
the next date. What is under a legal hold is not erased. The references and steps of an erased report stay; its words do not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from django.db import transaction
from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.intelligence.rows.copies import Copy, CopyMark, CopyParagraph, Feedback
from vinculum.desk.intelligence.rows.index import Outline, ReportWord
from vinculum.desk.intelligence.rows.keeping import ErasureProof, KeptLonger
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, ReviewNote, Version
from vinculum.desk.intelligence.rows.sources import SourceRecord
from vinculum.desk.intelligence.seeing import newest
from vinculum.desk.retention.models import LegalHold, standing_holds
from vinculum.desk.retention.rules import groups
from vinculum.errors import VinculumError
from vinculum.marks.fold import fold


class NotErased(VinculumError):
    """A report that must stay, or a decision that the rules of review do not allow."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a report is looked at next, and why then. Nothing of its content."""

    reference: str
    group: int
    begun: datetime
    next_review: datetime
    decided: bool


def kept_by(viewer: Viewer) -> Q:
    """Return the condition that the viewer's organisation answers for keeping a report: it wrote it."""
    may = decide(viewer, Action.READ_RETENTION).allowed
    return Q(organisation=viewer.organisation) if may else Q(pk__in=())


def clocks(viewer: Viewer, until: datetime) -> list[Clock]:
    """Return the reports of the viewer's organisation that are due for review until a moment (UTC), soonest first."""
    held = Version.objects.filter(newest(), report__in=Report.objects.filter(kept_by(viewer)).values("pk"))
    rows = list(held.values_list("report", "report__reference", "mopi_group", "reported_at"))
    kept = KeptLonger.objects.filter(report__in=[row[0] for row in rows]).order_by("at", "pk")
    decided = dict(kept.values_list("report", "next_review"))  # the last one of a report stands
    told = [
        Clock(reference, group, begun, decided.get(report) or years_after(begun, groups()[group].clear_years), report in decided)
        for report, reference, group, begun in rows
    ]
    return sorted((one for one in told if one.next_review <= until), key=lambda one: (one.next_review, one.reference))


def keep_longer(viewer: Viewer, report: Report, *, reason: str, next_review: datetime) -> KeptLonger:
    """Keep a report until another review, within the cadence of its group; NotErased says why not."""
    _may(viewer, Action.DECIDE_RETENTION)
    version = Version.objects.filter(newest(), report=report).first()
    if version is None:
        raise NotErased(f"{report.reference} was erased.")
    last = years_after(viewer.at, groups()[version.mopi_group].review_years)
    if not viewer.at < next_review <= last:
        raise NotErased(f"Give the next review: a day in the future, by {last.day} {last:%B %Y} at the latest.")
    if not reason.strip():
        raise NotErased("Say why the report is kept.")
    return KeptLonger.objects.create(
        report=report, reason=reason.strip(), next_review=next_review, at=viewer.at, person_id=viewer.person
    )


def erase_report(viewer: Viewer, report: Report, *, why: str) -> ErasureProof:
    """Erase a report that is due: its versions, links, sources, index, and the words of its copies; the proof stays.

    NotErased if it is not due, under a legal hold, erased already, or no reason is given.
    """
    _may(viewer, Action.ERASE_RECORDS)
    if not why.strip():
        raise NotErased("Say why the report is erased.")
    if all(clock.reference != report.reference for clock in clocks(viewer, viewer.at)):
        raise NotErased(f"{report.reference} is not due for review, or was erased. Nothing was erased.")
    if hold := _hold_on(report):
        raise NotErased(f"{report.reference} names {hold.mark}, which is under a legal hold. Nothing was erased.")
    with transaction.atomic():
        versions = Version.objects.filter(report=report)
        paragraphs = Paragraph.objects.filter(version__in=versions)
        copies = Copy.objects.filter(version__in=versions)
        told = [[row.version.number, row.number, row.grade, row.text] for row in paragraphs.select_related("version")]
        proof = ErasureProof.objects.create(
            report=report,
            sha256=hashlib.sha256(orjson.dumps(sorted(told))).hexdigest(),
            versions=versions.count(),
            paragraphs=len(told),
            copies=copies.count(),
            why=why.strip(),
            at=viewer.at,
            person_id=viewer.person,
        )
        keys = list(copies.values_list("pk", flat=True))
        CopyParagraph.objects.filter(copy__in=keys).delete()
        CopyMark.objects.filter(copy__in=keys).delete()
        Feedback.objects.filter(dissemination__copy__in=keys).delete()
        Copy.objects.filter(pk__in=keys).update(version=None, subject="", words="", stages=[], period="")
        for table in (Link, ReviewNote):
            table.objects.filter(version__in=versions).delete()
        paragraphs.delete()
        versions.delete()
        for index in (ReportWord, Outline, SourceRecord):
            index.objects.filter(report=report).delete()
    return proof


def years_after(moment: datetime, years: int) -> datetime:
    """Return the same day some years later; 29 February becomes 28."""
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.astimezone(UTC).replace(year=moment.year + years, day=day)


def _may(viewer: Viewer, action: Action) -> None:
    decision = decide(viewer, action)
    if not decision.allowed:
        raise NotErased(decision.reason)


def _hold_on(report: Report) -> LegalHold | None:
    """Return a legal hold of any organisation that covers a report: on its reference, or on a mark that it links."""
    named = {fold(report.reference), fold(report.former_reference)} - {""}
    named |= {fold(normal) for normal in Link.objects.filter(version__report=report).values_list("normal", flat=True)}
    return next((hold for hold in LegalHold.objects.filter(standing_holds()) if fold(hold.mark) in named), None)
