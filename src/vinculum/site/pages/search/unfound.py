"""What a text that nothing fits could be, and how it could be looked for instead."""

from __future__ import annotations

from dataclasses import dataclass

from vinculum.search import BadPattern
from vinculum.search.kinds import readings
from vinculum.search.pattern import is_pattern
from vinculum.site.pages.search.results import kind_words

MOST = 5
LEAST_PLAUSIBLE = 0.05


@dataclass(frozen=True, slots=True)
class CouldBe:
    """One thing that a text could be: the kind, its normal form, whether it keeps the kind's rules, and what to know of it."""

    kind: str
    normal: str
    rule: str
    about: str


def what_it_could_be(text: str) -> list[CouldBe]:
    """Return what marks a text could be, most plausible first; none for a pattern."""
    if is_pattern(text):
        return []
    try:
        told = readings(text)
    except BadPattern:
        return []
    return [
        CouldBe(
            kind_words(one.kind),
            one.normal,
            "keeps the rules of that kind" if one.well_formed else "breaks a rule of that kind",
            one.about,
        )
        for one in told
        if one.plausible >= LEAST_PLAUSIBLE
    ][:MOST]
