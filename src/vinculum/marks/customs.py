"""Identifiers of customs: EORI of a trader, MRN of a declaration, DUCR of a consignment (DOMAIN 4.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vinculum.marks.fold import fold
from vinculum.marks.locode import countries
from vinculum.marks.reference import rows_of

UK_EORI = re.compile(r"(?:GB|XI)\d{12}")
EU_EORI = re.compile(r"([A-Z]{2})[A-Z0-9]{5,15}")
MRN = re.compile(r"\d{2}([A-Z]{2})[A-Z0-9]{14}")
DUCR = re.compile(r"\dGB\d{12}-[0-9A-Z()\-]{1,19}")
VAT_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)


class CustomsKind(StrEnum):
    """What a customs identifier identifies."""

    EORI = "eori"
    MRN = "mrn"
    DUCR = "ducr"


@cache
def customs_union() -> frozenset[str]:
    """Return the countries of the European Union, whose EORI numbers British declarations may name."""
    return frozenset(row["code"] for row in rows_of("european_union"))


@dataclass(frozen=True, slots=True)
class CustomsId:
    """A customs identifier as read; ``country`` is the ISO 3166 code that it begins with or holds."""

    raw: str
    normal: str
    kind: CustomsKind
    well_formed: bool
    country: str | None = None
    notes: tuple[str, ...] = ()


def vat_checks(number: str) -> bool:
    """Return whether nine digits pass the check of a UK VAT number: modulus 97, moved by 55 either way for newer numbers."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:7], VAT_WEIGHTS, strict=True)) + int(number[7:9])
    return total % 97 in (0, 97 - 55, 55)


def parse_eori(text: str) -> CustomsId:
    """Return what an EORI number says of itself.

    In a British one the first nine digits are mostly the VAT number of the trader: checked, advisory.
    """
    folded = fold(text)
    if UK_EORI.fullmatch(folded):
        notes = () if vat_checks(folded[2:11]) else ("the first nine digits do not pass as a VAT number (advisory)",)
        return CustomsId(text, folded, CustomsKind.EORI, well_formed=True, country=folded[:2], notes=notes)
    found = EU_EORI.fullmatch(folded)
    if found and found[1] in customs_union():
        return CustomsId(text, folded, CustomsKind.EORI, well_formed=True, country=found[1])
    return CustomsId(text, folded, CustomsKind.EORI, well_formed=False, notes=("a British EORI is GB or XI and twelve digits",))


def parse_mrn(text: str) -> CustomsId:
    """Return what a movement reference number says of itself: year, country and fourteen characters."""
    folded = fold(text)
    found = MRN.fullmatch(folded)
    if found and found[1] in countries():
        return CustomsId(text, folded, CustomsKind.MRN, well_formed=True, country=found[1])
    return CustomsId(
        text, folded, CustomsKind.MRN, well_formed=False, notes=("an MRN is a year, a country and fourteen characters",)
    )


def parse_ducr(text: str) -> CustomsId:
    """Return what a declaration unique consignment reference says of itself; its punctuation is part of it."""
    normal = "".join(text.upper().split())
    ok = DUCR.fullmatch(normal) is not None
    notes = () if ok else ("a DUCR is a digit, GB, twelve digits, a dash and up to nineteen characters",)
    return CustomsId(text, normal, CustomsKind.DUCR, ok, "GB" if ok else None, notes)
