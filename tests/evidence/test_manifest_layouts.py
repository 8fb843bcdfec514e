"""Manifests in the declaration's own field names and in a booking's (DOMAIN 4.4, 4.5): what is read, set aside and unused."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vinculum.evidence.intake import Intake
from vinculum.evidence.refusal import RefusedDelivery

TakeIn = Callable[..., Intake]
Rows = Callable[[Intake], list[dict[str, Any]]]

CDS = {
    "MRN": "26GB71HNLZMEP2G11C", "1/1": "EX", "2/4": "6GB123456789000-REF1", "2/2": "WVWZZZ1JZXW000001; SALGA2BJ1HA000002",
    "3/1 Exporter name": "HARBOUR AUTO PARTS LTD", "3/2": "GB123456789000", "3/9": "KINSHASA MOTORS", "3/19": "PEAK FORWARDING",
    "5/8": "CD", "5/12": "GB000051", "6/5": "7450", "6/8": "USED FURNITURE", "6/14": "94036090", "7/7": "AB12CDE",
    "7/10": "CSQU3054383", "7/14": "BALTIC TRADER", "7/18": "MA823761", "8/6": "1200", "Arrival": "2026-01-30T18:05:00Z",
    "Departure": "2026-02-02T05:00:00Z",
}  # fmt: skip
SAD = {
    "Box 44 DUCR": "6GB123456789000-REF1", "Box 2": "HARBOUR AUTO PARTS LTD", "Box 2 No": "GB123456789000",
    "Box 8": "KINSHASA MOTORS", "Box 14": "PEAK FORWARDING", "Box 17a": "CD", "Box 18": "AB12CDE", "Box 21": "BALTIC TRADER",
    "Box 29": "GB000051", "Box 31": "USED FURNITURE", "Box 31 container": "CSQU3054383", "Box 33": "94036090", "Box 35": "7450",
    "Box 44 chassis numbers": "WVWZZZ1JZXW000001; SALGA2BJ1HA000002", "Box 46": "1200", "Box D seals": "MA823761",
    "MRN": "26GB71HNLZMEP2G11C", "Box 1": "EX A", "Arrival": "2026-01-30T18:05:00Z", "Departure": "2026-02-02T05:00:00Z",
}  # fmt: skip
DCSA = {
    "carrierBookingReference": "6GB123456789000-REF1", "exportDeclarationReference": "26GB71HNLZMEP2G11C",
    "equipmentReference": "CSQU3054383", "sealNumber": "MA823761", "vesselName": "BALTIC TRADER", "portOfLoading": "GBFXT",
    "countryOfDestination": "CD", "shipperName": "HARBOUR AUTO PARTS LTD", "shipperEORI": "GB123456789000",
    "consigneeName": "KINSHASA MOTORS", "freightForwarderName": "PEAK FORWARDING", "haulierVehiclePlate": "AB12CDE",
    "HSCode": "94036090", "descriptionOfGoods": "USED FURNITURE", "cargoGrossWeight": "7450", "declaredValue": "1200",
    "vehicleIdentificationNumbers": "WVWZZZ1JZXW000001; SALGA2BJ1HA000002", "gateInDateTime": "2026-01-30T18:05:00Z",
    "plannedDepartureDate": "2026-02-02T05:00:00Z", "freightPaymentTermCode": "PRE",
}  # fmt: skip
READ = {
    "consignment_ref": "6GB123456789000-REF1", "mrn": "26GB71HNLZMEP2G11C", "container_no": "CSQU3054383", "seal_no": "MA823761",
    "vessel": "BALTIC TRADER", "load_port": "GBFXT", "destination_country": "CD", "shipper_name": "HARBOUR AUTO PARTS LTD",
    "shipper_eori": "GB123456789000", "consignee_name": "KINSHASA MOTORS", "forwarder_name": "PEAK FORWARDING",
    "haulier_vrm": "AB12CDE", "commodity_code": "94036090", "goods_description": "USED FURNITURE", "gross_kg": 7450.0,
    "value_gbp": 1200.0, "declared_vins": ["WVWZZZ1JZXW000001", "SALGA2BJ1HA000002"],
    "gate_in_at": datetime(2026, 1, 30, 18, 5, tzinfo=UTC), "sails_at": datetime(2026, 2, 2, 5, tzinfo=UTC),
}  # fmt: skip


def manifest(folder: Path, *rows: dict[str, str]) -> Path:
    """Write rows as a CSV file with the columns of the first."""
    file = folder / "manifest.csv"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.parametrize(
    ("layout", "row", "unknown"),
    [
        ("cds_declaration", CDS, ["1/1"]),
        ("sad_c88", SAD, ["Box 1"]),
        ("dcsa_booking", DCSA, ["freightPaymentTermCode"]),
    ],
)
def test_the_same_consignment_in_three_papers(
    layout: str, row: dict[str, str], unknown: list[str], take: TakeIn, tmp_path: Path, accepted: Rows
) -> None:
    """One box told by declaration, by form and by booking is one row in the columns of the contract; what is unused is named."""
    intake = take("consignments", manifest(tmp_path, row), layout=layout)
    (told,) = accepted(intake)
    assert {name: told[name] for name in READ} == READ
    assert list(intake.unknown_columns) == unknown
    assert (intake.rows, intake.accepted, intake.quarantined) == (1, 1, 0)


def test_an_office_that_is_not_listed_stays_as_declared_and_a_port_goes_before_it(
    take: TakeIn, tmp_path: Path, accepted: Rows
) -> None:
    """Only offices of HMRC's list are read as a port; nothing is guessed."""
    inland = {**CDS, "2/4": "B", "5/12": "GB000011"}
    intake = take("consignments", manifest(tmp_path, CDS, inland), layout="cds_declaration")
    assert [row["load_port"] for row in accepted(intake)] == ["GBFXT", "GB000011"]
    named = {**CDS, "2/4": "C", "Port of loading": "GBSOU"}
    intake = take("consignments", manifest(tmp_path, named), layout="cds_declaration")
    assert [row["load_port"] for row in accepted(intake)] == ["GBSOU"]


def test_bad_rows_are_set_aside_with_their_reason_and_the_rest_go_on(take: TakeIn, tmp_path: Path, set_aside: Rows) -> None:
    """A mass that is no number and a declaration without a departure are set aside; two of four rows is enough to go on."""
    rows = [CDS, {**CDS, "2/4": "B"}, {**CDS, "2/4": "C", "6/5": "heavy"}, {**CDS, "2/4": "D", "Departure": ""}]
    intake = take("consignments", manifest(tmp_path, *rows), layout="cds_declaration")
    assert (intake.rows, intake.accepted, intake.quarantined) == (4, 2, 2)
    assert [(row["row"], row["reason"]) for row in set_aside(intake)] == [(3, "not_number"), (4, "missing")]


def test_a_declaration_without_departures_is_refused(take: TakeIn, tmp_path: Path) -> None:
    """No element tells the sailing: a file without the column is no manifest, and the refusal names it."""
    row = {name: cell for name, cell in CDS.items() if name != "Departure"}
    with pytest.raises(RefusedDelivery, match="Departure"):
        take("consignments", manifest(tmp_path, row), layout="cds_declaration")
