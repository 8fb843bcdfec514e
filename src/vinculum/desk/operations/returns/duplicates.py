"""Items that two returns may both have told of: proposed with the reasons, never merged by themselves. Pure.

Only pairs of one kind that share a mark, a name on nearby days, or an address are looked at, so 10,000 items take moments.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from rapidfuzz import fuzz

from vinculum.desk.operations.returns.counting import groups_of
from vinculum.desk.operations.returns.facts import Item, Known
from vinculum.desk.operations.returns.vocabulary import kinds

MARKS = ("vrm", "vin", "container_no", "port", "log_ref", "custody_no")
NEAR_DAYS = 2
NEAR_NAME, NEAR_ADDRESS = 88.0, 90.0
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b")
# What a shared mark, a name or an address weighs: a judgement of ours, good enough to put the surest first.
WEIGHTS = {
    "vin": 0.97,
    "vrm": 0.95,
    "container_no": 0.95,
    "log_ref": 0.95,
    "custody_no": 0.95,
    "port": 0.9,
    "person": 0.8,
    "address": 0.75,
}
SAME_DAY, SAME_FORCE = 0.05, -0.15


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two items that may be one: how surely (0 to 1), the parts of that, and why, in words."""

    one: str
    other: str
    score: float
    parts: tuple[tuple[str, float], ...]
    why: str


def suspicions(known: Known) -> list[Suspicion]:
    """Return the pairs that may be one thing, the surest first: not merged already, and not judged to be two."""
    leader = {item.reference: key for key, items in groups_of(known).items() for item in items}
    found: dict[frozenset[str], Suspicion] = {}
    for one, other in _pairs([known.items[reference] for reference in leader]):
        pair = frozenset((one.reference, other.reference))
        if pair in found or pair in known.apart or leader[one.reference] == leader[other.reference]:
            continue
        weighed = _weigh(*sorted((one, other), key=lambda item: item.reference))
        if weighed is not None:
            found[pair] = weighed
    return sorted(found.values(), key=lambda each: (-each.score, each.one, each.other))


def _pairs(items: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Yield pairs of one kind that share something worth looking at."""
    blocks: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        kind = kinds()[item.fields["kind"]]
        for name in kind.shared:
            for value in _blocks(name, item.fields.get(name, "")):
                blocks[kind.code, name, value].append(item)
    for block in blocks.values():
        yield from combinations(block, 2)


def _blocks(name: str, text: str) -> list[str]:
    tidy = _tidy(text)
    if not tidy:
        return []
    if name in MARKS:
        return [tidy]
    if name == "address":
        postcode = POSTCODE.search(text.upper())
        return ["".join(postcode.groups())] if postcode else [tidy[:8]]
    words = sorted(re.findall(r"[A-Z]{3,}", text.upper()), key=len, reverse=True)
    return [word[:3] for word in words[:2]]


def _weigh(one: Item, other: Item) -> Suspicion | None:
    kind = kinds()[one.fields["kind"]]
    days = abs((date.fromisoformat(one.fields["on"]) - date.fromisoformat(other.fields["on"])).days)
    parts: list[tuple[str, float]] = []
    reasons: list[str] = []
    for name in kind.shared:
        mine, yours = one.fields.get(name, ""), other.fields.get(name, "")
        if not mine or not yours:
            continue
        if name in MARKS and _tidy(mine) == _tidy(yours):
            parts.append((name, WEIGHTS[name]))
            reasons.append(f"both have the {WORDS[name]} {mine}")
        elif name == "person" and days <= NEAR_DAYS and fuzz.token_sort_ratio(mine.upper(), yours.upper()) >= NEAR_NAME:
            parts.append((name, WEIGHTS[name]))
            reasons.append(f"the names {mine} and {yours} are alike")
        elif name == "address" and days <= NEAR_DAYS and fuzz.token_set_ratio(mine.upper(), yours.upper()) >= NEAR_ADDRESS:
            parts.append((name, WEIGHTS[name]))
            reasons.append(f"the addresses {mine} and {yours} are alike")
    if not parts:
        return None
    doubt = 1.0
    for _, weight in parts:
        doubt *= 1 - weight
    if days == 0:
        parts.append(("same day", SAME_DAY))
        reasons.append("both on the same day")
    if one.reporter == other.reporter:
        parts.append(("same force", SAME_FORCE))
        reasons.append("but one force reported both, by references of its own")
    score = min(0.99, max(0.05, 1 - doubt + sum(weight for name, weight in parts if name in {"same day", "same force"})))
    why = f"{one.reporter} and {other.reporter}: {', '.join(reasons)}."
    return Suspicion(one.reference, other.reference, round(score, 2), tuple(parts), why)


WORDS = {
    "vrm": "registration mark", "vin": "VIN", "container_no": "container number", "port": "port", "log_ref": "log reference",
    "custody_no": "custody number",
}  # fmt: skip


def _tidy(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
