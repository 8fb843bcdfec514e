"""What a watch finds now, in the picture as its owner may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vinculum.desk.access.seen import SEEN, open_seen
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.alerts.models import Looks
from vinculum.evidence.workspace import Workspace
from vinculum.picture.searchable import TextKind
from vinculum.search import STANDS_IN, find, index_for

# A watch that finds more than this is a report, not a watch: its owner is told to narrow it.
MOST = 200

LEADS_SQL = """
SELECT id, kind, subject, probability FROM picture.leads
WHERE ($kind = '' OR kind = $kind) AND probability >= $least AND NOT cold
ORDER BY priority DESC, id LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing found: its digest, by which it is known again, what a page may show, and the kind and reference it opens."""

    digest: str
    mark: str
    why: str
    opens: tuple[str, str] | None


def look(workspace: Workspace, viewer: Viewer, looks: str, asks: Mapping[str, Any]) -> list[Sight]:
    """Return what is found, best first, at most MOST; NoPicture or BadPattern say why nothing can be.

    A text is told anew for every delivery that says it; a lead once.
    """
    if looks == Looks.LEADS:
        return _leads(workspace, viewer, asks)
    kind = TextKind(asks["kind"]) if asks.get("kind") else None
    with SEEN.open_workroom(workspace, viewer) as door:
        found = find(door, asks["text"], kind, MOST, STANDS_IN, index_for(workspace))
    sights = []
    for one in found:
        for feed, column, delivery in one.sources:
            digest = _digest("text", one.kind.value, one.mark, feed, column, delivery)
            why = f"{one.why} Said by {feed}, column {column}, delivery {delivery}."
            opens = (one.subject.kind, one.subject.reference) if one.subject else None
            sights.append(Sight(digest, one.shown, why, opens))
    return sights[:MOST]


def _leads(workspace: Workspace, viewer: Viewer, asks: Mapping[str, Any]) -> list[Sight]:
    values = {"kind": asks.get("kind", ""), "least": float(asks.get("least", 0.0)), "most": MOST}
    with open_seen(workspace, viewer) as door:
        rows = door.ask_rows(LEADS_SQL, values)
    return [
        Sight(
            _digest("lead", row["id"]),
            row["subject"],
            f"A lead of kind {row['kind']}, probability {row['probability']:.2f}.",
            ("lead", row["id"]),
        )
        for row in rows
    ]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
