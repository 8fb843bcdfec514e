"""Estimates: right in the mean over every draw there can be, honest where nothing was found, clear about what they rest on."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations, product

import pytest

from vinculum.picture.screening.box import Box, Budget
from vinculum.picture.screening.draw import chances, touched
from vinculum.picture.screening.estimates import (
    Frame,
    Opening,
    by_port,
    hit_rate,
    missed,
    positives,
    prevalence,
    with_chances,
    yields,
)

BOXES = {"GBFXT": ["a", "b", "c"], "GBSOU": ["e", "f"]}
POSITIVE = {"a", "c", "f"}


def every_draw(chance: dict[str, Fraction]) -> Iterator[tuple[Fraction, set[str]]]:
    """Yield every draw there can be with how likely it is: all orders of the boxes, every place of the comb that matters."""
    orders = [list(permutations(names)) for names in BOXES.values()]
    steps = max(one.denominator for one in chance.values()) * min(one.denominator for one in chance.values())
    for order in product(*orders):
        laid = list(zip(order, (chance[port] for port in BOXES), strict=True))
        for step in range(steps):
            likely = Fraction(1, steps * len(orders[0]) * len(orders[1]))
            yield likely, touched(laid, Fraction(2 * step + 1, 2 * steps))


@pytest.mark.parametrize(
    ("budget", "first_line"),
    [
        (Budget(3, random_share=0.5), set[str]()),
        (Budget(3, at={"GBFXT": 1}, random_share=0.5), {"a", "b"}),
        (Budget(4, random_share=0.1), {"c", "e"}),
    ],
)
def test_estimates_are_right_in_the_mean(budget: Budget, first_line: set[str]) -> None:
    """Over every draw, weighed by how likely it is, the estimate is the truth exactly, and each chance is the one recorded."""
    boxes = [Box(name, 9_000.0, port=port) for port, names in BOXES.items() for name in names]
    chance = chances(boxes, budget)
    frames = [
        Frame("d", port, len(names), len(first_line.intersection(names)), float(chance[port])) for port, names in BOXES.items()
    ]
    mean, drawn_share = 0.0, dict.fromkeys((box.name for box in boxes), Fraction(0))
    for likely, drawn in every_draw(chance):
        openings = [
            Opening("d", box.port, "random" if box.name in drawn else "lead", box.name in POSITIVE, float(chance[box.port]),
                    first_line=box.name in first_line)
            for box in boxes
            if box.name in drawn | first_line
        ]  # fmt: skip
        mean += float(likely) * (positives(openings, frames).value or 0.0)
        for name in drawn:
            drawn_share[name] += likely
    assert mean == pytest.approx(len(POSITIVE))
    assert drawn_share == {box.name: chance[box.port] for box in boxes}


def drawn(positive: int, negative: int, *, chance: float | None = 0.01, port: str = "GBFXT") -> list[Opening]:
    """Return boxes drawn at random."""
    return [Opening("d", port, "random", place < positive, chance, value_gbp=50_000.0) for place in range(positive + negative)]


def test_nothing_found_is_never_zero() -> None:
    """None in 100 drawn boxes of 10,000: no value, an upper limit, and words that say so."""
    told = prevalence(drawn(0, 100), [Frame("d", "GBFXT", 10_000, 0, 0.01)])
    assert told.value is None
    assert [told.low, told.high] == pytest.approx([0.0, 0.0360], abs=2e-4)
    assert told.text == "None was found, so only a limit is known: at most 3.6 % of 10,000 boxes hold stolen vehicles, at 95 %."
    rate = hit_rate(drawn(0, 100), "random")
    assert rate.value is None
    assert rate.text == "None of 100 boxes drawn at random held stolen vehicles: at most 3.6 %, at 95 %."
    gone = missed(drawn(0, 100), [Frame("d", "GBFXT", 10_000, 0, 0.01)])
    assert gone.text == "0 boxes with stolen vehicles were found; at most 360 sailed unopened, at 95 %."


def test_without_a_draw_nothing_is_known_of_all_boxes() -> None:
    """Boxes opened on leads alone say nothing of the others: no value, no interval but everything."""
    leads = [Opening("d", "GBFXT", "lead", positive=True)] * 5
    told = prevalence(leads, [Frame("d", "GBFXT", 1_000, 0, 0.0)])
    assert (told.value, told.low, told.high) == (None, 0.0, 1.0)
    assert "nothing is known of all boxes" in told.text
    assert "not known" in missed(leads, [Frame("d", "GBFXT", 1_000, 0, 0.0)]).text
    assert hit_rate([]).text == "No box was opened: nothing is known."


def test_the_first_line_is_known_for_certain() -> None:
    """Ten positives of the first line are ten, not a thousand; a drawn box of the first line counts in both arms, once in all."""
    first = [Opening("d", "GBFXT", "lead", place < 10, 0.01, first_line=True) for place in range(19)]
    both = [Opening("d", "GBFXT", "random", True, 0.01, first_line=True)]
    rest = drawn(1, 99)
    frames = [Frame("d", "GBFXT", 10_020, 20, 0.01)]
    told = positives([*first, *both, *rest], frames)
    assert told.value == pytest.approx(11 + 100)
    assert told.low >= 12
    assert (told.found, told.opened) == (12, 120)
    assert hit_rate([*first, *both, *rest], "lead").opened == 20
    assert hit_rate([*first, *both, *rest], "random").opened == 101
    assert missed([*first, *both, *rest], frames).value == pytest.approx(99)


def test_ports_of_unlike_chances_are_weighed() -> None:
    """A find at a port where few are drawn stands for many; a port with no lifts is told as not spoken of."""
    frames = [Frame("d", "GBFXT", 1_000, 0, 0.02), Frame("d", "GBSOU", 2_000, 0, 0.005), Frame("d", "GBTIL", 1_000, 0, 0.0)]
    openings = [*drawn(1, 19, chance=0.02), *drawn(1, 9, chance=0.005, port="GBSOU")]
    told = positives(openings, frames)
    assert told.value == pytest.approx(1 / 0.02 + 1 / 0.005)
    assert told.covered == pytest.approx(0.75)
    assert "75 % of all boxes could have been drawn" in told.text
    assert told.low < 250 < told.high
    ports = by_port(openings, frames)
    assert ports["GBFXT"].value == pytest.approx(0.05)
    assert ports["GBTIL"].value is None


def test_chances_that_nobody_recorded_are_filled_in() -> None:
    """Four boxes of 200 were opened at random that month: each stands for fifty. A month without any is not covered."""
    openings = [*drawn(1, 3, chance=None), Opening("d", "GBFXT", "lead", positive=True)]
    frames = [Frame("d", "GBFXT", 200), Frame("e", "GBFXT", 100)]
    with pytest.raises(ValueError, match="with_chances"):
        positives(openings, [Frame("d", "GBFXT", 200, 0, 0.1)])
    filled, known = with_chances(openings, frames)
    assert [frame.inclusion_probability for frame in known] == [0.02, 0.0]
    told = positives(filled, known)
    assert told.value == pytest.approx(50)
    assert told.covered == pytest.approx(2 / 3)


def test_what_a_pound_brought() -> None:
    """Value found for each pound spent, by arm and port; unknown where a find has no value."""
    openings = [
        Opening("d", "GBFXT", "lead", positive=True, value_gbp=60_000.0, cost_gbp=400.0),
        Opening("d", "GBFXT", "lead", positive=False, cost_gbp=200.0),
        Opening("d", "GBSOU", "lead", positive=True, cost_gbp=200.0),
        Opening("d", "GBSOU", "random", positive=False),
    ]
    told = {(one.arm, one.port): one for one in yields(openings, lift_gbp=200.0)}
    assert told["lead", "GBFXT"].per_pound == pytest.approx(100.0)
    assert told["lead", None].per_pound is None
    assert (told["random", "GBSOU"].cost_gbp, told["random", "GBSOU"].per_pound) == (200.0, 0.0)
    assert told["random", "GBSOU"].hit.text.startswith("None of 1 boxes drawn at random")
