"""The evidence and the picture as one viewer may see them, for a document: all of the machine, for as long as it is drawn.

Pages share catalogs that hold small tables in memory and answer with one thread (``seen.py``). A document asks some hundred
questions of everything at once, so it opens the same restriction over the files themselves, and may lay out what it asks for
often. Nothing of it outlives the document.
"""

from __future__ import annotations

import os

from vinculum.desk.access.policy import grants_of
from vinculum.desk.access.restricted import restrict
from vinculum.desk.access.tables import shown_tables
from vinculum.desk.access.viewer import Viewer
from vinculum.engine.door import Door, Limits
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, view_evidence, view_tables
from vinculum.picture.settings import read_settings

CATALOG = "study"
MEMORY = "4GB"
SECONDS_A_QUESTION = 120.0


def open_study(workspace: Workspace, viewer: Viewer, tables: frozenset[str]) -> Door:
    """Return a door, to be closed after use, onto the evidence and the named ``tables`` as ``viewer`` may see them.

    ``tables`` are such as ``picture.export_risk``; others of the picture are not there. NoPicture if nothing was built yet.
    """
    build = current_build(workspace)
    wanted = {name for schema, name in (table.split(".") for table in tables) if schema == "picture"}
    held = _with_followed(wanted) & set(build.document["tables"])
    whole = Door(Limits(threads=os.cpu_count() or 1, memory=MEMORY, seconds=SECONDS_A_QUESTION))
    view_evidence(whole, workspace)
    whole.run("CREATE SCHEMA IF NOT EXISTS picture")
    view_tables(whole, build.folder, sorted(held))
    restrict(whole, CATALOG, grants_of(viewer), build.as_at, read_settings(workspace.settings_file), copies=False)
    whole.run(f"USE {CATALOG}")
    return whole


def _with_followed(tables: set[str]) -> set[str]:
    """Return tables, and those whose rows decide which of theirs are seen."""
    followed = {shown.follows[1] for name, shown in shown_tables().items() if name in tables and shown.follows}
    return tables if followed <= tables else _with_followed(tables | followed)
