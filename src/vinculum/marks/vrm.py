"""Vehicle registration marks of Great Britain and Northern Ireland (DOMAIN 3.2); a mark of no known shape is no error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.formats import Format, VrmClass, formats_of
from vinculum.marks.reference import rows_of

SECOND_HALF = 50  # an age identifier above this is September to February of the year it exceeds it by
FIRST_HALF_MONTH, SECOND_HALF_MONTH = 3, 9
PERSONAL_EXPORT = "X"


@dataclass(frozen=True, slots=True)
class Vrm:
    """A registration mark as read.

    ``issued_from`` and ``issued_to`` bound the days on which a mark with this age identifier was first issued, both included;
    they say when the mark was new, not the vehicle that bears it today. ``readings`` are all classes that the mark fits.
    """

    raw: str
    normal: str
    vrm_class: VrmClass
    well_formed: bool
    readings: tuple[VrmClass, ...] = ()
    countries: tuple[str, ...] = ()
    age_identifier: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    region: str | None = None
    office: str | None = None
    notes: tuple[str, ...] = ()


def age_window(age: str) -> tuple[date, date] | None:
    """Return the first and last day on which a current-style age identifier is issued; None for 01, which never was."""
    number = int(age)
    if number == 1:
        return None
    half = 100 if number == 0 else number  # 00 closes the system: September 2050
    if half <= SECOND_HALF:
        return date(2000 + half, FIRST_HALF_MONTH, 1), date(2000 + half, SECOND_HALF_MONTH, 1) - timedelta(days=1)
    year = 2000 + half - SECOND_HALF
    return date(year, SECOND_HALF_MONTH, 1), date(year + 1, FIRST_HALF_MONTH, 1) - timedelta(days=1)


@cache
def _letter_windows() -> dict[tuple[str, str], tuple[date, date]]:
    return {
        (row["class"], row["letter"]): (date.fromisoformat(row["issued_from"]), date.fromisoformat(row["issued_to"]))
        for row in rows_of("vrm_ages")
    }


@cache
def _tags() -> dict[str, tuple[str, str]]:
    """Return (region, issuing office) of every memory tag that is in use."""
    tags: dict[str, tuple[str, str]] = {}
    for row in rows_of("vrm_memory_tags"):
        for second in range(ord(row["second_from"]), ord(row["second_to"]) + 1):
            tags[row["first"] + chr(second)] = (row["region"], row["office"])
    return tags


@cache
def _counties() -> dict[str, str]:
    return {row["code"]: row["county"] for row in rows_of("vrm_ni_counties")}


def _age(shape: Format, normal: str) -> tuple[str | None, tuple[date, date] | None]:
    """Return the age identifier of a mark and the days on which it was issued."""
    if shape.vrm_class is VrmClass.CURRENT:
        age = normal[2:4]
        return age, None if UNKNOWN in age else age_window(age)
    if shape.vrm_class in (VrmClass.PREFIX, VrmClass.SUFFIX):
        letter = normal[0] if shape.vrm_class is VrmClass.PREFIX else normal[-1]
        return letter, _letter_windows().get((shape.vrm_class.value, letter))
    return None, None


def _place(shape: Format, normal: str) -> tuple[str | None, str | None, list[str]]:
    """Return region, office and notes on where a mark was issued."""
    if shape.vrm_class is VrmClass.CURRENT and UNKNOWN not in normal[:2]:
        region, office = _tags().get(normal[:2], (None, None))
        if region is None:
            return None, None, [f"memory tag {normal[:2]} is not one that is issued by area"]
        return region, office, ["personal export mark"] if normal[0] == PERSONAL_EXPORT else []
    if shape.vrm_class is VrmClass.NI:
        letters = re.sub(r"\d", "", normal)
        county = _counties().get(letters[-2:])
        if county is None and UNKNOWN not in letters:
            return None, None, [f"area code {letters[-2:]} was issued in what is now the Republic of Ireland, not in NI"]
        return county, None, []
    return None, None, []


_REMARKS = {
    VrmClass.Q: "Q mark: age or identity of the vehicle is not known (kit, import or rebuilt)",
    VrmClass.TRADE: "trade plate: identifies a trader, not a vehicle",
    VrmClass.DATELESS_1903: "dateless: hides the age of the vehicle",
    VrmClass.DATELESS_1932: "dateless: hides the age of the vehicle",
    VrmClass.NI: "Northern Ireland mark: hides the age of the vehicle",
    VrmClass.DIPLOMATIC: "diplomatic or accredited vehicle",
    VrmClass.MILITARY: "military vehicle",
}


def parse_vrm(text: str, as_at: date | None = None) -> Vrm:
    """Return what a registration mark says of itself.

    A mark is well-formed when it fits a shape of any class, foreign ones included, and every character is known. With ``as_at``,
    an age identifier that had not been issued by that day is noted.
    """
    normal = fold(text)
    shapes = list(formats_of(normal))
    if not shapes:
        return Vrm(text, normal, VrmClass.UNKNOWN, well_formed=False, notes=("fits no known shape of registration mark",))
    shape = shapes[0]
    age, window = _age(shape, normal)
    region, office, notes = _place(shape, normal)
    if shape.vrm_class in _REMARKS:
        notes.insert(0, _REMARKS[shape.vrm_class])
    others = tuple(dict.fromkeys(other.vrm_class for other in shapes if other.vrm_class is not shape.vrm_class))
    british = [other.value for other in others if other is not VrmClass.FOREIGN]
    if british:
        notes.append(f"also has the shape of: {', '.join(british)}")
    if UNKNOWN in normal:
        notes.append(f"{normal.count(UNKNOWN)} unknown character(s)")
    if as_at is not None and window is not None and window[0] > as_at:
        notes.append(f"age identifier {age} is first issued on {window[0].isoformat()}")
    return Vrm(
        raw=text,
        normal=normal,
        vrm_class=shape.vrm_class,
        well_formed=UNKNOWN not in normal,
        readings=(shape.vrm_class, *others),
        countries=tuple(dict.fromkeys(found.country for found in shapes)),
        age_identifier=age,
        issued_from=window[0] if window else None,
        issued_to=window[1] if window else None,
        region=region,
        office=office,
        notes=tuple(notes),
    )


def display_vrm(vrm: Vrm) -> str:
    """Return a mark spaced as it stands on a plate."""
    normal = vrm.normal
    if vrm.vrm_class is VrmClass.CURRENT:
        return f"{normal[:4]} {normal[4:]}"
    if vrm.vrm_class in (VrmClass.PREFIX, VrmClass.Q):
        return f"{normal[:-3]} {normal[-3:]}"
    if vrm.vrm_class is VrmClass.SUFFIX:
        return f"{normal[:3]} {normal[3:]}"
    return re.sub(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])", " ", normal)
