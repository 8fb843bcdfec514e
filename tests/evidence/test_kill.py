"""Killed at any instant, the workspace opens at the last good state and nothing accepted is gone."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from vinculum.evidence.workspace import Workspace

WriteCsv = Callable[..., Path]

SCRIPT = Path(__file__).with_name("killing.py")


def _run(*arguments: object) -> str:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout


def test_intake_killed_at_random_instants_loses_nothing(workspace: Workspace, write_csv: WriteCsv) -> None:
    """Twenty-five times: what was reported as taken in is there, whole, and the chain is clean."""
    files = [
        write_csv(
            f"reads{number}.csv",
            [(f"C{number}", f"2026-02-01T10:{n // 60:02d}:{n % 60:02d}Z", f"AB{n}", "9") for n in range(600)],
        )
        for number in range(2)
    ]
    told = _run("instants", workspace.home, 25, *files)
    taken = re.fullmatch(r"25 killed, (\d+) deliveries of 52 taken in before\n", told)
    assert taken, told
    # Some children came to something before they were killed, and some were killed at work.
    assert 2 < int(taken[1]) < 52


def test_intake_ended_at_every_step_towards_the_disk_loses_nothing(workspace: Workspace, write_csv: WriteCsv) -> None:
    """Every step in turn, so that no gap between two of them is left to luck."""
    file = write_csv("reads.csv", [("C1", "2026-02-01T10:00:00Z", "AB12CDE", "9")])
    told = _run("steps", workspace.home, file)
    steps = re.fullmatch(r"came through after (\d+) steps: \['reads-[0-9a-f]{12} (True|False)\\n'\]\n", told)
    assert steps, told
    assert int(steps[1]) > 8
