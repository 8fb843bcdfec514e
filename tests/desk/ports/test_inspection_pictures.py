"""A photo is told by its bytes, and keeps the picture and nothing of where, when and with what it was taken, unless asked to."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections_made import png
from vinculum.desk.ports.inspection_pictures import NotAPhoto, read_photo

SECRET = b"51.95 N 1.31 E"


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def exif(turning: int = 6, order: str = "<") -> bytes:
    """Return an Exif segment with a turning, a time and the place in a directory of its own."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turning, 0)
    entries += struct.pack(f"{order}HHII", 0x8769, 4, 1, 8 + 2 + 36 + 4)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, 200)
    inner_at = 8 + 2 + 36 + 4
    inner = struct.pack(f"{order}H", 1) + struct.pack(f"{order}HHII", 0x9003, 2, 20, inner_at + 2 + 12 + 4) + bytes(4)
    body = head + struct.pack(f"{order}H", 3) + entries + bytes(4) + inner + b"2026:03:02 08:15:30\0" + SECRET
    return segment(0xE1, b"Exif\0\0" + body)


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56" + b"\xff\xd9"
TABLES = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\x00\x04\x00\x04\x01\x01\x11\x00")
JFIF, ICC, ADOBE = segment(0xE0, b"JFIF\0\x01\x01"), segment(0xE2, b"ICC_PROFILE\0\x01\x01x"), segment(0xEE, b"Adobe\0")


def jpeg(*beside: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(beside) + TABLES + SCAN


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_jpeg_loses_its_place_and_keeps_its_turning(order: str) -> None:
    """Exif, XMP, a maker's notes, comments and what is appended go; colours, the picture itself and how it is turned stay."""
    beside = (JFIF, exif(6, order), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET), ICC, segment(0xED, SECRET), ADOBE)
    told = read_photo(jpeg(*beside, segment(0xFE, SECRET)) + b"film" + SECRET, keep_place=False)
    assert (told.media_type, told.taken_at) == ("image/jpeg", "2026-03-02 08:15:30")
    assert SECRET not in told.data
    assert told.data.endswith(JFIF + ICC + ADOBE + TABLES + SCAN)
    again = read_photo(told.data, keep_place=False)
    assert again.data == told.data
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in told.data


def test_the_bytes_stay_where_somebody_said_why() -> None:
    """Kept whole, to the last byte."""
    sent = jpeg(exif())
    assert read_photo(sent, keep_place=True).data == sent


def test_a_png_and_a_webp_lose_what_stands_beside_the_picture() -> None:
    """Text of a PNG, Exif and XMP of a WebP and the flags that announce them."""
    assert read_photo(png(7, SECRET), keep_place=False).data == png(7)
    chunks = {b"VP8X": b"\x0c" + bytes(9), b"VP8 ": b"picture!", b"EXIF": SECRET, b"XMP ": SECRET}
    body = b"WEBP" + b"".join(kind + struct.pack("<I", len(told)) + told for kind, told in chunks.items())
    told = read_photo(b"RIFF" + struct.pack("<I", len(body)) + body, keep_place=False)
    assert (told.media_type, SECRET in told.data, told.data[20]) == ("image/webp", False, 0)
    assert b"picture!" in told.data


@pytest.mark.parametrize("sent", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\xff\xd8", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_photo_is_refused(sent: bytes) -> None:
    """Whatever it is called: the bytes decide."""
    with pytest.raises(NotAPhoto):
        read_photo(sent, keep_place=False)


@given(st.sampled_from([jpeg(JFIF, exif(), ICC), png(9, SECRET)]), st.data())
def test_a_photo_that_breaks_off_is_refused_or_whole(sent: bytes, data: st.DataObject) -> None:
    """Cut anywhere or with any byte changed, it is refused in a sentence or kept; nothing else happens."""
    cut = sent[: data.draw(st.integers(0, len(sent) - 1))]
    with pytest.raises(NotAPhoto):
        read_photo(cut, keep_place=False)
    at, byte = data.draw(st.integers(0, len(sent) - 1)), data.draw(st.integers(0, 255))
    try:
        read_photo(sent[:at] + bytes([byte]) + sent[at + 1 :], keep_place=False)
    except NotAPhoto:
        return
