"""A version is checked against its rows: the same to the row, or told what differs and why."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from product_world import MARCH, OCTOBER, World, make
from vinculum.desk.all_figures import all_rules
from vinculum.desk.documents.checking import check_version


def differing(world: World, *, of: str) -> str:
    version = make(at=OCTOBER)
    world.arrests[of] = ("Kent", date(2025, 10, 15), datetime(2025, 10, 21, tzinfo=UTC))
    found = {one.slot: one for one in check_version(version)}
    assert found["value"].same
    return found["arrests"].why


def test_what_was_known_later_changes_nothing(world: World) -> None:
    """Rows that became known after the as-at are no difference."""
    version = make(at=OCTOBER)
    world.arrests["a9"] = ("Essex", date(2025, 10, 14), MARCH)
    assert all(one.same for one in check_version(version))


def test_a_row_laid_in_behind_the_as_at_is_found(world: World) -> None:
    """A backdated row is told."""
    assert differing(world, of="a9") == "since it was made, of what was known by its as-at: 1 row came to be known"


def test_a_row_changed_under_the_as_at_is_found_though_the_count_is_the_same(world: World) -> None:
    """The count of arrests is still 2, and the check says that one row reads otherwise."""
    assert differing(world, of="a1") == "since it was made, of what was known by its as-at: 1 row corrected"


def test_a_row_taken_away_is_found(world: World) -> None:
    """As is one that is gone."""
    version = make(at=OCTOBER)
    del world.value["v1"]
    value = next(one for one in check_version(version) if one.slot == "value")
    assert (value.kept, value.now) == (Decimal("2040000.5"), Decimal(0))
    assert value.why.endswith("1 row no longer counted")


def test_a_figure_that_is_no_longer_defined_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not passed over in silence."""
    version = make(at=OCTOBER)
    monkeypatch.delitem(all_rules(), "t-charges")
    assert {one.slot: one.why for one in check_version(version) if not one.same} == {"charges": "the figure is no longer defined"}
