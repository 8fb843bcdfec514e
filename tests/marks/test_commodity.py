import csv
from pathlib import Path

import pytest

from vinculum.marks.commodity import Goods, parse_commodity


@pytest.mark.parametrize(
    ("text", "goods", "used"),
    [
        ("8703 22 90", Goods.CAR, True),
        ("8703.22.10", Goods.CAR, False),
        ("87032319", Goods.CAR, False),
        ("8703239000", Goods.CAR, True),
        ("870322", Goods.CAR, None),
        ("8708", Goods.PART, None),
        ("870829", Goods.PART, None),
        ("84073410", Goods.ENGINE, None),
        ("94042110", Goods.COVER, None),
        ("63090000", Goods.COVER, None),
        ("401220", Goods.COVER, None),
        ("401110", Goods.OTHER, None),
        ("87019490", Goods.AGRICULTURAL, None),
        ("870120", Goods.TRACTOR, None),
        ("8711", Goods.MOTORCYCLE, None),
        ("440890", Goods.OTHER, None),
    ],
)
def test_codes_mean_goods(text: str, goods: Goods, used: bool | None) -> None:  # noqa: FBT001  columns of a table
    """Headings of DOMAIN 4.3, the longest listed one; new and used are told apart by the end of the CN8 code."""
    code = parse_commodity(text)
    assert (goods, used, True) == (code.goods, code.used, code.well_formed)


@pytest.mark.parametrize("text", ["", "87", "870", "87032", "0012", "8703AB", "87032290001"])
def test_what_is_no_code(text: str) -> None:
    """Four, six, eight or ten digits of a chapter from 01 to 99."""
    assert not parse_commodity(text).well_formed


def test_the_listed_headings_stand_in_the_harmonised_system(real_data: Path) -> None:
    """Every code of the system reads as itself; a code under a listed heading is described by it."""
    with (real_data / "trade" / "harmonized-system.csv").open(encoding="utf-8", newline="") as handle:
        codes = [row["hscode"] for row in csv.DictReader(handle) if len(row["hscode"]) in (4, 6)]
    read = {code: parse_commodity(code) for code in codes}
    assert all(code.well_formed for code in read.values())
    assert sum(1 for code in read.values() if code.goods is Goods.CAR) > 10
    assert all(code.description for code in read.values() if code.heading == "8708")
