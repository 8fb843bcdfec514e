"""The truth agrees with what partners tell: every true thing can be found in the feeds."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vinculum.simulate import Simulated
from vinculum.simulate.clock import DAY, HOUR
from vinculum.simulate.truth import lapse_state


def rows(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return found


@pytest.mark.parametrize(
    ("age", "confirmed", "removal", "found", "again", "state"),
    [
        (47 * HOUR, False, None, False, False, None),
        (48 * HOUR, False, None, False, False, None),
        (48 * HOUR + 1, False, None, False, False, "unconfirmed_48h"),
        (14 * DAY, False, None, True, False, "unconfirmed_14d"),
        (28 * DAY, False, None, False, False, "unconfirmed_28d"),
        (35 * DAY, False, None, False, False, "unconfirmed_35d"),
        (42 * DAY, False, None, False, False, "unconfirmed_42d"),
        (90 * DAY, True, None, False, False, None),
        (90 * DAY, False, "weeded", False, False, "weeded"),
        (90 * DAY, False, "weeded", True, False, None),
        (90 * DAY, False, "weeded", False, True, None),
        (90 * DAY, False, "found", True, False, None),
        (90 * DAY, False, "error", False, False, None),
    ],
)
def test_states_of_a_marker_follow_the_clock(
    age: int, *, confirmed: bool, removal: str | None, found: bool, again: bool, state: str | None
) -> None:
    """48 hours, 14, 28, 35 and 42 days (DOMAIN 3.6); weeded is a lapse only while the vehicle is out there unmarked."""
    end = 1000 * DAY
    told = lapse_state(end - age, end - age + HOUR if confirmed else None, removal, end, found=found, entered_again=again)
    assert told == state


def test_hits_are_reads_that_were_handed_over(sample: Simulated, truth: Path) -> None:
    """Each true hit is one row of the reads, exact when the plate was read right."""
    reads = pq.read_table(sample.out / "reads.parquet", columns=["camera_id", "read_at", "vrm"])
    known = set(zip(*(reads[name].to_pylist() for name in reads.column_names), strict=True))
    hits = rows(truth / "hits.parquet")
    assert len(hits) > 40
    for hit in hits:
        assert (hit["camera_id"], hit["read_at"], hit["vrm_read"]) in known
        assert hit["exact"] == (hit["vrm_read"] == hit["stolen_vrm"])


def test_hits_fall_while_the_vehicle_is_out(truth: Path) -> None:
    """A hit comes after the theft and before the find, clocks allowing."""
    thefts = {row["crime_ref"]: row for row in rows(truth / "thefts.parquet")}
    found = {row["crime_ref"]: row["found_at"] for row in rows(truth / "recoveries.parquet")}
    slack = pa.scalar(4 * HOUR, pa.duration("us")).as_py()
    for hit in rows(truth / "hits.parquet"):
        theft = thefts[hit["crime_ref"]]
        assert hit["stolen_vrm"] == theft["vrm"]
        assert hit["read_at"] > theft["taken_at"] - slack
        if hit["crime_ref"] in found:
            assert hit["read_at"] < found[hit["crime_ref"]] + slack


def test_true_things_are_in_the_feeds(sample: Simulated, truth: Path) -> None:
    """What is true can be pointed at: references and marks of the truth occur in the feeds."""
    for name, column, feed, told in (
        ("exports", "consignment_ref", "consignments", "consignment_ref"),
        ("lapses", "los_ref", "los", "los_ref"),
        ("camera_faults", "camera_id", "cameras", "camera_id"),
        ("clones", "vrm", "register", "vrm"),
        ("ringers", "vrm", "register", "vrm"),
    ):
        true = set(pq.read_table(truth / f"{name}.parquet")[column].to_pylist())
        assert true, name
        assert true <= set(pq.read_table(sample.out / f"{feed}.parquet")[told].to_pylist()), name


def test_reuse_is_criminal_or_a_booking_made_again(sample: Simulated, truth: Path) -> None:
    """Numbers reused lawfully keep their shipper and consignee; numbers that crews borrow meet a stranger's papers."""
    boxes = {row["consignment_ref"]: row for row in rows(sample.out / "consignments.parquet") if row["amended_at"] is None}
    kinds = {True: 0, False: 0}
    for reuse in rows(truth / "vin_reuse.parquet"):
        refs = reuse["consignments"]
        assert isinstance(refs, list)
        consignees = {boxes[ref]["consignee_name"] for ref in refs}
        eoris = {boxes[ref]["shipper_eori"] for ref in refs}
        kinds[bool(reuse["criminal"])] += 1
        if not reuse["criminal"]:
            assert len(eoris) == 1
            assert len(consignees) == 1
    assert min(kinds.values()) >= 3


def test_contradictions_are_fewer_than_what_beats_free_flow(truth: Path) -> None:
    """What nobody could have driven is part of what is sooner than free flow, and some clones show it."""
    clones = rows(truth / "clones.parquet")
    assert all(c["n_contradictions"] <= c["n_beyond_free_flow"] for c in clones)  # type: ignore[operator]  # rows are untyped
    assert sum(c["n_contradictions"] >= 1 for c in clones) >= 3  # type: ignore[operator]  # as above


def test_what_was_true_stands_beside_each_read(sample: Simulated, truth: Path) -> None:
    """truth/reads has a row for every read, in their order; most reads show the plate that was borne."""
    reads, beside = pq.read_table(sample.out / "reads.parquet"), pq.read_table(truth / "reads.parquet")
    assert beside.num_rows == reads.num_rows
    right = [read == borne for read, borne in zip(reads["vrm"].to_pylist(), beside["vrm_borne"].to_pylist(), strict=True)]
    assert 0.9 < sum(right) / len(right) < 0.995


def test_every_consignment_has_its_true_shipper(sample: Simulated, truth: Path) -> None:
    """truth/shippers names each consignment once; its EORI is the one on the papers as first handed over."""
    told = pq.read_table(
        sample.out / "consignments.parquet", columns=["consignment_ref", "shipper_eori", "amended_at"]
    ).to_pylist()
    known = {row["consignment_ref"]: row["eori"] for row in rows(truth / "shippers.parquet")}
    assert set(known) == {row["consignment_ref"] for row in told}
    first = [row for row in told if row["amended_at"] is None]
    assert [known[row["consignment_ref"]] for row in first] == [row["shipper_eori"] for row in first]
