"""The step ``exports``: tables, leads and their basis, the same whatever the order of arrival."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scipy.special import expit

from vinculum.errors import WrongUse
from vinculum.picture.exports import STEP
from vinculum.picture.exports.catalogue import catalogue, fit, rules_in_force
from vinculum.picture.exports.model_table import read_model
from vinculum.picture.exports.score import QUERIES
from vinculum.picture.lead_rows import LEAD_SCHEMA
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]
AS_AT = "2026-03-10T00:00:00"
ROVER = "SALGS2VF8EA126188"


def consignments() -> list[dict[str, Any]]:
    """Return sixty plain consignments and three with something to say."""
    plain: list[dict[str, Any]] = [
        {
            "consignment_ref": f"C{n:03d}",
            "container_no": f"MSKU{n:07d}",
            "load_port": "GBFXT",
            "destination_country": "DE",
            "commodity_code": "39269097",
            "shipper_name": f"Firm {n % 7}",
            "booked_at": f"2026-{1 + n // 30:02d}-{1 + n % 28:02d}T00:00:00",
            "sails_at": f"2026-03-{8 + n % 7:02d}T00:00:00",
        }
        for n in range(60)
    ]
    bad = {"destination_country": "CD", "commodity_code": "94042100", "goods_description": "Mattresses"}
    said: dict[str, dict[str, Any]] = {
        "X1": {"declared_vins": [ROVER]},
        "X2": {"gross_kg": 3_000.0, "vgm_kg": 15_000.0},
        "X3": {},
    }
    return plain + [plain[1] | bad | more | {"consignment_ref": ref, "container_no": ref} for ref, more in said.items()]


FEEDS: dict[str, Any] = {
    "thefts": [{"crime_ref": "42/1", "force": "essex", "reported_at": "2026-01-01T10:00:00", "vrm": "XY71ABC", "vin": ROVER}],
    "inspections": [
        {"inspection_ref": "I1", "container_no": "X2", "consignment_ref": "X2", "inspected_at": "2026-03-01T00:00:00"}
        | {"basis": "lead", "result": "positive", "vehicles_found": 3, "value_gbp": 90_000.0},
        {"inspection_ref": "I2", "container_no": "MSKU0000003", "inspected_at": "2026-03-02T00:00:00"}
        | {"basis": "random", "result": "negative"},
    ],
}


def test_every_consignment_known_is_judged_once(make_room: MakeRoom) -> None:
    """One row a consignment booked by the as-at time; probability and log-odds agree; expected value is their product."""
    room = make_room("2026-03-01T00:00:00", consignments=consignments(), **FEEDS)
    STEP.run(room)
    rows = room.door.ask_rows("SELECT * FROM picture.export_risk")
    known = [row["consignment_ref"] for row in consignments() if row["booked_at"] <= "2026-03-01T00:00:00"]
    assert [row["consignment_ref"] for row in rows] == sorted(known)
    model = read_model(room.door)
    for row in rows:
        assert row["probability"] == pytest.approx(float(expit(row["log_odds"])), abs=2e-6)
        assert row["expected_value_gbp"] == pytest.approx(row["probability"] * model.box_value_gbp, abs=0.02)
        assert row["judged_at"] <= min(room.as_at, row["sails_at"])


def test_the_reasons_of_a_lead_add_up_to_its_probability(make_room: MakeRoom) -> None:
    """Every log-odd of a lead is in its reasons, strongest first, the starting point last."""
    room = make_room(AS_AT, consignments=consignments(), **FEEDS)
    STEP.run(room)
    leads = room.door.ask("SELECT * FROM picture.lead_export")
    assert leads.schema.names == LEAD_SCHEMA.names
    told = leads.to_pylist()
    assert {row["subject"] for row in told} >= {"X1", "X2"}
    for row in told:
        weights = [reason["weight"] for reason in row["reasons"]]
        assert row["probability"] == pytest.approx(float(expit(sum(weights))), abs=1e-4)
        assert weights[:-1] == sorted(weights[:-1], reverse=True)
        for reason in row["reasons"]:
            assert all(place in row["evidence"] for place in reason["evidence"])


def test_a_lead_goes_cold_when_the_ship_sails_or_the_box_is_opened(make_room: MakeRoom) -> None:
    """What was opened is no longer worth opening; the lead says what was found."""
    room = make_room(AS_AT, consignments=consignments(), **FEEDS)
    STEP.run(room)
    told = {row["subject"]: row for row in room.door.ask_rows("SELECT * FROM picture.lead_export")}
    assert told["X2"]["cold_at"].isoformat() == "2026-03-01T00:00:00+00:00"
    assert told["X2"]["summary"].endswith("Opened since: stolen vehicles found.")
    assert told["X1"]["cold_at"].isoformat() == "2026-03-09T00:00:00+00:00"
    assert told["X1"]["value_gbp"] is None


def test_the_model_says_what_it_rests_on(make_room: MakeRoom) -> None:
    """One box opened at random and clean; the value of a box is assumed until finds tell."""
    room = make_room(AS_AT, consignments=consignments(), **FEEDS)
    STEP.run(room)
    model = read_model(room.door)
    assert (model.random_opened, model.random_positive, model.opened) == (1, 0, 0)
    # 200 boxes assumed, as many as there are by their look, and one opened: between nothing and the two suspects in 63.
    assert 200 * 0.007 / 264 < model.prevalence < (200 * 0.007 + 63 * 0.5) / 264
    assert (model.box_value_gbp, model.box_value_basis) == (60_000.0, "assumed in settings")
    at_ports = [
        {"recovery_ref": f"R{n}", "force": "essex", "found_at": "2026-01-01T00:00:00"}
        | {"context": "CONTAINER_PORT", "value_gbp": 30_000.0 + n}
        for n in range(5)
    ]
    room = make_room(AS_AT, consignments=consignments(), recoveries=at_ports, **FEEDS)
    STEP.run(room)
    assert read_model(room.door).box_value_gbp == 2 * 30_002.0
    assert room.door.ask_rows("SELECT DISTINCT value_gbp AS told FROM picture.lead_export") == [{"told": 60_004.0}]


def test_inspections_teach_the_weights(make_room: MakeRoom) -> None:
    """Where every box bound for Congo is clean and every heavy one positive, the one rule falls and the other stands."""
    congo = [row | {"consignment_ref": f"D{n}", "container_no": f"D{n}", "destination_country": "CD"}
             for n, row in enumerate(consignments()[:30])]  # fmt: skip
    heavy = [row | {"consignment_ref": f"H{n}", "container_no": f"H{n}", "gross_kg": 3_000.0, "vgm_kg": 15_000.0}
             for n, row in enumerate(consignments()[:30])]  # fmt: skip
    for place, row in enumerate((*congo, *heavy)):
        row["shipper_name"] = f"Stranger {place}"
    opened = [
        {"inspection_ref": f"I{row['consignment_ref']}", "container_no": "?", "consignment_ref": row["consignment_ref"]}
        | {"inspected_at": "2026-03-07T00:00:00", "basis": "lead", "result": "positive" if row in heavy else "negative"}
        for row in (*congo, *heavy)
    ]
    room = make_room(AS_AT, consignments=consignments() + congo + heavy, inspections=opened)
    STEP.run(room)
    rules = {row["rule"]: row for row in room.door.ask_rows("SELECT * FROM picture.export_rules")}
    assert read_model(room.door).opened == 60
    assert rules["R04"]["weight"] < rules["R04"]["catalogue_weight"] / 2
    assert rules["R08"]["weight"] > rules["R08"]["catalogue_weight"]
    assert (rules["R08"]["fired_opened"], rules["R08"]["fired_positive"]) == (30, 30)


def test_the_catalogue_tells_what_each_rule_did(make_room: MakeRoom) -> None:
    """All of R01 to R20 are listed: on, off, without evidence, or not computable and why."""
    room = make_room(AS_AT, consignments=consignments(), **FEEDS)
    room.settings["exports"] |= {"off": ["R06"], "weights": {"R04": 0.25}}
    STEP.run(room)
    rules = {row["rule"]: row for row in room.door.ask_rows("SELECT * FROM picture.export_rules")}
    assert list(rules) == [f"R{n:02d}" for n in range(1, 21)]
    assert not {rule for rule, row in rules.items() if row["state"] == "not computable"}
    assert {rule for rule, row in rules.items() if row["state"] == "no evidence"} == {"R15", "R18", "R19"}
    assert (rules["R06"]["state"], rules["R06"]["weight"]) == ("off", None)
    assert (rules["R04"]["weight"], rules["R04"]["catalogue_weight"], rules["R04"]["fired"]) == (0.25, fit().weights["R04"], 3)
    assert all(row["why"] for row in rules.values() if row["state"] != "on")


def test_the_catalogue_and_the_rules_agree() -> None:
    """Every rule that the feeds allow has its queries, every other says why not, and every need is a feed."""
    assert {rule.id for rule in catalogue() if rule.missing is None} == set(QUERIES)
    for rule in catalogue():
        assert rule.basis
        assert (rule.weight > 0) == (rule.missing is None)
        assert rule.weight == pytest.approx(rule.judged, rel=2.01) or rule.missing


def test_settings_that_name_no_rule_are_refused() -> None:
    """A slip in an administrator's settings is told, with the rules there are."""
    with pytest.raises(WrongUse, match="names the rule 'R99'"):
        rules_in_force({"weights": {}, "off": ["R99"]})
    with pytest.raises(WrongUse, match="weight of rule R01 is -1"):
        rules_in_force({"weights": {"R01": -1}, "off": []})


def test_empty_feeds_give_empty_tables(make_room: MakeRoom) -> None:
    """Nothing handed over: every table stands, empty, and the catalogue is told all the same."""
    room = make_room(AS_AT)
    STEP.run(room)
    assert {table: room.rows[table] for table in STEP.writes} == {
        "export_declared": 0, "export_risk": 0, "export_reasons": 0, "export_rules": 20, "export_model": 1,
        "export_drift": 0, "lead_export": 0,
    }  # fmt: skip
    assert not room.door.ask_rows("SELECT 1 AS one FROM duckdb_tables() WHERE temporary")


def test_the_order_of_arrival_changes_nothing(make_room: MakeRoom) -> None:
    """Shuffled rows that keep their delivery and row give the same bytes; a repeated reference counts once, the latest."""
    rows = [row | {"row": place} for place, row in enumerate(consignments(), start=1)]
    rows.append(rows[5] | {"row": 99, "booked_at": "2026-02-27T00:00:00", "destination_country": "AE"})
    told = []
    for seed in range(2):
        random.Random(seed).shuffle(rows)  # noqa: S311 - a shuffle, not a secret
        room = make_room(AS_AT, consignments=rows, **FEEDS)
        STEP.run(room)
        told.append({table: room.file(table).read_bytes() for table in STEP.writes})
    assert told[0] == told[1]
    changed = room.door.ask_rows("SELECT country, row FROM picture.export_risk WHERE consignment_ref = 'C005'")
    assert changed == [{"country": "AE", "row": 99}]


def test_the_reference_page_tells_the_catalogue_as_it_is() -> None:
    """docs/reference/risk-rules.md shows each rule with the weights that are used."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "risk-rules.md").read_text("utf-8")
    for rule in catalogue():
        used = "not computable" if rule.missing else f"{rule.weight:.2f}"
        assert f"| {rule.id} | {rule.title} | {rule.judged:g} | {used} |" in page
