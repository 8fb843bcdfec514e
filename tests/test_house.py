"""The house is as it is drawn: imports run one way, and the simulator knows nothing of what looks for it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "vinculum"

# From the foundation up: a room may import itself and those before it.
ROOMS = ("errors", "marks", "engine", "evidence", "picture", "search", "desk", "products", "site", "cli")


def imports_of(file: Path) -> set[str]:
    """Return the modules of this project that a file imports, dotted."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in found if name.startswith("vinculum.")}


def files_of(room: str) -> list[Path]:
    return [file for file in sorted(SOURCE.rglob("*.py")) if file.relative_to(SOURCE).parts[0].removesuffix(".py") == room]


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_downwards(room: str) -> None:
    """A room imports only itself and the rooms below it; only the command line may call the simulator."""
    allowed = {*ROOMS[: ROOMS.index(room) + 1], *(["simulate"] if room == "cli" else [])}
    upwards = {
        f"{file.relative_to(SOURCE)} imports {name}"
        for file in files_of(room)
        for name in imports_of(file)
        if name.split(".")[1] not in {*allowed, "__version__"}
    }
    assert upwards == set()


def test_the_simulator_shares_marks_and_contracts_only() -> None:
    """What makes the truth shares nothing with what looks for it but the words: marks, contracts and errors."""
    allowed = ("vinculum.errors", "vinculum.marks", "vinculum.evidence.contract", "vinculum.simulate", "vinculum.__version__")
    files = files_of("simulate")
    assert files
    strays = {
        f"{file.relative_to(SOURCE)} imports {name}"
        for file in files
        for name in imports_of(file)
        if not name.startswith(allowed)
    }
    assert strays == set()


def test_every_room_is_listed() -> None:
    """A new folder has its place in the order, or this test does not know it."""
    rooms = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__"} == {*ROOMS, "simulate"}


def test_nothing_but_the_scoring_reads_the_truth() -> None:
    """The folder ``truth`` is named by the simulator and by the command that hands it to the scoring, by nothing else."""
    naming = {
        str(file.relative_to(SOURCE))
        for room in ("marks", "engine", "picture", "site")
        for file in files_of(room)
        if '"truth"' in file.read_text("utf-8") or "/truth" in file.read_text("utf-8")
    }
    assert naming == set()
