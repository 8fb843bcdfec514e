"""From scored pairs to parties: groups of forms that hang together, joined surest first, never in a chain and never across EORIs.

Pure functions over ids. The result is a function of the set of pairs, not of their order: candidates are taken by strength and,
between equals, by id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from heapq import heapify, heappop, heappush

Pair = tuple[str, str, float]
DIGITS = 9  # strengths closer than this are equal, and ids decide


def group(
    pairs: Iterable[Pair], eoris: Mapping[str, str], least_support: float, standing: Mapping[str, Collection[str]] | None = None
) -> dict[str, str]:
    """Return the group of every form in ``pairs`` (left, right, probability) or ``standing``: its smallest form, or its party.

    Two groups join while their support is ``least_support`` or more: the mean probability over all pairs across, those that are
    not linked counting nought. So one odd form cannot chain two firms together. Groups whose EORIs (by form, ``eoris``) cannot
    be one firm's never join. ``standing`` are parties with their forms, each a group from the start; two of them never join.
    """
    home = {form: party for party, forms in (standing or {}).items() for form in forms}
    across: dict[str, dict[str, float]] = {}
    members = {party: len(forms) for party, forms in (standing or {}).items()}
    numbers: dict[str, frozenset[str]] = {
        party: frozenset(eoris[form] for form in forms if form in eoris) for party, forms in (standing or {}).items()
    }
    for left, right, probability in sorted(pairs):
        one, other = home.setdefault(left, left), home.setdefault(right, right)
        for form, name in ((left, one), (right, other)):
            if name not in members:
                members[name], numbers[name] = 1, frozenset([eoris[form]] if form in eoris else [])
        if one != other:
            across.setdefault(one, {})[other] = across.get(one, {}).get(other, 0.0) + probability
            across.setdefault(other, {})[one] = across[one][other]
    merged = _join(across, members, numbers, least_support, set(standing or ()))
    return {form: _end(merged, name) for form, name in home.items()}


def _join(
    across: dict[str, dict[str, float]],
    members: dict[str, int],
    numbers: dict[str, frozenset[str]],
    least_support: float,
    fixed: set[str],
) -> dict[str, str]:
    """Join groups in place, surest first; return for each that was taken in the group that took it."""
    into: dict[str, str] = {}

    def support(one: str, other: str) -> float:
        return round(across[one][other] / (members[one] * members[other]), DIGITS)

    waiting = [(-support(one, other), one, other) for one, beside in across.items() for other in beside if one < other]
    heapify(waiting)
    while waiting:
        strength, one, other = heappop(waiting)
        if one in into or other in into or -strength != support(one, other):
            continue  # one of them has joined another group since; what they make now waits under its own strength
        if -strength < least_support:
            break
        if (one in fixed and other in fixed) or not one_firm(numbers[one] | numbers[other]):
            continue
        keep, gone = (other, one) if other in fixed else (one, other)
        into[gone] = keep
        members[keep] += members.pop(gone)
        numbers[keep] |= numbers.pop(gone)
        for third, strength_across in sorted(across.pop(gone).items()):
            del across[third][gone]
            if third != keep:
                across[keep][third] = across[third][keep] = across[keep].get(third, 0.0) + strength_across
        for third in across[keep]:
            pair = (keep, third) if keep < third else (third, keep)
            heappush(waiting, (-support(keep, third), *pair))
    return into


def _end(into: Mapping[str, str], name: str) -> str:
    while name in into:
        name = into[name]
    return name


def one_firm(eoris: Collection[str]) -> bool:
    """Say whether these EORIs (without GB or XI) can be one firm's: each two equal, or one slip of the pen apart."""
    told = sorted(eoris)
    return all(_slip_apart(one, other) for place, one in enumerate(told) for other in told[place + 1 :])


def _slip_apart(one: str, other: str) -> bool:
    """Say whether one edit makes one text the other: a character changed, left out or added, or two neighbours swapped."""
    if len(one) == len(other):
        differ = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1  # noqa: PLR2004 - two neighbours
        return len(differ) <= 1 or (swapped and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]])
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
