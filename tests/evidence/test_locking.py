"""One writer at a time."""

import os
import subprocess
import sys

import pytest

from vinculum.evidence.locking import WorkspaceBusy, writing
from vinculum.evidence.workspace import Workspace

HOLD = """
import sys
from pathlib import Path
from vinculum.evidence.locking import writing
from vinculum.evidence.workspace import Workspace
with writing(Workspace(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_is_writing(workspace: Workspace) -> None:
    """Then the lock goes with its holder, however that one ends."""
    command = [sys.executable, "-c", HOLD, str(workspace.home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WorkspaceBusy, match=rf"Another process \(number {holder.pid}\) is writing"), writing(workspace):
            pass
        holder.kill()
    with writing(workspace):
        assert (workspace.deliveries_folder.parent / "lock").read_text() == f"{os.getpid()}\n"
