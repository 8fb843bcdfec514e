"""The best set of boxes: equal to trying every set, within the lifts, and within a bound that holds."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.picture.screening.box import Box, Budget, Rules
from vinculum.picture.screening.days import windows_of
from vinculum.picture.screening.fairness import Past, balance_of
from vinculum.picture.screening.program import IN_ORDER, PROGRAM, Task, allowed, best_of, in_turn
from vinculum.picture.screening.worth import Tally, worth_of

NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)
SUSPECTS = st.sampled_from(["A", "B", "C", ""])
MADE = st.lists(
    st.tuples(
        st.floats(200, 30_000), SUSPECTS, SUSPECTS, st.sampled_from(["GBFXT", "GBSOU"]), st.sampled_from(["small", "large"]),
        st.integers(0, 2),
    ),
    max_size=9,
)  # fmt: skip


def boxes_of(made: list[tuple[float, str, str, str, str, int]]) -> list[Box]:
    """Return boxes with these values, shippers, forwarders, ports, sizes of trader and days before sailing."""
    boxes = []
    for place, (value, shipper, agent, port, size, days) in enumerate(made):
        sails_at = NOW + timedelta(days=days, hours=9)
        shared = {kind: what for kind, what in (("shipper", shipper), ("forwarder", agent)) if what}
        risk = min(0.9, value / 60_000)
        boxes.append(Box(f"C{place}", value, risk, port=port, size=size, sails_at=sails_at, shared=shared))
    return boxes


def best_by_trying(task: Task, rules: Rules) -> float:
    """Return the worth of the best allowed set, found by trying every one."""
    best = 0.0
    for count in range(min(task.lifts, len(task.boxes)) + 1):
        for chosen in combinations(task.boxes, count):
            held = [box.port for box in chosen]
            if all(held.count(port) <= room for port, room in task.room.items()) and allowed(chosen, task, rules):
                best = max(best, worth_of([*task.taken, *chosen], rules))
    return best


@settings(max_examples=60, deadline=None)
@given(made=MADE, lifts=st.integers(0, 5), room=st.integers(0, 3), a_day=st.integers(1, 2), taken=st.integers(0, 2))
def test_no_set_is_better(
    rules: Rules, made: list[tuple[float, str, str, str, str, int]], lifts: int, room: int, a_day: int, taken: int
) -> None:
    """With all rules at once the choice is the best of all sets, to within the gap that the settings allow."""
    boxes = boxes_of(made)
    windows = windows_of(boxes, Budget(lifts, a_day={"GBFXT": a_day}), NOW)
    held, free = boxes[:taken], boxes[taken:]
    task = Task(free, held, lifts, {"GBFXT": room, "GBSOU": 4}, windows, balance_of(boxes, (), rules), held)
    if not allowed((), task, rules):
        return  # what was taken already overfills a window: nobody asks for that
    best, found = best_by_trying(task, rules), best_of(task, rules)
    assert len(found.boxes) <= lifts
    assert sum(box.port == "GBFXT" for box in found.boxes) <= room
    assert allowed(found.boxes, task, rules)
    assert found.value == pytest.approx(worth_of([*held, *found.boxes], rules))
    assert found.value >= best * (1 - rules.gap) - 0.02
    assert found.bound >= best - 0.01
    assert worth_of([*held, *in_turn(task, rules)], rules) <= found.bound + 0.01


@given(made=MADE)
def test_a_tally_adds_up_to_the_worth(rules: Rules, made: list[tuple[float, str, str, str, str, int]]) -> None:
    """What each box adds, one after the other in any order, is the worth of the set; and a box adds less beside more boxes."""
    boxes = boxes_of(made)
    tally, total = Tally(rules), 0.0
    for place, box in enumerate(boxes):
        adds = tally.adds(box)
        assert rules.least_counted * box.expected_value_gbp - 1e-6 <= adds <= box.expected_value_gbp + 1e-6
        assert adds <= Tally(rules, boxes[: place // 2]).adds(box) + 1e-6
        tally.add(box)
        total += adds
    assert total == pytest.approx(worth_of(boxes, rules))


def test_without_rivals_the_dearest_are_taken_in_order(rules: Rules) -> None:
    """Boxes that share nothing need no search: the dearest at each port, and the bound is met."""
    boxes = [Box(f"C{place:03d}", 1_000.0 + place, port="GBFXT" if place % 2 else "GBSOU") for place in range(100)]
    found = best_of(Task(boxes, (), 10, {"GBFXT": 3, "GBSOU": 10}), rules)
    assert found.way == IN_ORDER
    assert found.gap == 0
    assert sorted(box.consignment_ref for box in found.boxes) == [
        "C086", "C088", "C090", "C092", "C094", "C095", "C096", "C097", "C098", "C099",
    ]  # fmt: skip


def test_not_all_lifts_go_to_one_suspect(rules: Rules) -> None:
    """Ten boxes of one shipper at £9,000 and ten strangers at £6,000: a few of the first and most of the others are opened."""
    boxes = [Box(f"S{n}", 9_000.0, port="GBFXT", shared={"shipper": "one"}) for n in range(10)]
    boxes += [Box(f"T{n}", 6_000.0, port="GBFXT", shared={"shipper": f"other {n}"}) for n in range(10)]
    found = best_of(Task(boxes, (), 8, {"GBFXT": 8}), rules)
    assert found.way == PROGRAM
    assert sum(box.consignment_ref.startswith("S") for box in found.boxes) == 2
    assert found.gap <= rules.gap


def test_small_traders_are_not_opened_for_being_small(rules: Rules) -> None:
    """At equal risk small traders' boxes, a hair dearer, would take every lift; the rule gives large ones their part."""
    boxes = [Box(f"S{n:02d}", 7_000.0, 0.1, port="GBFXT", size="small") for n in range(30)]
    boxes += [Box(f"L{n:02d}", 6_000.0, 0.1, port="GBFXT", size="large") for n in range(30)]
    balance = balance_of(boxes, (), rules)
    found = best_of(Task(boxes, (), 12, {"GBFXT": 12}, (), balance), rules)
    assert len(found.boxes) == 12
    ratio = balance.ratio(found.boxes, rules)
    small = sum(box.size == "small" for box in found.boxes)
    assert ratio is not None
    assert small <= rules.fair_multiple * (12 - small) + rules.fair_allowance
    assert small == 9


def test_the_days_before_count_in_fairness(rules: Rules) -> None:
    """Where small traders were opened often in the days before, they wait; a band without large ones allows no comparison."""
    boxes = [Box("S", 7_000.0, 0.1, port="GBFXT", size="small"), Box("L", 6_000.0, 0.1, port="GBFXT", size="large")]
    for opened, first in ((4, "S"), (20, "L")):
        past = [Past("small", 5, 50, opened), Past("large", 5, 50, 1)]
        task = Task(boxes, (), 1, {"GBFXT": 1}, (), balance_of(boxes, past, rules))
        assert [box.consignment_ref for box in best_of(task, rules).boxes] == [first]
    alone = balance_of(boxes[:1], (), rules)
    assert alone.ratio(boxes[:1], rules) is None
    assert best_of(Task(boxes[:1], (), 1, {"GBFXT": 1}, (), alone), rules).boxes == (boxes[0],)
