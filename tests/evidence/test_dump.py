"""What is restored equals what was dumped; anything less than a whole dump is refused."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.errors import WrongUse
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.dump import DamagedDump, dump, restore
from vinculum.evidence.intake import take_in
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.workspace import Workspace

Tree = dict[str, bytes]


def _tree(workspace: Workspace) -> Tree:
    """Every file that a dump carries, by its path in the workspace."""
    files = (
        file for file in workspace.home.rglob("*") if file.is_file() and file.name != "lock" and "pictures" not in file.parts
    )
    return {file.relative_to(workspace.home).as_posix(): file.read_bytes() for file in files}


def _fill(workspace: Workspace, sizes: list[int]) -> None:
    for number, size in enumerate(sizes):
        file = workspace.home.parent / f"reads {number}.csv"
        lines = (f"C{number},2026-02-01T10:{row:02d}:00Z,AB{row:02d}CDE\n" for row in range(size))
        file.write_text("camera_id,read_at,vrm\n" + "".join(lines))
        take_in(workspace, "reads", file, "TEST", received_at=datetime(2026, 3, 1, tzinfo=UTC))


NAME = st.text(st.sampled_from("abcé _-"), min_size=1, max_size=8).filter(lambda name: name.strip() == name)


@settings(max_examples=12, deadline=None)
@given(sizes=st.lists(st.integers(1, 40), max_size=3), own=st.dictionaries(NAME, st.binary(max_size=300), max_size=4))
def test_restore_of_dump_is_the_workspace(
    sizes: list[int], own: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Evidence, settings, reference data and judgements come back byte for byte; pictures are left to be rebuilt."""
    folder = tmp_path_factory.mktemp("dump")
    before, after = Workspace(folder / "before"), Workspace(folder / "after")
    _fill(before, [1, *sizes])
    for place in ("reference", "judgements/deep"):
        (before.home / place).mkdir(parents=True)
        for name, content in own.items():
            (before.home / place / name).write_bytes(content)
    (before.home / "settings.toml").write_text("[clone]\n")
    (before.pictures_folder / "x").mkdir(parents=True)
    (before.pictures_folder / "x" / "build.json").write_text("{}")
    count = dump(before, folder / "all.tar.zst")
    assert restore(folder / "all.tar.zst", after) == count
    assert _tree(after) == _tree(before)
    assert verify_chain(after) == []
    assert not after.pictures_folder.exists()


def test_equal_workspaces_give_equal_dumps(tmp_path: Path) -> None:
    """Neither time nor owner is in the bytes: a dump of a restored workspace is the dump it came from."""
    before, after = Workspace(tmp_path / "before"), Workspace(tmp_path / "after")
    _fill(before, [3, 5])
    dump(before, tmp_path / "one.tar.zst")
    restore(tmp_path / "one.tar.zst", after)
    dump(after, tmp_path / "two.tar.zst")
    assert (tmp_path / "one.tar.zst").read_bytes() == (tmp_path / "two.tar.zst").read_bytes()


@pytest.fixture
def dumped(tmp_path: Path) -> Path:
    """Dump a small workspace."""
    before = Workspace(tmp_path / "before")
    _fill(before, [3, 5])
    dump(before, tmp_path / "all.tar.zst")
    return tmp_path / "all.tar.zst"


def test_a_restored_workspace_takes_in_more(dumped: Path, tmp_path: Path) -> None:
    """The chain goes on where it stopped."""
    after = Workspace(tmp_path / "after")
    restore(dumped, after)
    _fill(after, [7])
    assert [record["sequence"] for record in deliveries(after)] == [1, 2, 3]
    assert verify_chain(after) == []


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_dump_that_breaks_off_is_refused(share: float, dumped: Path, tmp_path: Path) -> None:
    """At any point; and nothing of it is left."""
    content = dumped.read_bytes()
    dumped.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DamagedDump, match="Nothing was restored"):
        restore(dumped, Workspace(tmp_path / "after"))
    assert not (tmp_path / "after").exists()
    assert not list(tmp_path.glob(".after-*"))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_dump_with_altered_bytes_is_refused(share: float, dumped: Path, tmp_path: Path) -> None:
    """A few bytes changed anywhere are found out before anything is switched in."""
    content = bytearray(dumped.read_bytes())
    at = int(len(content) * share)
    content[at : at + 4] = bytes(byte ^ 0xFF for byte in content[at : at + 4])
    dumped.write_bytes(content)
    with pytest.raises(DamagedDump, match="Nothing was restored"):
        restore(dumped, Workspace(tmp_path / "after"))
    assert not (tmp_path / "after").exists()


def _packed(file: Path, entries: dict[str, bytes]) -> Path:
    with (
        pa.CompressedOutputStream(pa.OSFile(str(file), "wb"), "zstd") as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for name, content in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file


@pytest.mark.parametrize(
    "entries",
    [
        {"notes.txt": b"x"},
        {"manifest.json": b"{}"},
        {"manifest.json": b"[]"},
        {"manifest.json": b'{"format": "vinculum dump 1", "files": {"reference/../../evil": ""}}', "reference/../../evil": b""},
        {"manifest.json": b'{"format": "vinculum dump 1", "files": {"/etc/evil": ""}}', "/etc/evil": b""},
        {"manifest.json": b'{"format": "vinculum dump 1", "files": {}}', "reference/unlisted.csv": b"x"},
        {"manifest.json": b'{"format": "vinculum dump 1", "files": {"reference/a.csv": "0"}}', "reference/a.csv": b"x"},
        {"manifest.json": b'{"format": "vinculum dump 1", "files": {"reference/a.csv": "0"}}'},
    ],
)
def test_an_archive_that_is_no_dump_is_refused(entries: dict[str, bytes], tmp_path: Path) -> None:
    """No manifest, another format, a path that leads outside, a file unlisted, altered or missing."""
    file = _packed(tmp_path / "x.tar.zst", entries)
    with pytest.raises(DamagedDump, match="Nothing was restored"):
        restore(file, Workspace(tmp_path / "after"))
    assert not (tmp_path / "after").exists()
    assert not (tmp_path / "evil").exists()


def test_a_dump_whose_evidence_was_altered_is_refused(tmp_path: Path) -> None:
    """A workspace that was tampered with before it was dumped does not come back as if nothing were."""
    before = Workspace(tmp_path / "before")
    _fill(before, [3])
    (file,) = before.accepted_files("reads")
    file.write_bytes(file.read_bytes() + b"x")
    dump(before, tmp_path / "all.tar.zst")
    with pytest.raises(DamagedDump, match=r"accepted\.parquet was altered"):
        restore(tmp_path / "all.tar.zst", Workspace(tmp_path / "after"))


def test_restore_wants_an_empty_workspace(dumped: Path, tmp_path: Path) -> None:
    """It never lays one workspace over another; an empty folder will do."""
    full, empty = Workspace(tmp_path / "before"), Workspace(tmp_path / "empty")
    with pytest.raises(WrongUse, match="is not empty"):
        restore(dumped, full)
    empty.home.mkdir()
    restore(dumped, empty)
    assert _tree(empty) == _tree(full)


def test_what_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    """No workspace to dump, no file to restore from."""
    with pytest.raises(WrongUse, match="no workspace"):
        dump(Workspace(tmp_path / "none"), tmp_path / "all.tar.zst")
    with pytest.raises(WrongUse, match="no file"):
        restore(tmp_path / "none.tar.zst", Workspace(tmp_path / "after"))
