"""Whatever is wrong with a file: one clear message, nothing half taken in, and never a traceback."""

import errno
import gzip
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.errors import VinculumError, WrongUse
from vinculum.evidence import opening
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.intake import Intake
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.workspace import Workspace

Refusal = Callable[..., str]

TakeIn = Callable[..., Intake]
WriteCsv = Callable[..., Path]
Rows = Callable[[Intake], list[dict[str, Any]]]

GOOD = ("CAM1", "2026-02-01T10:00:00Z", "AB12CDE", "97")
HEADER = b"camera_id,read_at,vrm,confidence\n"
LINE = ",".join(GOOD).encode() + b"\n"


def _lines(count: int) -> bytes:
    """Return that many different good lines."""
    return b"".join(b"CAM%d,2026-02-01T10:00:00Z,AB12CDE,97\n" % number for number in range(count))


@pytest.fixture
def refusal(take: TakeIn, workspace: Workspace, tmp_path: Path) -> Refusal:
    """Hand bytes over and return the message they are refused with; nothing of them may be left."""

    def refused(content: bytes, name: str = "reads.csv", feed: str = "reads", **more: object) -> str:
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(VinculumError) as caught:
            take(feed, file, **more)
        assert isinstance(caught.value, RefusedDelivery)
        assert deliveries(workspace) == []
        assert not list(workspace.staging_folder.glob("*"))
        return str(caught.value)

    return refused


def first_words(value: bytes | str) -> str:
    """Return the start of a parameter: some are megabytes long."""
    return repr(value[:30])


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "reads.csv", "The file is empty."),
        (b"\n\n", "reads.csv", "The file is empty."),
        (gzip.compress(b"", mtime=0), "reads.csv.gz", "The gzip file holds nothing."),
        (HEADER, "reads.csv", "It has no rows, only a header."),
        (HEADER.strip(), "reads.csv", "It has no rows, only a header."),
        ((HEADER + LINE).decode().encode("utf-16"), "reads.csv", "UTF-16 or not text at all. Save it as UTF-8"),
        ((HEADER + LINE).decode().encode("utf-16-le"), "reads.csv", "UTF-16 or not text at all. Save it as UTF-8"),
        (b"PK\x03\x04" + b"\0" * 50, "reads.xlsx", "a zip archive or an Excel workbook. Send CSV, JSON Lines or Parquet"),
        (b"\x28\xb5\x2f\xfd" + b"x" * 50, "reads.csv.zst", "packed with zstd"),
        (
            HEADER + LINE + b"CAM2,2026-02-01T10:00:00Z,AB12CD\xc9,97\n",
            "reads.csv",
            "1 of 2 rows are not UTF-8 \\(the first is row 2",
        ),
        ("caméra_id,read_at,vrm\n".encode("cp1252") + LINE, "reads.csv", "Its header is not UTF-8"),
        (gzip.compress(HEADER + _lines(5000), mtime=0)[:-200], "reads.csv.gz", "breaks off before its end"),
        (gzip.compress(HEADER, mtime=0)[:8] + b"\xff" * 50, "reads.csv.gz", "The gzip file is damaged"),
        (b"PAR1" + b"\x00" * 40 + b"PAR1", "reads.parquet", "The Parquet file is damaged"),
        (HEADER + LINE, "reads.parquet", "called Parquet and does not start like one"),
        (b"camera_id,vrm,read_at,vrm\n" + LINE, "reads.csv", "The column vrm stands in the header 2 times."),
        (b"camera_id,VRM,read_at,vrm\n" + LINE, "reads.csv", "The column vrm stands in the header 2 times."),
        (b"camera_id;read_at;vrm\nCAM1;2026-02-01;AB12CDE\n", "reads.csv", "separated by something other than a comma"),
        (LINE * 3, "reads.csv", "requires columns camera_id, read_at, vrm, which the file lacks"),
        (
            HEADER + b"CAM1,1899-12-31T00:00:00Z,AB12CDE,1\n",
            "reads.csv",
            "1899-12-31T00:00:00Z', earlier than such a record can be",
        ),
        (HEADER + b"CAM1,2999-01-01T00:00:00Z,AB12CDE,1\n", "reads.csv", "2999-01-01T00:00:00Z', which lies ahead of the day"),
        (HEADER + b'CAM1,2026-02-01T10:00:00Z,"AB12CDE,1\n', "reads.csv", "opens a quote"),
        (HEADER + b"CAM1,2026-02-01T10:00:00Z\n", "reads.csv", "The row has 2 fields; the header has 4"),
        (HEADER + b"CAM1,2026-02-01T10:00:00Z,AB\x0012CDE,1\n", "reads.csv", "holds NUL bytes"),
        (b'{"camera_id": 1', "reads.json", "The file is not JSON"),
        (b'{"camera_id": "C1"}\n{"camera_id": "C2"}\n', "reads.jsonl", "requires columns read_at, vrm"),
        (b"[1, 2, 3]", "reads.json", "requires columns camera_id, read_at, vrm"),
    ],
    ids=first_words,
)
def test_a_file_that_cannot_be_taken_in_is_refused_with_one_message(
    content: bytes, name: str, message: str, refusal: Refusal
) -> None:
    """The message names the file, what is wrong with it and, where there is a way, what to do."""
    told = refusal(content, name)
    assert re.search(message, told), told
    assert told.count("\n") == 0
    assert told.endswith("Nothing was taken in.")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"CAM1,2026-02-01T10:00:00Z\n", "ragged"),
        (b"CAM1,2026-02-01T10:00:00Z,AB12CDE,97,extra\n", "ragged"),
        (b"CAM1,2026-02-01T10:00:00Z,AB\x0012CDE,97\n", "nul_byte"),
        (b'CAM1,2026-02-01T10:00:00Z,"AB12CDE,97\n', "open_quote"),
        (b"CAM1,1899-06-01T10:00:00Z,AB12CDE,97\n", "too_early"),
        (b"CAM1,1969-12-31T23:59:59Z,AB12CDE,97\n", "too_early"),
        (b"CAM1,2999-06-01T10:00:00Z,AB12CDE,97\n", "too_late"),
        (b"CAM1,2026-03-03T00:00:00Z,AB12CDE,97\n", "too_late"),
        (b"CAM1,2026-02-30T10:00:00Z,AB12CDE,97\n", "not_time"),
        (b"CAM1,,AB12CDE,97\n", "missing"),
        (b"CAM1,2026-02-01T10:00:00Z,   ,97\n", "missing"),
        (b"CAM1,2026-02-01T10:00:00Z,AB12CDE,ninety\n", "not_number"),
        (b'CAM1,2026-02-01T10:00:00Z,AB12CDE,"1,000"\n', "grouped_digits"),
        (b"CAM1,2026-02-01T10:00:00Z,AB12CDE,101\n", "above_maximum"),
        (b"CAM1,2026-02-01T10:00:00Z,AB12CDE,-1\n", "below_minimum"),
        (b"CAM1,2026-02-01T10:00:00Z,AB12CDE,inf\n", "not_number"),
        (b"CAM1,2026-02-01T10:00:00Z," + b"A" * 2_000_000 + b",97\n", "too_long"),
    ],
    ids=first_words,
)
def test_a_bad_row_is_set_aside_and_the_rest_go_on(
    bad: bytes, reason: str, take: TakeIn, tmp_path: Path, accepted: Rows, set_aside: Rows
) -> None:
    """The bad row keeps its number and its reason; the rows around it are accepted."""
    file = tmp_path / "reads.csv"
    file.write_bytes(HEADER + _lines(3) + bad + b"CAM9" + LINE[4:])
    intake = take("reads", file)
    assert (intake.rows, intake.accepted, intake.faulty) == (5, 4, 1)
    (entry,) = set_aside(intake)
    assert (entry["row"], entry["reason"]) == (4, reason)
    assert [row["row"] for row in accepted(intake)] == [1, 2, 3, 5]


def test_a_few_rows_that_are_not_utf8_are_set_aside(take: TakeIn, tmp_path: Path, set_aside: Rows) -> None:
    """One damaged row in thousands is a bad row, not a file in another encoding."""
    file = tmp_path / "reads.csv"
    file.write_bytes(HEADER + _lines(3000) + b"CAM,2026-02-01T10:00:00Z,AB12CD\xc9,97\n")
    intake = take("reads", file)
    assert (intake.rows, intake.accepted) == (3001, 3000)
    (entry,) = set_aside(intake)
    assert (entry["row"], entry["reason"], entry["raw"]) == (3001, "not_utf8", "CAM,2026-02-01T10:00:00Z,AB12CD\\xc9,97")


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_field_of_fifty_megabytes_costs_its_row_only(quote: bytes, take: TakeIn, tmp_path: Path, set_aside: Rows) -> None:
    """It is set aside, clipped, without being held in memory; the rows around it are accepted."""
    field = b"A" * 50_000_000
    file = tmp_path / "reads.csv"
    file.write_bytes(HEADER + _lines(3) + b"CAM1,2026-02-01T10:00:00Z," + quote + field + quote + b",97\n" + b"CAM9" + LINE[4:])
    intake = take("reads", file)
    assert (intake.rows, intake.accepted) == (5, 4)
    (entry,) = set_aside(intake)
    assert (entry["row"], entry["reason"]) == (4, "too_long")
    assert len(str(entry["raw"])) < 10_000


def test_a_json_line_of_fifty_megabytes_costs_its_row_only(take: TakeIn, tmp_path: Path, set_aside: Rows) -> None:
    """As with CSV: set aside, clipped."""
    file = tmp_path / "reads.jsonl"
    good = b'{"camera_id": "%s", "read_at": "2026-02-01T10:00:00Z", "vrm": "AB12CDE"}\n'
    file.write_bytes(good % b"C1" + good % (b"C" * 50_000_000) + good % b"C2")
    intake = take("reads", file)
    assert (intake.rows, intake.accepted) == (3, 2)
    (entry,) = set_aside(intake)
    assert (entry["row"], entry["reason"]) == (2, "too_long")


def test_json_lines_that_are_no_records_are_set_aside(
    take: TakeIn, tmp_path: Path, workspace: Workspace, set_aside: Rows
) -> None:
    """Broken JSON, a list, bytes that are not UTF-8, a NUL: each with its own reason."""
    workspace.home.mkdir()
    (workspace.home / "intake.toml").write_text("[intake]\nnot_utf8_share = 0.5\n")
    good = b'{"camera_id": "C%d", "read_at": "2026-02-01T10:00:00Z", "vrm": "AB12CDE"}\n'
    bad = [
        b'{"camera_id": \n',
        b"[1]\n",
        b'{"camera_id": "\xff"}\n',
        b'{"camera_id": "C9", "read_at": "2026-02-01", "vrm": "A\\u0000B"}\n',
    ]
    file = tmp_path / "reads.jsonl"
    file.write_bytes(b"".join(good % number for number in range(6)) + b"".join(bad))
    intake = take("reads", file)
    told = [(entry["row"], entry["reason"]) for entry in set_aside(intake)]
    assert told == [(7, "not_json"), (8, "not_a_record"), (9, "not_utf8"), (10, "nul_byte")]
    assert (intake.rows, intake.accepted) == (10, 6)


def test_a_byte_order_mark_is_no_fault(take: TakeIn, tmp_path: Path) -> None:
    """Spreadsheets write one."""
    file = tmp_path / "reads.csv"
    file.write_bytes(b"\xef\xbb\xbf" + HEADER + LINE)
    assert take("reads", file).accepted == 1


def test_a_gzip_bomb_is_refused(refusal: Refusal, monkeypatch: pytest.MonkeyPatch, workspace: Workspace) -> None:
    """What swells past the declared ratio is refused before it fills the disk or the memory."""
    workspace.home.mkdir()
    (workspace.home / "intake.toml").write_text("[intake]\ngzip_free_bytes = 1000000\ngzip_ratio = 100\n")
    monkeypatch.setattr(opening, "BLOCK", 100_000)
    bomb = gzip.compress(HEADER + LINE * 500_000)
    told = refusal(bomb, "reads.csv.gz")
    assert re.search(r"bytes of gzip swell to more than 5,4\d\d,\d{3}", told)


def test_naive_and_mixed_zones_are_read_and_counted(take: TakeIn, write_csv: WriteCsv, accepted: Rows) -> None:
    """A time without zone is UTC, and the delivery says how many there were."""
    times = [
        "2026-02-01T10:00:00",
        "2026-02-01T10:00:00Z",
        "2026-02-01T10:00:00+02:00",
        "2026-02-01 10:00",
        "2026-02-01T10:00:00-0530",
    ]
    intake = take("reads", write_csv("reads.csv", [(f"C{n}", text, "AB12CDE", "1") for n, text in enumerate(times)]))
    hours = [row["read_at"].strftime("%H:%M") for row in accepted(intake)]
    assert hours == ["10:00", "10:00", "08:00", "10:00", "15:30"]
    assert intake.naive_times == 2


def test_parquet_with_wrong_types_names_each_column(take: TakeIn, tmp_path: Path) -> None:
    """A number is not a time and a fraction is not a mark: nothing is guessed."""
    file = tmp_path / "reads.parquet"
    pq.write_table(pa.table({"camera_id": [1, 2], "read_at": [1767225600, 1767225601], "vrm": [1.5, 2.5]}), file)
    with pytest.raises(
        RefusedDelivery, match="read_at is of type int64; the contract has timestamp there; vrm is of type double"
    ):
        take("reads", file)


def test_parquet_without_rows_is_refused(take: TakeIn, tmp_path: Path) -> None:
    """A delivery that succeeds with nothing in it is refused."""
    file = tmp_path / "reads.parquet"
    pq.write_table(
        pa.table(
            {"camera_id": pa.array([], pa.string()), "read_at": pa.array([], pa.string()), "vrm": pa.array([], pa.string())}
        ),
        file,
    )
    with pytest.raises(RefusedDelivery, match="no rows"):
        take("reads", file)


def test_parquet_damaged_in_its_middle_is_refused(take: TakeIn, tmp_path: Path, workspace: Workspace) -> None:
    """The index is whole and a page is not: the file is refused as a whole."""
    file = tmp_path / "reads.parquet"
    rows = 20_000
    table = pa.table(
        {"camera_id": [f"C{n}" for n in range(rows)], "read_at": ["2026-02-01T10:00:00Z"] * rows, "vrm": ["AB12CDE"] * rows}
    )
    pq.write_table(table, file, compression="zstd")
    content = bytearray(file.read_bytes())
    content[100:2000] = b"\xff" * 1900
    file.write_bytes(content)
    with pytest.raises(RefusedDelivery, match="The Parquet file is damaged"):
        take("reads", file)
    assert deliveries(workspace) == []


def test_a_column_that_should_be_filled_and_is_blank_refuses_the_delivery(take: TakeIn, write_csv: WriteCsv) -> None:
    """A register whose chassis numbers are all blank has lost them on the way."""
    rows = [(f"AB{n}CDE", "", "FORD") for n in range(10, 40)]
    with pytest.raises(RefusedDelivery, match="column vin is filled in 0 of 30 rows"):
        take("register", write_csv("register.csv", rows, header=("vrm", "vin", "make")))


def test_a_column_that_no_record_brings_is_not_a_blank_one(take: TakeIn, tmp_path: Path) -> None:
    """A register without chassis numbers says so by leaving the column out, in JSON as in CSV."""
    file = tmp_path / "register.jsonl"
    file.write_text("".join(f'{{"vrm": "AB{n}CDE", "make": "FORD"}}\n' for n in range(10, 40)))
    assert take("register", file).accepted == 30


def test_swapped_marks_are_caught(take: TakeIn, write_csv: WriteCsv) -> None:
    """Plates in the camera column and cameras in the plate column."""
    rows = [(f"AB{n:02d}CDE", "2026-02-01T10:00:00Z", f"CAM{n:03d}", "90") for n in range(20)]
    with pytest.raises(RefusedDelivery, match="columns vrm and camera_id seem to be exchanged"):
        take("reads", write_csv("reads.csv", rows))


def test_swapped_positions_are_caught(take: TakeIn, write_csv: WriteCsv) -> None:
    """Latitude and longitude of London, exchanged, lie off Somalia."""
    rows = [(f"CAM{n}", f"-0.{n:02d}", f"51.{n:02d}") for n in range(20)]
    with pytest.raises(RefusedDelivery, match="lat and lon seem to be exchanged"):
        take("cameras", write_csv("cameras.csv", rows, header=("camera_id", "lat", "lon")))


@pytest.mark.parametrize(
    ("feed", "more", "message"),
    [
        ("raeds", {}, "There is no feed called 'raeds'"),
        ("reads", {"partner": "DVLAA"}, "no partner with the code 'DVLAA'. Close to it: .*DVLA"),
        ("reads", {"layout": "seatle_reads"}, "no layout called 'seatle_reads'. Did you mean seattle_reads"),
        ("reads", {"layout": "police_uk_street"}, "does not serve the feed 'reads'. It serves: thefts"),
    ],
)
def test_unknown_words_are_wrong_use(feed: str, more: dict[str, str], message: str, take: TakeIn, write_csv: WriteCsv) -> None:
    """An unknown feed, partner or layout ends with status 2 and says what there is."""
    with pytest.raises(WrongUse, match=message):
        take(feed, write_csv("reads.csv", [GOOD]), **more)


def test_a_path_that_is_not_a_file_is_wrong_use(take: TakeIn, tmp_path: Path) -> None:
    """A folder, nothing at all, and a device."""
    for path, message in [
        (tmp_path, "is not a file. To take in a folder"),
        (tmp_path / "none.csv", "No such file"),
        (tmp_path / "none" / "none.csv", "No such file"),
    ]:
        with pytest.raises(WrongUse, match=message):
            take("reads", path)


@pytest.mark.parametrize("name", ["reads\n.csv", os.fsdecode(b"reads\xff.csv")])
def test_a_name_that_cannot_be_shown_is_wrong_use(name: str, take: TakeIn, tmp_path: Path) -> None:
    """A line end or bytes that are no text in a file's name would spoil every list it stands in."""
    (tmp_path / name).write_bytes(HEADER + LINE)
    with pytest.raises(WrongUse, match="cannot be shown"):
        take("reads", tmp_path / name)


def test_a_file_that_may_not_be_read_is_refused(take: TakeIn, write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permission is denied: the message says so."""
    file = write_csv("reads.csv", [GOOD])
    open_file = Path.open

    def denied(self: Path, *mode: Any, **more: Any) -> Any:
        if self == file:
            raise PermissionError(13, "Permission denied")
        return open_file(self, *mode, **more)

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(RefusedDelivery, match=r"cannot be read \(Permission denied\)"):
        take("reads", file)


def test_a_workspace_that_cannot_be_written_is_wrong_use(take: TakeIn, write_csv: WriteCsv, workspace: Workspace) -> None:
    """The workspace stands where a file stands."""
    workspace.home.write_text("in the way")
    with pytest.raises(WrongUse, match="cannot be written"):
        take("reads", write_csv("reads.csv", [GOOD]))


def test_a_workspace_closed_to_writing_is_wrong_use(take: TakeIn, write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk was mounted read-only under us."""

    def closed(*_: object, **__: object) -> str:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkdtemp", closed)
    with pytest.raises(WrongUse, match=r"cannot be written \(Read-only file system\)"):
        take("reads", write_csv("reads.csv", [GOOD]))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from vinculum.evidence.intake import take_in
from vinculum.evidence.staging import WorkspaceFull
from vinculum.evidence.workspace import Workspace
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    take_in(Workspace(Path(sys.argv[1])), "reads", Path(sys.argv[2]), "TEST")
except WorkspaceFull as error:
    print(error)
"""


@pytest.mark.parametrize("room", [100_000, 312_000])
def test_a_full_disk_leaves_nothing_half_done(room: int, tmp_path: Path, workspace: Workspace) -> None:
    """The limit strikes while the original is copied, or while the accepted rows are written; either way one clear sentence."""
    file = tmp_path / "reads.csv.gz"
    # Packed as lines the second mark costs nothing, in a column of its own it does: the accepted rows outgrow the original.
    marks = (hashlib.sha256(b"%d" % number).hexdigest() for number in range(20_000))
    lines = "".join(f"{mark[:16]},2026-02-01T10:00:00Z,{mark[:16]},9\n" for mark in marks)
    file.write_bytes(gzip.compress(HEADER + lines.encode()))
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(workspace.home), str(file), str(room)], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"The disk that holds .* is full\. Nothing was taken in; make room and try again\.\n", ran.stdout)
    assert deliveries(workspace) == []
    assert not list(workspace.staging_folder.glob("*"))
    assert verify_chain(workspace) == []
