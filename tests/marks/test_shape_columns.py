import csv
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.formats import formats
from vinculum.marks.shape_columns import vin_well_formed_column, vrm_class_column
from vinculum.marks.vin import VIN_CHARACTERS, parse_vin
from vinculum.marks.vrm import parse_vrm

SHAPED = st.sampled_from([template for shape in formats() for template in shape.templates]).flatmap(
    lambda template: st.tuples(*(st.sampled_from(allowed + "?") for allowed in template)).map("".join)
)
PLATES = st.none() | SHAPED | st.text(alphabet="ABCIQZDX0123? -Мо", max_size=10)  # noqa: RUF001  look-alikes
VINS = st.none() | st.text(alphabet=VIN_CHARACTERS + "IOQ?", min_size=16, max_size=18) | st.just("SABTVRO3012345678")


@given(st.lists(PLATES, max_size=30))
def test_a_column_of_plates_is_classed_as_its_rows_are(texts: list[str | None]) -> None:
    """Templates as bits say what regular expressions say; null stays null."""
    expected = [None if text is None else parse_vrm(text).vrm_class.value for text in texts]
    assert expected == vrm_class_column(pa.array(texts, type=pa.string())).to_pylist()


@given(st.lists(VINS, max_size=30))
def test_a_column_of_vins_is_judged_as_its_rows_are(texts: list[str | None]) -> None:
    """Well-formed by characters and length; null stays null."""
    expected = [None if text is None else parse_vin(text).well_formed for text in texts]
    assert expected == vin_well_formed_column(pa.array(texts, type=pa.string())).to_pylist()


def test_real_plates_are_classed_as_one_by_one(real_data: Path) -> None:
    """3,664 plates of the New Zealand list: foreign shapes, personal plates, blanks."""
    file = real_data / "stolen" / "nz_police_stolen_vehicles_2011-12-02_with_plates.csv"
    with file.open(encoding="utf-8", errors="replace", newline="") as handle:
        plates = [row[0] for row in csv.reader(handle) if row]
    assert len(plates) > 3600
    assert [parse_vrm(plate).vrm_class.value for plate in plates] == vrm_class_column(pa.array(plates)).to_pylist()
