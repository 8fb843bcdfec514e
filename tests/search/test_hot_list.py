"""The hot list: a read of a missing vehicle is told, as read or as misread, and nothing else is."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from vinculum.marks.columns import key_column
from vinculum.search.hot_list import HotList, Missing, list_readings

SINCE = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def missing(vrm: str, crime_ref: str = "10/1/26") -> Missing:
    return Missing(vrm, 1.0, crime_ref, "kent", "FORD", "FIESTA", "BLUE", SINCE, (("thefts-1", 1),))


def listed(*vehicles: Missing, registered: tuple[str, ...] = ()) -> HotList:
    return list_readings(tuple(vehicles), key_column(pa.array(registered, type=pa.string())))


def test_a_plate_read_as_listed_is_told() -> None:
    """However it is spelt; with which read it was and why."""
    ((place, match),) = listed(missing("AB12CDE")).look_up(["ZZ99ZZZ", "ab12 cde"])
    assert (place, match.exact, match.weight) == (1, True, 1.0)
    assert match.why == "AB12CDE (BLUE FORD FIESTA) has been missing since 02 January 2026 03:04 UTC, 10/1/26 of kent."


def test_a_misread_is_told_with_how_readily_it_happens() -> None:
    """A confusable character or a lost one; two wrong characters are not."""
    told = listed(missing("AB12CDO")).look_up(["AB12CD0", "AB12CD", "A812CD0", "XB12CDX"])
    assert [(place, match.exact) for place, match in told] == [(0, False), (1, False)]
    assert 1.0 > told[0][1].weight > told[1][1].weight > 0.0
    assert told[0][1].why.startswith("May be a misread: 0 at position 7 is O. AB12CDO")


def test_a_read_that_is_itself_registered_says_so() -> None:
    """The honest keeper of a look-alike plate is not stopped on the strength of a likeness."""
    ((_, match),) = listed(missing("AB12CDO"), registered=("AB12CD0",)).look_up(["AB12CD0"])
    assert match.read_is_registered
    assert match.why.endswith("AB12CD0 is itself on the register: a right reading is the likelier.")


def test_two_reports_of_one_plate_are_both_told_and_the_surest_comes_first() -> None:
    """One read may speak of several missing vehicles."""
    told = listed(missing("AB12CDO", "2"), missing("AB12CD0", "1"), missing("AB12CD0", "3")).look_up(["AB12CD0"])
    assert [match.missing.crime_ref for _, match in told] == ["1", "3", "2"]


@pytest.mark.parametrize("reads", [[], [""], ["--"], [None]])
def test_nothing_read_is_nothing_told(reads: list[str]) -> None:
    """Empty reads and an empty list match nothing."""
    assert listed(missing("AB12CDE")).look_up(reads) == []
    assert list_readings((), np.zeros(0, dtype=np.int64)).look_up(["AB12CDE"]) == []
