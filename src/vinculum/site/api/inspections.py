"""``POST /ports/inspections`` and the photos of one: what the queue on a telephone sends, or a partner's own program.

Each may be sent again after a broken connection: what is held already is answered alike and kept once. A browser comes in by its
session and the token of its page against forged requests, a program by its bearer token.
"""

from collections.abc import Callable
from typing import Annotated, Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, File, Path, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from ninja.security import APIKeyCookie
from pydantic import AwareDatetime, ConfigDict

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.ports.inspection_fields import NotRight
from vinculum.desk.ports.inspection_photos import keep_photo, waiting_for
from vinculum.desk.ports.inspection_pictures import NotAPhoto
from vinculum.desk.ports.inspection_recording import Kept, Sent, record, withdraw
from vinculum.desk.ports.inspection_words import PHOTO_BYTES
from vinculum.desk.ports.models import InspectionVersion
from vinculum.desk.workflows.refusals import NoReason, NotNow, NotPermitted, Overtaken
from vinculum.errors import VinculumError
from vinculum.site.api.entry import Token, opened
from vinculum.site.api.shapes import REFUSALS, Refusal
from vinculum.site.guard import DeskRequest, may_pass


class Session(APIKeyCookie):
    """The session of a browser, held to the same rules as on a page; only where the request carries no token."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        if "Authorization" in request.headers or self.param_name not in request.COOKIES:
            return None
        return super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        """Return who is signed in as the policy sees them; None for nobody, or for somebody without a second factor."""
        desk = cast("DeskRequest", request)
        return may_pass(desk) if key else None


router = Router(tags=["inspections"], auth=[Token(), Session()])


class VehicleTold(Schema):
    """A vehicle in the box; ``standing`` is stolen, suspected or lawful, ``vins`` are as seen, ? for an illegible character."""

    model_config = ConfigDict(extra="forbid")

    standing: str
    make: str = ""
    model: str = ""
    vrm_shown: str = ""
    vins: list[str] = Field(default_factory=list)
    engine_no: str = ""
    identity: str = ""
    theft_ref: str = ""
    theft_force: str = ""
    condition: str = ""
    position: str = ""
    value_gbp: str | None = None


class PhotoNamed(Schema):
    """A photo by the number that the sender gave it; its bytes are sent afterwards."""

    model_config = ConfigDict(extra="forbid")

    uuid: UUID
    caption: str = ""


class InspectionTold(Schema):
    """What an officer tells of a box. Times are UTC, money is GBP as text, places are UN/LOCODE, marks as seen."""

    model_config = ConfigDict(extra="forbid")

    container_no: str
    opened_at: str
    place: str
    basis: str
    result: str
    container_reason: str = ""
    consignment_ref: str = ""
    lead: str = ""
    operation: str = ""
    declared_goods: str = ""
    found_goods: str = ""
    seal_declared: str = ""
    seal_found: str = ""
    vehicles: list[VehicleTold] = Field(default_factory=list)
    lift_gbp: str | None = None
    storage_gbp: str | None = None
    arrests: int = 0
    crime_ref: str = ""
    force: str = ""
    disposal: str = ""
    remarks: str = ""
    place_reason: str = ""
    photos: list[PhotoNamed] = Field(default_factory=list)


class InspectionSent(Schema):
    """An inspection to keep; ``after`` is how many versions of it the sender had seen, 0 for a new one."""

    uuid: UUID
    document: InspectionTold
    after: int = Field(0, ge=0, le=1000)
    reason: str = Field("", max_length=500)
    saved_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None


class InspectionTaken(Schema):
    """An inspection taken back; ``after`` is how many versions of it the sender had seen."""

    after: int = Field(ge=1, le=1000)
    reason: str = Field(min_length=1, max_length=500)


class InspectionKept(Schema):
    """What is held now; ``repeated`` when it was held before; ``photos_missing`` are to be sent yet."""

    reference: str
    version: int
    repeated: bool
    photos_missing: list[UUID]


class PhotoKept(Schema):
    """A photo as it is held; ``sha256`` is of the bytes kept, without place and device unless that was asked for."""

    uuid: UUID
    sha256: str
    bytes: int
    media_type: str


class FieldFault(Schema):
    """One field that is wrong, in a sentence, and what it may be instead."""

    field: str
    sentence: str
    offered: list[str]


class NotKept(Refusal):
    """Why nothing was kept: the fields that are wrong; or how many versions are held, where somebody was first."""

    faults: list[FieldFault] = Field(default_factory=list)
    held: int | None = None


CONFLICT, UNFIT, FORBIDDEN = 409, 422, 403
ANSWERS = {200: InspectionKept, 201: InspectionKept, **REFUSALS, CONFLICT: NotKept, UNFIT: NotKept}
Answer = Status[dict[str, Any]]


@router.post("/ports/inspections", response=ANSWERS)
@opened(Action.RECORD_INSPECTIONS, Verb.COLLECTION)
def send_inspection(request: DeskRequest, sent: InspectionSent) -> Answer:
    """Keep an inspection or a correction of one; the same send again gives the same answer."""
    document = sent.document.model_dump(mode="json")
    told = Sent(sent.uuid, document, sent.after, sent.reason, sent.saved_at, sent.sent_at)
    return _answer(request, sent.uuid, lambda: _kept(request, record(told, request.viewer)))


@router.post("/ports/inspections/{uuid}/withdrawal", response=ANSWERS)
@opened(Action.RECORD_INSPECTIONS, Verb.ALTERATION)
def withdraw_inspection(request: DeskRequest, uuid: Annotated[UUID, Path()], sent: InspectionTaken) -> Answer:
    """Take an inspection back, with the reason; its versions stay and count for nothing."""
    told = Sent(uuid, None, sent.after, sent.reason)
    return _answer(request, uuid, lambda: _kept(request, withdraw(told, request.viewer)))


@router.post(
    "/ports/inspections/{uuid}/photos/{photo}",
    response={200: PhotoKept, **REFUSALS, CONFLICT: NotKept, UNFIT: NotKept},
)
@opened(Action.RECORD_INSPECTIONS, Verb.COLLECTION)
def send_photo(
    request: DeskRequest, uuid: Annotated[UUID, Path()], photo: Annotated[UUID, Path()], file: Annotated[UploadedFile, File()]
) -> Answer:
    """Keep a photo that the inspection names; the same bytes again give the same answer."""

    def keep() -> Answer:
        # Read to one byte past the bound: what is larger is refused without being held in memory.
        kept = keep_photo(settings.WORKSPACE, uuid, photo, file.read(PHOTO_BYTES + 1), request.viewer)
        request.told.counted(photo=str(kept.uuid), bytes=kept.size)
        told = {"uuid": kept.uuid, "sha256": kept.sha256, "bytes": kept.size, "media_type": kept.media_type}
        return Status(200, told)

    return _answer(request, uuid, keep)


def _kept(request: DeskRequest, kept: Kept) -> Answer:
    version = kept.version
    request.told.about("inspection", version.inspection.reference)
    request.told.counted(version=version.number, repeated=int(kept.repeated))
    told = {
        "reference": version.inspection.reference,
        "version": version.number,
        "repeated": kept.repeated,
        "photos_missing": waiting_for(version),
    }
    return Status(200 if kept.repeated else 201, told)


def _answer(request: DeskRequest, uuid: UUID, act: Callable[[], Answer]) -> Answer:
    """Do it, or answer why not: 403 not allowed, 409 not as things stand, 422 what was sent does not fit."""
    try:
        return act()
    except NotPermitted as error:
        request.told.outcome, request.told.reason = Outcome.DENIED, str(error)
        return Status(FORBIDDEN, {"detail": str(error)})
    except NotRight as error:
        request.told.outcome, request.told.reason = Outcome.REFUSED, "Fields are wrong."
        faults = [{"field": one.field, "sentence": one.sentence, "offered": list(one.offered)} for one in error.faults]
        return Status(UNFIT, {"detail": str(error), "faults": faults})
    except (NoReason, NotAPhoto) as error:
        return _refused(request, UNFIT, error)
    except (Overtaken, NotNow) as error:
        own = {"inspection__uuid": uuid, "inspection__organisation": request.viewer.organisation}
        return _refused(request, CONFLICT, error, held=InspectionVersion.objects.filter(**own).count())


def _refused(request: DeskRequest, status: int, error: VinculumError, **beside: int) -> Answer:
    request.told.outcome, request.told.reason = Outcome.REFUSED, str(error)
    return Status(status, {"detail": str(error), **beside})
