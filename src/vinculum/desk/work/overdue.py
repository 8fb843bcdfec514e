"""How much of the evidence is past the limit that its feed or its agreement sets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from vinculum.desk.access.models import Agreement, standing
from vinculum.evidence.retention import Granted, due
from vinculum.evidence.workspace import Workspace
from vinculum.picture.cited import cited_rows
from vinculum.picture.current import NoPicture, open_picture


def granted(now: datetime) -> Granted:
    """Return the days that agreements standing at ``now`` (UTC) let rows be held, the longest of each feed and provider."""
    told: dict[tuple[str, str], int] = {}
    limited = Agreement.objects.filter(standing(now), retention_days__isnull=False)
    for feed, provider, days in limited.values_list("feed", "provider_id", "retention_days"):
        if days is not None:
            told[feed, provider] = max(days, told.get((feed, provider), 0))
    return told


def count_overdue(workspace: Workspace, now: datetime | None = None) -> dict[str, Any]:
    """Return how many deliveries hold rows past their limit, and how many rows those are; what leads rest on is not counted."""
    moment = now or timezone.now()
    try:
        with open_picture(workspace) as door:
            kept = cited_rows(door)
    except NoPicture:
        kept = set()
    found = [one for one in due(workspace, moment, granted(moment), kept=kept) if one.accepted or one.set_aside]
    return {"deliveries": len(found), "rows": sum(one.accepted + one.set_aside for one in found)}
