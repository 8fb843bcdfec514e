"""Keeping what an officer sent of an inspection: once, however often it is sent, and every correction beside what it corrects.

A send says how many versions its writer had seen (``after``). The same send again finds the version that it made, and gets the
same answer; another content after the same number is a conflict, told in a sentence, and nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to as operations_visible_to
from vinculum.desk.ports.inspection_fields import Fault, NotRight
from vinculum.desk.ports.inspection_reading import read_document
from vinculum.desk.ports.inspection_tasks import ask_to_hand_on
from vinculum.desk.ports.inspection_told import Told, digest_of, document_of
from vinculum.desk.ports.models import Change, Inspection, InspectionVersion
from vinculum.desk.workflows.refusals import NoReason, NotNow, NotPermitted, Overtaken


@dataclass(frozen=True, slots=True)
class Sent:
    """What a device or a page sends: the number it gave the inspection, the versions it had seen, and the document.

    ``saved_at`` and ``sent_at`` are by the clock of the device (UTC); ``reason`` is for a correction or a withdrawal.
    """

    uuid: UUID
    document: Any
    after: int = 0
    reason: str = ""
    saved_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The version that holds what was sent; ``repeated`` says that it stood there already."""

    version: InspectionVersion
    repeated: bool


def record(sent: Sent, viewer: Viewer) -> Kept:
    """Keep an inspection or a correction. NotPermitted, NotRight, NoReason, NotNow or Overtaken says why not."""
    _check_may(viewer)
    told = read_document(sent.document, viewer.at)
    document = document_of(told)
    change = Change.CORRECT if sent.after else Change.RECORD
    return _append(sent, viewer, change, told, document)


def withdraw(sent: Sent, viewer: Viewer) -> Kept:
    """Take an inspection back, with a reason: it was entered in error. Its versions stay; it counts for nothing any more."""
    _check_may(viewer)
    held = _held(sent.uuid, viewer)
    newest = held[-1] if held else None
    if newest is None:
        raise NotNow("There is no such inspection to take back.")
    if newest.change == Change.WITHDRAW and sent.after != newest.number - 1:
        raise NotNow("This inspection is withdrawn already.")
    return _append(sent, viewer, Change.WITHDRAW, read_document(newest.told, viewer.at), newest.told)


def _check_may(viewer: Viewer) -> None:
    decision = decide(viewer, Action.RECORD_INSPECTIONS)
    if not decision.allowed:
        raise NotPermitted(decision.reason)
    if viewer.purpose is None:
        raise NotPermitted("Say first what this is done for; nothing was kept.")


def _append(sent: Sent, viewer: Viewer, change: Change, told: Told, document: dict[str, Any]) -> Kept:
    """Append a version unless it stands already; two devices that send at once race for one number in the store."""
    digest = digest_of(document)
    held = _held(sent.uuid, viewer)
    found = _repeated(held, sent, change, digest)
    if found is not None:
        return Kept(found, repeated=True)
    _check_turn(held, sent, change)
    operation = _operation(told, viewer)
    try:
        with transaction.atomic():
            version = _write(sent, viewer, change, told, document, operation)
    except IntegrityError as error:
        held = _held(sent.uuid, viewer)
        found = _repeated(held, sent, change, digest)
        if found is None:
            raise Overtaken(_overtaken(held)) from error
        return Kept(found, repeated=True)
    return Kept(version, repeated=False)


def _held(uuid: UUID, viewer: Viewer) -> list[InspectionVersion]:
    """Return the versions there are, in order; NotNow for an inspection of another organisation."""
    held = InspectionVersion.objects.filter(inspection__uuid=uuid).select_related("inspection", "person").order_by("number")
    found = list(held)
    if found and found[0].inspection.organisation_id != viewer.organisation:
        raise NotNow("This number belongs to another inspection. Make a new one; nothing was kept.")
    return found


def _repeated(held: list[InspectionVersion], sent: Sent, change: Change, digest: str) -> InspectionVersion | None:
    """Return the version that this very send made before, if it did."""
    if len(held) <= sent.after:
        return None
    made = held[sent.after]
    same = made.digest == digest and made.change == change and made.reason == sent.reason.strip()
    return made if same else None


def _check_turn(held: list[InspectionVersion], sent: Sent, change: Change) -> None:
    if len(held) != sent.after:
        raise Overtaken(_overtaken(held))
    if held and held[-1].change == Change.WITHDRAW:
        raise NotNow("This inspection was withdrawn. Make a new one; nothing was kept.")
    if change is not Change.RECORD and not sent.reason.strip():
        raise NoReason("Say why it is put right or taken back. Nothing was kept.")


def _operation(told: Told, viewer: Viewer) -> Operation | None:
    if not told.operation:
        return None
    found = Operation.objects.filter(operations_visible_to(viewer), reference=told.operation).first()
    if found is None:
        raise NotRight([Fault("operation", f"There is no operation {told.operation} that you may see.")])
    return found


def _write(
    sent: Sent, viewer: Viewer, change: Change, told: Told, document: dict[str, Any], operation: Operation | None
) -> InspectionVersion:
    inspection = Inspection.objects.filter(uuid=sent.uuid).first()
    if inspection is None:
        inspection = Inspection.objects.create(
            uuid=sent.uuid,
            reference=f"{viewer.organisation}-{sent.uuid.hex[:12].upper()}",
            organisation_id=viewer.organisation,
            recorded_by_id=viewer.person,
            received_at=viewer.at,
        )
    number = sent.after + 1
    off = None if sent.sent_at is None else round((_utc(sent.sent_at) - viewer.at).total_seconds())
    return InspectionVersion.objects.create(
        inspection=inspection,
        number=number,
        change=change,
        told=document,
        digest=digest_of(document),
        container_no=told.container_no,
        consignment_ref=told.consignment_ref,
        opened_at=told.opened_at,
        place=told.place,
        result=told.result,
        operation=operation,
        reason=sent.reason.strip()[:500],
        person_id=viewer.person,
        purpose=viewer.purpose or "",
        why=viewer.why,
        saved_at=_utc(sent.saved_at or viewer.at),
        received_at=viewer.at,
        clock_off_s=off,
        job=ask_to_hand_on(inspection, number, viewer),
    )


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _overtaken(held: list[InspectionVersion]) -> str:
    if not held:
        return "Nothing of this inspection is held here, so it cannot be put right. Send it as a new one; nothing was kept."
    last = held[-1]
    return (
        f"{last.person.name} changed this inspection on {last.received_at:%-d %B %Y at %H:%M} UTC (version {last.number}), after "
        "yours was begun. Nothing of yours was kept here: compare the two, and send yours as a correction if it still holds."
    )
