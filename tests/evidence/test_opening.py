"""What kind a file is, by what it holds; and its bytes, unpacked within bounds."""

import gzip
from pathlib import Path

import pytest

from vinculum.evidence.limits import intake_limits
from vinculum.evidence.opening import Kind, open_source


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"a,b\n1,2\n", "x.csv", Kind.DELIMITED),
        (b"a,b\n1,2\n", "x", Kind.DELIMITED),
        (b'{"a": 1}\n', "x.txt", Kind.JSON),
        (b'\xef\xbb\xbf [{"a": 1}]', "x", Kind.JSON),
        (b"PAR1....", "x.csv", Kind.PARQUET),
        (b"[a],b\n", "x.csv", Kind.DELIMITED),
    ],
)
def test_the_kind_is_what_the_file_holds(content: bytes, name: str, kind: Kind, tmp_path: Path) -> None:
    """The name decides only where the content leaves doubt; gzip or not makes no difference."""
    plain, packed = tmp_path / name, tmp_path / f"{name}.gz"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    for file in (plain, packed):
        assert open_source(file, file.name, intake_limits()).kind is kind


def test_gzip_files_may_be_joined_end_to_end(tmp_path: Path) -> None:
    """As RFC 1952 allows, with padding after the last."""
    file = tmp_path / "x.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n") + b"\0" * 512)
    source = open_source(file, file.name, intake_limits())
    assert b"".join(source.blocks()) == b"a,b\n1,2\n"
    assert source.fraction == 1.0
