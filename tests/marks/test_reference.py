from importlib import resources
from pathlib import Path

import pytest

from vinculum import marks
from vinculum.marks.formats import formats
from vinculum.marks.reference import forces, forces_by_id, organisations, rows_of
from vinculum.marks.vin import wmis


def test_the_forces_are_the_43_and_three_more() -> None:
    """England and Wales have 43 territorial forces; PSNI, BTP and Police Scotland stand beside them."""
    assert len(forces()) == 46
    assert sum(1 for force in forces() if (force.pfa or "")[:1] in ("E", "W")) == 43
    assert len({force.code for force in forces()}) == 46
    assert all(force.lat is not None and 49 < force.lat < 61 for force in forces() if force.id != "btp")
    assert forces_by_id()["essex"].pnc == "42"


def test_every_force_is_a_partner() -> None:
    """A force hands over records under its short code."""
    assert {force.code for force in forces()} <= set(organisations())
    assert organisations()["GMP"].force == "greater-manchester"


@pytest.mark.parametrize(
    "code", ["NVCRP", "OPAL", "NAVCIS", "SAMPLE", "NZPOLICE", "SEATTLEPD", "POLICEUK", "COLP", "DVSA", "KCS", "UNECE"]
)
def test_partners_of_the_real_records_are_known(code: str) -> None:
    """What is taken in has a partner."""
    assert organisations()[code].code == code


def test_every_table_is_read_and_has_whole_rows() -> None:
    """No table lies about unused, no row is short or long."""
    folder = resources.files("vinculum.marks.reference")
    tables = sorted(file.name.removesuffix(".csv") for file in folder.iterdir() if file.name.endswith(".csv"))
    code = "".join(file.read_text("utf-8") for file in Path(marks.__path__[0]).rglob("*.py"))
    assert [table for table in tables if f'"{table}"' not in code] == []
    for table in tables:
        rows = rows_of(table)
        assert rows, table
        assert all(None not in row and None not in row.values() for row in rows), table


def test_makers_are_three_characters() -> None:
    """A WMI has three characters of a VIN; the makes are written as the register writes them."""
    assert all(len(code) == 3 and not set(code) & set("IOQ") for code in wmis())
    assert {"FORD", "LAND ROVER", "BMW"} <= {wmi.makes for wmi in wmis().values()}


def test_countries_of_plates_are_two_letters() -> None:
    """Each shape names one country."""
    assert all(len(shape.country) == 2 for shape in formats())
