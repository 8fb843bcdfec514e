"""Between the boxes and the trees: outcomes to learn from, and what was learned, laid out for every box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import Rule
from vinculum.picture.exports.learned import Outcomes, shares_of, teach, too_few
from vinculum.picture.exports.points import POINTS, features_of, rising_names
from vinculum.picture.exports.propensity import probability_opened
from vinculum.picture.exports.said import REST
from vinculum.picture.exports.weigh import Lesson, Model, Numbers

BOXES_AT_ONCE = 250_000
MOST_UNOPENED = 200_000  # boxes not opened that tell how likely opening is; of more than that, one in so many
LEAST_SAID = 0.05  # a share of the trees below this, in log-odds, is told together with others like it

# Boxes that may still be opened say nothing of which are.
OPENED_OR_GONE = """
(consignment_ref IN (SELECT consignment_ref FROM exports_opened)
    OR place % {one_in} = 0 AND consignment_ref IN (SELECT consignment_ref FROM exports_box WHERE judged_at = sails_at))
"""

OUTCOMES = "SELECT consignment_ref, positive, basis FROM exports_opened SEMI JOIN exports_box USING (consignment_ref) ORDER BY"


def lesson_of(door: Door, firing: Sequence[Rule], weights: Numbers, start: float, settings: Mapping[str, Any]) -> Lesson:
    """Return what the boxes opened teach beyond rules of these ``weights`` with this starting point.

    ``settings`` is the section ``exports``: nothing is taught by fewer than ``least_to_learn`` outcomes of each result, and no
    box is held to be less likely to be opened than ``least_propensity``.
    """
    least = int(settings["least_to_learn"])
    outcomes = door.ask(f"{OUTCOMES} inspected_at, consignment_ref")
    positive = np.array(outcomes.column("positive").to_pylist(), dtype=np.bool_)
    if min(positive.sum(), (~positive).sum()) < least:
        names = (*(rule.id for rule in firing), *(point.id for point in POINTS))
        return too_few(names, int(positive.sum()), int((~positive).sum()), least)
    one_in = 1 + _count(door) // MOST_UNOPENED
    refs, features = features_of(door, firing, OPENED_OR_GONE.format(one_in=one_in))
    strengths = features.values[:, : len(firing)]
    base = start + strengths @ weights
    place = {ref: row for row, ref in enumerate(refs)}
    rows = np.array([place[ref] for ref in outcomes.column("consignment_ref").to_pylist()], dtype=np.int64)
    opened = np.zeros(len(refs), dtype=np.bool_)
    opened[rows] = True
    least_propensity = float(settings["least_propensity"])
    chance = probability_opened(np.column_stack([strengths, base]), opened, least=least_propensity, one_in=one_in)
    told = Outcomes(features.only(rows), positive, outcomes.column("basis").to_pylist(), base[rows], chance[rows])
    return teach(told, rising_names(firing), least=least)


def taught(door: Door, firing: Sequence[Rule], lesson: Lesson) -> Iterator[tuple[list[str], Numbers, Numbers]]:
    """Yield boxes in order of reference, a part at a time: references, features, and what the trees add by each feature."""
    for first in range(0, _count(door), BOXES_AT_ONCE):
        refs, features = features_of(door, firing, f"place BETWEEN {first} AND {first + BOXES_AT_ONCE - 1}")
        yield refs, features.values, shares_of(lesson, features)


def say_learned(door: Door, rules: Sequence[Rule], model: Model) -> None:
    """Fill ``exports_learned`` (consignment_ref, feature, share): what the trees add to the log-odds of each box, by feature.

    Shares that are small are told together, as ``L00``; where the rules stand alone the table is empty.
    """
    door.run("CREATE OR REPLACE TEMP TABLE exports_learned (consignment_ref VARCHAR, feature VARCHAR, share DOUBLE)")
    if not model.lesson.speaks:
        return
    firing = [rule for rule in rules if rule.id in model.lesson.names]
    names = np.array([*model.lesson.names, REST])
    for refs, values, shares in taught(door, firing, model.lesson):
        fired = np.zeros(shares.shape, dtype=np.bool_)
        fired[:, : len(firing)] = values[:, : len(firing)] > 0
        told = (np.abs(shares) >= LEAST_SAID) | (fired & (shares != 0))
        rest = np.where(told, 0.0, shares).sum(axis=1, keepdims=True)
        row, column = np.nonzero(np.column_stack([told, rest != 0]))
        share = np.column_stack([shares, rest])[row, column]
        said = {"consignment_ref": np.array(refs, dtype=object)[row], "feature": names[column], "share": share.round(6)}
        door.offer("_said", pa.table(said))
        door.run("INSERT INTO exports_learned SELECT * FROM _said")
        door.withdraw("_said")


def _count(door: Door) -> int:
    return int(door.ask_rows("SELECT count(*) AS boxes FROM exports_points")[0]["boxes"])
