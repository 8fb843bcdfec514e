"""Telephone numbers: E.164 by the `phonenumbers` library, read as British unless they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HOME = "GB"
FICTION = ("+447700900", "+441632960")  # blocks of 1,000 that Ofcom keeps for drama; samples and tests use them

_CLASSES = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    PhoneNumberType.TOLL_FREE: "freephone",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "company",
    PhoneNumberType.VOICEMAIL: "voicemail",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as read. ``normal`` is E.164 where it could be read at all; ``country`` is ISO 3166."""

    raw: str
    normal: str
    phone_class: str
    well_formed: bool
    country: str | None = None
    notes: tuple[str, ...] = ()


def parse_phone(text: str, home: str = HOME) -> Phone:
    """Return what a telephone number says of itself; without a country code it is read as one of ``home`` (ISO 3166)."""
    try:
        number = phonenumbers.parse(text, home)
    except NumberParseException as error:
        digits = "".join(character for character in text if character.isdigit())
        return Phone(text, digits, "unknown", well_formed=False, notes=(str(error).rstrip("."),))
    normal = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if normal.startswith(FICTION) and phonenumbers.is_possible_number(number):
        return Phone(text, normal, "fiction", well_formed=True, country=HOME, notes=("kept by Ofcom for fiction",))
    valid = phonenumbers.is_valid_number(number)
    notes = [] if valid else ["not a number that is in use in its country"]
    if number.extension:
        notes.append(f"extension {number.extension} left out")
    return Phone(
        raw=text,
        normal=normal,
        phone_class=_CLASSES.get(phonenumbers.number_type(number), "unknown"),
        well_formed=valid,
        country=phonenumbers.region_code_for_number(number),
        notes=tuple(notes),
    )
