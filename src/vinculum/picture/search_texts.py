"""The form in which a text is looked for: one rule for what is stored and for what a person types."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from vinculum.marks.columns import fold_column
from vinculum.marks.email import parse_email
from vinculum.marks.extract import extract_marks
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.phone import parse_phone
from vinculum.marks.serial import parse_serial
from vinculum.picture.searchable import WORDED, TextKind

BETWEEN_WORDS = re.compile(r"[\s,;:/|()\[\]\u2010-\u2015-]+|\.(?=\s|$)")
LEAST_KNOWN = 3  # a mark with fewer legible characters is like every other
LEAST_DIGITS = 6  # of a telephone number
FOUND_WITHIN = frozenset(kind.value for kind in TextKind) - {kind.value for kind in WORDED}

# Sellers write "no CJD184900" after the part; only texts that sell parts are read so.
PART_NUMBER = re.compile(r"\bno\.? ?([A-Z0-9]{6,17})\b", re.IGNORECASE)


def words(text: str) -> str:
    """Return a name, an address or a sentence as folded words with one space between them."""
    folded = (fold(word).replace(UNKNOWN, "") for word in BETWEEN_WORDS.split(text))
    return " ".join(word for word in folded if word)


def search_text(kind: TextKind, raw: str) -> str:
    """Return the text under which ``raw`` is found as ``kind``; empty if there is nothing in it to look for."""
    if kind in WORDED:
        return words(raw)
    match kind:
        case TextKind.PHONE:
            normal = parse_phone(raw).normal
            return normal if sum(character.isdigit() for character in normal) >= LEAST_DIGITS else ""
        case TextKind.EMAIL:
            return parse_email(raw).normal
        case _:
            return _legible(fold(raw))


def search_texts(kind: TextKind, raw: pa.Array) -> pa.Table:
    """Return ``(raw, text)`` of every text in an array of distinct ones, without those that hold nothing to look for."""
    if kind in WORDED or kind in (TextKind.PHONE, TextKind.EMAIL):
        normal = pa.array([search_text(kind, text) for text in raw.to_pylist()], type=pa.string())
    else:
        folded = fold_column(raw)
        normal = pa.array([_legible(text) for text in folded.to_pylist()], type=pa.string())
    told = pa.table({"raw": raw.cast(pa.string()), "text": normal})
    return told.filter(pc.not_equal(told.column("text"), ""))


def _legible(folded: str) -> str:
    return folded if UNKNOWN not in folded or len(folded.replace(UNKNOWN, "")) >= LEAST_KNOWN else ""


def marks_within(raw: pa.Array) -> pa.Table:
    """Return ``(raw, kind, text, shown)``: every mark in each of an array of distinct running texts, each once a text."""
    found = {(told, kind, text): shown for told in raw.to_pylist() for kind, text, shown in _marks(told)}
    rows = [{"raw": told, "kind": kind.value, "text": text, "shown": shown} for (told, kind, text), shown in found.items()]
    schema = pa.schema([("raw", pa.string()), ("kind", pa.string()), ("text", pa.string()), ("shown", pa.string())])
    return pa.Table.from_pylist(rows, schema=schema)


def _marks(told: str) -> Iterator[tuple[TextKind, str, str]]:
    taken = []
    for mark in extract_marks(told):
        if mark.kind.value in FOUND_WITHIN:
            taken.append((mark.start, mark.end))
            yield TextKind(mark.kind.value), search_text(TextKind(mark.kind.value), mark.text), mark.text
    for match in PART_NUMBER.finditer(told):
        serial = parse_serial(match[1])
        letters = any(character.isalpha() for character in serial.normal)
        if serial.well_formed and letters and not any(start < match.end(1) and match.start(1) < end for start, end in taken):
            yield TextKind.SERIAL, serial.normal, match[1]
