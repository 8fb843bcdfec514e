"""What a set of boxes is worth: expected values, of which boxes that share a party or a reason share a part.

Ten boxes of one suspect are not worth ten times one: if the suspicion is wrong it is wrong ten times. So a share of each box's
value counts whole for the first of a group only, and less for each further one. The dearest of a group counts first.
Invariants: the worth of a set never falls when a box is added, and a box adds the less the more is chosen (submodular).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vinculum.picture.screening.box import Box, Rules


def groups_of(boxes: Iterable[Box], rules: Rules) -> dict[tuple[str, str], list[Box]]:
    """Return the boxes that share something, by kind and by what they share, dearest first; kinds without a share left out."""
    groups: defaultdict[tuple[str, str], list[Box]] = defaultdict(list)
    for box in sorted(boxes, key=lambda one: (-one.expected_value_gbp, one.name)):
        for kind, what in box.shared.items():
            if rules.shares.get(kind, 0.0) > 0:
                groups[kind, what].append(box)
    return dict(groups)


def counted(boxes: Sequence[Box], rules: Rules) -> dict[str, float]:
    """Return by name the share of its value that each box counts in this set, between ``rules.least_counted`` and 1."""
    shares = dict.fromkeys((box.name for box in boxes), 1.0)
    for (kind, _), held in groups_of(boxes, rules).items():
        for place, box in enumerate(held):
            level = rules.levels[min(place, len(rules.levels) - 1)]
            shares[box.name] -= rules.shares[kind] * (1.0 - level)
    return shares


def worth_of(boxes: Sequence[Box], rules: Rules) -> float:
    """Return what a set of boxes is worth in GBP."""
    shares = counted(boxes, rules)
    return sum(box.expected_value_gbp * shares[box.name] for box in boxes)


class Tally:
    """The worth of a growing set, so that what one more box would add is quickly told."""

    def __init__(self, rules: Rules, boxes: Iterable[Box] = ()) -> None:
        self._rules = rules
        self._values: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def adds(self, box: Box) -> float:
        """Return what ``box`` would add, in GBP."""
        shares = self._rules.shares
        shared = {kind: what for kind, what in box.shared.items() if shares.get(kind, 0.0) > 0}
        gain = box.expected_value_gbp * (1.0 - sum(shares[kind] for kind in shared))
        for kind, what in shared.items():
            held = self._values.get((kind, what), [])
            gain += shares[kind] * (self._level([*held, box.expected_value_gbp]) - self._level(held))
        return gain

    def add(self, box: Box) -> None:
        """Count ``box`` as chosen."""
        for pair in box.shared.items():
            self._values[pair].append(box.expected_value_gbp)

    def held(self, kind: str, what: str) -> int:
        """Return how many chosen boxes share ``what``."""
        return len(self._values.get((kind, what), ()))

    def _level(self, values: Sequence[float]) -> float:
        levels: Mapping[int, float] = dict(enumerate(self._rules.levels))
        last = self._rules.levels[-1]
        return sum(value * levels.get(place, last) for place, value in enumerate(sorted(values, reverse=True)))
