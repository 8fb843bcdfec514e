"""Choosing: within the budget, out of what can still be opened, with chances that add up, and told in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.errors import WrongUse
from vinculum.picture.screening.box import Box, Budget, Rules, rules_of
from vinculum.picture.screening.choosing import Choice, choose
from vinculum.picture.screening.telling import told_of

NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)
PORTS = ("GBFXT", "GBSOU")
MADE = st.lists(
    st.tuples(st.floats(0, 20_000), st.sampled_from(PORTS), st.sampled_from(["A", "B", "C", "D", ""]), st.integers(-30, 90)),
    max_size=30,
)


def boxes_of(made: list[tuple[float, str, str, int]]) -> list[Box]:
    """Return boxes of these values, ports, shippers and hours before sailing."""
    return [
        Box(
            f"C{place:02d}",
            value,
            value / 60_000,
            port=port,
            sails_at=NOW + timedelta(hours=hours),
            size="small" if place % 3 else "large",
            shared={"shipper": shipper} if shipper else {},
        )
        for place, (value, port, shipper, hours) in enumerate(made)
    ]


def on(choice: Choice, basis: str | None) -> list[str]:
    """Return the consignments chosen on a basis."""
    return [pick.box.consignment_ref for pick in choice.picks if pick.basis == basis]


@settings(max_examples=60, deadline=None)
@given(
    made=MADE, lifts=st.integers(0, 12), share=st.floats(0, 1), room=st.integers(0, 5), a_day=st.integers(1, 3),
    hours=st.sampled_from([0.0, 6.0, 30.0]), before=st.integers(0, 9),
)  # fmt: skip
def test_lifts_are_spent_within_the_budget(
    rules: Rules,
    made: list[tuple[float, str, str, int]],
    lifts: int,
    share: float,
    room: int,
    a_day: int,
    hours: float,
    before: int,
) -> None:
    """Never more than the lifts, in all, at a port or on a day; never a box that sails too soon; each chance as it was drawn."""
    boxes = boxes_of(made)
    budget = Budget(lifts, at={"GBSOU": room}, a_day={"GBFXT": a_day}, hours=hours, random_share=share)
    earlier = {box.name for box in boxes[:before]}
    choice = choose(boxes, budget, rules, as_at=NOW, drawn_from_before=earlier)
    chosen = choice.chosen
    assert len(chosen) <= lifts
    assert sum(pick.box.port == "GBSOU" for pick in chosen) <= room
    days = [pick.day for pick in chosen if pick.box.port == "GBFXT"]
    assert all(day is not None and days.count(day) <= a_day for day in days)
    assert {pick.box.consignment_ref for pick in choice.picks} == {
        box.consignment_ref for box in boxes if box.sails_at is not None and box.sails_at >= NOW + timedelta(hours=hours)
    }
    assert sum(pick.inclusion_probability for pick in choice.picks) == pytest.approx(choice.arm_size)
    assert abs(sum(pick.drawn for pick in choice.picks) - choice.arm_size) < 1
    assert all(pick.inclusion_probability > 0 for pick in choice.picks if pick.drawn)
    assert all(not pick.drawn for pick in choice.picks if pick.box.name in earlier)
    assert choice.value_gbp <= choice.bound_gbp + 0.01
    assert all(told_of(choice).values())
    again = choose(boxes[::-1], budget, rules, as_at=NOW, drawn_from_before=earlier)
    assert (set(on(again, "random")), set(on(again, "lead"))) == (set(on(choice, "random")), set(on(choice, "lead")))


@given(made=st.lists(st.tuples(st.floats(0, 60_000), st.sampled_from(PORTS)), max_size=30), lifts=st.integers(0, 40))
def test_without_rivals_no_lift_is_left_and_no_better_box_closed(rules: Rules, made: list[tuple[float, str]], lifts: int) -> None:
    """Where boxes share nothing every lift is used while boxes last, and no box opened on a lead is beaten by one left."""
    boxes = [Box(f"C{place:02d}", value, port=port) for place, (value, port) in enumerate(made)]
    choice = choose(boxes, Budget(lifts, random_share=0.2), rules, as_at=NOW)
    assert len(choice.chosen) == min(lifts, len(boxes))
    worth = {box.consignment_ref: box.expected_value_gbp for box in boxes}
    assert min((worth[ref] for ref in on(choice, "lead")), default=9e9) >= max(
        (worth[ref] for ref in on(choice, None)), default=0
    )


def test_a_box_of_both_arms_is_lifted_once(rules: Rules) -> None:
    """A drawn box of the first line is random, keeps its mark as a lead, and the lift it gives back goes to the next box."""
    seen = 0
    for morning in range(60):
        boxes = [Box(f"D{morning}-{n}", 9_000.0 - n, port="GBFXT") for n in range(12)]
        choice = choose(boxes, Budget(6, random_share=1 / 3), rules, as_at=NOW)
        both = [pick for pick in choice.picks if pick.drawn and pick.first_line]
        first = [pick.box.consignment_ref for pick in choice.picks if pick.first_line]
        assert first == [f"D{morning}-{n}" for n in range(4)]
        assert len(choice.chosen) == 6
        assert len(on(choice, "random")) == 2
        assert len(on(choice, "lead")) == 4
        seen += len(both)
        for pick in both:
            assert pick.basis == "random"
            assert "would have been opened on a lead as well" in told_of(choice)[pick.box.name]
    assert 20 <= seen <= 60


def test_the_first_line_does_not_look_at_the_draw(rules: Rules) -> None:
    """However the draw falls, the same boxes stand in the first line: that is what makes them certain in the estimates."""
    lines = set()
    for name in range(30):
        boxes = [
            Box(f"C{n}", 5_000.0 * (n % 5 + 1), key=f"{name}/{n}", port="GBFXT", shared={"shipper": str(n % 4)})
            for n in range(20)
        ]
        choice = choose(boxes, Budget(7, random_share=0.3), rules, as_at=NOW)
        lines.add(tuple(sorted(pick.box.consignment_ref for pick in choice.picks if pick.first_line)))
    assert len(lines) == 1


def test_each_box_says_why(rules: Rules) -> None:
    """Chosen or not, an officer can read out why: the lead, the draw, the cut-off, the suspect opened already, the port."""
    boxes = [Box(f"S{n}", 9_000.0 - 100 * n, port="GBFXT", shared={"shipper": "one"}) for n in range(4)]
    boxes += [Box(f"T{n}", 8_000.0, port="GBFXT") for n in range(3)]
    boxes += [Box("LOW", 4_000.0, port="GBFXT"), Box("NIL", 30.0, port="GBFXT"), Box("FAR", 7_000.0, port="GBTEE")]
    choice = choose(boxes, Budget(at={"GBFXT": 4}, random_share=0.0), rules, as_at=NOW)
    told = told_of(choice)
    assert on(choice, "lead") == ["S0", "T0", "T1", "T2"]
    assert told["T0"] == "Opened on a lead: £8,000 expected, 40 for each pound of the lift."
    assert told["S1"] == "£8,900 expected, but 1 box of the same shipper is opened already."
    assert told["LOW"] == "£4,000 expected; the last box opened on a lead at GBFXT adds £8,000."
    assert told["NIL"] == "Not drawn, and not worth a lift: £30 expected against £200."
    assert told["FAR"] == "There are no lifts at GBTEE."
    drawn = told_of(choose(boxes[:1], Budget(1, random_share=1.0), rules, as_at=NOW))
    assert drawn["S0"].startswith("Drawn at random: every box at this port had a chance of 100 %")
    assert told_of(choose(boxes[:1], Budget(0), rules, as_at=NOW))["S0"] == "No lifts were asked for."


def test_a_day_has_room_for_its_lifts(rules: Rules) -> None:
    """One lift a day: three boxes that sail tonight share today's; one that sails in three days waits for its own day."""
    tonight = [Box(f"A{n}", 9_000.0 - 100 * n, port="GBFXT", sails_at=NOW + timedelta(hours=12)) for n in range(3)]
    later = [Box("B", 500.0, port="GBFXT", sails_at=NOW + timedelta(days=3))]
    choice = choose(tonight + later, Budget(3, a_day={"GBFXT": 1}, random_share=0.0), rules, as_at=NOW)
    assert on(choice, "lead") == ["A0", "B"]
    assert [pick.day for pick in choice.chosen] == [NOW.date(), NOW.date() + timedelta(days=1)]
    assert told_of(choice)["A1"].startswith("£8,900 expected, but no day before its sailing has a lift left")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lifts": -1}, "-1 lifts"),
        ({"at": {"GBFXT": -2}}, "--at GBFXT=-2"),
        ({"random_share": 1.5}, "between 0 and 1"),
        ({"random_share": float("nan")}, "between 0 and 1"),
        ({"hours": -1.0}, "hours between"),
        ({"lift_gbp": -5.0}, "cannot cost"),
    ],
)
def test_a_budget_that_cannot_be_is_refused(wrong: dict[str, object], said: str) -> None:
    """Each wrong number is named with what would be right."""
    with pytest.raises(WrongUse, match=said):
        Budget(**wrong)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shared": {"colour": 0.5}}, "colour"),
        ({"shared": {"shipper": 0.8, "reason": 0.4}}, "1 at most"),
        ({"levels": [0.5, 1.0]}, "must fall"),
        ({"fair_multiple": 0}, "above 0"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object], said: str) -> None:
    """An administrator who mistypes a rule is told which and why."""
    good = {
        "shared": {"shipper": 0.5}, "levels": [1.0, 0.5], "small_to": 5, "large_from": 30, "fair_multiple": 2.0,
        "fair_allowance": 3, "fair_days": 90, "risk_edges": [0.1], "gap": 0.01, "steps": 1, "seed": 1,
    }  # fmt: skip
    with pytest.raises(WrongUse, match=said):
        rules_of(good | wrong)
