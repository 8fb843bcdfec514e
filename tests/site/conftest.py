"""A workspace with a small hand-made picture: a clone, a lapse, a consignment, a faulty camera, and hostile text."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import contracts
from vinculum.evidence.quarantine import QUARANTINE_SCHEMA
from vinculum.evidence.workspace import Workspace
from vinculum.picture.clones.tables import CAMERA_FAULTS, CLONES, INCONSISTENCIES, TRACKS
from vinculum.picture.current import Build, point_to, view_evidence
from vinculum.picture.lead_rows import lead_id
from vinculum.picture.leads import LEADS_SCHEMA
from vinculum.site.write import write_site

AS_AT = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script>&\"'"

CAMERAS = [
    ("CAM-1", "essex", 51.735, 0.470),
    ("CAM-2", "essex", 51.889, 0.903),
    ("CAM-3", "greater-manchester", 53.481, -2.242),
    ("CAM-4", "west-midlands", 52.481, -1.900),
]


def stamp(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time in March 2026, UTC."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


EVIDENCE: dict[str, list[dict[str, Any]]] = {
    "cameras": [{"camera_id": name, "force": force, "lat": lat, "lon": lon} for name, force, lat, lon in CAMERAS],
    "reads": [
        {"camera_id": camera, "read_at": stamp(30, hour, minute), "vrm": "AB12CDE", "confidence": 97.0}
        for camera, hour, minute in (("CAM-1", 9, 0), ("CAM-3", 9, 20), ("CAM-2", 9, 50), ("CAM-4", 11, 0), ("CAM-1", 12, 0))
    ],
    "thefts": [
        {
            "crime_ref": f"42/{number:04d}",
            "force": "essex",
            "reported_at": stamp(2 + number % 27, 8),
            "stolen_to": stamp(2 + number % 27, 6),
            "lat": 51.5 + number / 100,
            "lon": 0.4 + number / 50,
            "vrm": f"AB12CD{chr(65 + number)}",
            "make": HOSTILE if number == 3 else "FORD",
            "value_gbp": 18_500.0,
        }
        for number in range(20)
    ],
    "los": [{"los_ref": "LOS-1", "force": "essex", "vrm": "AB12CDF", "created_at": stamp(1, 8)}],
    "consignments": [
        {
            "consignment_ref": "CON-1",
            "container_no": "CSQU3054383",
            "load_port": "GBFXT",
            "destination_country": "CD",
            "commodity_code": "870899",
            "goods_description": HOSTILE,
            "gross_kg": 21_000.0,
            "declared_vins": ["WBA12345678901234", "WBA12345678901235"],
            "gate_in_at": stamp(31, 7),
            "sails_at": datetime(2026, 4, 1, 6, tzinfo=UTC),
        }
    ],
}


def delivery_of(feed: str) -> str:
    """Return the id of the one delivery of a feed."""
    return f"{feed}-{feed.encode().hex()[:12]:0<12}"


def rows(feed: str, *numbers: int) -> list[dict[str, Any]]:
    """Return evidence that points at rows of a feed's delivery."""
    return [{"delivery": delivery_of(feed), "row": number} for number in numbers]


def lead(kind: str, subject: str, subject_kind: str, **told: Any) -> dict[str, Any]:
    """Return one lead with all that a lead needs; ``told`` overrides."""
    return {
        "id": lead_id(kind, subject),
        "kind": kind,
        "subject": subject,
        "subject_kind": subject_kind,
        "summary": f"Something about {subject}.",
        "probability": 0.6,
        "value_gbp": None,
        "cold_at": None,
        "stage": "S6",
        "action": "Pursue: look at it.",
        "lat": None,
        "lon": None,
        "reasons": [],
        "evidence": [],
        "priority": 1.0,
        "cold": False,
    } | told


LEADS = [
    lead(
        "clone",
        "AB12CDE",
        "vrm",
        summary="Two vehicles seem to bear AB12 CDE.",
        probability=0.97,
        value_gbp=25_000.0,
        cold_at=AS_AT + timedelta(days=6),
        lat=51.735,
        lon=0.47,
        reasons=[
            {
                "text": "No vehicle drives from Chelmsford to Manchester in 20 minutes.",
                "weight": 9.2,
                "evidence": rows("reads", 1, 2),
            },
            {"text": "The plate was reissued this year.", "weight": -1.1, "evidence": []},
        ],
        evidence=rows("reads", 1, 2, 3, 4, 5),
        priority=4000.0,
    ),
    lead(
        "export",
        "CON-1",
        "consignment_ref",
        probability=0.4,
        value_gbp=60_000.0,
        cold_at=datetime(2026, 4, 1, 6, tzinfo=UTC),
        stage="S9",
        reasons=[{"text": f"Goods read {HOSTILE}.", "weight": 2.5, "evidence": rows("consignments", 1)}],
        evidence=rows("consignments", 1),
        priority=9000.0,
    ),
    lead("hit", HOSTILE, "vrm", evidence=[*rows("thefts", 4), *rows("reads", 99)], priority=3000.0),
    lead("lapse", "LOS-1", "los_ref", probability=1.0, evidence=rows("los", 1), cold_at=stamp(12, 8), cold=True, priority=0.0),
]


CLONE: dict[str, Any] = {
    "plate": "AB12CDE",
    "n_reads": 5,
    "n_inconsistencies": 1,
    "n_strays": 1,
    "n_vehicles": 2,
    "p_two_vehicles": 0.97,
    "p_misread": 0.02,
    "p_clock": 0.006,
    "p_transfer": 0.004,
    "p_speed": 0.0,
    "register_track": 1,
    "clone_track": 0,
    "last_clone_read": stamp(30, 12),
}

TRACK_READS: list[dict[str, Any]] = [
    {"plate": "AB12CDE", "track": track, "position": position, "camera_id": camera, "at": stamp(30, hour, minute)}
    | rows("reads", number)[0]
    for track, position, camera, hour, minute, number in (
        (0, 0, "CAM-1", 9, 0, 1),
        (0, 1, "CAM-2", 9, 50, 3),
        (0, 2, "CAM-1", 12, 0, 5),
        (1, 0, "CAM-3", 9, 20, 2),
        (1, 1, "CAM-4", 11, 0, 4),
    )
]

PAIR: dict[str, Any] = {
    "plate": "AB12CDE",
    "first_camera": "CAM-1",
    "first_at": stamp(30, 9),
    "second_camera": "CAM-3",
    "second_at": stamp(30, 9, 20),
    "km": 264.2,
    "needed_s": 6_000.0,
    "available_s": 1_200.0,
    "first_delivery": delivery_of("reads"),
    "first_row": 1,
    "second_delivery": delivery_of("reads"),
    "second_row": 2,
}

FAULTS: list[dict[str, Any]] = [
    {"camera_id": camera, "fault": fault, "start_at": stamp(1, 0), "until_at": stamp(31, 0), "fast_s": fast_s}
    | {"plates": 4_000, "contradicted": 210, "expected": 1.25, "remaining": 0}
    for camera, fault, fast_s in (("CAM-2", "clock", 5_400.0), ("CAM-4", "unexplained", None))
]

READS_LEFT_OUT = [
    {"reason": "its plate holds no letter or digit", "camera_id": camera, "reads": reads}
    for camera, reads in (("CAM-1", 1_200), ("CAM-2", 34))
]


def write_evidence(workspace: Workspace, partner: str = "SAMPLE") -> None:
    """Put one delivery a feed into the workspace as intake would, one row set aside in the reads."""
    for feed, records in EVIDENCE.items():
        folder = workspace.deliveries_folder / delivery_of(feed)
        folder.mkdir(parents=True)
        held = [row | {"delivery": delivery_of(feed), "row": number} for number, row in enumerate(records, start=1)]
        pq.write_table(pa.Table.from_pylist(held, schema=contracts()[feed].schema), folder / "accepted.parquet")
        aside = [{"row": 9, "field": "read_at", "value": "yesterday", "reason": "not_time", "sentence": HOSTILE, "raw": "..."}]
        pq.write_table(
            pa.Table.from_pylist(aside if feed == "reads" else [], schema=QUARANTINE_SCHEMA), folder / "quarantine.parquet"
        )
        quarantined = 1 if feed == "reads" else 0
        (folder / "delivery.json").write_text(
            f'{{"delivery": "{delivery_of(feed)}", "feed": "{feed}", "partner": "{partner}", "layout": null,'
            f' "sha256": "{feed.encode().hex():0<64}", "rows": {len(records) + quarantined}, "accepted": {len(records)},'
            f' "quarantined": {quarantined}}}',
            "utf-8",
        )


def write_build(workspace: Workspace) -> Build:
    """Put a finished build without tables into the workspace and point readers to it."""
    folder = workspace.pictures_folder / "0123456789ab"
    folder.mkdir(parents=True)
    (folder / "build.json").write_text(f'{{"build": "0123456789ab", "as_at": "{AS_AT.isoformat()}"}}', "utf-8")
    point_to(workspace, "0123456789ab")
    return Build("0123456789ab", AS_AT, folder, {})


def make_workspace(home: Path) -> Workspace:
    """Return a workspace at ``home`` with the deliveries and a finished build."""
    held = Workspace(home)
    write_evidence(held)
    write_build(held)
    return held


def add_picture(door: Door) -> None:
    """Let the door show the hand-made tables of the picture."""
    add_table(door, "leads", pa.Table.from_pylist(LEADS, schema=LEADS_SCHEMA))
    counts = [{"name": "crimes", "count": 20, "definition": "vehicles on theft reports"}]
    add_table(door, "reconciliation_counts", pa.Table.from_pylist(counts))
    add_table(door, "clones", pa.Table.from_pylist([CLONE], schema=CLONES))
    add_table(door, "clone_tracks", pa.Table.from_pylist(TRACK_READS, schema=TRACKS))
    add_table(door, "inconsistencies", pa.Table.from_pylist([PAIR], schema=INCONSISTENCIES))
    add_table(door, "reads_set_aside", pa.Table.from_pylist(READS_LEFT_OUT))
    add_table(door, "camera_faults", pa.Table.from_pylist(FAULTS, schema=CAMERA_FAULTS))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace of the test's own with the deliveries and a finished build."""
    return make_workspace(tmp_path / "var")


@pytest.fixture
def bare_door(workspace: Workspace) -> Iterator[Door]:
    """Give a door onto the evidence with no table of the picture at all."""
    with Door(Limits(threads=1, memory="1GB")) as door:
        view_evidence(door, workspace)
        yield door


@pytest.fixture
def door(bare_door: Door) -> Door:
    """Return the door with the hand-made tables of the picture."""
    add_picture(bare_door)
    return bare_door


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pages of the hand-made picture, written once; not to be changed."""
    home = tmp_path_factory.mktemp("site")
    workspace = make_workspace(home / "var")
    with Door(Limits(threads=1, memory="1GB")) as door:
        view_evidence(door, workspace)
        add_picture(door)
        return write_site(door, workspace, home / "pages").parent


def add_table(door: Door, name: str, table: pa.Table) -> None:
    """Let the door show ``table`` as ``picture.<name>``."""
    door.view(f"picture.{name}", [], table.schema)
    door.offer("_rows", table)
    door.run(f"INSERT INTO picture.{name} SELECT * FROM _rows")
    door.withdraw("_rows")


@pytest.fixture
def made() -> SimpleNamespace:
    """Return what was made by hand and the functions that make it, for tests that lay out a workspace of their own."""
    return SimpleNamespace(
        as_at=AS_AT,
        hostile=HOSTILE,
        evidence=EVIDENCE,
        leads=LEADS,
        lead=lead,
        rows=rows,
        stamp=stamp,
        delivery_of=delivery_of,
        write_evidence=write_evidence,
        write_build=write_build,
        add_table=add_table,
    )
