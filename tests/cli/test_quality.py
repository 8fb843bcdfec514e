"""``vinculum quality`` and ``vinculum scorecard`` print every delivery and every source with what their figures mean."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vinculum.cli.quality import told_share
from vinculum.evidence.shares import Share

VINCULUM = str(Path(sys.executable).parent / "vinculum")


def _printed(home: Path, *words: str) -> str:
    environment = {**os.environ, "VINCULUM_HOME": str(home), "COLUMNS": "200"}
    return subprocess.run([VINCULUM, *words], env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("words", "listed", "column"), [(("quality",), "quality", "known already"), (("scorecard",), "sources", "gone without it")]
)
def test_a_table_and_a_document_say_the_same_rows(
    sample_workspace: Path, words: tuple[str, ...], listed: str, column: str
) -> None:
    """One row each of the seventeen feeds, every figure defined; shares carry their counts and interval."""
    document: dict[str, Any] = json.loads(_printed(sample_workspace, *words, "--json"))
    assert len({row["feed"] for row in document[listed]}) == len(document[listed]) == 17
    shares = {name for row in document[listed] for name, value in row.items() if isinstance(value, dict) and "of" in value}
    assert shares
    assert shares <= set(document["definitions"])
    table = _printed(sample_workspace, *words)
    assert column in table
    assert all(row["feed"] in table for row in document[listed])


def test_months_are_told_by_feed(sample_workspace: Path) -> None:
    """One row a feed, partner and month of arrival."""
    document = json.loads(_printed(sample_workspace, "quality", "--monthly", "--json"))
    assert {len(row["month"]) for row in document["quality"]} == {len("2026-03")}
    assert sum(row["deliveries"] for row in document["quality"]) == 17


def test_nothing_to_count_is_not_zero() -> None:
    """An unknown share prints as unknown, a share of something with its interval."""
    assert told_share(Share(0, 0)) is None
    assert told_share(Share(1, 2)) == "1 of 2 (50%, 9% to 91%)"
