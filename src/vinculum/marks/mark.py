"""What kinds of mark there are."""

from __future__ import annotations

from enum import StrEnum


class MarkKind(StrEnum):
    """Anything that identifies: a vehicle, a part, a box, a ship, a line, a mailbox, a company, a place, a class of thing."""

    VIN = "vin"
    VRM = "vrm"
    ENGINE = "engine"
    SERIAL = "serial"
    CONTAINER = "container"
    VESSEL = "vessel"
    PHONE = "phone"
    COMPANY = "company"
    LOCODE = "locode"
    COMMODITY = "commodity"
    CRIME = "crime"
    FORCE = "force"
    EORI = "eori"
    MRN = "mrn"
    EMAIL = "email"
