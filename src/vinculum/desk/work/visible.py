"""Which jobs a viewer may see: their organisation's, the house's own, and those about records that they may see whole."""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import Grant, grants_of
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.work.models import Kind
from vinculum.evidence.contract import contracts

# Work on the whole picture: its title, progress and times tell nothing of anybody's records.
OF_NOBODY = (Kind.BUILD, Kind.QUALITY, Kind.RETENTION)


def visible_to(viewer: Viewer) -> Q:
    """Return the condition of the jobs that a viewer may see; whoever holds no role sees none."""
    if not viewer.roles:
        return Q(pk__in=[])
    seen = Q(organisation=viewer.organisation) | Q(organisation="", kind__in=OF_NOBODY) | Q(kind=Kind.BUILD)
    for provider, feed in sorted({(grant.provider, grant.feed) for grant in grants_of(viewer) if _opens_all(grant)}):
        seen |= Q(kind=Kind.INTAKE, partner=provider, feed=feed)
    return seen


def _opens_all(grant: Grant) -> bool:
    """Whether every column of every row is open: a job tells how many rows there were, and quotes cells that stopped it."""
    columns = {column.name for column in contracts()[grant.feed].columns}
    whole_handling = grant.handling is Handling.CONDITIONS or "handling" not in columns
    return grant.columns >= columns and not grant.narrows_rows and whole_handling
