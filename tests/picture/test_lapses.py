"""The clock of a marker against a slow oracle, and the reconciliation case by case."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from vinculum.picture.lapses import STEP
from vinculum.picture.lapses.reconcile import DEFINITIONS
from vinculum.picture.step import Room

AS_AT = "2026-03-31T12:00:00"
NOW = datetime.fromisoformat(AS_AT).replace(tzinfo=UTC)


def marker(los_ref: str, age: timedelta, **given_columns: Any) -> dict[str, Any]:
    return {"los_ref": los_ref, "force": "01", "vrm": "AB12 CDE", "created_at": NOW - age} | given_columns


def theft(crime_ref: str, age: timedelta, **given_columns: Any) -> dict[str, Any]:
    return {"crime_ref": crime_ref, "force": "01", "vrm": "AB12CDE", "make": "FORD", "reported_at": NOW - age} | given_columns


def states(room: Room) -> dict[str, str]:
    return {row["los_ref"]: row["state"] for row in room.door.ask_rows("SELECT los_ref, state FROM picture.lapses")}


def differences(room: Room) -> list[tuple[str, str]]:
    told = room.door.ask_rows("SELECT difference, coalesce(los_ref, crime_ref, claim_ref) AS ref FROM picture.reconciliation")
    return sorted((row["difference"], row["ref"]) for row in told)


def oracle(age: timedelta, confirmed: timedelta | None, removed: timedelta | None, removal: str | None) -> str:
    """DOMAIN 3.6 written as a person would read it out."""
    if removed is not None and removed >= timedelta(0):
        return removal or "removed"
    if confirmed is not None and confirmed >= timedelta(0):
        return "confirmed"
    for days, state in ((42, "unconfirmed_42d"), (35, "unconfirmed_35d"), (28, "unconfirmed_28d"), (14, "unconfirmed_14d")):
        if age >= timedelta(days=days):
            return state
    return "unconfirmed_48h" if age > timedelta(hours=48) else "unconfirmed"


def test_every_marker_stands_in_the_state_that_the_rules_read_out(make_room: Any) -> None:
    """Ages around every alarm, confirmed or removed before or after the as-at time: what lies after it has not happened."""
    edges = [0, 2, 14, 28, 35, 42, 60]
    ages = [timedelta(days=day) + timedelta(seconds=nudge) for day in edges for nudge in (-1, 0, 1) if day * 86400 + nudge >= 0]
    spans = [None, timedelta(hours=-1), timedelta(0), timedelta(hours=1)]
    cases = list(product(ages, spans, spans, [None, "found", "weeded", "error"]))
    rows = [
        marker(
            f"L{place}",
            age,
            confirmed_at=None if confirmed is None else NOW - confirmed,
            removed_at=None if removed is None else NOW - removed,
            removal=removal,
            vrm=f"P{place}",
        )
        for place, (age, confirmed, removed, removal) in enumerate(cases)
    ]
    room = make_room(AS_AT, los=rows)
    STEP.run(room)
    assert states(room) == {f"L{place}": oracle(*case) for place, case in enumerate(cases)}


@pytest.mark.parametrize(
    ("age", "expected"),
    [(timedelta(days=365 * 5), "confirmed"), (timedelta(days=2170), "expiring"), (timedelta(days=2200), "expired")],
)
def test_a_confirmed_marker_lives_six_years(make_room: Any, age: timedelta, expected: str) -> None:
    """A month of notice runs before the deletion."""
    room = make_room(AS_AT, los=[marker("L1", age, confirmed_at=NOW - age + timedelta(hours=3))])
    STEP.run(room)
    assert states(room) == {"L1": expected}


def test_a_weeded_marker_of_an_open_crime_looks_not_stolen(make_room: Any) -> None:
    """Weeded is not found: the lead says so, with the rows of marker and crime."""
    room = make_room(
        AS_AT,
        los=[marker("L1", timedelta(days=60), removed_at=NOW - timedelta(days=18), removal="weeded")],
        thefts=[theft("C1", timedelta(days=60))],
    )
    STEP.run(room)
    assert differences(room) == [("weeded_while_open", "L1")]
    [lead] = room.door.ask_rows("SELECT * FROM picture.lead_lapse")
    assert (lead["subject"], lead["probability"], lead["cold_at"]) == ("L1", 1.0, None)
    assert lead["evidence"] == [{"delivery": "los-000000000001", "row": 1}, {"delivery": "thefts-000000000001", "row": 1}]


@pytest.mark.parametrize(
    "closing",
    [
        {"recoveries": [{"recovery_ref": "R1", "crime_ref": "C1", "force": "22", "found_at": NOW - timedelta(days=30)}]},
        {"recoveries": [{"recovery_ref": "R1", "force": "22", "vrm_shown": "ab12-cde", "found_at": NOW - timedelta(days=30)}]},
    ],
)
def test_a_weeded_marker_of_a_recovered_vehicle_is_no_lead(make_room: Any, closing: dict[str, Any]) -> None:
    """A recovery closes the crime by its reference, or by the plate when it names no crime."""
    room = make_room(
        AS_AT,
        los=[marker("L1", timedelta(days=60), removed_at=NOW - timedelta(days=18), removal="weeded")],
        thefts=[theft("C1", timedelta(days=60))],
        **closing,
    )
    STEP.run(room)
    assert room.rows["lead_lapse"] == 0


@pytest.mark.parametrize("where", ["marker", "register"])
def test_a_find_on_another_plate_closes_a_report_without_vin(make_room: Any, where: str) -> None:
    """The marker or the register knows the VIN that the report left out."""
    vin = "SALGA2VF7FA123456"
    gone: dict[str, Any] = {"removed_at": NOW - timedelta(days=18), "removal": "weeded"}
    found = {"recovery_ref": "R1", "force": "46", "vrm_shown": "LB18XKD", "vin_seen": vin, "found_at": NOW - timedelta(days=17)}
    room = make_room(
        AS_AT,
        los=[marker("L1", timedelta(days=60), vin=vin if where == "marker" else None, **gone)],
        thefts=[theft("C1", timedelta(days=60))],
        register=[{"vrm": "AB12CDE", "vin": vin, "make": "FORD"}] if where == "register" else [],
        recoveries=[found],
    )
    STEP.run(room)
    assert room.rows["lead_lapse"] == 0


def test_a_weeded_marker_without_a_crime_report_still_lapsed(make_room: Any) -> None:
    """The marker itself says that the vehicle was stolen."""
    room = make_room(AS_AT, los=[marker("L1", timedelta(days=60), removed_at=NOW - timedelta(days=18), removal="weeded")])
    STEP.run(room)
    assert room.rows["lead_lapse"] == 1


def test_a_marker_entered_again_keeps_the_vehicle_stolen(make_room: Any) -> None:
    """The weeded marker is not a lead while a later one stands."""
    room = make_room(
        AS_AT,
        los=[
            marker("L1", timedelta(days=60), removed_at=NOW - timedelta(days=18), removal="weeded"),
            marker("L2", timedelta(days=10), confirmed_at=NOW - timedelta(days=9)),
        ],
        thefts=[theft("C1", timedelta(days=60))],
    )
    STEP.run(room)
    assert room.rows["lead_lapse"] == 0
    [row] = room.door.ask_rows("SELECT re_entered_as FROM picture.lapses WHERE los_ref = 'L1'")
    assert row["re_entered_as"] == "L2"


def test_an_unconfirmed_marker_is_a_lead_until_it_is_deleted(make_room: Any) -> None:
    """It goes cold at six weeks; a marker told of twice is one marker with two rows."""
    late = marker("L1", timedelta(days=20), delivery="los-000000000002")
    room = make_room(AS_AT, los=[marker("L1", timedelta(days=20)), late])
    STEP.run(room)
    [lead] = room.door.ask_rows("SELECT * FROM picture.lead_lapse")
    assert lead["cold_at"] == NOW + timedelta(days=22)
    assert [item["delivery"] for item in lead["evidence"]] == ["los-000000000001", "los-000000000002"]


def test_each_record_that_another_lacks_is_a_difference(make_room: Any) -> None:
    """Crimes, markers, claims and recoveries are held against each other by reference, plate and VIN."""
    vin = "SALGA2VF7FA123456"
    room = make_room(
        AS_AT,
        thefts=[
            theft("C1", timedelta(days=5), vrm="AA11AAA"),  # no marker
            theft("C2", timedelta(days=5), vrm="BB11BBB"),  # confirmed marker: no difference
            theft("C3", timedelta(hours=40), vrm="CC11CCC"),  # too young to be missed
            theft("C4", timedelta(days=30), vrm="DD11DDD"),  # recovered, marker stands
            theft("C8", timedelta(days=30), vrm="HH11HHH"),  # paid claim, no marker
        ],
        los=[
            marker("L2", timedelta(days=5), vrm="BB11 BBB", crime_ref="C2", confirmed_at=NOW - timedelta(days=4)),
            marker("L4", timedelta(days=30), vrm="DD11DDD", crime_ref="C4", confirmed_at=NOW - timedelta(days=29)),
            marker("L5", timedelta(days=30), vrm="EE11EEE", removed_at=NOW - timedelta(days=2), removal="found"),
            marker("L6", timedelta(days=30), vrm="FF11FFF", removed_at=NOW - timedelta(days=2), removal="error"),
        ],
        recoveries=[{"recovery_ref": "R4", "crime_ref": "C4", "force": "01", "found_at": NOW - timedelta(days=9)}],
        losses=[
            {"claim_ref": "K7", "insurer": "I", "vin": vin, "loss_type": "theft", "loss_on": "2026-03-01",
             "settled_on": "2026-03-20"},
            {"claim_ref": "K8", "insurer": "I", "vrm": "HH11HHH", "loss_type": "theft", "loss_on": "2026-03-01",
             "settled_on": "2026-03-20"},
            {"claim_ref": "K9", "insurer": "I", "vin": vin, "loss_type": "damage", "loss_on": "2026-03-01"},
        ],
    )  # fmt: skip
    STEP.run(room)
    assert differences(room) == [
        ("claim_without_either", "K7"),
        ("claim_without_marker", "K8"),
        ("crime_without_marker", "C1"),
        ("crime_without_marker", "C8"),
        ("found_without_recovery", "L5"),
        ("marker_without_crime", "L5"),
        ("recovered_still_marked", "L4"),
    ]


def test_a_count_of_nothing_is_a_row_with_its_definition(make_room: Any) -> None:
    """Empty feeds give empty tables of the right shape and counts of zero."""
    room = make_room(AS_AT)
    STEP.run(room)
    counts = room.door.ask_rows("SELECT name, count, definition, as_at FROM picture.reconciliation_counts")
    assert [(row["name"], row["definition"]) for row in counts] == list(DEFINITIONS.items())
    assert {row["count"] for row in counts} == {0}
    assert {row["as_at"] for row in counts} == {NOW}
