"""Letters that the typesetter can set; the others are told by their number, so that nothing is lost and nothing misleads.

The fonts that typst carries hold Latin, Greek and Cyrillic. A letter of another script, a control character, or a mark that turns
the direction of writing would refuse the whole document or make it read otherwise than it was written: each becomes ``[U+202E]``.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import typst

PROBE = b'#set document(title: "t")\n#set text(font: "Libertinus Serif")\n#json(bytes(sys.inputs.told))'
BLANKS = {"\n", "\t", "\r"}
# What no XML document can hold (XML 1.0, section 2.2), among the characters below U+0020 and the halves of letters.
CONTROLS = (
    frozenset(chr(code) for code in range(0x20)) - BLANKS | frozenset(map(chr, range(0xD800, 0xE000))) | {"\ufffe", "\uffff"}
)
# Controls, format marks (direction, no width), and halves of letters. Unicode 15, general categories.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def settable(told: Any) -> Any:
    """Return plain data in which every text holds only what can be set; numbers and order stay as they are."""
    if isinstance(told, str):
        return "".join(letter if _is_plain(letter) or _can_be_set(letter) else f"[U+{ord(letter):04X}]" for letter in told)
    if isinstance(told, Mapping):
        return {name: settable(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [settable(value) for value in told]
    return told


def held_by_xml(text: str) -> str:
    """Return a text in which what no XML document can hold is told by its number."""
    return "".join(f"[U+{ord(letter):04X}]" if letter in CONTROLS else letter for letter in text)


def _is_plain(letter: str) -> bool:
    return (letter.isascii() and letter.isprintable()) or letter in BLANKS


@lru_cache(maxsize=20_000)
def _can_be_set(letter: str) -> bool:
    """Say whether some font that typst carries draws a letter: asked of the typesetter itself, once a letter."""
    if unicodedata.category(letter) in UNSEEN:
        return False
    probe = typst.Compiler(ignore_system_fonts=True, sys_inputs={"told": json.dumps(letter)})
    try:
        probe.compile(PROBE, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError:
        return False
    return True
