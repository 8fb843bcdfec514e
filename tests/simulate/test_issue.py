"""Issued marks are well-formed, unlike one another, and as old as what they are issued to."""

import re

import numpy as np
import pytest
from stdnum import imo, iso6346

from vinculum.simulate.fleet import read_models
from vinculum.simulate.issue import (
    VIN_VALUES,
    VIN_WEIGHTS,
    age_identifier,
    container_check_digit,
    issue_containers,
    issue_hex,
    issue_imos,
    issue_plates,
    issue_serial,
    issue_vins,
)
from vinculum.simulate.streams import stream

CURRENT = re.compile(r"[A-HJ-PR-Y]{2}(0[2-9]|[1-4]\d|5[1-9]|6\d|7[0-6])[A-HJ-PR-Z]{3}")  # DOMAIN 3.2
PREFIX = re.compile(r"[A-HJ-NPR-TV-Y][1-9]\d{0,2}[A-HJ-PR-Y]{3}")
IRISH = re.compile(r"[A-Z]{2}Z[1-9]\d{3}")


def plates(n: int, year: int, month: int, block: int = -1) -> list[str]:
    region = np.full(n, ord("E"), dtype=np.uint8)
    full = np.full(n, year), np.full(n, month), np.full(n, block)
    return [plate.decode() for plate in issue_plates(stream(1, "plates"), region, *full)]


@pytest.mark.parametrize(("year", "month"), [(2026, 3), (2019, 12), (2020, 1), (2002, 9), (2003, 2)])
def test_plates_are_of_the_current_style_or_cherished(year: int, month: int) -> None:
    """Since September 2001 a plate is two letters, two digits, three letters; a few are cherished or Northern Irish."""
    issued = plates(3000, year, month)
    current = [plate for plate in issued if CURRENT.fullmatch(plate)]
    assert len(set(issued)) == len(issued)
    assert all(CURRENT.fullmatch(p) or PREFIX.fullmatch(p) or IRISH.fullmatch(p) for p in issued)
    assert len(current) / len(issued) == pytest.approx(0.958, abs=0.02)
    assert {plate[2:4] for plate in current} == {f"{int(age_identifier(np.array([year]), np.array([month]))[0]):02d}"}


@pytest.mark.parametrize(("year", "month", "told"), [(2019, 3, 19), (2019, 8, 19), (2019, 9, 69), (2020, 2, 69), (2020, 3, 20)])
def test_age_identifier_changes_in_march_and_september(year: int, month: int, told: int) -> None:
    """March to August is the year, September to February the year that began it plus fifty (DOMAIN 3.2)."""
    assert age_identifier(np.array([year]), np.array([month])).tolist() == [told]


def test_older_vehicles_bear_prefix_plates() -> None:
    """Before September 2001 the first letter told the year."""
    issued = plates(500, 1999, 5)
    assert all(PREFIX.fullmatch(plate) and plate[0] == "T" for plate in issued)


def test_a_block_of_fleet_cars_is_registered_together() -> None:
    """Twins bear one tag and age, and consecutive serials."""
    issued = [plate for plate in plates(12, 2023, 4, block=0) if CURRENT.fullmatch(plate)]
    letters = "ABCDEFGHJKLMNOPRSTUVWXYZ"
    serials = [sum(letters.index(c) * 24**p for p, c in enumerate(reversed(plate[4:]))) for plate in issued]
    assert len({plate[:4] for plate in issued}) == 1
    assert max(serials) - min(serials) < 12


def test_chassis_numbers_are_well_formed_and_seal_the_check_digit_where_it_binds() -> None:
    """Seventeen characters without I, O, Q; position 9 checks for North American and Chinese makers (ISO 3779, DOMAIN 3.1)."""
    models = read_models()
    n = 4000
    of_model = stream(1, "models").integers(len(models.make), size=n)
    year = stream(1, "years").integers(2003, 2026, size=n)
    vins = [
        v.decode() for v in issue_vins(stream(1, "vins"), list(models.wmi), list(models.model), of_model, year, np.full(n, -1))
    ]
    assert len(set(vins)) == n
    assert all(re.fullmatch(r"[A-HJ-NPR-Z0-9]{13}\d{4}", vin) for vin in vins)
    right = [sum(VIN_VALUES[c] * w for c, w in zip(vin, VIN_WEIGHTS, strict=True)) % 11 for vin in vins]
    good = [vin[8] == ("X" if rest == 10 else str(rest)) for vin, rest in zip(vins, right, strict=True)]
    assert all(ok for ok, vin in zip(good, vins, strict=True) if vin[0] in "L5")
    assert np.mean([ok for ok, vin in zip(good, vins, strict=True) if vin[0] not in "L5"]) < 0.3


def test_the_weights_of_the_check_digit_are_those_of_the_standard() -> None:
    """Numbers in circulation check (DOMAIN 3.1)."""
    for vin in ("1M8GDM9AXKP042788", "11111111111111111", "5YJ3E1EA7HF000337", "YV1TS592861433393"):
        rest = sum(VIN_VALUES[c] * w for c, w in zip(vin, VIN_WEIGHTS, strict=True)) % 11
        assert vin[8] == ("X" if rest == 10 else str(rest))


def test_containers_and_ships_bear_right_check_digits() -> None:
    """ISO 6346 and IMO digits as an outside library reckons them."""
    assert all(iso6346.is_valid(number) for number in issue_containers(stream(1, "boxes"), 500))
    assert all(imo.is_valid(number) for number in issue_imos(stream(1, "ships"), 50))
    assert (container_check_digit("CSQU305438"), container_check_digit("FELU000002")) == (3, None)


def test_references_are_random_and_unlike() -> None:
    """References say nothing: no two alike, no order in them."""
    refs = issue_hex(stream(1, "refs"), 3000)
    assert len(set(refs)) == 3000
    ranks = np.argsort(np.argsort(refs))
    assert abs(np.corrcoef(np.arange(3000), ranks)[0, 1]) < 0.06


def test_a_serial_belongs_to_vehicle_and_component() -> None:
    """A part keeps its serial wherever it is seen."""
    assert issue_serial(1, "SALVA2AE4EH877322", "engine") == issue_serial(1, "SALVA2AE4EH877322", "engine")
    assert issue_serial(1, "SALVA2AE4EH877322", "engine") != issue_serial(1, "SALVA2AE4EH877322", "gearbox")
