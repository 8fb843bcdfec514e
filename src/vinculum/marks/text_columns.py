"""Folding and packing over whole Arrow columns.

Invariant: each column function equals its scalar twin (`fold`, `pack`) on every row.
ASCII rows run compiled, the others one by one.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vinculum.marks.fold import KEPT, fold
from vinculum.marks.kernel import kernel
from vinculum.marks.pack import ALPHABET, BASE, FNV_OFFSET, FNV_PRIME, LONGEST, MIX, pack

Column: TypeAlias = "pa.Array | pa.ChunkedArray"
Keys = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# What each byte becomes: 0 is dropped, 255 needs the slow path, anything else is the folded ASCII character.
DROPPED, SLOW = 0, 255


def _folded_bytes() -> Bytes:
    table = np.full(256, DROPPED, dtype=np.uint8)
    table[128:] = SLOW
    for character in KEPT:
        table[ord(character)] = ord(character)
        table[ord(character.lower())] = ord(character)
    return table


def _byte_codes() -> Bytes:
    """Return the base-37 code of each folded byte; 0 for what has none."""
    codes = np.zeros(256, dtype=np.uint8)
    for code, character in enumerate(ALPHABET, start=1):
        codes[ord(character)] = code
    return codes


FOLDED = _folded_bytes()
CODES = _byte_codes()
# Read-only as the bytes of an Arrow buffer are, so that kernels are compiled for one type of array.
NO_BYTES = np.frombuffer(b"", dtype=np.uint8)
POWERS = np.array([BASE ** (LONGEST - length) for length in range(LONGEST + 1)], dtype=np.int64)
_BASE = np.int64(BASE)
_LONGEST = np.int64(LONGEST)
_FNV_OFFSET, _FNV_PRIME, _MIX = np.uint64(FNV_OFFSET), np.uint64(FNV_PRIME), np.uint64(MIX)
_SHIFT, _ONE = np.uint64(33), np.uint64(1)


@kernel
def _fold_rows(offsets: Offsets, data: Bytes, folded: Bytes, table: Bytes) -> tuple[Offsets, Flags]:
    """Write the folded bytes of every ASCII row into ``folded``; return their offsets and which rows need the slow path."""
    rows = offsets.size - 1
    ends = np.zeros(rows + 1, dtype=np.int64)
    slow = np.zeros(rows, dtype=np.bool_)
    written = 0
    for row in range(rows):
        start = written
        for at in range(offsets[row], offsets[row + 1]):
            byte = table[data[at]]
            if byte == SLOW:
                slow[row] = True
                written = start
                break
            if byte != DROPPED:
                folded[written] = byte
                written += 1
        ends[row + 1] = written
    return ends, slow


@kernel
def _hash_row(start: int, end: int, data: Bytes, table: Bytes) -> np.int64:
    value = _FNV_OFFSET
    for at in range(start, end):
        byte = table[data[at]]
        if byte != DROPPED:
            value = (value ^ np.uint64(byte)) * _FNV_PRIME
    value = (value ^ (value >> _SHIFT)) * _MIX
    value = value ^ (value >> _SHIFT)
    return -np.int64(value >> _ONE) - np.int64(1)


@kernel
def _key_rows(offsets: Offsets, data: Bytes, table: Bytes, codes: Bytes, powers: Keys) -> tuple[Keys, Flags]:
    """Return the key of every ASCII row and which rows need the slow path."""
    rows = offsets.size - 1
    keys = np.zeros(rows, dtype=np.int64)
    slow = np.zeros(rows, dtype=np.bool_)
    for row in range(rows):
        key = np.int64(0)
        length = np.int64(0)
        packs = True
        for at in range(offsets[row], offsets[row + 1]):
            byte = table[data[at]]
            if byte == DROPPED:
                continue
            if byte == SLOW:
                slow[row] = True
                break
            code = codes[byte]
            length += 1
            if code == 0 or length > _LONGEST:
                packs = False
            if packs:
                key = key * _BASE + np.int64(code)
        if slow[row]:
            continue
        keys[row] = key * powers[length] if packs else _hash_row(offsets[row], offsets[row + 1], data, table)
    return keys, slow


def text_rows(array: pa.Array) -> tuple[Offsets, Bytes]:
    """Return offsets (one more than rows) and bytes of a text array; a null row is as long as an empty one.

    TypeError if the array does not hold text.
    """
    if pa.types.is_null(array.type):
        return np.zeros(len(array) + 1, dtype=np.int64), NO_BYTES
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        raise TypeError(f"a column of marks holds text, not {array.type}")
    if array.null_count:
        array = pc.fill_null(array, "")
    width = np.dtype(np.int64) if pa.types.is_large_string(array.type) else np.dtype(np.int32)
    _, offsets, data = array.buffers()
    if offsets is None or len(array) == 0:
        return np.zeros(len(array) + 1, dtype=np.int64), NO_BYTES
    stops = np.frombuffer(offsets, dtype=width, count=len(array) + 1, offset=array.offset * width.itemsize).astype(np.int64)
    return stops, np.frombuffer(data, dtype=np.uint8) if data is not None else NO_BYTES


def _plain(array: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        return _plain(array.dictionary_decode())
    return array.cast(pa.large_string()) if pa.types.is_string_view(array.type) else array


def chunks_of(column: Column) -> list[pa.Array]:
    """Return the arrays that a column is made of, dictionaries and views decoded."""
    return [_plain(array) for array in (column.chunks if isinstance(column, pa.ChunkedArray) else [column])]


def _fold_array(array: pa.Array) -> pa.Array:
    offsets, data = text_rows(array)
    folded = np.empty(int(offsets[-1] - offsets[0]), dtype=np.uint8)
    ends, slow = _fold_rows(offsets, data, folded, FOLDED)
    valid = None if array.null_count == 0 else pc.is_valid(array)
    mask = None if valid is None else pa.array(valid, type=pa.bool_()).buffers()[1]
    buffers = [mask, pa.py_buffer(ends), pa.py_buffer(folded[: ends[-1]])]
    result = pa.Array.from_buffers(pa.large_string(), len(array), buffers)
    if slow.any():
        texts = [fold(text) for text in array.filter(pa.array(slow)).to_pylist()]
        result = pc.replace_with_mask(result, pa.array(slow), pa.array(texts, type=pa.large_string()))
    return result.cast(pa.string())


def fold_column(column: Column) -> pa.Array:
    """Return `fold` of every row as one string array; null stays null."""
    arrays = [_fold_array(array) for array in chunks_of(column)]
    return arrays[0] if len(arrays) == 1 else pa.concat_arrays(arrays or [pa.array([], type=pa.string())])


def _key_array(array: pa.Array) -> Keys:
    offsets, data = text_rows(array)
    keys, slow = _key_rows(offsets, data, FOLDED, CODES, POWERS)
    if slow.any():
        keys[slow] = [pack(text) for text in array.filter(pa.array(slow)).to_pylist()]
    return keys


def key_column(column: Column) -> Keys:
    """Return `pack` of every row as int64; 0 for null, empty and marks that fold to nothing."""
    keys = [_key_array(array) for array in chunks_of(column)]
    return keys[0] if len(keys) == 1 else np.concatenate([*keys, np.zeros(0, dtype=np.int64)])
