"""Every figure of a subject again, from the files and the sentence that defines it, in plain Python."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ports_profile_made import AS_AT, Row, analyst, rows_of, table_of
from subject_profile_made import subject_profile
from vinculum.desk.all_figures import measured_rules
from vinculum.desk.figures import Asked, asked_together
from vinculum.desk.measuring import broken_down, measure, studying
from vinculum.evidence.workspace import Workspace

LEAST = datetime.min.replace(tzinfo=UTC)
LOADED = {"shipper", "loading address", "haulier"}


def letters(text: str | None) -> str | None:
    return re.sub(r"[^A-Z0-9]", "", (text or "").upper()) or None


def spaced(text: str | None) -> str | None:
    return " ".join(re.findall(r"[A-Z0-9]+", text.upper())) if text else None


@cache
def boxes(home: Path) -> dict[str, Row]:
    """Return each consignment once, as last booked, then amended, then gated in, with what is compared of it."""
    standing: dict[str, Row] = {}
    order = ("booked_at", "amended_at", "gate_in_at", "sails_at")
    for row in sorted(rows_of(home, "consignments"), key=lambda row: [row.get(name) or LEAST for name in order]):
        standing[row["consignment_ref"]] = row
    return {ref: {**row, **compared(row)} for ref, row in standing.items()}


def compared(row: Row) -> Row:
    first = row["booked_at"] or row["gate_in_at"] or row["sails_at"]
    address = spaced(row["shipper_address"])
    digits = re.sub(r"\D", "", row["shipper_phone"] or "")
    return {
        "known_at": max(first, row.get("amended_at") or first),
        "plate": letters(row["haulier_vrm"]),
        "loaded_at": address,
        "address": (address or "").replace(" ", "") if len((address or "").replace(" ", "")) >= 8 else None,
        "phone": digits[-10:] if len(digits) >= 7 else None,
        "goods": re.sub(r"\D", "", row["commodity_code"] or "")[:4],
        "vins": {letters(vin) for vin in row["declared_vins"] or []},
    }


@cache
def parts(home: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return by the code of each subject: the consignments that name it, as what, spelt how."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in table_of(home, "party_roles") or []:
        found[row["party_id"]].append((row["consignment_ref"], row["role"], row["raw_name"]))
    for ref, box in boxes(home).items():
        if box["plate"]:
            found[f"haulier-{box['plate']}"].append((ref, "haulier", box["plate"]))
        if box["address"]:
            code = hashlib.md5(box["address"].encode(), usedforsecurity=False).hexdigest()[:16]
            found[f"loading-address-{code}"].append((ref, "loading address", box["loaded_at"]))
    return found


def boxes_of(home: Path, code: str) -> list[Row]:
    named: dict[str, list[str]] = defaultdict(list)
    for ref, part, _ in parts(home).get(code, []):
        named[ref].append(part)
    return [{**boxes(home)[ref], "part": ", ".join(sorted(held))} for ref, held in named.items()]


def opened_of(home: Path, code: str) -> list[Row]:
    refs = {box["consignment_ref"] for box in boxes_of(home, code)}
    return [row for row in rows_of(home, "inspections") if row["consignment_ref"] in refs]


def judged_of(home: Path, code: str) -> list[Row]:
    refs = {box["consignment_ref"] for box in boxes_of(home, code)}
    return [row for row in table_of(home, "export_risk") or [] if row["consignment_ref"] in refs]


def fired_of(home: Path, code: str) -> Counter[str]:
    refs = {row["consignment_ref"] for row in judged_of(home, code)}
    on = {row["rule"]: f"{row['rule']} {row['title']}" for row in table_of(home, "export_rules") or [] if row["state"] == "on"}
    reasons = {(row["consignment_ref"], row["rule"]) for row in table_of(home, "export_reasons") or []}
    return Counter(on[rule] for ref, rule in reasons if ref in refs and rule in on)


def beside_of(home: Path, code: str) -> set[str]:
    refs = {box["consignment_ref"] for box in boxes_of(home, code)}
    return {row["party_id"] for row in table_of(home, "party_roles") or [] if row["consignment_ref"] in refs} - {code}


def records_of(home: Path, code: str) -> list[Row]:
    held = rows_of(home, "parties"), rows_of(home, "places")
    return [row for row in held[0] if row["party_ref"] == code] + [row for row in held[1] if row["place_ref"] == code]


def summed(rows: list[Row], column: str) -> float | None:
    return sum(row[column] or 0 for row in rows) if rows else None


def parted(home: Path, code: str, among: set[str]) -> list[Row]:
    return [box for box in boxes_of(home, code) if among & set(box["part"].split(", "))]


EXPECTED: dict[str, Callable[[Path, str], float | None]] = {
    "subject.names": lambda home, code: len({name for _, _, name in parts(home).get(code, [])}),
    "subject.boxes": lambda home, code: len(boxes_of(home, code)),
    "subject.declared-value": lambda home, code: summed(boxes_of(home, code), "value_gbp"),
    "subject.addresses": lambda home, code: len({box["loaded_at"] for box in parted(home, code, LOADED)} - {None}),
    "subject.phones": lambda home, code: len({box["phone"] for box in parted(home, code, LOADED - {"haulier"})} - {None}),
    "subject.plates": lambda home, code: len({box["plate"] for box in boxes_of(home, code)} - {None}),
    "subject.chassis": lambda home, code: len({vin for box in boxes_of(home, code) for vin in box["vins"]}),
    "subject.beside": lambda home, code: len(beside_of(home, code)),
    "subject.ties": lambda home, code: sum(
        len(row["ties"]) for row in table_of(home, "enablers") or [] if (row["party_id"] or row["enabler_id"]) == code
    ),
    "subject.opened": lambda home, code: len(opened_of(home, code)),
    "subject.positive": lambda home, code: sum(row["result"] == "positive" for row in opened_of(home, code)),
    "subject.vehicles-found": lambda home, code: summed(opened_of(home, code), "vehicles_found"),
    "subject.value-found": lambda home, code: summed(opened_of(home, code), "value_gbp"),
    "subject.signs": lambda home, code: fired_of(home, code).total(),
    "subject.unopened": lambda home, code: sum(row["opened_at"] is None for row in judged_of(home, code)),
    "subject.expected-value": lambda home, code: summed(
        [row for row in judged_of(home, code) if row["opened_at"] is None], "expected_value_gbp"
    ),
    "subject.records": lambda home, code: len(records_of(home, code)),
    "subject.links": lambda home, code: sum(code in {row["from_ref"], row["to_ref"]} for row in rows_of(home, "links")),
    "subject.logs": lambda home, code: sum(
        row["handling"] == "P" and code in (row["subjects"] or []) for row in rows_of(home, "logs")
    ),
    "subject.found-there": lambda home, code: sum(row["premises_ref"] == code for row in rows_of(home, "recoveries")),
}


def found_plate(home: Path) -> str:
    """Return the plate that stands on a box in which stolen vehicles were found."""
    positive = {row["consignment_ref"] for row in rows_of(home, "inspections") if row["result"] == "positive"}
    return next(f"haulier-{boxes(home)[ref]['plate']}" for ref in sorted(positive - {None}) if boxes(home)[ref]["plate"])


def spelt_party(home: Path) -> str:
    """Return the party with the most spellings."""
    return str(max((len(row["names"]), row["party_id"]) for row in table_of(home, "parties") or [])[1])


def named_person(home: Path) -> str:
    """Return the person whom most logs name."""
    people = {row["party_ref"] for row in rows_of(home, "parties")}
    named = Counter(one for row in rows_of(home, "logs") for one in row["subjects"] or [] if one in people)
    return str(named.most_common(1)[0][0])


def linked_person(home: Path) -> str:
    """Return whoever has the most links."""
    return str(Counter(ref for row in rows_of(home, "links") for ref in (row["from_ref"], row["to_ref"])).most_common(1)[0][0])


def loading_address(home: Path) -> str:
    """Return the loading address on most consignments."""
    return max((code for code in parts(home) if code.startswith("loading")), key=lambda code: (len(parts(home)[code]), code))


def yard(home: Path) -> str:
    """Return the place where most vehicles were recovered."""
    return str(Counter(row["premises_ref"] for row in rows_of(home, "recoveries") if row["premises_ref"]).most_common(1)[0][0])


CHOSEN = (found_plate, spelt_party, named_person, linked_person, loading_address, yard)


@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda chosen: chosen.__name__)
def test_every_figure_of_a_subject_is_what_its_sentence_says(standing_desk: Workspace, chosen: Callable[[Path], str]) -> None:
    """Each figure, counted again from the files for this one subject."""
    home, code = standing_desk.home, chosen(standing_desk.home)
    rules, viewer = [measured_rules()[name] for name in EXPECTED], analyst()
    asked = Asked(as_at=AS_AT, of={"subject": code})
    with asked_together(), studying(viewer, rules):
        found = {rule.code: measure(rule, viewer, asked).value for rule in rules}
    again = {name: work(home, code) for name, work in EXPECTED.items()}
    assert {name: None if value is None else round(float(value), 2) for name, value in found.items()} == {
        name: None if value is None else round(float(value), 2) for name, value in again.items()
    }


def test_the_chosen_subjects_hold_what_the_figures_are_of(standing_desk: Workspace) -> None:
    """Every figure is above nought for some subject, and no declared figure is left untested."""
    home = standing_desk.home
    told = {name: max(work(home, chosen(home)) or 0 for chosen in CHOSEN) for name, work in EXPECTED.items()}
    assert [name for name, most in told.items() if not most] == []
    assert set(EXPECTED) == {code for code in measured_rules() if code.startswith("subject.")}


BY: dict[tuple[str, str], Callable[[Path, str], Counter[tuple[Any, ...]]]] = {
    ("subject.names", "by_name"): lambda home, code: Counter((name, part) for _, part, name in parts(home)[code]),
    ("subject.boxes", "by_part"): lambda home, code: Counter((box["part"],) for box in boxes_of(home, code)),
    ("subject.boxes", "by_port"): lambda home, code: Counter((box["load_port"],) for box in boxes_of(home, code)),
    ("subject.boxes", "by_country"): lambda home, code: Counter((box["destination_country"],) for box in boxes_of(home, code)),
    ("subject.boxes", "by_goods"): lambda home, code: Counter((box["goods"],) for box in boxes_of(home, code)),
    ("subject.boxes", "by_month"): lambda home, code: Counter(
        (f"{box['sails_at'].astimezone(UTC):%Y-%m}-01",) for box in boxes_of(home, code)
    ),
    ("subject.addresses", "by_address"): lambda home, code: Counter(
        (box["loaded_at"],) for box in parted(home, code, LOADED) if box["loaded_at"]
    ),
    ("subject.plates", "by_plate"): lambda home, code: Counter((box["plate"],) for box in boxes_of(home, code) if box["plate"]),
    ("subject.opened", "by_arm"): lambda home, code: Counter((row["basis"],) for row in opened_of(home, code)),
    ("subject.chassis", "by_vin"): lambda home, code: Counter((vin,) for box in boxes_of(home, code) for vin in box["vins"]),
}


def test_breakdowns_are_what_their_rows_give(standing_desk: Workspace) -> None:
    """Each breakdown's groups and their first number, from the files, for a plate."""
    home, viewer, code = standing_desk.home, analyst(), found_plate(standing_desk.home)
    asked = Asked(as_at=AS_AT, of={"subject": code})
    with asked_together(), studying(viewer, [measured_rules()[name] for name, _ in BY]):
        for (name, cut), work in BY.items():
            rule = measured_rules()[name]
            broken = broken_down(rule, rule.cuts[cut], viewer, asked)
            assert broken is not None
            first = rule.cuts[cut].measures[0].name
            assert {group.by: group.numbers[first] for group in broken.groups} == work(home, code), cut


def test_signs_of_a_subject_stand_beside_all_boxes(standing_desk: Workspace) -> None:
    """For each sign: on how many of its boxes it fired, and on how many of all that were judged."""
    home, viewer, code = standing_desk.home, analyst(), found_plate(standing_desk.home)
    rule = measured_rules()["subject.signs"]
    broken = broken_down(rule, rule.cuts["by_rule"], viewer, Asked(as_at=AS_AT, of={"subject": code}))
    assert broken is not None
    fired, judged = fired_of(home, code), len(table_of(home, "export_risk") or [])
    held = [row for row in table_of(home, "export_rules") or [] if row["state"] == "on"]
    assert {str(group.by[0]): dict(group.numbers) for group in broken.groups} == {
        f"{row['rule']} {row['title']}": {
            "fired": fired[f"{row['rule']} {row['title']}"], "boxes": len(judged_of(home, code)), "fired_in_all": row["fired"],
            "judged": judged,
        }
        for row in held
    }  # fmt: skip


def test_nothing_of_what_became_known_later_is_counted(standing_desk: Workspace) -> None:
    """As at a day before its deliveries came, a subject stands on nothing."""
    code, viewer = found_plate(standing_desk.home), analyst()
    early = Asked(as_at=min(row["known_at"] for row in boxes(standing_desk.home).values()), of={"subject": code})
    assert measure(measured_rules()["subject.boxes"], viewer, early).count == 0


def test_of_few_boxes_no_share_is_told(standing_desk: Workspace) -> None:
    """Opened once and positive once is no rate of a hundred per cent: it is too few to say."""
    document = subject_profile(found_plate(standing_desk.home)).document
    finds = next(section for section in document.sections if section.code == "finds")
    shares = [row[place] for block in finds.blocks if block.block == "breakdown"
              for place, column in enumerate(block.columns) if column.reads == "share" for row in block.rows]  # fmt: skip
    assert set(shares) == {"too few"}
