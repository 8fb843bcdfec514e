"""What the documentation shows is what happens: every ``console`` block is run and compared.

In a block, a line that starts with ``$`` is run by a shell in an empty folder that the page's blocks share; the lines after it
are what it must print. ``...`` stands for anything, within a line or as a line of its own. A block without output is only run.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples_of(page: Path) -> list[tuple[str, list[str]]]:
    """Return the commands of a page, each with the lines it must print."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found:
                found[-1][1].append(line)
    return found


def as_pattern(lines: list[str]) -> re.Pattern[str]:
    """Return what matches the printed lines, with ``...`` for anything."""
    pieces = re.split(r"\.\.\.", "\n".join(line.rstrip() for line in lines).strip())
    return re.compile(".*?".join(re.escape(piece) for piece in pieces), re.DOTALL)


@pytest.mark.parametrize("page", [page for page in PAGES if examples_of(page)], ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path, real_data: Path) -> None:
    """Each command of the page ends well and prints what the page says."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "VINCULUM_HOME": str(tmp_path / "var"),
        "VINCULUM_REAL_DATA": str(real_data),
        "COLUMNS": "160",
    }
    for command, expected in examples_of(page):
        ran = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S602 - the page's own words
        assert ran.returncode == 0, f"{command}\n{ran.stderr}"
        printed = "\n".join(line.rstrip() for line in ran.stdout.splitlines()).strip()
        assert as_pattern(expected).fullmatch(printed) if expected else True, f"{command}\nprinted:\n{printed}"


def test_the_comparison_can_fail() -> None:
    """The pattern is not satisfied by just anything."""
    assert as_pattern(["a ... c", "d"]).fullmatch("a b c\nd")
    assert not as_pattern(["a ... c", "d"]).fullmatch("a b c\ne")
