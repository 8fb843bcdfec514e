"""Vehicle identification numbers: ISO 3779 structure, ISO 3780 maker codes (DOMAIN 3.1).

Invariant: characters and length alone decide whether a VIN is well-formed. The check digit and the model year are evidence, and
bind makers of North America and China only; letters I, O and Q are a note and a source of candidates, never a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.reference import rows_of

LENGTH = 17
SHORTEST_CHASSIS_NUMBER = 5
CHECK_AT = 8  # position 9, counted from 0
YEAR_AT = 9
CYCLE_AT = 6  # position 7 tells the two year cycles apart in North American cars
VIN_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
NOT_IN_A_VIN = "IOQ"
COUNTRY_ORDER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890"  # ISO 3780 runs A to Z, then 1 to 9, then 0

VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
VALUES.update({digit: int(digit) for digit in "0123456789"})
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHECK_CHARACTERS = "0123456789X"
ENFORCED_FIRST = frozenset("12345L")  # North America and China
NORTH_AMERICA_FIRST = frozenset("12345")
YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"  # thirty years, from 1980 and again from 2010
FIRST_YEAR, SECOND_CYCLE = 1980, 2010

DVLA_REPLACEMENT = "SABTVR0"  # what DVLA issues to a vehicle that has lost its own number [own?]


class VinClass(StrEnum):
    """What kind of chassis number a text is."""

    ISO = "iso_3779"
    REPLACEMENT = "dvla_replacement"
    CHASSIS = "pre_1981_chassis"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Vin:
    """A chassis number as read.

    ``maker`` lists the makes of its WMI separated by ``/``. ``model_years`` are candidates, most plausible first. ``check_ok`` is
    None where nothing can be computed; ``check_enforced`` says whether this maker is bound to the check digit.
    """

    raw: str
    normal: str
    vin_class: VinClass
    well_formed: bool
    wmi: str | None = None
    maker: str | None = None
    country: str | None = None
    region: str | None = None
    model_years: tuple[int, ...] = ()
    check_ok: bool | None = None
    check_expected: str | None = None
    check_enforced: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wmi:
    """A world manufacturer identifier: the makes that use it (separated by ``/``), the kind of vehicle, where the year stands."""

    code: str
    makes: str
    kind: str
    year_at: int


@cache
def wmis() -> dict[str, Wmi]:
    """Return the known world manufacturer identifiers by code."""
    return {row["wmi"]: Wmi(row["wmi"], row["makes"], row["kind"], int(row["year_at"])) for row in rows_of("wmis")}


@cache
def _countries() -> dict[str, tuple[str | None, str]]:
    """Return (ISO 3166 country, region of the world) for the first two characters of a WMI (ISO 3780)."""
    found: dict[str, tuple[str | None, str]] = {}
    for row in rows_of("wmi_countries"):
        span = COUNTRY_ORDER[COUNTRY_ORDER.index(row["second_from"]) : COUNTRY_ORDER.index(row["second_to"]) + 1]
        found.update({row["first"] + second: (row["country"] or None, row["region"]) for second in span})
    return found


def check_digit(vin: str) -> str | None:
    """Return the check digit that the other sixteen characters call for; None if one of them has no value."""
    if len(vin) != LENGTH or any(character not in VALUES for at, character in enumerate(vin) if at != CHECK_AT):
        return None
    total = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True) if weight)
    return CHECK_CHARACTERS[total % 11]


def model_years(vin: str) -> tuple[int, ...]:
    """Return the years that the year code may mean, most plausible first; none for 0, U, Z and an unknown character.

    The code stands at position 10, with some European and Australian makers at position 11, and repeats after thirty years. In
    North
    American cars position 7 is a digit up to 2009 and a letter from 2010 (49 CFR 565); elsewhere a letter is first taken to be
    from 2010 to 2030, a digit from 2001 to 2009.
    """
    known = wmis().get(vin[:3])
    code = vin[known.year_at - 1 if known else YEAR_AT] if len(vin) == LENGTH else UNKNOWN
    if code not in YEAR_CODES:
        return ()
    old, new = (first + YEAR_CODES.index(code) for first in (FIRST_YEAR, SECOND_CYCLE))
    older = vin[CYCLE_AT].isdigit() if vin[0] in NORTH_AMERICA_FIRST else code.isdigit()
    return (old, new) if older else (new, old)


def _notes(normal: str, expected: str | None, *, enforced: bool) -> list[str]:
    notes = []
    found = [character for character in NOT_IN_A_VIN if character in normal]
    if found:
        notes.append(f"a VIN never holds {', '.join(found)}: read as a digit it may be well-formed")
    if UNKNOWN in normal:
        notes.append(f"{normal.count(UNKNOWN)} unknown character(s)")
    if expected is not None and normal[CHECK_AT] not in (expected, UNKNOWN):
        force = "binding on this maker" if enforced else "advisory: this maker is not bound to it"
        notes.append(f"check digit is {normal[CHECK_AT]}, computed {expected} ({force})")
    return notes


def _iso_vin(raw: str, normal: str) -> Vin:
    expected = check_digit(normal)
    enforced = normal[0] in ENFORCED_FIRST
    notes = _notes(normal, expected, enforced=enforced)
    country, region = _countries().get(normal[:2], (None, None))
    known = wmis().get(normal[:3])
    if known is None and UNKNOWN not in normal[:3]:
        notes.append(f"maker code {normal[:3]} is not in the table")
    return Vin(
        raw=raw,
        normal=normal,
        vin_class=VinClass.ISO,
        well_formed=all(character in VIN_CHARACTERS for character in normal),
        wmi=normal[:3],
        maker=known.makes if known else None,
        country=country,
        region=region,
        model_years=model_years(normal),
        check_ok=None if expected is None or normal[CHECK_AT] == UNKNOWN else normal[CHECK_AT] == expected,
        check_expected=expected,
        check_enforced=enforced,
        notes=tuple(notes),
    )


def parse_vin(text: str) -> Vin:
    """Return what a chassis number says of itself; nothing is refused, ``?`` stands for an illegible character."""
    normal = fold(text)
    if len(normal) == LENGTH and normal.replace("O", "0").startswith(DVLA_REPLACEMENT):
        return Vin(
            text, normal, VinClass.REPLACEMENT, well_formed=True, country="GB", notes=("replacement number issued by DVLA",)
        )
    if len(normal) == LENGTH:
        return _iso_vin(text, normal)
    if SHORTEST_CHASSIS_NUMBER <= len(normal) < LENGTH and any(character.isdigit() for character in normal):
        notes = [f"{len(normal)} characters: a chassis number from before 1981, or a VIN with characters missing"]
        return Vin(text, normal, VinClass.CHASSIS, well_formed=False, notes=tuple(notes))
    reason = f"{len(normal)} characters: a VIN has {LENGTH}"
    return Vin(text, normal, VinClass.UNKNOWN, well_formed=False, notes=(reason,))
