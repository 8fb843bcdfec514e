"""A workspace of one's own, and ways to write small deliveries."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.evidence.intake import Intake, take_in
from vinculum.evidence.workspace import Workspace

READS_HEADER = ("camera_id", "read_at", "vrm", "confidence")

WriteCsv = Callable[..., Path]
TakeIn = Callable[..., Intake]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give an empty workspace."""
    return Workspace(tmp_path / "home")


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Write rows of text as a plain CSV file: ``write_csv(name, rows, header=...)``."""

    def write(name: str, rows: Iterable[Sequence[str]], header: Sequence[str] = READS_HEADER) -> Path:
        file = tmp_path / name
        file.write_text("".join(",".join(row) + "\n" for row in [header, *rows]), "utf-8")
        return file

    return write


@pytest.fixture
def take(workspace: Workspace) -> TakeIn:
    """Take a file in for the partner TEST as received on 1 March 2026: ``take(feed, path, ...)``."""

    def taking(feed: str, path: Path, **more: object) -> Intake:
        chosen = {"partner": "TEST", "received_at": datetime(2026, 3, 1, 12, tzinfo=UTC), **more}
        return take_in(workspace, feed, path, **chosen)  # type: ignore[arg-type]  # the keywords differ from test to test

    return taking


@pytest.fixture
def accepted(workspace: Workspace) -> Callable[[Intake], list[dict[str, object]]]:
    """Return the accepted rows of a delivery as dicts."""

    def rows(intake: Intake) -> list[dict[str, object]]:
        table: pa.Table = pq.read_table(workspace.deliveries_folder / intake.delivery / "accepted.parquet")
        found: list[dict[str, object]] = table.to_pylist()
        return found

    return rows


@pytest.fixture
def set_aside(workspace: Workspace) -> Callable[[Intake], list[dict[str, object]]]:
    """Return the quarantined rows of a delivery as dicts."""

    def rows(intake: Intake) -> list[dict[str, object]]:
        table: pa.Table = pq.read_table(workspace.deliveries_folder / intake.delivery / "quarantine.parquet")
        found: list[dict[str, object]] = table.to_pylist()
        return found

    return rows
