"""Writing a report: begun, written again, submitted, corrected. Every version stays, and known time never runs backwards."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.intelligence.composing import Names, compose, keep
from vinculum.desk.intelligence.flows import REPORT, parties_of
from vinculum.desk.intelligence.provenance import SourceTold
from vinculum.desk.intelligence.rows.reports import Report, Version
from vinculum.desk.intelligence.rows.sources import SourceRecord
from vinculum.desk.intelligence.written import BadReport, Written, faults_in
from vinculum.desk.leads.deconfliction import name_rule
from vinculum.desk.workflows.refusals import Overtaken
from vinculum.desk.workflows.stepping import take
from vinculum.errors import VinculumError

TRIES = 5


class NoDesk(VinculumError):
    """A desk that does not review for this organisation."""


class OutOfTime(VinculumError):
    """A version that would have been known before the one it follows."""


def desks_for(viewer: Viewer) -> dict[str, str]:
    """Return who may review the reports of the viewer's organisation, by code: the national desk, then its own unit."""
    codes = list(dict.fromkeys([name_rule().contact, viewer.organisation]))
    names = dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))
    return {code: names[code] for code in codes if code in names}


def begin(
    viewer: Viewer,
    written: Written,
    *,
    desk: str,
    source: SourceTold | None = None,
    names: Names | None = None,
    act: str = "begin",
    former_reference: str = "",
) -> Report:
    """Keep a new report of the viewer's organisation as a draft; BadReport names every field that is wrong."""
    check(written, viewer.at)
    if desk not in desks_for(viewer):
        raise NoDesk(f"{desk} does not review for {viewer.organisation}. Choose one of: {', '.join(desks_for(viewer))}.")
    for left in range(TRIES - 1, -1, -1):
        try:
            with transaction.atomic():
                report = Report.objects.create(
                    reference=next_reference(viewer.organisation, viewer.at),
                    organisation_id=viewer.organisation,
                    desk_id=desk,
                    made_by_id=viewer.person,
                    made_at=viewer.at,
                    former_reference=former_reference,
                )
                keep([compose(report, 1, written, viewer.person, viewer.at, names=names)])
                tell_source(report, source, viewer)
                take(REPORT, report.reference, act, viewer, after=0, parties=parties_of(report))
                return report
        except IntegrityError:  # somebody of the organisation took the number in the same moment
            if not left:
                raise
    raise AssertionError("The loop returns or raises.")


def write_again(
    viewer: Viewer,
    report: Report,
    written: Written,
    *,
    act: str,
    after: int,
    why: str = "",
    source: SourceTold | None = None,
    names: Names | None = None,
) -> Version:
    """Keep another version of a report by the act ``edit`` or ``correct``; the workflow says whether that may be done now."""
    check(written, viewer.at)
    newest = Version.objects.filter(report=report).order_by("number").last()
    if newest is None:
        raise OutOfTime(f"{report.reference} was erased; there is nothing to correct.")
    if viewer.at < newest.at:
        raise OutOfTime(
            f"Version {newest.number} is of {newest.at:%-d %B %Y, %H:%M} UTC; another cannot have been known earlier."
        )
    composed = compose(report, newest.number + 1, written, viewer.person, viewer.at, why, names)
    try:
        with transaction.atomic():
            take(REPORT, report.reference, act, viewer, after=after, parties=parties_of(report), reason=why,
                 told={"version": newest.number + 1})  # fmt: skip
            keep([composed])
            tell_source(report, source, viewer)
    except IntegrityError as error:
        raise Overtaken("Somebody wrote a version at the same moment. Nothing of yours was kept; look at it again.") from error
    return composed.version


def tell_source(report: Report, source: SourceTold | None, viewer: Viewer) -> None:
    """Write down where a report came from, apart from it; nothing where nothing is told."""
    if source:
        SourceRecord.objects.create(
            report=report,
            name=source.name,
            register_reference=source.register_reference,
            provenance=source.provenance,
            person_id=viewer.person,
            at=viewer.at,
        )


def check(written: Written, now: datetime) -> None:
    """Refuse a report that cannot be kept as written."""
    faults = list(faults_in(written, now))
    if faults:
        raise BadReport(faults)


def next_reference(organisation: str, at: datetime) -> str:
    """Return the next reference of an organisation, such as ``ESSEX-2025-00042``."""
    begins = f"{organisation}-{at:%Y}-"
    last = Report.objects.filter(reference__startswith=begins).order_by("-reference").values_list("reference", flat=True).first()
    number = int(last.removeprefix(begins)) + 1 if last else 1
    return f"{begins}{number:05d}"
