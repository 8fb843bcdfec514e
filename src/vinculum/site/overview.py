"""Everything that the pages show of one picture, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vinculum.engine.door import Door
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import Build, current_build
from vinculum.site import plain
from vinculum.site.camera_faults import read_camera_faults, read_set_aside_reads
from vinculum.site.clones import Clone, read_clones
from vinculum.site.deliveries import Delivery, SetAside, read_deliveries, read_set_aside
from vinculum.site.held import rows_if_held
from vinculum.site.leads import KindCount, Lead, count_kinds, read_top_leads
from vinculum.site.records import read_cameras
from vinculum.site.tables import Table
from vinculum.site.trend import Week, thefts_by_week
from vinculum.site.wording import figure_words

COUNTS_SQL = "SELECT name, count, definition FROM picture.reconciliation_counts"
COMPARED = {"thefts": "theft reports", "los": "lost-or-stolen markers", "losses": "theft claims", "recoveries": "recoveries"}


@dataclass(frozen=True, slots=True)
class Overview:
    """What one picture holds, in the words of the pages. None stands for what the picture has not worked out."""

    build: Build
    deliveries: list[Delivery]
    set_aside: list[SetAside]
    kinds: list[KindCount] | None
    leads: list[Lead]
    clones: Mapping[str, Clone]
    cameras: Mapping[str, tuple[float, float]]
    faults: Table | None
    reads_set_aside: Table | None
    reconciliation: list[tuple[str, str, tuple[str]]] | None
    weeks: list[Week]

    @property
    def not_compared(self) -> list[str]:
        """The records of the reconciliation of which nothing was handed over."""
        held = {delivery.feed for delivery in self.deliveries}
        return [words for feed, words in COMPARED.items() if feed not in held]


def read_overview(door: Door, workspace: Workspace, top: int) -> Overview:
    """Return what the current picture of ``workspace`` holds, with its first ``top`` leads."""
    build = current_build(workspace)
    deliveries = read_deliveries(door)
    cameras = read_cameras(door)
    leads = read_top_leads(door, build.as_at, top, cameras)
    counted = rows_if_held(door, "picture.reconciliation_counts", COUNTS_SQL)
    return Overview(
        build=build,
        deliveries=deliveries,
        set_aside=read_set_aside(door, workspace, deliveries),
        kinds=count_kinds(door),
        leads=leads,
        clones=read_clones(door, [lead.subject for lead in leads if lead.kind.code == "clone"], cameras),
        cameras=cameras,
        faults=read_camera_faults(door),
        reads_set_aside=read_set_aside_reads(door),
        reconciliation=None
        if counted is None
        else [(figure_words(row["name"]), row["definition"], (plain.count(row["count"]),)) for row in counted],
        weeks=thefts_by_week(door, build.as_at),
    )
