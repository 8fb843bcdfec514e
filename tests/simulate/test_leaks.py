"""No reference, and no place in a file, tells guilt: a ranking by either is no better than chance."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from sklearn.metrics import roc_auc_score

from vinculum.simulate import Simulated


def told_apart(scores: Sequence[float], guilty: Sequence[bool]) -> float:
    """Return by how many standard errors the area under the curve differs from one half."""
    n, m = sum(guilty), len(guilty) - sum(guilty)
    assert min(n, m) >= 4, "too few to say anything"
    error = np.sqrt((n + m + 1) / (12 * n * m))
    return float(abs(roc_auc_score(guilty, scores) - 0.5) / error)


def as_number(text: str) -> float:
    """Return a text as a number in its own order."""
    return float(int.from_bytes(text.encode()[:12].ljust(12, b"\0"), "big"))


def cases(out: Path, truth: Path) -> dict[str, tuple[list[str], set[str]]]:
    def column(path: Path, name: str) -> list[str]:
        found: list[str] = pq.read_table(path)[name].to_pylist()
        return found

    lapsed = set(column(truth / "lapses.parquet", "los_ref"))
    thefts = pq.read_table(truth / "thefts.parquet").to_pylist()
    by_crews = {t["crime_ref"] for t in thefts if t["crew"] is not None}
    return {
        "consignments": (
            column(out / "consignments.parquet", "consignment_ref"),
            set(column(truth / "exports.parquet", "consignment_ref")),
        ),
        "los": (column(out / "los.parquet", "los_ref"), lapsed),
        "thefts": (column(out / "thefts.parquet", "crime_ref"), by_crews),
        "register": (column(out / "register.parquet", "vrm"), set(column(truth / "clones.parquet", "vrm"))),
        "stolen plates": (column(out / "register.parquet", "vrm"), {t["vrm"] for t in thefts}),
        "sellers": (
            sorted(set(column(out / "listings.parquet", "seller_ref"))),
            set(column(truth / "sellers.parquet", "seller_ref")),
        ),
        "cameras": (column(out / "cameras.parquet", "camera_id"), set(column(truth / "camera_faults.parquet", "camera_id"))),
    }


@pytest.mark.parametrize("feed", ["consignments", "los", "thefts", "sellers", "cameras"])
def test_references_tell_nothing(sample: Simulated, truth: Path, feed: str) -> None:
    """A reference read as a number ranks the guilty no higher than the rest.

    Crime references begin with the force, as in life; only what follows is asked.
    """
    refs, guilty = cases(sample.out, truth)[feed]
    scores = [as_number(ref.split("/")[1] if feed == "thefts" else ref) for ref in refs]
    assert told_apart(scores, [ref in guilty for ref in refs]) < 3.5


@pytest.mark.parametrize("feed", ["consignments", "thefts", "register", "stolen plates"])
def test_place_in_the_file_tells_nothing(sample: Simulated, truth: Path, feed: str) -> None:
    """Rows stand in order of time or of mark; where one stands says nothing of guilt."""
    refs, guilty = cases(sample.out, truth)[feed]
    assert told_apart(list(range(len(refs))), [ref in guilty for ref in refs]) < 3.5


def test_the_detector_of_leaks_can_see(sample: Simulated, truth: Path) -> None:
    """Were the guilty put first, this test would know."""
    refs, guilty = cases(sample.out, truth)["consignments"]
    ordered = sorted(refs, key=lambda ref: ref not in guilty)
    assert told_apart(list(range(len(ordered))), [ref in guilty for ref in ordered]) > 7


def test_nothing_of_the_truth_lies_among_the_feeds(sample: Simulated) -> None:
    """Feeds stand in the folder, the truth in its own; no feed has a column that the contract does not know."""
    beside = {path.name for path in sample.out.iterdir()}
    assert {name for name in beside if not name.endswith(".parquet")} == {"truth", "world.json"}
