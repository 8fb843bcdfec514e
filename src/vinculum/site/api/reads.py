"""``POST /reads``: plate reads appended as a delivery of the caller's organisation, each looked up on the hot list at once."""

import hashlib
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from ninja import Router

from vinculum.desk.access.policy import grants_of
from vinculum.desk.access.seen import SEEN, signature_of
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.evidence.intake import take_in
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build
from vinculum.picture.settings import read_settings
from vinculum.search.hot_list import HotList, make_hot_list
from vinculum.site.api.entry import opened
from vinculum.site.api.shapes import REFUSALS, Appended, HotRead, Reads
from vinculum.site.guard import DeskRequest

router = Router(tags=["reads"])

LISTS_KEPT = 8
_lists: OrderedDict[tuple[str, ...], HotList] = OrderedDict()
_making = threading.Lock()


@router.post("/reads", response={200: Appended, **REFUSALS})
@opened(Action.SEND_DELIVERIES, Verb.COLLECTION)
def append_reads(request: DeskRequest, told: Reads) -> dict[str, Any]:
    """Take reads in as one delivery, and answer which of them may be of vehicles that are missing now.

    The same reads handed over twice are one delivery. A match tells of theft reports that the caller may see whole, no others.
    """
    rows = [read.dict(exclude_none=True) for read in told.reads]
    lines = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
    workspace: Workspace = settings.WORKSPACE
    hot = _hot_list(workspace, request).look_up([read.vrm for read in told.reads])
    with tempfile.TemporaryDirectory(prefix="vinculum-reads-") as folder:
        file = Path(folder) / f"reads-{hashlib.sha256(lines).hexdigest()[:12]}.jsonl"
        file.write_bytes(lines)
        taken = take_in(workspace, "reads", file, request.viewer.organisation)
    request.told.about("delivery", taken.delivery)
    request.told.counted(rows=taken.rows, hot=len(hot))
    return {
        "delivery": taken.delivery,
        "rows": taken.rows,
        "accepted": taken.accepted,
        "quarantined": taken.quarantined,
        "already_known": taken.already_known,
        "hot": [HotRead(read=number, vrm=match.missing.vrm, weight=match.weight, why=match.why) for number, match in hot],
    }


def _hot_list(workspace: Workspace, request: DeskRequest) -> HotList:
    """Return the hot list of what the caller may see, as at the current picture; made once for all who may see the same."""
    build = current_build(workspace)
    key = (str(workspace.home), build.id, signature_of(grants_of(request.viewer)))
    with _making:
        if key not in _lists:
            with SEEN.open_workroom(workspace, request.viewer) as door:
                _lists[key] = make_hot_list(door, build.as_at, read_settings(workspace.settings_file))
            while len(_lists) > LISTS_KEPT:
                _lists.popitem(last=False)
        _lists.move_to_end(key)
        return _lists[key]
