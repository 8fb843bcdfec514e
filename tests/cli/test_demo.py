"""The demo makes a workbench of its own that each sample person sees differently; it never mixes with other records."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VINCULUM = str(Path(sys.executable).parent / "vinculum")


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VINCULUM", "DJANGO", "DATABASE"))}
    environment = {**kept, "VINCULUM_HOME": str(home), "COLUMNS": "200"}
    return subprocess.run([VINCULUM, *words], env=environment, check=False, capture_output=True, text=True)


def test_the_demo_can_be_run_again(tmp_path: Path, sample_nation: Path, partnership: Path) -> None:
    """It names the sample people, the pass phrase and a first walk; a second run changes the phrase and nothing else.

    It begins with the suite's town: that a demo makes one of its own from nothing is shown by the examples of the tutorial.
    """
    home = tmp_path / "var"
    shutil.copytree(partnership, home)
    shutil.copytree(sample_nation, home / "sample" / "town-7")
    first, second = run(home, "demo", "--no-serve"), run(home, "demo", "--no-serve")
    for ran in (first, second):
        assert ran.returncode == 0, ran.stderr
        assert "amara.okafor@opal.example" in ran.stdout
        assert "All of them sign in with the pass phrase " in ran.stdout
        assert "5. As rashid.khan@opal.example" in ran.stdout
    people = [[line for line in ran.stdout.splitlines() if "@" in line and "│" in line] for ran in (first, second)]
    assert people[0] == people[1]
    assert len(list((home / "evidence" / "deliveries").iterdir())) == 17


def test_the_demo_does_not_mix_with_other_records(tmp_path: Path) -> None:
    """It says so, and where to go."""
    file = tmp_path / "reads.csv"
    file.write_text("camera_id,read_at,vrm\nC1,2026-02-01T10:00:00Z,AB12CDE\n")
    run(tmp_path / "var", "intake", "reads", str(file), "--partner", "OPAL")
    refused = run(tmp_path / "var", "demo", "--no-serve")
    assert refused.returncode == 2
    assert "does not mix with other records" in refused.stderr.replace("\n", " ")
