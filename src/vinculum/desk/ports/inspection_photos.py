"""Keeping photos of an inspection: each once, under the SHA-256 of its bytes, however often a broken send repeats it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.ports.inspection_pictures import NotAPhoto, read_photo
from vinculum.desk.ports.inspection_words import MOST_PHOTOS, PHOTO_BYTES
from vinculum.desk.ports.models import Inspection, InspectionPhoto, InspectionVersion
from vinculum.desk.workflows.refusals import NotNow, NotPermitted
from vinculum.evidence.staging import flush, room_on_disk
from vinculum.evidence.workspace import Workspace


def photo_file(workspace: Workspace, sha256: str) -> Path:
    """Return where the photo of a hash stands."""
    return workspace.home / "photos" / sha256[:2] / sha256


def keep_photo(workspace: Workspace, inspection: UUID, uuid: UUID, data: bytes, viewer: Viewer) -> InspectionPhoto:
    """Keep a photo that some version of the inspection names; the same bytes again give the same answer.

    NotAPhoto, NotNow or NotPermitted says why not; then nothing was kept.
    """
    decision = decide(viewer, Action.RECORD_INSPECTIONS)
    if not decision.allowed:
        raise NotPermitted(decision.reason)
    of = Inspection.objects.filter(uuid=inspection, organisation=viewer.organisation).first()
    if of is None:
        raise NotNow("The inspection of this photo is not held here. Send the inspection first.")
    sent = hashlib.sha256(data).hexdigest()
    held = _held(of, uuid, sent)
    if held is not None:
        return held
    if len(data) > PHOTO_BYTES:
        raise NotAPhoto(f"The photo is larger than {PHOTO_BYTES // 1024 // 1024} MB. Take it at a lower resolution.")
    naming = [version for version in of.versions.order_by("-number") if str(uuid) in named_in(version)]
    if not naming:
        raise NotNow("No version of the inspection names this photo. Send the inspection with its photos first.")
    if of.photos.count() >= MOST_PHOTOS * 2:
        raise NotNow(f"This inspection holds {MOST_PHOTOS * 2} photos already, those of earlier versions among them.")
    keep_place = bool(naming[0].told["place_reason"])
    photo = read_photo(data, keep_place=keep_place)
    sha256 = hashlib.sha256(photo.data).hexdigest()
    _write(workspace, sha256, photo.data)
    row = InspectionPhoto(
        uuid=uuid, inspection=of, sent_sha256=sent, sha256=sha256, media_type=photo.media_type, size=len(photo.data),
        place_kept=keep_place, taken_at=photo.taken_at, received_at=viewer.at, person_id=viewer.person,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        again = _held(of, uuid, sent)
        if again is None:
            raise
        return again
    return row


def named_in(version: InspectionVersion) -> dict[str, str]:
    """Return the captions of the photos that a version names, by their numbers."""
    return {photo["uuid"]: photo["caption"] for photo in version.told["photos"]}


def waiting_for(version: InspectionVersion) -> list[str]:
    """Return the numbers of the photos that a version names and that have not arrived."""
    named = named_in(version)
    arrived = {str(one) for one in InspectionPhoto.objects.filter(uuid__in=named).values_list("uuid", flat=True)}
    return [uuid for uuid in named if uuid not in arrived]


def _held(of: Inspection, uuid: UUID, sent: str) -> InspectionPhoto | None:
    held = InspectionPhoto.objects.filter(uuid=uuid).first()
    if held is None:
        return None
    if held.inspection_id != of.pk or held.sent_sha256 != sent:
        raise NotNow("Another photo is held under this number. Add this one as a new photo; nothing was kept.")
    return held


def _write(workspace: Workspace, sha256: str, data: bytes) -> None:
    """Put the bytes in their place, durable and in one rename, unless they stand there."""
    place = photo_file(workspace, sha256)
    if place.is_file():
        return
    with room_on_disk(workspace):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(fresh).replace(place)
        flush(place.parent)
