"""A panel is whole or refused, and a design says one thing of an area."""

from datetime import date

import numpy as np
import pytest

from vinculum.desk.programme.impact.panel import CannotCompare, Design, Panel, months_between, next_month

MONTHS = months_between(date(2025, 11, 1), date(2026, 2, 1))


def test_months_run_over_the_end_of_a_year() -> None:
    """Every month once, first and last included."""
    assert (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)) == MONTHS
    assert next_month(date(2025, 12, 1)) == date(2026, 1, 1)
    assert months_between(date(2026, 2, 1), date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("areas", "months", "counts", "words"),
    [
        (("A", "A"), MONTHS, np.ones((2, 4)), "named twice"),
        (("A",), (MONTHS[0], MONTHS[2]), np.ones((1, 2)), "After November 2025 comes January 2026"),
        (("A",), MONTHS, np.ones((1, 3)), "1 areas and 4 months"),
        (("A",), MONTHS, np.array([[1, 2, -1, 3]]), "below 0"),
        (("A",), (date(2025, 11, 2),), np.ones((1, 1)), "by its first day"),
    ],
)
def test_a_panel_with_a_gap_is_refused(areas: tuple[str, ...], months: tuple[date, ...], counts: object, words: str) -> None:
    """What is missing is named."""
    with pytest.raises(CannotCompare, match=words):
        Panel(areas, months, np.asarray(counts).astype(np.int64))


@pytest.mark.parametrize(
    ("acted_on", "compared", "beside", "words"),
    [
        ({}, ("B",), (), "No area was acted on"),
        ({"A": MONTHS[1]}, (), (), "no area to compare"),
        ({"A": MONTHS[1]}, ("A", "B"), (), "A cannot be both acted on and compared"),
        ({"A": MONTHS[1]}, ("B",), ("B",), "B cannot be both compared with and beside"),
    ],
)
def test_an_area_has_one_part(acted_on: dict[str, date], compared: tuple[str, ...], beside: tuple[str, ...], words: str) -> None:
    """Acted on, compared with or beside: never two of them."""
    with pytest.raises(CannotCompare, match=words):
        Design(acted_on, compared, beside)


def test_an_area_without_counts_is_named() -> None:
    """A panel does not invent a row."""
    panel = Panel(("A",), MONTHS, np.ones((1, 4), dtype=np.int64))
    with pytest.raises(CannotCompare, match="no counts for B"):
        panel.places(("A", "B"))
    with pytest.raises(CannotCompare, match="March 2026 is outside"):
        panel.place_of(date(2026, 3, 1))
