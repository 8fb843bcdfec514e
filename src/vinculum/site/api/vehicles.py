"""``GET /vehicles/{mark}``: everything that may be seen of the vehicles that bear a mark."""

from typing import Annotated, Any

from ninja import Path, Router
from ninja.errors import HttpError

from vinculum.desk.access.vocabulary import Action
from vinculum.picture.vehicles import describe_vehicle
from vinculum.picture.vehicles.describe import NoSuchMark
from vinculum.site.api.entry import opened
from vinculum.site.api.shapes import REFUSALS, Vehicle
from vinculum.site.guard import DeskRequest, seen

router = Router(tags=["vehicles"])


@router.get("/vehicles/{mark}", response={200: Vehicle, **REFUSALS})
@opened(Action.READ_VEHICLE)
def read_vehicle(request: DeskRequest, mark: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """Tell the marks, claims, intervals, contradictions, tracks and leads of a vehicle."""
    request.told.about("mark", mark)
    try:
        told = describe_vehicle(seen(request), mark)
    except NoSuchMark as error:
        raise HttpError(404, "No record that you may see speaks of this mark.") from error
    request.told.counted(claims=len(told["claims"]))
    return told
