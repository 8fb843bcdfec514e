"""One subject by its code, as far as a viewer may see it: a resolved party, a plate, a loading address, a person, firm or place.

A code that does not exist and one that the viewer may not see give the same: nothing. There is no list of all.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from vinculum.desk.access.policy import decide
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.engine.door import Door
from vinculum.picture.current import NoPicture

# Tried in order. An enabler that was resolved to a party is that party: there is one profile of it.
LOOKED_UP = {
    "picture.parties": "SELECT party_id AS code, name, 'resolved party' AS kind FROM picture.parties WHERE party_id = $code",
    "picture.enablers": """
        SELECT coalesce(party_id, enabler_id) AS code, name,
            CASE kind WHEN 'haulier' THEN 'haulier''s plate' WHEN 'loading_address' THEN 'loading address'
                ELSE 'resolved party' END AS kind
        FROM picture.enablers
        WHERE enabler_id = $code AND (party_id IS NOT NULL OR kind IN ('haulier', 'loading_address'))
    """,
    "evidence.parties": """
        SELECT party_ref AS code, min(name) AS name, min(kind) AS kind FROM evidence.parties
        WHERE party_ref = $code GROUP BY party_ref
    """,
    "evidence.places": """
        SELECT place_ref AS code, min(name) AS name, 'place' AS kind FROM evidence.places
        WHERE place_ref = $code GROUP BY place_ref
    """,
}
THERE = """
SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_catalog = current_database()
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a profile is of: its code, what it is called, and what kind of subject it is, in words."""

    code: str
    name: str
    kind: str


def subject_named(code: str, viewer: Viewer) -> Subject | None:
    """Return a subject; None where there is none, where the viewer may not see it, and where they do not read ports."""
    if not code or not decide(viewer, Action.READ_PORTS).allowed:
        return None
    try:
        opened = open_seen(settings.WORKSPACE, viewer)
    except NoPicture:
        return None
    with opened as door:
        return _found(door, code)


def _found(door: Door, code: str) -> Subject | None:
    there = {row["name"] for row in door.ask_rows(THERE)}
    for table, query in LOOKED_UP.items():
        rows = door.ask_rows(query, {"code": code}) if table in there else []
        if rows:
            return Subject(rows[0]["code"], rows[0]["name"] or rows[0]["code"], rows[0]["kind"])
    return None
