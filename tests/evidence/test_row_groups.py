"""Row groups are cut by count, so that the same rows give the same bytes however they arrived."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.evidence import row_groups
from vinculum.evidence.row_groups import RowGroups

SCHEMA = pa.schema([("vrm", pa.string()), ("row", pa.int64())])


def _written(file: Path, sizes: list[int]) -> bytes:
    table = pa.table({"vrm": [f"AB{n}CDE" for n in range(sum(sizes))], "row": range(sum(sizes))}, SCHEMA)
    begin = 0
    with RowGroups(file, SCHEMA, ["vrm"]) as groups:
        for size in sizes:
            groups.add(table.slice(begin, size))
            begin += size
    assert groups.rows == sum(sizes)
    assert pq.read_table(file).equals(table)
    return file.read_bytes()


def test_how_rows_arrive_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One batch, many, or one that spans several row groups."""
    monkeypatch.setattr(row_groups, "ROW_GROUP", 100)
    written = {
        _written(tmp_path / f"{number}.parquet", sizes) for number, sizes in enumerate([[250], [10] * 25, [1, 249], [240, 10, 0]])
    }
    assert len(written) == 1
    assert pq.ParquetFile(tmp_path / "0.parquet").metadata.num_row_groups == 3


def test_what_goes_wrong_in_writing_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing happens beside the work; its failure is not lost there."""
    monkeypatch.setattr(row_groups, "ROW_GROUP", 10)

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    table = pa.table({"vrm": ["AB12CDE"] * 10, "row": range(10)}, SCHEMA)
    groups = RowGroups(tmp_path / "x.parquet", SCHEMA)
    monkeypatch.setattr(groups, "_write", fails)
    with pytest.raises(OSError, match="No space left"), groups:
        groups.add(table)


def test_no_rows_still_make_a_file(tmp_path: Path) -> None:
    """An empty quarantine is a file with a schema."""
    _written(tmp_path / "x.parquet", [])
    assert pq.read_schema(tmp_path / "x.parquet").equals(SCHEMA)
