"""Points of a box that no rule weighs by itself: prices, weights, times and the sender's record, for outcomes to weigh.

A rule says at which number it speaks; a point keeps the number. Invariant as for rules: a point rests only on what was known
before ``judged_at``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import Rule
from vinculum.picture.exports.peers import LEAST_PEERS
from vinculum.picture.risk.features import Features, Numbers

USUAL_EMPTY_BOX_KG = 3_900  # a 40 ft dry box


@dataclass(frozen=True, slots=True)
class Point:
    """One number of a box, by SQL over ``box``, ``peers``, ``past`` and ``record``; null where it is not known.

    ``told`` is SQL for the number in a sentence. ``rising`` points can only raise the risk. ``steady`` ones mean the same in
    every month, so that a shift of theirs is a shift of trade and not of how far the records reach; ``compared`` ones are unknown
    until enough others were declared.
    """

    id: str
    title: str
    number: str
    told: str
    rising: bool = False
    steady: bool = True
    compared: bool = False


def _whole(number: str) -> str:
    return f"format('{{:,}}', CAST(round({number}) AS BIGINT))"


POINTS = (
    Point(
        "L01",
        "Price a kilogram against others of the heading",
        f"CASE WHEN peers.priced >= {LEAST_PEERS} THEN log2(peers.gbp_a_kg / peers.kg_prices[2]) END",
        "'Goods of heading ' || box.heading || ' are usually declared at GBP ' || round(peers.kg_prices[2], 2)"
        " || ' a kilogram, these at ' || round(peers.gbp_a_kg, 2)",
        compared=True,
    ),
    Point(
        "L02",
        "Mass against others of the heading",
        f"CASE WHEN peers.weighed >= {LEAST_PEERS} THEN log2(peers.kg / peers.masses[2]) END",
        f"'Boxes of heading ' || box.heading || ' usually hold ' || {_whole('peers.masses[2]')} || ' kg, this one '"
        f" || {_whole('peers.kg')}",
        compared=True,
    ),
    Point(
        "L03",
        "Mass weighed beyond goods and a usual empty box",
        f"box.vgm_kg - box.gross_kg - {USUAL_EMPTY_BOX_KG}",
        f"'Weighed: ' || {_whole('box.vgm_kg')} || ' kg; goods declared and a usual empty box make '"
        f" || {_whole(f'box.gross_kg + {USUAL_EMPTY_BOX_KG}')}",
    ),
    Point(
        "L04",
        "Days from booking to sailing",
        "(epoch(box.sails_at) - epoch(box.booked_at)) / 86400",
        "'Booked ' || round((epoch(box.sails_at) - epoch(box.booked_at)) / 86400, 1) || ' days before sailing'",
    ),
    Point(
        "L05",
        "Hours from booking to the gate",
        "CASE WHEN box.gate_in_at < box.judged_at THEN (epoch(box.gate_in_at) - epoch(box.booked_at)) / 3600 END",
        f"'At the gate ' || {_whole('(epoch(box.gate_in_at) - epoch(box.booked_at)) / 3600')} || ' hours after booking'",
    ),
    Point(
        "L06",
        "Hours from the gate to sailing",
        "CASE WHEN box.gate_in_at < box.judged_at THEN (epoch(box.sails_at) - epoch(box.gate_in_at)) / 3600 END",
        f"'At the gate ' || {_whole('(epoch(box.sails_at) - epoch(box.gate_in_at)) / 3600')} || ' hours before sailing'",
    ),
    Point(
        "L07",
        "Consignments that the sender sent before",
        "past.sent_before",
        "'The sender has sent ' || past.sent_before || ' consignments before'",
        steady=False,
    ),
    Point(
        "L08",
        "Boxes of the sender opened before and clean",
        "coalesce(record.clean, 0)",
        "coalesce(record.clean, 0) || ' boxes of the sender were opened before and nothing was found'",
        steady=False,
    ),
    Point(
        "L09",
        "Boxes of the sender opened before with stolen vehicles",
        "coalesce(record.positive, 0)",
        "'Stolen vehicles were found in ' || coalesce(record.positive, 0) || ' boxes of the sender before'",
        rising=True,
        steady=False,
    ),
)

RECORD = """
SELECT box.consignment_ref, count(*) FILTER (opened.positive) AS positive, count(*) FILTER (NOT opened.positive) AS clean
FROM exports_box AS box JOIN exports_declared AS other ON other.sender = box.sender
JOIN exports_opened AS opened ON opened.consignment_ref = other.consignment_ref
WHERE opened.inspected_at < box.judged_at AND other.consignment_ref <> box.consignment_ref
GROUP BY box.consignment_ref
"""

LAID_OUT = f"""
CREATE OR REPLACE TEMP TABLE exports_points AS
WITH record AS ({RECORD})
SELECT box.consignment_ref, row_number() OVER (ORDER BY box.consignment_ref) - 1 AS place,
    {", ".join(f"CAST({point.number} AS DOUBLE) AS {point.id}" for point in POINTS)}
FROM exports_box AS box LEFT JOIN exports_peers AS peers USING (consignment_ref)
LEFT JOIN exports_past AS past USING (consignment_ref) LEFT JOIN record USING (consignment_ref)
ORDER BY box.consignment_ref
"""

TOLD = f"""
SELECT box.consignment_ref, unnest([{", ".join(f"{{'point': '{point.id}', 'told': {point.told}}}" for point in POINTS)}],
    recursive := true)
FROM exports_box AS box LEFT JOIN exports_peers AS peers USING (consignment_ref)
LEFT JOIN exports_past AS past USING (consignment_ref) LEFT JOIN ({RECORD}) AS record USING (consignment_ref)
"""


def lay_out_points(door: Door) -> None:
    """Make ``exports_points``: one row a box and one column a point; ``place`` numbers the boxes in order of reference.

    What the rules read must have been laid out before.
    """
    door.run(LAID_OUT)


def features_of(door: Door, rules: Sequence[Rule], chosen: str = "true") -> tuple[list[str], Features]:
    """Return references and features, in order of reference, of the boxes of ``exports_points`` that ``chosen`` picks.

    Features are the strength of each rule (0 where it did not fire) and the points.
    """
    points = door.ask(f"SELECT * FROM exports_points WHERE {chosen} ORDER BY consignment_ref")
    refs: list[str] = points.column("consignment_ref").to_pylist()
    column = {rule.id: number for number, rule in enumerate(rules)}
    strengths = np.zeros((len(refs), len(rules)))
    fired = door.ask(
        f"SELECT place, rule, strength FROM exports_fired JOIN exports_points USING (consignment_ref) WHERE {chosen} ORDER BY ALL"
    )
    rows = np.searchsorted(points.column("place").to_numpy(), fired.column("place").to_numpy())
    columns = np.array([column[rule] for rule in fired.column("rule").to_pylist()], dtype=np.int64)
    strengths[rows, columns] = fired.column("strength").to_numpy()
    numbers = [_numbers(points.column(point.id)) for point in POINTS]
    names = (*column, *(point.id for point in POINTS))
    return refs, Features(names, np.column_stack([strengths, *numbers]))


def rising_names(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the features that can only raise the risk: every rule, and the points that say so."""
    return (*(rule.id for rule in rules), *(point.id for point in POINTS if point.rising))


def _numbers(column: pa.ChunkedArray) -> Numbers:
    numbers: Numbers = column.to_numpy().astype(np.float64)
    return numbers
