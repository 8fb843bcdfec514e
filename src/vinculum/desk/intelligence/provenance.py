"""Words of a source that a text repeats: provenance never stands in the body (DOMAIN 2.1). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from vinculum.marks.fold import fold
from vinculum.marks.reference import rows_of
from vinculum.picture.search_texts import BETWEEN_WORDS, words

RUN = 4  # so many words in a row are no coincidence
SHORTEST = 3  # letters of a name that tells


@dataclass(frozen=True, slots=True)
class SourceTold:
    """What is known of a source: its name, its number in the source register, how it came by what it told."""

    name: str = ""
    register_reference: str = ""
    provenance: str = ""

    def __bool__(self) -> bool:
        """Whether anything is told."""
        return bool(self.name or self.register_reference or self.provenance)


def repeated_words(text: str, source: SourceTold) -> list[str]:
    """Return what a text repeats of its source, as it stands in the text: names, the register number, runs of four words."""
    shown = [word for word in BETWEEN_WORDS.split(text) if word]
    folded = [fold(word) for word in shown]
    telling = {word for word in words(source.name).split() if len(word) >= SHORTEST and word not in _ordinary()}
    telling |= {fold(source.register_reference)} - {""}
    found = [word for word, plain in zip(shown, folded, strict=True) if plain in telling]
    if len(reference := fold(source.register_reference)) > RUN and reference in fold(text):
        found.append(source.register_reference)
    runs = set(_runs(words(source.provenance).split()))
    found += [" ".join(shown[at : at + RUN]) for at, run in enumerate(_runs(folded)) if run in runs]
    return list(dict.fromkeys(found))


def repeated_in(texts: Iterable[str], source: SourceTold) -> list[str]:
    """Return what any of some texts repeats of its source, each once."""
    return list(dict.fromkeys(word for text in texts for word in repeated_words(text, source)))


def _runs(told: list[str]) -> list[tuple[str, ...]]:
    return [tuple(told[at : at + RUN]) for at in range(len(told) - RUN + 1)]


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(fold(word) for row in rows_of("ordinary_words") for word in row.values())
