"""The random arm: every box has the chance that is recorded for it, and the same boxes give the same draw."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture.screening.box import Box, Budget
from vinculum.picture.screening.draw import arm_size, chances, draw, most_drawn

PORTS = ("GBFXT", "GBSOU", "GBLGP")
MADE = st.lists(st.tuples(st.sampled_from(PORTS), st.floats(0, 2_000)), max_size=40)


def boxes_of(made: list[tuple[str, float]]) -> list[Box]:
    """Return boxes at these ports of these expected values."""
    return [Box(f"C{place:02d}", value, port=port) for place, (port, value) in enumerate(made)]


@given(
    made=MADE, lifts=st.integers(0, 50), share=st.floats(0, 1), room=st.dictionaries(st.sampled_from(PORTS), st.integers(0, 9))
)
def test_chances_add_up_to_the_size_of_the_arm(
    made: list[tuple[str, float]], lifts: int, share: float, room: dict[str, int]
) -> None:
    """Each chance lies between 0 and 1, their sum is the arm's size, and at no port is it more than the port has lifts."""
    boxes, budget = boxes_of(made), Budget(lifts, at=room, random_share=share)
    chance = chances(boxes, budget)
    assert all(0 <= one <= 1 for one in chance.values())
    assert sum((chance[box.port] for box in boxes), Fraction(0)) == arm_size(boxes, budget)
    for port, one in chance.items():
        assert one * sum(box.port == port for box in boxes) <= budget.room_at(port)


@given(
    made=MADE, lifts=st.integers(0, 50), share=st.floats(0, 1), room=st.dictionaries(st.sampled_from(PORTS), st.integers(0, 9))
)
def test_as_many_are_drawn_as_the_chances_say(
    made: list[tuple[str, float]], lifts: int, share: float, room: dict[str, int]
) -> None:
    """The number drawn is the sum of the chances rounded up or down, in all and at each port; order of the boxes is nothing."""
    boxes, budget = boxes_of(made), Budget(lifts, at=room, random_share=share)
    chance = chances(boxes, budget)
    drawn = draw(boxes, chance)
    size = sum((chance[box.port] for box in boxes), Fraction(0))
    assert abs(len(drawn) - size) < 1
    most, most_at = most_drawn(boxes, chance)
    assert len(drawn) <= most <= lifts
    held = Counter(box.port for box in boxes if box.consignment_ref in drawn)
    for port, one in chance.items():
        assert abs(held[port] - one * sum(box.port == port for box in boxes)) < 1
        assert held[port] <= most_at[port]
    assert drawn == draw(boxes[::-1], chance)


def test_each_box_is_drawn_as_often_as_its_chance_says() -> None:
    """Over many mornings a box is drawn as often as recorded, wherever it stands in the ranking and at whatever port."""
    drawn = Counter[int]()
    told = Counter[int]()
    for morning in range(1_500):
        boxes = [
            Box(f"D{morning}-{place}", 60_000.0 / (place + 1), port=PORTS[place % 2 if place < 16 else 2]) for place in range(20)
        ]
        budget = Budget(5, at={"GBSOU": 1}, random_share=0.5)
        chance = chances(boxes, budget)
        taken = draw(boxes, chance)
        drawn.update(place for place, box in enumerate(boxes) if box.consignment_ref in taken)
        for place, box in enumerate(boxes):
            told[place] += float(chance[box.port])  # type: ignore[assignment]  # a sum of chances
    for place in range(20):
        deviation = (told[place] * (1 - told[place] / 1_500)) ** 0.5
        assert abs(drawn[place] - told[place]) < 4.5 * deviation, (place, drawn[place], told[place])


def test_half_a_lift_a_day_is_a_lift_every_other_day() -> None:
    """With four lifts a day and a tenth of them at random the arm is not rounded away: 0.4 of a lift is drawn in the mean."""
    sizes = [
        len(draw(boxes, chances(boxes, Budget(4, random_share=0.1))))
        for morning in range(1_000)
        for boxes in [[Box(f"D{morning}-{place}", 1_000.0) for place in range(30)]]
    ]
    assert set(sizes) == {0, 1}
    assert 340 <= sum(sizes) <= 460


def test_lifts_that_no_lead_is_worth_go_to_the_random_arm() -> None:
    """Two boxes are worth a lift: of ten lifts one is random by share, and the eight that no box is worth are random too."""
    boxes = [Box(f"C{place}", value) for place, value in enumerate([50_000.0, 900.0, *[10.0] * 30])]
    assert arm_size(boxes, Budget(10, lift_gbp=200, random_share=0.1)) == 8
