"""The contracts are those of DESIGN section 4: seventeen feeds, their columns and which are required."""

import pytest

from vinculum.errors import WrongUse
from vinculum.evidence.contract import ColumnType, contract_of, contracts

# Required columns carry a star.
DESIGN = {
    "register": "vrm* vin make* model colour fuel first_registered keeper_area status status_on v5c_issued_on marked_for_export",
    "thefts": "crime_ref* force* offence_code reported_at* stolen_from stolen_to lat lon vrm* vin make model colour method "
    "value_gbp tracker_fitted",
    "los": "los_ref* force* crime_ref vrm* vin created_at* confirmed_at removed_at removal",
    "recoveries": "recovery_ref* crime_ref force* found_at* lat lon vrm_shown vin_seen condition context country premises_ref "
    "value_gbp",
    "cameras": "camera_id* force lat* lon* road direction",
    "reads": "camera_id* read_at* vrm* confidence make colour",
    "tests": "vrm* vin tested_at* station_id lat lon odometer odometer_unit result make model colour",
    "losses": "claim_ref* insurer* vrm vin loss_type* loss_on* category settled_gbp settled_on buyer",
    "consignments": "consignment_ref* mrn booking_ref container_no seal_no carrier vessel imo voyage load_port* discharge_port "
    "destination_country* shipper_name shipper_address shipper_phone shipper_eori consignee_name consignee_address notify_name "
    "forwarder_name forwarder_eori haulier_vrm commodity_code* goods_description gross_kg vgm_kg value_gbp declared_vins "
    "booked_at gate_in_at sails_at* seal_at_gate amended_at",
    "inspections": "inspection_ref* container_no* consignment_ref inspected_at* place basis* result* vehicles_found value_gbp "
    "cost_gbp seal_found",
    "examinations": "exam_ref* examined_at* examiner_ref force place_ref context component* mark_kind* mark_seen* finding "
    "make model",
    "listings": "listing_ref* marketplace posted_at* seller_ref* seller_phone title* text price_gbp area image_hashes",
    "telematics": "vrm vin at* lat* lon* event",
    "parties": "party_ref* kind* name* born_on address postcode phone email company_no role",
    "places": "place_ref* kind name address postcode lat lon",
    "links": "from_ref* to_ref* kind* seen_from seen_to weight",
    "logs": "log_ref* force* submitted_at* source* assessment* handling* conditions text* subjects",
}


def test_the_feeds_are_those_of_the_design() -> None:
    """Seventeen of them."""
    assert sorted(DESIGN) == list(contracts())


@pytest.mark.parametrize("feed", sorted(DESIGN))
def test_the_columns_are_those_of_the_design(feed: str) -> None:
    """In their order, with the required ones required."""
    told = " ".join(column.name + ("*" if column.required else "") for column in contract_of(feed).columns)
    assert told == DESIGN[feed]


@pytest.mark.parametrize("feed", sorted(DESIGN))
def test_keys_times_and_minima_name_columns_of_the_feed(feed: str) -> None:
    """A contract speaks of its own columns only."""
    contract = contract_of(feed)
    names = {column.name for column in contract.columns}
    assert {*contract.key, *contract.minimum_fill} <= names
    if contract.event_time is not None:
        assert contract.column(contract.event_time).type in {ColumnType.TIMESTAMP, ColumnType.DATE}


def test_only_ships_may_lie_ahead() -> None:
    """Everything else has happened when it is handed over."""
    ahead = [(feed, column.name) for feed, contract in contracts().items() for column in contract.columns if column.may_lie_ahead]
    assert ahead == [("consignments", "sails_at")]


def test_an_unknown_feed_is_wrong_use() -> None:
    """The known ones are listed."""
    with pytest.raises(WrongUse, match="Known feeds: cameras, consignments"):
        contract_of("nonsense")
