"""Reading the words of a PDF that typst made: enough of the format to check what a reader would see, and no more."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)endobj", re.DOTALL)
FONT = re.compile(rb"/(f\d+) [\d.]+ Tf")
LETTER = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)>")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of_pages(pdf: bytes) -> list[str]:
    """Return the text of every page in the order in which it is set, without blanks (a PDF sets places, not blanks)."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    pages = []
    for body in objects.values():
        if b"/Type/Page/" in body:
            resources = objects[_reference(body, b"Resources")]
            fonts = {name: _letters(objects, int(font)) for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
            pages.append(_words(_stream(objects[_reference(body, b"Contents")]), fonts))
    return pages


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, f"{name!r} is not told apart"
    return int(found[1])


def _stream(body: bytes) -> bytes:
    head, rest = body.split(b"stream", 1)
    raw = rest.lstrip(b"\r\n").rsplit(b"endstream", 1)[0]
    return zlib.decompressobj().decompress(raw) if b"FlateDecode" in head else raw


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    told = _stream(objects[_reference(objects[font], b"ToUnicode")])
    return {int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for code, letters in LETTER.findall(told)}


def _words(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    found: list[str] = []
    at = 0
    while at < len(content):
        if font := FONT.match(content, at):
            letters, at = fonts[font[1]], font.end()
        elif content[at : at + 1] == b"(":
            raw, at = _string(content, at + 1)
            # A letter takes two bytes; what is of odd length is a property of the text, such as its language.
            whole = range(0, len(raw), 2) if len(raw) % 2 == 0 else ()
            found += [letters.get(int.from_bytes(raw[place : place + 2], "big"), "") for place in whole]
        else:
            at += 1
    return "".join("".join(found).replace("\u200b", "").split())


def _string(content: bytes, at: int) -> tuple[bytes, int]:
    """Return the bytes of a string that begins at ``at``, and where it ends; brackets in it may stand in pairs."""
    raw, depth = bytearray(), 1
    while True:
        letter = content[at : at + 1]
        if letter == b"\\":
            octal = re.compile(rb"[0-7]{1,3}").match(content, at + 1)
            raw += bytes([int(octal[0], 8)]) if octal else ESCAPES.get(content[at + 1 : at + 2], content[at + 1 : at + 2])
            at = octal.end() if octal else at + 2
            continue
        depth += {b"(": 1, b")": -1}.get(letter, 0)
        at += 1
        if depth == 0:
            return bytes(raw), at
        raw += letter
