"""What a form begins with when a box was chosen beforehand: what is declared of it, as the officer may see it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.ports.models import EligibleBox
from vinculum.desk.ports.seeing import boxes_visible_to
from vinculum.picture.current import NoPicture

DECLARED_SQL = """
SELECT container_no, seal_no, load_port, goods_description FROM evidence.consignments
WHERE consignment_ref = $consignment ORDER BY delivery DESC, "row" DESC LIMIT 1
"""
LEAD_SQL = """
SELECT id FROM picture.leads WHERE kind = 'export' AND subject_kind = 'consignment_ref' AND subject = $consignment
ORDER BY id LIMIT 1
"""


def begin_with(viewer: Viewer, *, box: str = "", consignment: str = "") -> dict[str, Any]:
    """Return the fields that are known before: of a box of a short list (its reference), or of a consignment; else none."""
    listed = EligibleBox.objects.filter(boxes_visible_to(viewer), reference=box).first() if box else None
    reference = listed.consignment_ref if listed is not None else consignment[:80]
    if not reference:
        return {}
    found: dict[str, Any] = {"consignment_ref": reference}
    if listed is not None and listed.basis:
        found["basis"] = listed.basis
    try:
        with open_seen(settings.WORKSPACE, viewer) as door:
            declared = door.ask_rows(DECLARED_SQL, {"consignment": reference})
            leads = door.ask_rows(LEAD_SQL, {"consignment": reference})
    except NoPicture:
        return found
    if declared:
        row = declared[0]
        found |= {
            "container_no": row["container_no"] or "",
            "seal_declared": row["seal_no"] or "",
            "place": row["load_port"] or "",
            "declared_goods": (row["goods_description"] or "")[:500],
        }
    if leads:
        found["lead"] = leads[0]["id"]
        found.setdefault("basis", "lead")
    return found
