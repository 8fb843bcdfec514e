"""Photos as bytes: of what kind they are by what they hold, and without what a camera writes beside the picture.

A camera writes where and with what a photo was taken into the file. None of that is kept unless somebody says why: every part
that is not the picture itself, its colours or its turning is left out. The picture is not encoded anew, so nothing of it changes.
JPEG: JEITA CP-3451 (Exif), ITU-T T.81 annex B; PNG: W3C PNG section 5; WebP: RFC 9649.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from vinculum.errors import VinculumError

PNG = b"\x89PNG\r\n\x1a\n"
SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
# Markers of T.81 that stand alone, without a length: TEM and the restarts.
ALONE = {0x01, *range(0xD0, 0xD8)}
APPS = range(0xE0, 0xF0)
COMMENT = 0xFE
EXIF = b"Exif\x00\x00"
# Application segments that belong to the picture: JFIF, the colour profile, and Adobe's kind of colours.
OF_THE_PICTURE = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
ORIENTATION, TAKEN, EXIF_POINTER = 0x0112, 0x9003, 0x8769
TURNINGS = range(2, 9)


class NotAPhoto(VinculumError):
    """The bytes are no photo of a kind that is kept, or are broken off."""


@dataclass(frozen=True, slots=True)
class Photo:
    """The bytes to keep and their media type; ``taken_at`` is what the camera's clock said, without zone, "" where nothing."""

    data: bytes
    media_type: str
    taken_at: str


def read_photo(data: bytes, *, keep_place: bool) -> Photo:
    """Return a photo to keep, without what stands beside the picture unless ``keep_place``; NotAPhoto says what is wrong."""
    try:
        if data[:2] == bytes([0xFF, SOI]):
            turning, taken = _exif_of(data)
            return Photo(data if keep_place else _bare_jpeg(data, turning), "image/jpeg", taken)
        if data.startswith(PNG):
            return Photo(data if keep_place else _bare_png(data), "image/png", "")
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return Photo(data if keep_place else _bare_webp(data), "image/webp", "")
    except (struct.error, IndexError) as error:
        raise NotAPhoto("The photo is broken off or damaged. Take it again, or choose the file again.") from error
    raise NotAPhoto("This is no photo in JPEG, PNG or WebP. Choose a photo of one of these kinds.")


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield each segment of a JPEG up to its scan (marker, its content, where it begins); the scan comes last, whole."""
    at = 2
    while True:
        if data[at] != 0xFF:  # noqa: PLR2004 - every segment begins with it (T.81 B.1.1.2)
            raise NotAPhoto("The photo is damaged. Take it again, or choose the file again.")
        marker = data[at + 1]
        if marker in ALONE or marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004 - as above
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker == SOS:
            yield marker, data[at : _end_of_scan(data, at)], at
            return
        if at + 2 + length > len(data):
            raise NotAPhoto("The photo is broken off. Choose the file again.")
        yield marker, data[at + 4 : at + 2 + length], at
        at += 2 + length


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the picture ends: after it a telephone may append a film or another picture."""
    while True:
        at = data.find(b"\xff", at + 1)
        if at < 0 or at + 1 >= len(data):
            raise NotAPhoto("The photo is broken off. Choose the file again.")
        if data[at + 1] == EOI:
            return at + 2


def _bare_jpeg(data: bytes, turning: int) -> bytes:
    kept = [bytes([0xFF, SOI])]
    if turning in TURNINGS:
        kept.append(_turned(turning))
    for marker, content, _ in _segments(data):
        if marker == SOS:
            kept.append(content)
        elif marker == COMMENT or (marker in APPS and not content.startswith(OF_THE_PICTURE.get(marker, b"\x00none"))):
            continue
        else:
            kept.append(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)
    return b"".join(kept)


def _turned(turning: int) -> bytes:
    """Return an Exif segment that says how the picture is turned, and nothing else."""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turning, 0)
    content = EXIF + b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return struct.pack(">BBH", 0xFF, 0xE1, len(content) + 2) + content


def _exif_of(data: bytes) -> tuple[int, str]:
    """Return how a JPEG is turned (1 where it does not say) and when it was taken by the camera's clock."""
    for marker, content, _ in _segments(data):
        if marker == 0xE1 and content.startswith(EXIF):  # noqa: PLR2004 - APP1
            try:
                return _read_tiff(content[len(EXIF) :])
            except (struct.error, IndexError):
                break  # what a camera wrote wrongly beside the picture is no reason to refuse the picture
    return 1, ""


def _read_tiff(tiff: bytes) -> tuple[int, str]:
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    told = _directory(tiff, first, order)
    turning = struct.unpack_from(f"{order}H", told[ORIENTATION])[0] if ORIENTATION in told else 1
    taken = ""
    if EXIF_POINTER in told:
        inner = _directory(tiff, struct.unpack(f"{order}I", told[EXIF_POINTER])[0], order)
        if TAKEN in inner:
            (place,) = struct.unpack(f"{order}I", inner[TAKEN])
            text = tiff[place : place + 19].decode("ascii", "replace")
            day, _, hour = text.partition(" ")
            taken = f"{day.replace(':', '-')} {hour}" if text.replace(":", "").replace(" ", "").isdecimal() else ""
    return turning, taken


def _directory(tiff: bytes, at: int, order: str) -> dict[int, bytes]:
    """Return the four bytes of value or place of every entry of a directory, by its tag."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    entries = [tiff[at + 2 + 12 * number : at + 14 + 12 * number] for number in range(count)]
    return {struct.unpack_from(f"{order}H", entry)[0]: entry[8:12] for entry in entries}


def _bare_png(data: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise NotAPhoto("The photo is broken off. Choose the file again.")
        if kind in PNG_KEPT:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end


def _bare_webp(data: bytes) -> bytes:
    kept, at = [], 12
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 > len(data):
        raise NotAPhoto("The photo is broken off. Choose the file again.")
    while at < size + 8:
        kind, length = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + length + length % 2]
        if kind == b"VP8X":
            content = bytes([content[0] & ~0b00001100]) + content[1:]
        if kind in WEBP_KEPT:
            kept.append(struct.pack("<4sI", kind, length) + content)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
