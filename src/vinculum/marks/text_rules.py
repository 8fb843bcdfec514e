"""The rules by which marks are taken from running text: the patterns, and what must hold of what they find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from phonenumbers import Leniency, PhoneNumberMatcher

from vinculum.marks.company import parse_company
from vinculum.marks.container import operators, parse_container
from vinculum.marks.customs import parse_eori, parse_mrn
from vinculum.marks.email import parse_email
from vinculum.marks.fold import fold
from vinculum.marks.formats import VrmClass
from vinculum.marks.locode import ports
from vinculum.marks.mark import MarkKind
from vinculum.marks.phone import HOME, parse_phone
from vinculum.marks.reference import rows_of
from vinculum.marks.serial import parse_serial
from vinculum.marks.vessel import parse_vessel
from vinculum.marks.vin import VinClass, parse_vin
from vinculum.marks.vrm import Vrm, parse_vrm

SHORTEST_FOREIGN = 5  # shorter ones are too many to believe
LEAST_VIN_DIGITS, LEAST_VIN_LETTERS = 4, 2  # a word of seventeen letters is no VIN

# Words that announce a mark; what follows them is read as that kind even where its shape is not telling.
PLATE_WORDS = (
    r"\b(?:vrms?|vrns?|reg(?:istration|istered|istrations|\.)?(?: (?:mark|number|no\.?|plate))?|index|(?:number ?)?plates?)"
)
ENGINE_WORDS = r"\b(?:engine|motor)(?: (?:serial|code))?"
PART_WORDS = r"\b(?:gearbox|airbag|ecu|battery|axle|catalyst|cat|headlight|part|serial)(?: serial)?"
COMPANY_WORDS = r"\b(?:company|companies house|crn|co\.|registered(?: in [A-Za-z ]{3,20})?)"
NUMBER_WORDS = r"[ :]*(?:number|numbers|num|nos?\.?|nr|ref(?:erence)?|#|is|was|reads|reading|bearing|displaying|of)?[ :.#'\"(]*"

VIN = re.compile(r"(?<![A-Z0-9?])[A-Z0-9?*]{17}(?![A-Z0-9?])", re.IGNORECASE)
BOX = re.compile(r"(?<![A-Z0-9])[A-Z]{3}[UJZ][ -]?\d{6}[ /-]?\[?\d\]?(?![A-Z0-9])", re.IGNORECASE)
IMO = re.compile(r"(?<![A-Z0-9])IMO[ :.]{0,2}(?:no\.? ?)?\d{7}(?!\d)", re.IGNORECASE)
EORI = re.compile(r"(?<![A-Z0-9])(?:GB|XI) ?\d{12}(?!\d)", re.IGNORECASE)
MRN = re.compile(r"(?<![A-Z0-9])\d{2}GB[A-Z0-9]{14}(?![A-Z0-9])", re.IGNORECASE)
PLACE = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[A-Z2-9]{3}(?![A-Z0-9])")
COMPANY = re.compile(COMPANY_WORDS + NUMBER_WORDS + r"((?:[A-Z]{2}|\d{2})\d{6})(?!\d)", re.IGNORECASE)
ENGINE = re.compile(ENGINE_WORDS + NUMBER_WORDS + r"([A-Z0-9?*][A-Z0-9?*-]{3,20}[A-Z0-9?*])(?![A-Z0-9])", re.IGNORECASE)
PART = re.compile(PART_WORDS + NUMBER_WORDS + r"([A-Z0-9?*][A-Z0-9?*-]{3,20}[A-Z0-9?*])(?![A-Z0-9])", re.IGNORECASE)
ANNOUNCED_PLATE = re.compile(PLATE_WORDS + NUMBER_WORDS + r"([A-Z0-9?]{1,8}(?: [A-Z0-9?]{1,4}){0,2})(?![A-Z0-9])", re.IGNORECASE)
# Two groups with at most one space between them. Lower case only in the current style and in one piece: "at 12 men" is no plate.
STYLES = (
    r"[A-Z]{2}[0-9O]{2} ?[A-Z]{3}",  # current; a letter O among the digits is a slip
    r"[a-z]{2}[0-9]{2}[a-z]{3}",
    r"[A-Z]\d{1,3} ?[A-Z]{3}",  # prefix
    r"[A-Z]{3} ?\d{1,3}[A-Z]",  # suffix
    r"[A-Z]{3} ?\d{3,4}",  # Northern Ireland
)
PLATE = re.compile(rf"(?<![A-Za-z0-9£$.,/-])(?:{'|'.join(STYLES)})(?![A-Za-z0-9]|[.,]\d)")
MAIL_IN_TEXT = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
DIALLED = re.compile(r"(?:\+|\(?0)[\d ().-]{8}")
MEASURE = re.compile(r"\d+(?:CC|CI|BHP|HP|PS|KW|NM|KG|MM|LTR|LITRES?|MILES|KM|V)")  # what is said of an engine, not stamped on it
ROAD_LETTERS = "ABM"


@dataclass(frozen=True, slots=True)
class Found:
    """A mark in a text: its kind, the span ``text[start:end]``, what stands there, its normal form, and the rule that took it."""

    kind: MarkKind
    start: int
    end: int
    text: str
    normal: str
    rule: str


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(row["word"] for row in rows_of("ordinary_words"))


def _emails(text: str) -> Iterator[Found]:
    for match in MAIL_IN_TEXT.finditer(text):
        mail = parse_email(match[0])
        if mail.well_formed:
            yield Found(MarkKind.EMAIL, match.start(), match.end(), match[0], mail.normal, "shape of a mail address")


def _vins(text: str) -> Iterator[Found]:
    for match in VIN.finditer(text):
        seen = match[0].replace("*", "?")
        vin = parse_vin(seen)
        digits = sum(character.isdigit() for character in seen)
        letters = sum(character.isalpha() for character in seen)
        if vin.vin_class in (VinClass.ISO, VinClass.REPLACEMENT) and digits >= LEAST_VIN_DIGITS and letters >= LEAST_VIN_LETTERS:
            yield Found(MarkKind.VIN, match.start(), match.end(), match[0], vin.normal, "seventeen letters and digits")


def _containers(text: str) -> Iterator[Found]:
    for match in BOX.finditer(text):
        box = parse_container(match[0])
        if box.well_formed:
            yield Found(MarkKind.CONTAINER, match.start(), match.end(), match[0], box.normal, "ISO 6346 with its check digit")
        elif box.owner in operators():
            yield Found(MarkKind.CONTAINER, match.start(), match.end(), match[0], box.normal, "ISO 6346 of a known owner")


def _shaped(
    pattern: re.Pattern[str], kind: MarkKind, parse: Callable[[str], tuple[bool, str]], rule: str
) -> Callable[[str], Iterator[Found]]:
    """Return a rule that takes what ``pattern`` finds (its last group, if it has one) when ``parse`` calls it well-formed."""

    def take(text: str) -> Iterator[Found]:
        for match in pattern.finditer(text):
            group = pattern.groups
            ok, normal = parse(match[group])
            if ok:
                yield Found(kind, match.start(group), match.end(group), match[group], normal, rule)

    return take


def _announced_plates(text: str) -> Iterator[Found]:
    for match in ANNOUNCED_PLATE.finditer(text):
        words = match[1].split(" ")
        # The longest run of words that is a mark: "AB12 CDE", not "AB12 CDE on"; ordinary words end it.
        for count in range(len(words), 0, -1):
            seen = " ".join(words[:count])
            vrm = parse_vrm(seen)
            if _is_plate(vrm) and not any(word.upper() in _ordinary() for word in words[1:count]):
                yield Found(MarkKind.VRM, match.start(1), match.start(1) + len(seen), seen, vrm.normal, "announced as a plate")
                break


def _is_plate(vrm: Vrm) -> bool:
    digits = any(character.isdigit() for character in vrm.normal)
    letters = any(character.isalpha() for character in vrm.normal)
    foreign_or_unknown = vrm.vrm_class in (VrmClass.FOREIGN, VrmClass.UNKNOWN)
    long_enough = vrm.vrm_class is VrmClass.FOREIGN and len(vrm.normal) >= SHORTEST_FOREIGN
    return (long_enough or not foreign_or_unknown) and digits and letters


def _plates(text: str) -> Iterator[Found]:
    for match in PLATE.finditer(text):
        seen = match[0]
        slipped = re.fullmatch(r"([A-Z]{2})([0-9O]{2})( ?[A-Z]{3})", seen)
        vrm = parse_vrm(slipped[1] + slipped[2].replace("O", "0") + slipped[3] if slipped else seen)
        current = vrm.vrm_class is VrmClass.CURRENT
        groups = seen.split(" ")
        spaced = len(groups) > 1
        if any(group in _ordinary() for group in groups) or (not current and not _telling(vrm, spaced=spaced)):
            continue
        if current or vrm.well_formed:
            yield Found(MarkKind.VRM, match.start(), match.end(), seen, fold(seen), f"shape of a {vrm.vrm_class.value} mark")


def _telling(vrm: Vrm, *, spaced: bool) -> bool:
    """Return whether a mark of an older style is told by its shape alone: not a road, a flat, a house or a product number."""
    if vrm.vrm_class is VrmClass.PREFIX:
        return not (spaced and vrm.normal[0] in ROAD_LETTERS)
    if vrm.vrm_class is VrmClass.SUFFIX:
        return sum(character.isdigit() for character in vrm.normal) > 1  # one digit among letters is a product as often
    return vrm.vrm_class is VrmClass.NI and vrm.region is not None


def _phones(text: str) -> Iterator[Found]:
    if DIALLED.search(text) is None:  # the library's search is slow
        return
    for match in PhoneNumberMatcher(text, HOME, leniency=Leniency.POSSIBLE):
        phone = parse_phone(match.raw_string)
        dialled = match.raw_string.startswith(("+", "0", "(0"))
        if phone.well_formed and dialled:
            yield Found(MarkKind.PHONE, match.start, match.end, match.raw_string, phone.normal, "a number in use in its country")


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _serial(text: str) -> tuple[bool, str]:
    serial = parse_serial(text.replace("*", "?"))
    digits = any(character.isdigit() for character in serial.normal)
    return serial.well_formed and digits and MEASURE.fullmatch(serial.normal) is None, serial.normal


RULES: tuple[Callable[[str], Iterator[Found]], ...] = (
    _emails,
    _vins,
    _shaped(MRN, MarkKind.MRN, lambda seen: (parse_mrn(seen).well_formed, parse_mrn(seen).normal), "shape of an MRN"),
    _shaped(EORI, MarkKind.EORI, lambda seen: (parse_eori(seen).well_formed, parse_eori(seen).normal), "shape of an EORI"),
    _containers,
    _shaped(IMO, MarkKind.VESSEL, lambda seen: (parse_vessel(_digits(seen)).well_formed, _digits(seen)), "announced as IMO"),
    _shaped(COMPANY, MarkKind.COMPANY, lambda seen: (parse_company(seen).well_formed, parse_company(seen).normal), "announced"),
    _shaped(ENGINE, MarkKind.ENGINE, _serial, "announced as an engine number"),
    _plates,
    _announced_plates,
    _shaped(PART, MarkKind.SERIAL, _serial, "announced as a part serial"),
    _phones,
    _shaped(PLACE, MarkKind.LOCODE, lambda seen: (seen in ports(), seen), "a port of the table"),
)
