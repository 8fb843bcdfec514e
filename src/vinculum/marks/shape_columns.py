"""Shapes over whole columns: the class of every registration mark, and which VINs are well-formed.

Invariant: each row equals its scalar twin (`parse_vrm(text).vrm_class`, `parse_vin(text).well_formed`). The scalar rules match
regular expressions; these match the templates of the same patterns as sets of characters, one bit a character.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.marks.fold import UNKNOWN
from vinculum.marks.formats import VrmClass, formats
from vinculum.marks.kernel import kernel
from vinculum.marks.pack import ALPHABET
from vinculum.marks.text_columns import Bytes, Column, Offsets, fold_column, text_rows
from vinculum.marks.vin import DVLA_REPLACEMENT, LENGTH, VIN_CHARACTERS

Masks = npt.NDArray[np.uint64]

CLASSES = tuple(VrmClass)
UNKNOWN_CLASS = CLASSES.index(VrmClass.UNKNOWN)


def _bits(characters: str) -> int:
    return sum(1 << ALPHABET.index(character) for character in characters)


def _byte_bits() -> Masks:
    """Return the one-bit set of each folded byte; ``?`` is every character."""
    table = np.zeros(256, dtype=np.uint64)
    for character in ALPHABET:
        table[ord(character)] = _bits(character)
    table[ord(UNKNOWN)] = _bits(ALPHABET)
    return table


BYTE_BITS = _byte_bits()


@dataclass(frozen=True, slots=True)
class _Templates:
    """All templates, shortest first: those of length n are ``starts[n]`` to ``starts[n + 1]``, in the order of formats."""

    starts: npt.NDArray[np.int64]
    classes: npt.NDArray[np.int64]
    masks: Masks


@cache
def _templates() -> _Templates:
    every = [(template, shape.vrm_class) for shape in formats() for template in shape.templates]
    longest = max(len(template) for template, _ in every)
    by_length = sorted(enumerate(every), key=lambda entry: (len(entry[1][0]), entry[0]))
    masks = np.zeros((len(every), longest), dtype=np.uint64)
    classes = np.zeros(len(every), dtype=np.int64)
    for row, (_, (template, vrm_class)) in enumerate(by_length):
        classes[row] = CLASSES.index(vrm_class)
        for at, allowed in enumerate(template):
            masks[row, at] = _bits(allowed)
    lengths = np.array([len(template) for _, (template, _) in by_length])
    return _Templates(np.searchsorted(lengths, np.arange(longest + 2)).astype(np.int64), classes, masks)


@kernel
def _classify_rows(
    offsets: Offsets, data: Bytes, bits: Masks, starts: Offsets, classes: Offsets, masks: Masks, unknown: int
) -> Bytes:
    rows = offsets.size - 1
    found = np.full(rows, unknown, dtype=np.uint8)
    for row in range(rows):
        start, length = offsets[row], offsets[row + 1] - offsets[row]
        if length == 0 or length + 1 >= starts.size:
            continue
        for template in range(starts[length], starts[length + 1]):
            fits = True
            for at in range(length):
                if not bits[data[start + at]] & masks[template, at]:
                    fits = False
                    break
            if fits:
                found[row] = classes[template]
                break
    return found


def classify(folded: pa.Array) -> Bytes:
    """Return for every folded mark the index of its class in ``CLASSES``; a null row is unknown."""
    offsets, data = text_rows(folded)
    templates = _templates()
    return _classify_rows(offsets, data, BYTE_BITS, templates.starts, templates.classes, templates.masks, UNKNOWN_CLASS)


def vrm_class_column(column: Column) -> pa.Array:
    """Return the class of every registration mark as strings (values of `VrmClass`); null stays null."""
    folded = fold_column(column)
    found = pa.array(classify(folded), mask=np.asarray(folded.is_null()))
    return pa.DictionaryArray.from_arrays(found, pa.array([vrm_class.value for vrm_class in CLASSES])).dictionary_decode()


def _vin_bytes() -> Bytes:
    table = np.zeros(256, dtype=np.uint8)
    for character in VIN_CHARACTERS:
        table[ord(character)] = 1
    return table


VIN_BYTES = _vin_bytes()
_REPLACEMENT = np.frombuffer(DVLA_REPLACEMENT.encode(), dtype=np.uint8)
_LETTER_O, _ZERO = ord("O"), ord("0")


@kernel
def _vin_rows(offsets: Offsets, data: Bytes, allowed: Bytes, replacement: Bytes, length: int) -> npt.NDArray[np.bool_]:
    rows = offsets.size - 1
    well_formed = np.zeros(rows, dtype=np.bool_)
    for row in range(rows):
        start = offsets[row]
        if offsets[row + 1] - start != length:
            continue
        fits = True
        for at in range(length):
            if not allowed[data[start + at]]:
                fits = False
                break
        issued = not fits
        if issued:
            for at in range(replacement.size):
                byte = data[start + at]
                if byte == _LETTER_O:
                    byte = _ZERO
                if byte != replacement[at]:
                    issued = False
                    break
        well_formed[row] = fits or issued
    return well_formed


def vin_well_formed_column(column: Column) -> pa.Array:
    """Return whether every VIN is well-formed (its characters and length; the check digit plays no part); null stays null."""
    folded = fold_column(column)
    offsets, data = text_rows(folded)
    return pa.array(_vin_rows(offsets, data, VIN_BYTES, _REPLACEMENT, LENGTH), mask=np.asarray(folded.is_null()))
