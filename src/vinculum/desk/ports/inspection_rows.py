"""An inspection as rows of the feeds that it belongs to: what was opened, what was recovered, which marks were seen.

A box that was not opened is no row of ``inspections``: that feed is of boxes somebody looked into. A vehicle that is only
suspected is no recovery; its marks are told as marks. Invariant: the same version gives the same rows, in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from vinculum.desk.ports.inspection_told import Told, Vehicle
from vinculum.desk.ports.inspection_words import force_at, was_opened
from vinculum.marks.fold import UNKNOWN
from vinculum.marks.locode import parse_locode

Row = dict[str, Any]
FEEDS = ("inspections", "recoveries", "examinations")
HOME = "GB"


def rows_of(reference: str, organisation: str, told: Told) -> dict[str, list[Row]]:
    """Return the rows of each feed that an inspection gives; a feed without rows is left out."""
    if not was_opened(told.result):
        return {}
    found = {
        "inspections": [_inspection(reference, told)],
        "recoveries": [
            _recovery(f"{reference}/{number}", told, vehicle)
            for number, vehicle in enumerate(told.vehicles, 1)
            if vehicle.standing == "stolen" and force_of(told)
        ],
        "examinations": [
            row
            for number, vehicle in enumerate(told.vehicles, 1)
            for row in _marks(f"{reference}/{number}", organisation, told, vehicle)
        ],
    }
    return {feed: rows for feed, rows in found.items() if rows}


def force_of(told: Told) -> str:
    """Return the force that a find is reported to: the one told, else that of the port's area; "" where neither is known."""
    return told.force or force_at(told.place)


def as_lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as JSON Lines, cells that are not known left out."""
    kept = ({name: value for name, value in row.items() if value not in (None, "")} for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept).encode()


def _inspection(reference: str, told: Told) -> Row:
    return {
        "inspection_ref": reference,
        "container_no": told.container_no,
        "consignment_ref": told.consignment_ref,
        "inspected_at": _moment(told),
        "place": told.place,
        "basis": told.basis,
        "result": told.result,
        "vehicles_found": len(told.stolen),
        "value_gbp": _pounds(told.value_gbp),
        "cost_gbp": _pounds(told.cost_gbp),
        "seal_found": told.seal_found,
    }


def _recovery(reference: str, told: Told, vehicle: Vehicle) -> Row:
    place = parse_locode(told.place)
    abroad = place.country != HOME
    return {
        "recovery_ref": reference,
        "crime_ref": vehicle.theft_ref,
        "force": force_of(told),
        "found_at": _moment(told),
        "lat": place.port.lat if place.port else None,
        "lon": place.port.lon if place.port else None,
        "vrm_shown": vehicle.vrm_shown,
        # A number with a character that could not be read is told as a mark that was seen, not as the vehicle's.
        "vin_seen": next((vin for vin in vehicle.vins if UNKNOWN not in vin), None),
        "condition": vehicle.condition,
        "context": "ABROAD" if abroad else "CONTAINER_PORT",
        "country": place.country if abroad else None,
        "value_gbp": _pounds(vehicle.value_gbp),
    }


def _marks(reference: str, organisation: str, told: Told, vehicle: Vehicle) -> list[Row]:
    """Return the marks seen on a vehicle: one row each, numbered, as the officer wrote them down."""
    seen = [("body", "vin", vin) for vin in vehicle.vins]
    seen += [("engine", "serial", vehicle.engine_no)] if vehicle.engine_no else []
    return [
        {
            "exam_ref": f"{reference}-{number}",
            "examined_at": _moment(told),
            "examiner_ref": organisation,
            "force": force_of(told),
            "place_ref": told.place,
            "context": "CONTAINER_PORT",
            "component": component,
            "mark_kind": kind,
            "mark_seen": mark,
            "make": vehicle.make,
            "model": vehicle.model,
        }
        for number, (component, kind, mark) in enumerate(seen, 1)
    ]


def _moment(told: Told) -> str:
    return told.opened_at.isoformat().replace("+00:00", "Z")


def _pounds(amount: object) -> str | None:
    return None if amount is None else str(amount)
