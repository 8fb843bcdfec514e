import csv
from pathlib import Path

import pytest

from vinculum.marks.company import parse_company


@pytest.mark.parametrize(
    ("text", "normal", "jurisdiction"),
    [
        ("07382019", "07382019", "England and Wales"),
        ("7382019", "07382019", "England and Wales"),
        ("sc 421617", "SC421617", "Scotland"),
        ("SC42161", "SC042161", "Scotland"),
        ("NI012345", "NI012345", "Northern Ireland"),
        ("R0000123", "R0000123", "Northern Ireland"),
        ("OC300001", "OC300001", "England and Wales"),
        ("FC012345", "FC012345", "United Kingdom"),
        ("IP10067R", "IP10067R", "England and Wales"),
    ],
)
def test_numbers_are_padded_to_eight(text: str, normal: str, jurisdiction: str) -> None:
    """Leading zeros that a spreadsheet strips are put back; the prefix names the register."""
    company = parse_company(text)
    assert (normal, jurisdiction, True) == (company.normal, company.jurisdiction, company.well_formed)


@pytest.mark.parametrize("text", ["", "12345", "XX123456", "SC1234567", "123456789", "LIMITED"])
def test_what_is_no_company_number(text: str) -> None:
    """Too short to be a stripped number, an unknown prefix, too long."""
    assert not parse_company(text).well_formed


def test_every_company_of_the_register_extract_is_well_formed(real_data: Path) -> None:
    """A thousand numbers of Companies House stand in their normal form."""
    with (real_data / "company" / "uk_companies_house_extract_1000.csv").open(encoding="utf-8", newline="") as handle:
        numbers = [row["CompanyNumber"].strip() for row in csv.DictReader(handle)]
    assert len(numbers) == 1000
    assert [number for number in numbers if parse_company(number).normal != number or not parse_company(number).well_formed] == []
