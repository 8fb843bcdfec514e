"""What an officer tells of a box, as plain data, and the document that it is sent and kept as.

The document is JSON; the phone, the page and the API send the same one. Times are ISO 8601 in UTC, money is GBP. A mark stays
as it was seen, ``?`` standing for a character that could not be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle, shell or part in the box. ``vins`` are those seen on it, ``identity`` is what it truly is, where known."""

    standing: str
    make: str = ""
    model: str = ""
    vrm_shown: str = ""
    vins: tuple[str, ...] = ()
    engine_no: str = ""
    identity: str = ""
    theft_ref: str = ""
    theft_force: str = ""
    condition: str = ""
    position: str = ""
    value_gbp: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PhotoTold:
    """A photo that belongs to the inspection, by the number that the device gave it, and what it shows."""

    uuid: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An inspection. ``container_reason`` overrides a check digit; ``place_reason`` is why photos keep where they were taken."""

    container_no: str
    opened_at: datetime
    place: str
    basis: str
    result: str
    container_reason: str = ""
    consignment_ref: str = ""
    lead: str = ""
    operation: str = ""
    declared_goods: str = ""
    found_goods: str = ""
    seal_declared: str = ""
    seal_found: str = ""
    vehicles: tuple[Vehicle, ...] = ()
    lift_gbp: Decimal | None = None
    storage_gbp: Decimal | None = None
    arrests: int = 0
    crime_ref: str = ""
    force: str = ""
    disposal: str = ""
    remarks: str = ""
    place_reason: str = ""
    photos: tuple[PhotoTold, ...] = ()

    @property
    def seals_differ(self) -> bool:
        """Whether the seal on the box is another than the one declared; not known, and False, where one of them is not told."""
        return bool(self.seal_declared and self.seal_found) and _plain(self.seal_declared) != _plain(self.seal_found)

    @property
    def stolen(self) -> tuple[Vehicle, ...]:
        """The vehicles that are stolen or suspected to be."""
        return tuple(vehicle for vehicle in self.vehicles if vehicle.standing != "lawful")

    @property
    def value_gbp(self) -> Decimal | None:
        """The value of the stolen vehicles, GBP; None where none of them was valued."""
        told = [vehicle.value_gbp for vehicle in self.stolen if vehicle.value_gbp is not None]
        return sum(told, Decimal(0)) if told else None

    @property
    def cost_gbp(self) -> Decimal | None:
        """What the inspection cost, GBP; None where nobody told."""
        told = [cost for cost in (self.lift_gbp, self.storage_gbp) if cost is not None]
        return sum(told, Decimal(0)) if told else None


def _plain(seal: str) -> str:
    return "".join(letter for letter in seal.upper() if letter.isalnum())


def document_of(told: Told) -> dict[str, Any]:
    """Return an inspection as the document that ``read_document`` reads: every field, money as text."""
    document: dict[str, Any] = json.loads(json.dumps(asdict(told), default=_as_text))
    return document


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document, however its fields are ordered."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
