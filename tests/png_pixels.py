"""Reading the pixels of a PNG that a test drew: eight bits a colour, not interlaced, and no more of the format than that."""

import struct
import zlib

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def pixels_of(png: bytes) -> Pixels:
    """Return the pixels as (height, width, channels)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    assert (depth, interlaced) == (8, 0)
    each = CHANNELS[colour]
    raw = np.frombuffer(zlib.decompress(b"".join(_data(png))), np.uint8).reshape(height, 1 + width * each)
    held = np.zeros((height + 1, width + 1, each), np.int16)
    for line in range(height):
        _unfilter(int(raw[line, 0]), raw[line, 1:].reshape(width, each).astype(np.int16), held, line + 1)
    return held[1:, 1:].astype(np.uint8)


def _data(png: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            found.append(png[at + 8 : at + 8 + size])
        at += size + 12
    return found


def _unfilter(kind: int, line: npt.NDArray[np.int16], held: npt.NDArray[np.int16], at: int) -> None:
    """Undo the filter of one line (PNG 9.2) into ``held``, whose first line and column are nothing."""
    above = held[at - 1]
    if kind == 0:
        held[at, 1:] = line
    elif kind == 1:
        held[at, 1:] = np.cumsum(line, axis=0) % 256
    elif kind == 2:
        held[at, 1:] = (line + above[1:]) % 256
    else:
        for place in range(line.shape[0]):
            left, up = held[at, place], above[place + 1]
            guess = (left + up) // 2 if kind == 3 else _paeth(left, up, above[place])
            held[at, place + 1] = (line[place] + guess) % 256


def _paeth(
    left: npt.NDArray[np.int16], up: npt.NDArray[np.int16], corner: npt.NDArray[np.int16]
) -> npt.NDArray[np.int16]:  # fmt: skip
    guess = left + up - corner
    to_left, to_up, to_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    chosen: npt.NDArray[np.int16] = np.where(
        (to_left <= to_up) & (to_left <= to_corner), left, np.where(to_up <= to_corner, up, corner)
    )
    return chosen
