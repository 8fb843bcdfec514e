"""Reading the fields of a document that somebody sent: each once, what is wrong with it gathered under its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from vinculum.desk.ports.inspection_words import MOST_GBP
from vinculum.errors import VinculumError

AMOUNT = re.compile(r"[0-9]{1,11}(\.[0-9]{1,2})?")
COUNT = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the field (such as ``vehicle-0-vins``), a sentence, and what it may be instead."""

    field: str
    sentence: str
    offered: tuple[str, ...] = ()


class NotRight(VinculumError):
    """What was told cannot be kept as it is; ``faults`` name the fields."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


class Fields:
    """The fields of one part of a document, each read once; what is wrong is gathered in ``faults`` under its name."""

    def __init__(self, document: object, faults: list[Fault], prefix: str = "") -> None:
        self._told = document if isinstance(document, Mapping) else {}
        self._faults, self._prefix = faults, prefix
        if not isinstance(document, Mapping):
            self.fault("", "This part is no record of named fields.")

    def fault(self, name: str, sentence: str, offered: tuple[str, ...] = ()) -> None:
        """Note that a field is wrong."""
        self._faults.append(Fault(f"{self._prefix}{name}", sentence, offered))

    def unknown(self, known: set[str]) -> None:
        """Note fields that nobody reads: nothing that was sent is dropped in silence."""
        for name in sorted(set(self._told) - known):
            self.fault(name, f"There is no field {name!r} in an inspection.")

    def rows(self, name: str, most: int) -> list[object]:
        """Return a list of parts, at most ``most`` of them."""
        held = self._told.get(name) or []
        if not isinstance(held, list) or len(held) > most:
            self.fault(name, f"{name} is no list of at most {most}.")
            return []
        return held

    def text(self, name: str, most: int, *, lines: bool = False) -> str:
        """Return a text without what no store can keep, its spaces made single unless it has lines."""
        held = self._told.get(name)
        if held is not None and not isinstance(held, str):
            self.fault(name, f"{name} is no text.")
            return ""
        text = "".join(letter for letter in held or "" if letter.isprintable() or (lines and letter == "\n"))
        text = text.strip() if lines else " ".join(text.split())
        if len(text) > most:
            self.fault(name, f"This has {len(text)} characters; {most} are the most.")
        return text[:most]

    def word(self, name: str, known: Mapping[str, str], *, needed: str = "") -> str:
        """Return a word of a closed list; ``needed`` is the sentence for one that is lacking and must be told."""
        held = self.text(name, 40)
        if held and held not in known:
            self.fault(name, f"{held!r} is none of: {', '.join(known)}.")
        elif not held and needed:
            self.fault(name, needed)
        return held

    def pounds(self, name: str) -> Decimal | None:
        """Return an amount in GBP with at most two places, None where nothing is told."""
        held = self._told.get(name)
        text = "" if held is None else str(held).strip().removeprefix("£").replace(",", "")
        if not text:
            return None
        if AMOUNT.fullmatch(text) is None:
            self.fault(name, f"{text[:20]!r} is no amount of pounds. Write it as 1250 or 1250.50.")
            return None
        amount = Decimal(text).quantize(Decimal("0.01"))
        if amount > MOST_GBP:
            self.fault(name, f"More than {MOST_GBP:,} pounds is past what one box holds.")
        return amount

    def count(self, name: str, most: int) -> int:
        """Return a whole number from 0 to ``most``."""
        text = str(self._told.get(name) or "0").strip()
        if COUNT.fullmatch(text) is None or int(text) > most:
            self.fault(name, f"{text[:20]!r} is no number from 0 to {most}.")
            return 0
        return int(text)
