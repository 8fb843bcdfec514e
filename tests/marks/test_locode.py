import csv
from pathlib import Path

import pytest

from vinculum.marks.locode import PortRole, parse_locode, ports


@pytest.mark.parametrize(("text", "name"), [("GBFXT", "Felixstowe"), ("gb fxt", "Felixstowe"), ("AEJEA", "Jebel Ali")])
def test_ports_are_found_by_code(text: str, name: str) -> None:
    """A port of the table comes with name, country and position."""
    place = parse_locode(text)
    assert place.port is not None
    assert (name, True) == (place.port.name, place.well_formed)


def test_a_place_outside_the_table_is_well_formed_all_the_same() -> None:
    """The table holds the ports that matter to exports, not all 116,000 places."""
    place = parse_locode("FRPAR")
    assert (place.well_formed, place.country, place.port) == (True, "FR", None)


@pytest.mark.parametrize("text", ["", "GB", "GBFX", "GBFX1", "GBFXTX", "QQABC", "12345"])
def test_what_is_no_locode(text: str) -> None:
    """Shape, the digits 2 to 9 only, and a country that exists."""
    assert not parse_locode(text).well_formed


def test_ports_load_tranship_or_receive() -> None:
    """Every British port loads; the roll-on ports of DOMAIN 4.2 are marked."""
    assert all((port.role is PortRole.LOAD) == (port.country == "GB") for port in ports().values())
    assert {port.locode for port in ports().values() if port.roro} >= {"GBSOU", "GBSHS", "GBTIL", "GBBRS", "GBGSY", "GBTYN"}
    assert all(-90 <= port.lat <= 90 and -180 <= port.lon <= 180 for port in ports().values())


def test_the_table_stands_in_the_published_list(real_data: Path) -> None:
    """Every port is in UN/LOCODE, whose own rule (no 0 or 1) three of its codes break; two of its positions are well off."""
    rows: list[list[str]] = []
    for part in (1, 2, 3):
        with (real_data / "trade" / f"2023-1 UNLOCODE CodeListPart{part}.csv").open(encoding="latin-1", newline="") as handle:
            rows.extend(row for row in csv.reader(handle) if row[2])
    published = {row[1] + row[2]: row[10] for row in rows}
    assert set(ports()) <= set(published)
    assert [code for code in published if not parse_locode(code).well_formed] == ["DE9B0", "DEB90", "IT940"]
    far = []
    for port in ports().values():
        where = published[port.locode]
        if where:
            lat = (int(where[:2]) + int(where[2:4]) / 60) * (1 if where[4] == "N" else -1)
            lon = (int(where[6:9]) + int(where[9:11]) / 60) * (1 if where[11] == "E" else -1)
            if abs(lat - port.lat) > 0.36 or abs(lon - port.lon) > 0.36:
                far.append(port.locode)
    assert far == ["GBBEL", "GBGSY"]  # the published position is wrong by more than a quarter of a degree
