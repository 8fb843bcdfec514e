"""A build is switched in whole, repeats byte for byte, and survives being killed."""

import json
import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.engine.door import Limits
from vinculum.errors import WrongUse
from vinculum.evidence.contract import contract_of
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import NoEvidence, build, is_current, remove_old
from vinculum.picture.current import NoPicture, current_build, open_picture
from vinculum.picture.step import Room, Step

LIMITS = Limits(threads=1, memory="512MB")


def write_reads(workspace: Workspace, rows: int) -> None:
    """Put one accepted delivery of ``rows`` reads, a second apart, into a workspace."""
    contract = contract_of("reads")
    start = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    table = pa.Table.from_pylist(
        [
            {
                "camera_id": f"C{n % 7}",
                "read_at": datetime.fromtimestamp(start + n, UTC),
                "vrm": f"AB{n % 50:02d}CDE",
                "delivery": "reads-0123456789ab",
                "row": n + 1,
            }
            for n in range(rows)
        ],
        schema=contract.schema,
    )
    folder = workspace.deliveries_folder / "reads-0123456789ab"
    folder.mkdir(parents=True)
    pq.write_table(table, folder / "accepted.parquet")


def count_plates(room: Room) -> None:
    room.write("plates", "SELECT vrm, count(*) AS n FROM evidence.reads GROUP BY vrm ORDER BY vrm")


def count_busy(room: Room) -> None:
    room.write("busy", "SELECT vrm, n FROM picture.plates WHERE n > 3 ORDER BY vrm")


STEPS = (Step("plates", ("plates",), count_plates), Step("busy", ("busy",), count_busy))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "var")
    write_reads(made, 1_000)
    return made


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_a_build_tells_what_it_made(workspace: Workspace) -> None:
    """The document has the tables with their rows and the steps in their order."""
    document = build(workspace, STEPS, limits=LIMITS)
    assert document["tables"] == {"plates": 50, "busy": 50}
    assert [step["name"] for step in document["steps"]] == ["plates", "busy"]
    assert document["engine"] == "duckdb"
    assert document["as_at"] == "2026-03-01T00:16:39+00:00"


def test_readers_see_the_current_build(workspace: Workspace) -> None:
    """``picture.<table>`` and ``evidence.<feed>`` are there once the picture is opened."""
    build(workspace, STEPS, limits=LIMITS)
    with open_picture(workspace, LIMITS) as door:
        assert door.ask_rows("SELECT sum(n) AS n FROM picture.busy") == [{"n": 1_000}]
        assert door.ask_rows("SELECT count(*) AS n FROM evidence.thefts") == [{"n": 0}]


def test_the_same_evidence_gives_the_same_bytes(workspace: Workspace, tmp_path: Path) -> None:
    """Two workspaces with the same records hold equal pictures, whatever the number of threads."""
    other = Workspace(tmp_path / "other")
    write_reads(other, 1_000)
    first = build(workspace, STEPS, limits=Limits(threads=1, memory="512MB"))
    second = build(other, STEPS, limits=Limits(threads=2, memory="512MB"))
    assert files_of(workspace.pictures_folder / first["build"]) == files_of(other.pictures_folder / second["build"])


def test_an_interrupted_build_is_taken_up_where_it_stopped(workspace: Workspace) -> None:
    """A step that was finished is not run again; the pointer moves only at the end."""
    ran: list[str] = []

    def first(room: Room) -> None:
        ran.append("plates")
        count_plates(room)

    def broken(_room: Room) -> None:
        raise KeyboardInterrupt

    def second(room: Room) -> None:
        ran.append("busy")
        count_busy(room)

    with pytest.raises(KeyboardInterrupt):
        build(workspace, (Step("plates", ("plates",), first), Step("busy", ("busy",), broken)), limits=LIMITS)
    with pytest.raises(NoPicture):
        current_build(workspace)
    build(workspace, (Step("plates", ("plates",), first), Step("busy", ("busy",), second)), limits=LIMITS)
    assert ran == ["plates", "busy"]
    assert current_build(workspace).document["tables"] == {"plates": 50, "busy": 50}


def test_a_finished_build_is_not_made_again(workspace: Workspace) -> None:
    """The id names the evidence, the settings and the as-at time, so asking again costs nothing."""
    first = build(workspace, STEPS, limits=LIMITS)
    made = (workspace.pictures_folder / first["build"] / "plates.parquet").stat().st_mtime_ns
    assert build(workspace, STEPS, limits=LIMITS) == first
    assert (workspace.pictures_folder / first["build"] / "plates.parquet").stat().st_mtime_ns == made


def test_as_at_changes_the_build(workspace: Workspace) -> None:
    """Another as-at time is another build."""
    first = build(workspace, STEPS, limits=LIMITS)
    second = build(workspace, STEPS, limits=LIMITS, as_at=datetime(2026, 4, 1, tzinfo=UTC))
    assert first["build"] != second["build"]
    assert current_build(workspace).as_at == datetime(2026, 4, 1, tzinfo=UTC)


def test_an_as_at_without_a_zone_is_refused(workspace: Workspace) -> None:
    """Nobody has to guess which midnight was meant."""
    with pytest.raises(WrongUse, match="time zone"):
        build(workspace, STEPS, as_at=datetime(2026, 4, 1))  # noqa: DTZ001 - a naive time is what is refused here


def test_nothing_taken_in_is_said_so(tmp_path: Path) -> None:
    """An empty workspace gives one clear sentence."""
    with pytest.raises(NoEvidence, match="vinculum intake"):
        build(Workspace(tmp_path), STEPS, limits=LIMITS)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forking is the point
def test_a_killed_build_leaves_the_last_good_picture(workspace: Workspace) -> None:
    """Killed twenty-five times at random instants, readers see the old picture or the whole new one."""
    choose = random.Random(20260331)  # noqa: S311 - where to strike, not a secret
    good = build(workspace, STEPS, limits=LIMITS)
    # How long an undisturbed build takes tells over which span to strike.
    started = time.perf_counter()
    build(workspace, STEPS, limits=LIMITS, as_at=datetime(2026, 4, 1, tzinfo=UTC))
    span = time.perf_counter() - started
    seen = {good["build"], current_build(workspace).id}
    for strike in range(25):
        moment = datetime(2026, 5, 1 + strike, tzinfo=UTC)
        child = os.fork()
        if child == 0:
            build(workspace, STEPS, limits=LIMITS, as_at=moment)
            os._exit(0)
        time.sleep(choose.uniform(0, span * 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        stands = current_build(workspace)
        assert stands.id in seen or stands.as_at == moment
        seen.add(stands.id)
        with open_picture(workspace, LIMITS) as door:
            assert door.ask_rows("SELECT sum(n) AS n FROM picture.busy") == [{"n": 1_000}]
    finished = build(workspace, STEPS, limits=LIMITS, as_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert current_build(workspace).id == finished["build"]
    assert not list(workspace.pictures_folder.glob(".staging-*"))


def test_pictures_from_before_an_erasure_go_with_the_next_build(workspace: Workspace) -> None:
    """They may hold what was erased, so not even the last few are kept; the count of erasures is in the build."""
    first = build(workspace, STEPS, limits=LIMITS)["build"]
    second = build(workspace, STEPS, limits=LIMITS, as_at=datetime(2026, 4, 1, tzinfo=UTC))["build"]
    assert is_current(workspace)
    proof = {"delivery": "reads-0123456789ab", "after": {"accepted.parquet": "0" * 64}}
    act = {"kind": "erasure", "told": {"deliveries": [proof]}}
    (workspace.deliveries_folder.parent / "acts.jsonl").write_text(json.dumps(act) + "\n")
    assert not is_current(workspace)
    third = build(workspace, STEPS, limits=LIMITS)["build"]
    assert len({first, second, third}) == 3
    assert [file.parent.name for file in workspace.pictures_folder.glob("*/build.json")] == [third]


def test_old_pictures_can_be_removed(workspace: Workspace) -> None:
    """All but the one to keep; without one to keep, none is left to read."""
    first = build(workspace, STEPS, limits=LIMITS)["build"]
    second = build(workspace, STEPS, limits=LIMITS, as_at=datetime(2026, 4, 1, tzinfo=UTC))["build"]
    (workspace.pictures_folder / ".staging-abc").mkdir()
    assert remove_old(workspace, keep=second) == sorted([first, "abc"])
    assert current_build(workspace).id == second
    assert remove_old(workspace, keep=None) == [second]
    with pytest.raises(NoPicture):
        current_build(workspace)
