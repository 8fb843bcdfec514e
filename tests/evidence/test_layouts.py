"""Formats that others publish, laid out onto our contracts: small samples of each, and the real files where they are at hand."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vinculum.errors import WrongUse
from vinculum.evidence.contract import contract_of
from vinculum.evidence.intake import Intake
from vinculum.evidence.layout import layout_of, layouts
from vinculum.evidence.ledger import delivery
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.workspace import Workspace

TakeIn = Callable[..., Intake]
Rows = Callable[[Intake], list[dict[str, Any]]]

NAMES = [
    "cds_declaration",
    "customs_declaration",
    "dcsa_booking",
    "dvla_enquiry",
    "dvsa_mot",
    "edge_list",
    "nz_police_plates",
    "nz_police_relational",
    "police_uk_street",
    "sad_c88",
    "seattle_reads",
    "ucinet_matrix",
    "unlocode",
]


def test_the_layouts_are_those_of_the_design() -> None:
    """DESIGN section 9 names them, and the declaration's and the booking's own field names (DOMAIN 4.4, 4.5)."""
    assert list(layouts()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_makes_or_withholds_what_its_contracts_require(name: str) -> None:
    """No required column is left to luck, and none is made that the contract lacks."""
    for feed, laid in layout_of(name).feeds.items():
        assert set(contract_of(feed).required) <= set(laid.columns) | set(laid.withheld)


def test_police_uk_keeps_vehicle_crime_and_says_what_it_leaves_out(
    take: TakeIn, tmp_path: Path, accepted: Rows, set_aside: Rows, workspace: Workspace
) -> None:
    """Other crime types are counted as out of scope; the plate is withheld by the publisher; a month is its first instant."""
    file = tmp_path / "street.csv"
    header = (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category"
    )
    city = "City of London Police,City of London Police"
    file.write_text(
        f"{header}\n"
        f"aa11,2022-07,{city},-0.1,51.5,On or near X,E01,City 1,Vehicle crime,Under investigation\n"
        f",2022-07,{city},,,No location,,,Vehicle crime,\n"
        f"bb22,2022-12,{city},-0.1,51.5,On or near X,E01,City 1,Drugs,\n"
        f"cc33,2022-12,{city},,,No location,,,Vehicle crime,\n"
    )
    intake = take("thefts", file, layout="police_uk_street")
    rows = [(row["row"], row["crime_ref"], row["force"], row["reported_at"], row["lat"], row["vrm"]) for row in accepted(intake)]
    assert rows == [
        (1, "aa11", "city-of-london", datetime(2022, 6, 30, 23, tzinfo=UTC), 51.5, None),
        (4, "cc33", "city-of-london", datetime(2022, 12, 1, tzinfo=UTC), None, None),
    ]
    assert [(row["row"], row["reason"]) for row in set_aside(intake)] == [(2, "missing"), (3, "out_of_scope")]
    assert delivery(workspace, intake.delivery)["withheld"] == {"vrm": "data.police.uk publishes no plate"}
    assert "Last outcome category" in intake.unknown_columns


def test_nz_police_plates_have_no_header_and_local_dates(take: TakeIn, tmp_path: Path, accepted: Rows) -> None:
    """A day in New Zealand begins at noon of the day before, UTC, in winter."""
    file = tmp_path / "list.csv"
    file.write_text("AB1234,Blue,Ford,FALCON,1999,Saloon,2011-07-14,Bay of Plenty\n")
    (row,) = accepted(take("thefts", file, layout="nz_police_plates"))
    assert (row["vrm"], row["make"], row["force"]) == ("AB1234", "Ford", "New Zealand Police, Bay of Plenty")
    assert row["reported_at"] == datetime(2011, 7, 13, 12, tzinfo=UTC)
    assert str(row["crime_ref"]).startswith("NZP-")


def test_seattle_reads_lie_on_a_grid_and_in_local_time(take: TakeIn, tmp_path: Path, accepted: Rows) -> None:
    """A read without a position carries the car that made it; the hashed plate is taken as it is."""
    file = tmp_path / "spd.csv.gz"
    lines = [
        "zipcode|dt|location|address|device|plate_hash|lon|lat",
        "98101|10/05/2021 - 08:25:19|W|x|CAR1|35300061cb229e690c29273b8340d90595702822|-122.3423853|47.6106952",
        "98101|12/05/2021 - 08:25:19|W|x|CAR1|c6241fca1b4f5f2b4ff0ddd43bde6c5e11c78842|-122.3423001|47.6109001",
        "NA|10/05/2021 - 08:25:20|W|NA|CAR2|c6241fca1b4f5f2b4ff0ddd43bde6c5e11c78842|NA|NA",
    ]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    reads = accepted(take("reads", file, layout="seattle_reads"))
    assert [(row["camera_id"], row["read_at"]) for row in reads] == [
        ("SPD 47.611 -122.342", datetime(2021, 10, 5, 15, 25, 19, tzinfo=UTC)),
        ("SPD 47.611 -122.342", datetime(2021, 12, 5, 16, 25, 19, tzinfo=UTC)),
        ("SPD car CAR2", datetime(2021, 10, 5, 15, 25, 20, tzinfo=UTC)),
    ]
    intake = take("cameras", file, layout="seattle_reads")
    assert [(row["camera_id"], row["lat"], row["lon"]) for row in accepted(intake)] == [("SPD 47.611 -122.342", 47.611, -122.342)]
    assert intake.reasons == {"out_of_scope": 1, "repeat": 1}


MOT = {
    "registration": "ZZ99ABC",
    "make": "FORD",
    "model": "FOCUS",
    "primaryColour": "Yellow",
    "motTests": [
        {"completedDate": "2013.11.03 09:33:08", "testResult": "PASSED", "odometerValue": "47125", "odometerUnit": "mi"},
        {"completedDate": "2019-07-01T11:28:34.000Z", "testResult": "FAILED", "odometerValue": 57318, "odometerUnit": "MI"},
        {
            "completedDate": "2020-07-01T11:28:34Z",
            "testResult": "PASSED",
            "odometerUnit": "KM",
            "registrationAtTimeOfTest": "AA11AAA",
        },
    ],
}


@pytest.mark.parametrize("shape", ["one", "list", "lines"])
def test_dvsa_gives_one_row_a_test(shape: str, take: TakeIn, tmp_path: Path, accepted: Rows) -> None:
    """One vehicle, a list of them, or one a line; older answers in local time without zone."""
    file = tmp_path / "mot.json"
    untested = {"registration": "NEW1", "motTestDueDate": "2027-01-01"}
    document = {
        "one": json.dumps(MOT),
        "list": json.dumps([MOT, untested]),
        "lines": f"{json.dumps(MOT)}\n{json.dumps(untested)}\n",
    }
    file.write_text(document[shape])
    intake = take("tests", file, layout="dvsa_mot")
    told = [
        (row["vrm"], row["tested_at"].isoformat(), row["odometer"], row["odometer_unit"], row["colour"])
        for row in accepted(intake)
    ]
    assert told == [
        ("ZZ99ABC", "2013-11-03T09:33:08+00:00", 47125, "mi", "Yellow"),
        ("ZZ99ABC", "2019-07-01T11:28:34+00:00", 57318, "mi", "Yellow"),
        ("AA11AAA", "2020-07-01T11:28:34+00:00", None, "km", "Yellow"),
    ]
    assert intake.reasons == ({} if shape == "one" else {"out_of_scope": 1})


VES = {
    "registrationNumber": "AA19AAA",
    "taxStatus": "Untaxed",
    "make": "FORD",
    "monthOfFirstRegistration": "2019-03",
    "fuelType": "PETROL",
    "markedForExport": True,
    "colour": "RED",
    "dateOfLastV5CIssued": "2019-05-20",
}


@pytest.mark.parametrize("shape", ["one", "list", "lines"])
def test_dvla_enquiries_become_register_rows(shape: str, take: TakeIn, tmp_path: Path, accepted: Rows) -> None:
    """One object, a list, or JSON Lines; 'Untaxed' is no status of ours and stays empty rather than guessed."""
    file = tmp_path / "ves.json"
    sorn = {**VES, "registrationNumber": "AA19SRN", "taxStatus": "SORN", "markedForExport": False}
    file.write_text(
        {"one": json.dumps(VES, indent=1), "list": json.dumps([VES, sorn]), "lines": f"{json.dumps(VES)}\n{json.dumps(sorn)}"}[
            shape
        ]
    )
    rows = accepted(take("register", file, layout="dvla_enquiry"))
    told = [(row["vrm"], row["status"], str(row["first_registered"]), row["marked_for_export"]) for row in rows]
    expected = [("AA19AAA", None, "2019-03-01", True), ("AA19SRN", "sorn", "2019-03-01", False)]
    assert told == (expected[:1] if shape == "one" else expected)


def test_matrices_give_each_tie_once(take: TakeIn, tmp_path: Path, accepted: Rows) -> None:
    """Mirrored: undirected, once each. Not mirrored: directed, as they stand. Zero is no tie."""
    (tmp_path / "even.csv").write_text('\ufeff"",a,b,c\na,0,1,0\nb,1,0,2\nc,0,2,0\n')
    (tmp_path / "odd.csv").write_text('"",a,b\na,0,3\nb,1,0\n')
    even, odd = (accepted(take("links", tmp_path / name, layout="ucinet_matrix")) for name in ("even.csv", "odd.csv"))
    assert [(row["from_ref"], row["to_ref"], row["weight"]) for row in even] == [("a", "b", 1.0), ("b", "c", 2.0)]
    assert [(row["from_ref"], row["to_ref"], row["weight"]) for row in odd] == [("a", "b", 3.0), ("b", "a", 1.0)]


def test_a_matrix_that_is_not_square_is_refused(take: TakeIn, tmp_path: Path) -> None:
    """An edge list is not a matrix."""
    (tmp_path / "edges.csv").write_text("source,target\na,b\n")
    with pytest.raises(RefusedDelivery, match="Not a square matrix"):
        take("links", tmp_path / "edges.csv", layout="ucinet_matrix")


@pytest.mark.parametrize("header", ["source,target,weight", "from,to,weight"])
def test_edge_lists_become_links(header: str, take: TakeIn, tmp_path: Path, accepted: Rows) -> None:
    """Either pair of names for the two ends."""
    (tmp_path / "edges.csv").write_text(f"{header}\na,b,2.0\n")
    (row,) = accepted(take("links", tmp_path / "edges.csv", layout="edge_list"))
    assert (row["from_ref"], row["to_ref"], row["kind"], row["weight"]) == ("a", "b", "tie", 2.0)


def test_unlocode_is_latin1_with_positions_in_minutes(take: TakeIn, tmp_path: Path, accepted: Rows, set_aside: Rows) -> None:
    """Degrees and minutes become degrees; the row that heads a country is left out; an impossible position is set aside."""
    file = tmp_path / "unlocode.csv"
    lines = [
        ',"GB",,".UNITED KINGDOM",,,,,,,,',
        ',"GB","FXT","Félixstowe","Felixstowe","SFK","1234----","AA","0601",,"5157N 00121E",""',
        ',"NZ","AKL","Auckland","Auckland","AUK","1234----","AA","0601",,"3650S 17445E",',
        ',"XX","NOP","Nowhere","Nowhere",,"1-------","AA","0601",,,',
        ',"UA","MIR","Mironovka","Mironovka","14","--3-----","RL","0901",,"4829N 38150E",',
    ]
    file.write_bytes("\r\n".join(lines).encode("latin-1"))
    intake = take("places", file, layout="unlocode")
    told = [(row["place_ref"], row["name"], row["lat"], row["lon"]) for row in accepted(intake)]
    assert told == [
        ("GBFXT", "Félixstowe", 51.95, 1.35),
        ("NZAKL", "Auckland", -36.83333, 174.75),
        ("XXNOP", "Nowhere", None, None),
    ]
    assert [(row["row"], row["reason"], row["value"]) for row in set_aside(intake)] == [
        (1, "out_of_scope", None),
        (5, "not_longitude", "4829N 38150E"),
    ]


def test_a_file_of_another_kind_is_refused_by_name(take: TakeIn, tmp_path: Path) -> None:
    """The message says which columns the layout looked for."""
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(RefusedDelivery, match="Not a police_uk_street file: it lacks Crime type, Crime ID"):
        take("thefts", tmp_path / "other.csv", layout="police_uk_street")
    with pytest.raises(RefusedDelivery, match="The layout dvsa_mot reads json files; this one is delimited"):
        take("tests", tmp_path / "other.csv", layout="dvsa_mot")


def test_a_side_file_must_lie_beside(take: TakeIn, tmp_path: Path) -> None:
    """The relational table cannot be read without its makes and regions."""
    file = tmp_path / "nz.csv"
    file.write_text(
        "vehicle_id,vehicle_type,make_id,model_year,vehicle_desc,color,date_stolen,location_id\n1,Car,5,2001,X,Red,1/5/22,101\n"
    )
    with pytest.raises(RefusedDelivery, match=r"nz_maven_make_details\.csv, which must lie beside it"):
        take("thefts", file, layout="nz_police_relational")


def test_unknown_layout_is_wrong_use() -> None:
    """The known ones are listed."""
    with pytest.raises(WrongUse, match="Known layouts: cds_declaration, customs_declaration"):
        layout_of("nonsense")


REAL = [
    ("thefts", "police_uk/2022-07-city-of-london-street.csv", "police_uk_street", 786, 25, {"out_of_scope": 761}),
    ("thefts", "stolen/nz_police_stolen_vehicles_2011-12-02_with_plates.csv", "nz_police_plates", 3664, 3662, {"duplicate": 2}),
    ("thefts", "stolen/nz_maven_stolen_vehicles.csv", "nz_police_relational", 4553, 4553, {}),
    ("reads", "anpr/spd_alpr_pub.csv.gz", "seattle_reads", 51065, 51065, {}),
    ("cameras", "anpr/spd_alpr_pub.csv.gz", "seattle_reads", 51065, 3416, {"out_of_scope": 11763, "repeat": 35886}),
    ("tests", "vrm/api_samples/dvsa_mot_history_api_official_samples.json", "dvsa_mot", 12, 4, {"duplicate": 4, "missing": 4}),
    ("consignments", "trade/customs_syn_valid.csv", "customs_declaration", 8134, 8134, {}),
    ("links", "networks/morselli_siren.csv", "ucinet_matrix", 103, 103, {}),
    ("links", "networks/networkdata/41_siren.edges.csv", "edge_list", 103, 103, {}),
    ("places", "trade/2023-1 UNLOCODE CodeListPart3.csv", "unlocode", 33961, 33864, {"not_longitude": 4, "out_of_scope": 93}),
]


@pytest.mark.parametrize(
    ("feed", "name", "layout", "rows", "kept", "reasons"), REAL, ids=[f"{name}-{feed}" for feed, name, *_ in REAL]
)
def test_real_records_are_accepted_or_set_aside_with_a_reason(
    feed: str, name: str, layout: str, rows: int, kept: int, reasons: dict[str, int], take: TakeIn, real_data: Path
) -> None:
    """The counts that docs/explanation/what-real-records-taught-us.md tells."""
    intake = take(feed, real_data / name, layout=layout)
    assert (intake.rows, intake.accepted, intake.reasons) == (rows, kept, reasons)
    assert intake.rows == intake.accepted + intake.quarantined


def test_real_makes_and_regions_are_looked_up_right(take: TakeIn, real_data: Path, accepted: Rows) -> None:
    """Every row's make and region equal what the side files say for its ids."""
    folder = real_data / "stolen"

    def side(name: str, key: str, value: str) -> dict[str, str]:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            return {row[key]: row[value] for row in csv.DictReader(file)}

    makes = side("nz_maven_make_details.csv", "make_id", "make_name")
    regions = side("nz_maven_locations.csv", "location_id", "region")
    with (folder / "nz_maven_stolen_vehicles.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = Counter((makes.get(row["make_id"]), regions[row["location_id"]]) for row in csv.DictReader(file))
    rows = accepted(take("thefts", folder / "nz_maven_stolen_vehicles.csv", layout="nz_police_relational"))
    assert Counter((row["make"], str(row["force"]).removeprefix("New Zealand Police, ")) for row in rows) == expected
