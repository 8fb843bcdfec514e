"""Exchanged columns are caught; strange ones that are merely strange are not."""

import pyarrow as pa
import pytest

from vinculum.evidence.contract import contract_of
from vinculum.evidence.plausibility import check_swapped
from vinculum.evidence.refusal import RefusedDelivery

PLATES = [f"AB{n:02d}CDE" for n in range(20)]
HASHES = [f"{n:040x}" for n in range(20)]
CAMERAS = [f"CAM{n:03d}" for n in range(20)]
VINS = [f"SALWA2EK0EA{n:06d}" for n in range(20)]


def test_hashed_plates_are_strange_and_not_swapped() -> None:
    """Seattle's plates are hashes: nothing else in the file looks more like a plate."""
    check_swapped(pa.table({"camera_id": CAMERAS, "vrm": HASHES}), contract_of("reads"), "x")


def test_dateless_plates_prove_nothing() -> None:
    """ABC123 may be a plate or a camera."""
    check_swapped(pa.table({"camera_id": PLATES[:2] + CAMERAS[2:], "vrm": CAMERAS}), contract_of("reads"), "x")


def test_a_plate_among_chassis_numbers_is_told() -> None:
    """Vrm and vin exchanged: both sides are named."""
    with pytest.raises(RefusedDelivery, match="columns vrm and vin seem to be exchanged") as caught:
        check_swapped(pa.table({"vrm": VINS, "vin": PLATES, "make": ["FORD"] * 20}), contract_of("register"), "x")
    assert caught.value.columns == ("vrm", "vin")


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(47.6, -122.3), (-36.8, 174.8), (51.5, -0.1), (5.3, -4.0), (25.2, 55.3), (1.3, 103.8)],
    ids=["Seattle", "Auckland", "London", "Abidjan", "Dubai", "Singapore"],
)
def test_positions_anywhere_on_earth_are_fine(lat: float, lon: float) -> None:
    """Only what is British the other way round is refused."""
    check_swapped(pa.table({"lat": [lat] * 20, "lon": [lon] * 20}), contract_of("cameras"), "x")


def test_a_few_rows_are_not_judged() -> None:
    """Four cells prove nothing about a column."""
    check_swapped(pa.table({"camera_id": PLATES[:4], "vrm": CAMERAS[:4]}), contract_of("reads"), "x")
