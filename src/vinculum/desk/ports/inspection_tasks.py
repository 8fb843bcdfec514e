"""Handing a version of an inspection on, in the background: to the evidence, to the lead of its box, to the short list."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.ports.inspection_followed import tell_box, tell_lead
from vinculum.desk.ports.inspection_reading import read_document
from vinculum.desk.ports.inspection_rows import FEEDS, Row, as_lines, rows_of
from vinculum.desk.ports.models import Change, Inspection, InspectionFed, InspectionVersion
from vinculum.desk.work.asking import ask
from vinculum.desk.work.doing import Doing, Result, carry_out
from vinculum.desk.work.models import Job, Kind
from vinculum.desk.work.tasks import refresh_quality
from vinculum.desk.work.uploads import drop, keep, new_upload
from vinculum.evidence.intake import Intake, take_in
from vinculum.evidence.superseding import supersede

NO_FEED = "none"  # noted where a version gives no row to any


def ask_to_hand_on(inspection: Inspection, number: int, viewer: Viewer) -> Job:
    """Ask for a version to be handed on; both the version and the job are written, or neither."""
    order = {"inspection": str(inspection.uuid), "version": number}
    title = f"Hand on inspection {inspection.reference}, version {number}"
    return ask(hand_on, Kind.INSPECTION, title, viewer, order, partner=viewer.organisation, feed="inspections")


@task()
def hand_on(job: int) -> None:
    """Hand a version of an inspection on (order: inspection, version)."""
    carry_out(hand_on, job, _hand_on)


def _hand_on(doing: Doing) -> Result:
    order = doing.order
    version = InspectionVersion.objects.select_related("inspection").get(
        inspection__uuid=order["inspection"], number=order["version"]
    )
    if version.inspection.versions.filter(number__gt=version.number).exists():
        return {"inspection": version.inspection.reference, "version": version.number, "rows": {}}
    doing.step("Handing it to the evidence", 0.2)
    taken = _feed(version)
    doing.step("Telling the lead and the short list", 0.8)
    viewer = _viewer_of(doing.job)
    tell_lead(version, viewer)
    tell_box(version, viewer)
    if taken:
        refresh_quality()
    return {"inspection": version.inspection.reference, "version": version.number, "rows": taken}


def _viewer_of(job: Job) -> Viewer:
    """Return who recorded it, as the policy sees them now and for what they said that it was for."""
    person = Person.objects.get(jobs=job)
    return viewer_of(person, timezone.now(), Purpose(job.purpose), job.why)


def _feed(version: InspectionVersion) -> dict[str, int]:
    """Take the version's rows in and let those of other versions count no longer; return how many rows each feed got.

    Each step may be done again: the same rows are the same delivery, and what was noted is not noted twice.
    """
    inspection = version.inspection
    told = read_document(version.told, version.received_at)
    withdrawn = version.change == Change.WITHDRAW
    rows = {} if withdrawn else rows_of(inspection.reference, inspection.organisation_id, told)
    taken = {feed: _take_in(version, feed, rows[feed]) for feed in FEEDS if feed in rows}
    _note(version, taken)
    _let_newest_count(inspection)
    return {feed: intake.accepted for feed, intake in taken.items()}


def _let_newest_count(inspection: Inspection) -> None:
    """Let the deliveries of the newest version that was handed on count, and those of the others no longer."""
    fed = InspectionFed.objects.filter(version__inspection=inspection, lead="").select_related("version", "version__person")
    newest = fed.order_by("version__number").last()
    if newest is None or newest.version.number == 1:
        return
    handed = {one.delivery for one in fed if one.delivery}
    counting = {one.delivery for one in fed if one.delivery and one.version_id == newest.version_id}
    by = f"{newest.version.person.name}, {inspection.organisation_id}"
    why = f"{inspection.reference}, version {newest.version.number}: {newest.version.reason}"
    if handed:
        supersede(settings.WORKSPACE, handed - counting, counting, by=by, why=why)


def _take_in(version: InspectionVersion, feed: str, rows: list[Row]) -> Intake:
    folder = new_upload(settings.WORKSPACE)
    try:
        name = f"{version.inspection.reference}-v{version.number}-{feed}.jsonl"
        file = keep(settings.WORKSPACE, folder, name, [as_lines(rows)])
        return take_in(settings.WORKSPACE, feed, file, version.inspection.organisation_id, received_at=version.received_at)
    finally:
        drop(folder)


def _note(version: InspectionVersion, taken: dict[str, Intake]) -> None:
    """Write down what became of a version in the evidence, once."""
    with transaction.atomic():
        if version.fed.exclude(feed="").exists():
            return
        now = timezone.now()
        if not taken:
            InspectionFed.objects.create(version=version, feed=NO_FEED, said=_why_nothing(version), at=now)
        for feed, one in taken.items():
            InspectionFed.objects.create(
                version=version, feed=feed, delivery=one.delivery, rows=one.accepted, said=_said(feed, one), at=now
            )


def _said(feed: str, one: Intake) -> str:
    rows = "row" if one.accepted == 1 else "rows"
    aside = f"; {one.quarantined} set aside" if one.quarantined else ""
    return f"{one.accepted} {rows} of {feed} handed to the evidence{aside}."


def _why_nothing(version: InspectionVersion) -> str:
    if version.change == Change.WITHDRAW:
        return "Nothing is handed to the evidence: the inspection is withdrawn. What it handed over before counts no longer."
    return "Nothing is handed to the evidence: the box was not opened."
