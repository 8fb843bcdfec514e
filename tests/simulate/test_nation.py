"""A sample holds every feed as its contract asks, in order, and is the same wherever it is made."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from vinculum.errors import WrongUse
from vinculum.evidence.contract import contracts
from vinculum.simulate import Scale, Simulated, Size, simulate, size_of

TINY = replace(size_of(Scale.TOWN), vehicles=1500, consignments=120, read_days=2)

ANOTHER_PROCESS = """
import sys
from dataclasses import replace
from pathlib import Path
from vinculum.simulate import Scale, simulate, size_of
size = replace(size_of(Scale.TOWN), vehicles=1500, consignments=120, read_days=2)
simulate(Path(sys.argv[1]), Scale.TOWN, 5, size=size)
"""


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_feed_is_there_with_the_columns_of_its_contract(sample: Simulated) -> None:
    """A partner hands over the contract's columns, in their order and type, and nothing else."""
    for feed, contract in contracts().items():
        told = pq.read_schema(sample.out / f"{feed}.parquet")
        assert told.names == [column.name for column in contract.columns], feed
        assert [field.type for field in told] == [column.arrow_type for column in contract.columns], feed


def test_required_columns_are_filled_and_words_are_those_of_the_contract(sample: Simulated) -> None:
    """An honest delivery breaks no rule of its contract."""
    for feed, contract in contracts().items():
        table = pq.read_table(sample.out / f"{feed}.parquet")
        assert table.num_rows == sample.rows[feed] > 0, feed
        for column in contract.columns:
            if column.required:
                assert table[column.name].null_count == 0, (feed, column.name)
            if column.values:
                assert set(table[column.name].unique().to_pylist()) - {None} <= set(column.values), (feed, column.name)


def test_records_end_with_the_last_day(sample: Simulated) -> None:
    """What happens after the last day nobody can have recorded, whatever a camera's clock shows."""
    end = pa.scalar(date(2026, 4, 1)).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
    for feed, contract in contracts().items():
        table = pq.read_table(sample.out / f"{feed}.parquet")
        for column in contract.columns:
            if table[column.name].type == end.type and not column.may_lie_ahead:
                assert not pc.any(pc.greater_equal(table[column.name], end)).as_py(), (feed, column.name)


def test_reads_come_in_order_of_the_time_shown(sample: Simulated) -> None:
    """Reads arrive in time order: what one pass over them relies on."""
    at = pq.read_table(sample.out / "reads.parquet")["read_at"].cast(pa.int64()).to_numpy()
    assert (at[1:] >= at[:-1]).all()


def test_same_seed_gives_same_bytes_in_another_process_with_another_hash_seed(tmp_path: Path) -> None:
    """Nothing in a sample may hang on the order of sets, the clock or the process."""
    simulate(tmp_path / "here", Scale.TOWN, 5, size=TINY)
    environment = {**os.environ, "PYTHONHASHSEED": "271828"}
    subprocess.run([sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path / "there")], check=True, env=environment)
    here = digests(tmp_path / "here")
    assert here == digests(tmp_path / "there")
    assert len(here) == len(contracts()) + 18


def test_another_seed_gives_another_nation(tmp_path: Path) -> None:
    """Two seeds share no delivery."""
    simulate(tmp_path / "a", Scale.TOWN, 5, size=TINY)
    simulate(tmp_path / "b", Scale.TOWN, 6, size=TINY)
    a, b = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert [name for name in a if a[name] == b[name]] == []


def test_csv_tells_what_parquet_tells(tmp_path: Path) -> None:
    """The format changes how a feed is written, not what it says."""
    simulate(tmp_path / "p", Scale.TOWN, 5, size=TINY)
    simulate(tmp_path / "c", Scale.TOWN, 5, file_format="csv", size=TINY)
    for feed in contracts():
        told = pq.read_table(tmp_path / "p" / f"{feed}.parquet")
        text = pa_csv.read_csv(tmp_path / "c" / f"{feed}.csv")
        assert (text.num_rows, text.column_names) == (told.num_rows, told.column_names), feed
    reads = (tmp_path / "c" / "reads.csv").read_text("utf-8").splitlines()
    first = pq.read_table(tmp_path / "p" / "reads.parquet").slice(0, 1).to_pylist()[0]
    shown = next(iter(pa_csv.read_csv(tmp_path / "c" / "reads.csv").slice(0, 1).to_pylist()))
    assert reads[0] == '"camera_id","read_at","vrm","confidence","make","colour"'
    assert (shown["vrm"], shown["read_at"]) == (first["vrm"], first["read_at"])


def test_days_and_rows_are_told_in_world_json(sample: Simulated) -> None:
    """world.json says what was asked for and how many rows came of it; nothing of the truth."""
    told = json.loads((sample.out / "world.json").read_text("utf-8"))
    assert told == sample.as_document()
    assert set(told) == {"scale", "seed", "since", "until", "rows"}


def test_since_and_until_bound_the_records(tmp_path: Path) -> None:
    """Both days count; reads span no more than the records do."""
    told = simulate(tmp_path / "n", Scale.TOWN, 5, date(2025, 5, 1), date(2025, 5, 20), size=replace(TINY, read_days=28))
    days = pq.read_table(told.out / "reads.parquet")["read_at"].cast(pa.date32()).unique().to_pylist()
    assert (min(days), max(days)) == (date(2025, 5, 1), date(2025, 5, 20))


@pytest.mark.parametrize(
    ("until", "file_format", "named"), [(date(2025, 1, 5), "parquet", "two weeks"), (date(2025, 3, 1), "xlsx", "xlsx")]
)
def test_wrong_use_is_refused_in_words(tmp_path: Path, until: date, file_format: str, named: str) -> None:
    """A wish that cannot be met is told before anything is written."""
    with pytest.raises(WrongUse, match=named):
        simulate(tmp_path / "out", Scale.TOWN, 1, date(2025, 1, 1), until, file_format)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, small: Size) -> None:
    """Nothing of the user's is overwritten."""
    (tmp_path / "kept.txt").write_text("mine", "utf-8")
    with pytest.raises(WrongUse, match="not an empty folder"):
        simulate(tmp_path, Scale.TOWN, 1, size=small)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_an_interrupted_run_leaves_nothing_that_looks_like_a_sample(tmp_path: Path) -> None:
    """Until everything is written the folder is not there; the next run begins anew."""

    def stop(what: str) -> None:
        if what == "truth":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path / "out", Scale.TOWN, 5, size=TINY, progress=stop)
    assert not (tmp_path / "out").exists()
    simulate(tmp_path / "out", Scale.TOWN, 5, size=TINY)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
