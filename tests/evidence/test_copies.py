"""Exact copies and repeated keys, against a plain count over Python tuples."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vinculum.evidence.intake import Intake, take_in
from vinculum.evidence.workspace import Workspace

Rows = Callable[[Intake], list[dict[str, Any]]]

ROW = st.tuples(
    st.sampled_from(["C1", "C2"]), st.integers(0, 1), st.sampled_from(["AB12CDE", "XY99ZZZ"]), st.sampled_from(["", "5", "5.0"])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=20))
def test_copies_are_those_that_equal_an_earlier_row(
    rows: list[tuple[str, int, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rows are compared by what they say: 5 and 5.0 are one confidence."""
    folder = tmp_path_factory.mktemp("copies")
    start = datetime(2026, 2, 1, tzinfo=UTC)
    lines = [
        f"{camera},{(start + timedelta(seconds=after)).isoformat()},{vrm},{confidence}\n"
        for camera, after, vrm, confidence in rows
    ]
    (folder / "reads.csv").write_text("camera_id,read_at,vrm,confidence\n" + "".join(lines))
    intake = take_in(Workspace(folder / "home"), "reads", folder / "reads.csv", "TEST", received_at=start + timedelta(days=9))
    said = [(camera, after, vrm, float(confidence) if confidence else None) for camera, after, vrm, confidence in rows]
    assert intake.accepted == len(set(said))
    assert intake.repeated_keys == len(set(said)) - len({row[:3] for row in said})
