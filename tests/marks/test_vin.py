import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.marks.vin import VIN_CHARACTERS, VinClass, check_digit, model_years, parse_vin

TEXTS = st.text(alphabet=VIN_CHARACTERS, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "vin", ["1M8GDM9AXKP042788", "11111111111111111", "1C6RR7LT2JS179571", "5YJ3E1EA7HF000337", "YV1TS592861433393"]
)
def test_check_digits_that_hold(vin: str) -> None:
    """Vectors of DOMAIN 3.1."""
    assert parse_vin(vin).check_ok is True


def test_a_european_vin_that_fails_the_check_digit_is_well_formed() -> None:
    """Outside North America and China the check digit is advisory (decision 0002)."""
    vin = parse_vin("SALVA2AE4EH877322")
    assert (vin.well_formed, vin.check_ok, vin.check_expected, vin.check_enforced) == (True, False, "7", False)
    assert "advisory" in vin.notes[0]
    assert parse_vin("WVWZZZ3CZEE140287").well_formed


@pytest.mark.parametrize("first", list("12345L"))
def test_makers_of_north_america_and_china_are_bound_to_it(first: str) -> None:
    """There a failing check digit is noted as binding; the VIN is still well-formed."""
    vin = parse_vin(first + "HGCM82633A004353")
    assert (vin.well_formed, vin.check_enforced) == (True, True)
    assert vin.check_ok is True or "binding" in vin.notes[0]


def test_letters_that_no_vin_holds_are_noted_not_refused() -> None:
    """From a real seizure notice: the letter O at position 9."""
    vin = parse_vin("SALGS37FOFA239330")
    assert (vin.vin_class, vin.well_formed, vin.maker, vin.country) == (VinClass.ISO, False, "LAND ROVER", "GB")
    assert "a VIN never holds O" in vin.notes[0]


def test_an_illegible_character_is_kept() -> None:
    """? stands where the examiner could not read; nothing is computed that depends on it."""
    vin = parse_vin("wvw zzz 3cz ee14?287")
    assert vin.normal == "WVWZZZ3CZEE14?287"
    assert (vin.well_formed, vin.check_ok, vin.check_expected) == (False, None, None)
    assert vin.maker == "VOLKSWAGEN"
    assert parse_vin("1M8GDM9A?KP042788").check_ok is None
    assert parse_vin("1M8GDM9A?KP042788").check_expected == "X"


def test_what_is_not_a_vin_of_today() -> None:
    """Older chassis numbers and DVLA's replacements are classes of their own."""
    assert parse_vin("HAH5L/1234").vin_class is VinClass.CHASSIS
    assert parse_vin("SABTVR03012345678").vin_class is VinClass.REPLACEMENT
    assert parse_vin("SABTVRO3012345678").well_formed
    assert parse_vin("").vin_class is VinClass.UNKNOWN
    assert parse_vin("WVWZZZ3CZEE1402870").vin_class is VinClass.UNKNOWN


@pytest.mark.parametrize(
    ("vin", "expected"),
    [
        ("1HGCM82633A004352", (2003, 2033)),  # a digit at position 7: the first cycle in North America
        ("1FMCU0GA1PK000001", (2023, 1993)),  # a letter: the second
        ("WVWZZZ3CZEE140287", (2014, 1984)),
        ("6FPAAAJGAT4Z00001", (2004, 2034)),  # Ford outside North America: position 11
        ("WBAKS42000C012345", ()),  # Europe: 0 says nothing
        ("WBAKS4200UC012345", ()),
    ],
)
def test_model_years_are_candidates(vin: str, expected: tuple[int, ...]) -> None:
    """The code repeats after thirty years, so there are two, the more plausible first; or none."""
    assert expected == parse_vin(vin).model_years


@pytest.mark.parametrize(
    ("start", "country"),
    [
        ("SA", "GB"),
        ("SM", "GB"),
        ("SN", "DE"),
        ("WB", "DE"),
        ("VF", "FR"),
        ("VS", "ES"),
        ("JT", "JP"),
        ("LS", "CN"),
        ("1H", "US"),
        ("TM", "CZ"),
    ],
)
def test_the_first_two_characters_name_the_country(start: str, country: str) -> None:
    """ISO 3780 gives each country a range."""
    assert country == parse_vin(f"{start}XZZZ3CZEE140287").country


@given(TEXTS)
def test_exactly_one_check_digit_fits(vin: str) -> None:
    """Of the 33 characters at position 9, one passes, and it is the one computed."""
    passing = [c for c in VIN_CHARACTERS if parse_vin(vin[:8] + c + vin[9:]).check_ok]
    assert passing == [check_digit(vin)]


@given(TEXTS, st.integers(0, 16), st.sampled_from(VIN_CHARACTERS))
def test_whatever_the_check_digit_a_vin_is_well_formed(vin: str, at: int, other: str) -> None:
    """Characters and length alone decide."""
    assert parse_vin(vin[:at] + other + vin[at + 1 :]).well_formed
    assert not parse_vin(vin[:at] + "Q" + vin[at + 1 :]).well_formed


@given(TEXTS)
def test_candidate_years_are_thirty_years_apart(vin: str) -> None:
    """Two candidates from 1980 to 2039, or none."""
    years = model_years(vin)
    assert not years or abs(years[0] - years[1]) == 30
    assert all(1980 <= year <= 2039 for year in years)


def test_real_vins_are_read_with_the_year_and_maker_on_record(real_data: Path) -> None:
    """Of 7,425 real VINs none is refused; the recorded year is the first candidate of every one that has a year."""
    with (real_data / "vin" / "vin_test_cases.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    read = [(row, parse_vin(row["vin"])) for row in rows]
    assert len(read) == 7425
    assert all(vin.well_formed for _, vin in read)
    dated = [(int(row["model_year"]), vin) for row, vin in read if row["model_year"]]
    assert len(dated) == 7423
    assert all(vin.model_years[0] == year for year, vin in dated)
    makers = [(row["make"].upper(), vin.maker or "") for row, vin in read if row["make"]]
    other = sorted({(make, maker) for make, maker in makers if not any(word in maker for word in make.split())})
    assert other == [("HONDA", "GENERAL MOTORS")]  # a Honda that General Motors builds


def test_vins_in_circulation_that_fail_the_check_digit_are_not_refused(real_data: Path) -> None:
    """The four failures in both files are Australian Fords, not bound to it; all 6,850 whole VINs of a salvage yard pass."""
    with (real_data / "vin" / "vin_test_cases.csv").open(encoding="utf-8", newline="") as handle:
        cases = [parse_vin(row["vin"]) for row in csv.DictReader(handle)]
    with (real_data / "vehicles" / "upull_salvage_yard_changes.csv").open(encoding="utf-8", newline="") as handle:
        yard = [parse_vin(text) for text in sorted({row["vin"] for row in csv.DictReader(handle)})]
    failing = [vin for vin in cases if vin.check_ok is False]
    assert [vin.normal[:3] for vin in failing] == ["6FP"] * 4
    assert all(vin.well_formed and not vin.check_enforced for vin in failing)
    whole = [vin for vin in yard if vin.vin_class is VinClass.ISO]
    assert (len(yard), len(whole)) == (6885, 6850)
    assert all(vin.well_formed and vin.check_ok and vin.maker for vin in whole)
