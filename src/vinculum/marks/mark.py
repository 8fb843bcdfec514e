"""What a mark is: every kind that a text may be read as, most plausible first, each with its candidates."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from vinculum.marks.candidate import Candidate
from vinculum.marks.candidates import read_candidates
from vinculum.marks.commodity import Goods, parse_commodity
from vinculum.marks.company import parse_company
from vinculum.marks.container import ContainerClass, container_candidates, parse_container
from vinculum.marks.crime import parse_crime
from vinculum.marks.customs import parse_eori, parse_mrn
from vinculum.marks.email import parse_email
from vinculum.marks.fold import fold
from vinculum.marks.force import parse_force
from vinculum.marks.formats import VrmClass
from vinculum.marks.locode import parse_locode
from vinculum.marks.misread import Confusion
from vinculum.marks.phone import parse_phone
from vinculum.marks.serial import SerialKind, parse_serial
from vinculum.marks.vessel import parse_vessel, vessel_candidates
from vinculum.marks.vin import LENGTH as VIN_LENGTH
from vinculum.marks.vin import VinClass, parse_vin
from vinculum.marks.vin_candidates import vin_candidates
from vinculum.marks.vrm import parse_vrm

CANDIDATES = 5
LEAST_PLAUSIBLE = 0.1
LEAST_SHARE = 0.25  # of the plausibility of the best reading; below it a reading is noise beside that one
LONGEST_VRM = 9
COMPANY_LENGTH = 8


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


@dataclass(frozen=True, slots=True)
class Checked:
    """One reading of a text as a mark. ``plausible`` (0 to 1) ranks the readings of one text; it is not a probability."""

    mark: str
    kind: MarkKind
    mark_class: str
    well_formed: bool
    normal: str
    notes: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    plausible: float

    def as_document(self) -> dict[str, Any]:
        """Return the reading as `vinculum check --json` prints it."""
        return {
            "mark": self.mark,
            "kind": self.kind.value,
            "class": self.mark_class,
            "well_formed": self.well_formed,
            "normal": self.normal,
            "notes": list(self.notes),
            "candidates": [{"value": found.value, "weight": found.weight, "why": found.why} for found in self.candidates],
        }


def _vin(text: str) -> Checked:
    vin = parse_vin(text)
    about = [vin.maker or "", vin.country or "", "/".join(str(year) for year in vin.model_years)]
    notes = ("; ".join(part for part in about if part), *vin.notes) if any(about) else vin.notes
    plausible = {VinClass.ISO: 0.95, VinClass.REPLACEMENT: 0.97, VinClass.CHASSIS: 0.2, VinClass.UNKNOWN: 0.02}[vin.vin_class]
    near = abs(len(vin.normal) - VIN_LENGTH) == 1
    candidates = vin_candidates(text, CANDIDATES) if near or vin.vin_class is VinClass.ISO else []
    return Checked(
        text, MarkKind.VIN, vin.vin_class.value, vin.well_formed, vin.normal, notes, tuple(candidates), 0.5 if near else plausible
    )


def _vrm(text: str, confusion: Confusion | None = None) -> Checked:
    vrm = parse_vrm(text)
    issued = f"issued {vrm.issued_from} to {vrm.issued_to}" if vrm.issued_from else ""
    about = [part for part in (issued, vrm.region or "") if part]
    notes = (", ".join(about), *vrm.notes) if about else vrm.notes
    mixed = any(character.isdigit() for character in vrm.normal) and any(character.isalpha() for character in vrm.normal)
    if not 1 < len(vrm.normal) <= LONGEST_VRM:
        plausible = 0.0
    elif vrm.vrm_class is VrmClass.UNKNOWN:
        plausible = 0.3 if mixed else 0.05
    else:
        plausible = 0.2 if not mixed else 0.6 if vrm.vrm_class is VrmClass.FOREIGN else 0.9
    candidates = read_candidates(text, CANDIDATES, confusion=confusion) if plausible else []
    return Checked(text, MarkKind.VRM, vrm.vrm_class.value, vrm.well_formed, vrm.normal, notes, tuple(candidates), plausible)


def _container(text: str) -> Checked:
    box = parse_container(text)
    notes = (box.operator, *box.notes) if box.operator else box.notes
    shaped = box.container_class is not ContainerClass.UNKNOWN or bool(box.owner)
    candidates = tuple(container_candidates(text, CANDIDATES))
    plausible = 0.99 if box.well_formed else 0.8 if shaped and candidates else 0.3 if candidates else 0.02
    return Checked(text, MarkKind.CONTAINER, box.container_class.value, box.well_formed, box.normal, notes, candidates, plausible)


def _vessel(text: str) -> Checked:
    ship = parse_vessel(text)
    plausible = 0.99 if ship.named else 0.5 if ship.well_formed else 0.15 if ship.check_expected else 0.0
    candidates = tuple(vessel_candidates(text, CANDIDATES))
    return Checked(text, MarkKind.VESSEL, "imo", ship.well_formed, ship.normal, ship.notes, candidates, plausible)


def _phone(text: str) -> Checked:
    phone = parse_phone(text)
    dialled = text.strip().startswith(("+", "0", "(0"))
    spelled = any(character.isalpha() for character in text)  # the library reads letters as the keys they are on
    plausible = 0.05 if spelled or not phone.well_formed else 0.9 if dialled else 0.3
    return Checked(text, MarkKind.PHONE, phone.phone_class, phone.well_formed, phone.normal, phone.notes, (), plausible)


def _serial(text: str, kind: SerialKind) -> Checked:
    serial = parse_serial(text, kind)
    mark_kind = MarkKind.ENGINE if kind is SerialKind.ENGINE else MarkKind.SERIAL
    plausible = (0.15 if kind is SerialKind.ENGINE else 0.12) if serial.well_formed else 0.01
    return Checked(text, mark_kind, serial.shape, serial.well_formed, serial.normal, serial.notes, (), plausible)


def _company(text: str) -> Checked:
    company = parse_company(text)
    whole = len(fold(text)) == COMPANY_LENGTH
    plausible = 0.0 if not company.well_formed else 0.6 if whole else 0.15
    notes = (company.jurisdiction, *company.notes) if company.jurisdiction else company.notes
    return Checked(text, MarkKind.COMPANY, company.company_class, company.well_formed, company.normal, notes, (), plausible)


def _locode(text: str) -> Checked:
    place = parse_locode(text)
    port = place.port
    notes = (f"{port.name}, {place.country_name}",) if port else ((place.country_name or ""), *place.notes)
    plausible = 0.95 if port else 0.2 if place.well_formed else 0.0
    return Checked(
        text, MarkKind.LOCODE, port.role.value if port else "place", place.well_formed, place.normal, notes, (), plausible
    )


def _commodity(text: str) -> Checked:
    code = parse_commodity(text)
    plausible = 0.0 if not code.well_formed else 0.55 if code.goods is not Goods.OTHER else 0.15
    notes = (code.description, *code.notes) if code.description else code.notes
    return Checked(text, MarkKind.COMMODITY, code.goods.value, code.well_formed, code.normal, notes, (), plausible)


def _crime(text: str) -> Checked:
    crime = parse_crime(text)
    listed = crime.offence is not None
    plausible = (0.9 if "/" in text or not text[:1].isdigit() else 0.2) if listed else 0.0
    notes = (crime.offence.title, *crime.notes) if crime.offence else crime.notes
    group = crime.offence.group if crime.offence else "unknown"
    return Checked(text, MarkKind.CRIME, group, crime.well_formed, crime.normal, notes, (), plausible)


def _force(text: str) -> Checked:
    force = parse_force(text)
    plausible = {"name": 0.95, "id": 0.95, "pfa": 0.97, "code": 0.7, "pnc": 0.4}[force.by] if force.by else 0.0
    return Checked(text, MarkKind.FORCE, force.by or "unknown", force.well_formed, force.normal, force.notes, (), plausible)


def _eori(text: str) -> Checked:
    eori = parse_eori(text)
    plausible = 0.0 if not eori.well_formed else 0.97 if eori.country in ("GB", "XI") else 0.11
    return Checked(text, MarkKind.EORI, eori.country or "unknown", eori.well_formed, eori.normal, eori.notes, (), plausible)


def _mrn(text: str) -> Checked:
    mrn = parse_mrn(text)
    plausible = 0.97 if mrn.well_formed else 0.0
    return Checked(text, MarkKind.MRN, mrn.country or "unknown", mrn.well_formed, mrn.normal, mrn.notes, (), plausible)


def _email(text: str) -> Checked:
    email = parse_email(text)
    mail_class = "free_provider" if email.free_provider else "domain" if email.domain else "unknown"
    plausible = 0.99 if email.well_formed else 0.0
    return Checked(text, MarkKind.EMAIL, mail_class, email.well_formed, email.normal, email.notes, (), plausible)


READERS: dict[MarkKind, Callable[[str], Checked]] = {
    MarkKind.VIN: _vin,
    MarkKind.VRM: _vrm,
    MarkKind.ENGINE: lambda text: _serial(text, SerialKind.ENGINE),
    MarkKind.SERIAL: lambda text: _serial(text, SerialKind.PART),
    MarkKind.CONTAINER: _container,
    MarkKind.VESSEL: _vessel,
    MarkKind.PHONE: _phone,
    MarkKind.COMPANY: _company,
    MarkKind.LOCODE: _locode,
    MarkKind.COMMODITY: _commodity,
    MarkKind.CRIME: _crime,
    MarkKind.FORCE: _force,
    MarkKind.EORI: _eori,
    MarkKind.MRN: _mrn,
    MarkKind.EMAIL: _email,
}


def check(text: str, kinds: Collection[MarkKind] | None = None, confusion: Confusion | None = None) -> list[Checked]:
    """Return the readings of ``text``, most plausible first; with ``kinds``, one reading of each of those and no other.

    ``confusion`` ranks what a plate could be; the built-in camera's unless told. Without ``kinds``, readings far less plausible
    than the best are left out; the best is there even of a text that is no mark.
    """
    readers: dict[MarkKind, Callable[[str], Checked]] = {**READERS, MarkKind.VRM: partial(_vrm, confusion=confusion)}
    readings = [reader(text) for kind, reader in readers.items() if kinds is None or kind in kinds]
    ordered = sorted(readings, key=lambda reading: -reading.plausible)
    if kinds is not None:
        return ordered
    least = max(LEAST_PLAUSIBLE, LEAST_SHARE * ordered[0].plausible)
    return [reading for reading in ordered if reading.plausible >= least] or ordered[:1]
