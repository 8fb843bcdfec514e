"""What moved: points and rules of the latest month beside the months before, and probabilities beside what chance found.

A model stands on the trade that it was made from. The table ``export_drift`` says where that trade has changed since, in a
sentence for each thing watched, and whether the change left its band. Boxes are put in the month in which they sailed, and only
boxes that have sailed are compared: of those still ahead some things are not known yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.stats import chi2, norm

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import Rule
from vinculum.picture.exports.points import POINTS, Point
from vinculum.picture.risk.features import Numbers

BINS = 10
LEAST_SHARE = 1e-3  # of a bin: an empty one would make the index endless
SURE = 0.999  # a change that chance alone makes in one of a thousand looks
USUAL = 0.95
FACTOR = 1.5  # a rule that fires so many times as often, or as seldom, is told; less is trade as usual

DRIFT_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),  # point, rule, calibration
        ("subject", pa.string()),  # id of the point or rule; random for boxes opened at random
        ("title", pa.string()),
        ("month", pa.date32()),  # the month looked at; null for calibration
        ("boxes", pa.int64()),  # looked at in it
        ("boxes_before", pa.int64()),
        ("measure", pa.string()),  # stability index, share fired, stolen found
        ("observed", pa.float64()),
        ("expected", pa.float64()),
        ("low", pa.float64()),  # the band in which nothing need be said
        ("high", pa.float64()),
        ("outside", pa.bool_()),
        ("text", pa.string()),
    ]
)

MONTHS = """
CREATE OR REPLACE TEMP TABLE exports_months AS
SELECT consignment_ref, CAST(date_trunc('month', sails_at) AS DATE) AS month FROM exports_box WHERE sails_at <= $as_at
"""

FIRED = """
SELECT months.month, fired.rule AS subject, count(*) AS boxes
FROM exports_fired AS fired JOIN exports_months AS months USING (consignment_ref) GROUP BY ALL ORDER BY ALL
"""

RANDOM = """
SELECT opened.positive, scored.probability FROM exports_opened AS opened JOIN exports_scored AS scored USING (consignment_ref)
WHERE opened.basis = 'random' ORDER BY opened.inspected_at DESC, opened.consignment_ref LIMIT $last
"""


def drift_table(door: Door, as_at: object, rules: Sequence[Rule], settings: Mapping[str, Any]) -> pa.Table:
    """Return what moved by ``as_at`` (UTC), a row a thing watched. ``settings`` is the section ``exports``.

    Nothing is said of points and rules until the latest month and those before it hold ``drift_boxes`` each.
    """
    door.run(MONTHS, {"as_at": as_at})
    counts = door.ask_rows("SELECT month, count(*) AS boxes FROM exports_months GROUP BY month ORDER BY month")
    boxes = {row["month"]: int(row["boxes"]) for row in counts}
    least = int(settings["drift_boxes"])
    recent = [month for month in boxes if boxes[month] >= least]
    rows = []
    if recent and sum(boxes[month] for month in boxes if month < recent[-1]) >= least:
        band = float(settings["drift_index"])
        rows = [_point_row(door, point, recent[-1], band) for point in POINTS if point.steady]
        rows += _rule_rows(door, rules, recent[-1], boxes)
    rows += _calibration_row(door, int(settings["drift_random"]))
    return pa.Table.from_pylist(rows, schema=DRIFT_SCHEMA)


def stability_index(before: Numbers, latest: Numbers) -> float:
    """Return the population stability index of two counts over the same bins: 0 where their shares are alike.

    Sum over bins of (share - share before) x log(share / share before), which is symmetric (Lin 1991, there called J divergence).
    """
    one, two = (np.maximum(counts / max(counts.sum(), 1.0), LEAST_SHARE) for counts in (before, latest))
    return float(((two - one) * np.log(two / one)).sum())


def _point_row(door: Door, point: Point, month: date, band: float) -> dict[str, Any]:
    """Return how far the latest month's numbers stand from those before, over the tenths of all and the unknown."""
    cuts = [cut / BINS for cut in range(1, BINS)]
    edges = door.ask_rows(
        f"SELECT quantile_cont({point.id}, {cuts}) AS edges FROM exports_points SEMI JOIN exports_months USING (consignment_ref)"
    )[0]["edges"]
    edges = sorted(set(edges or []))
    steps = " + ".join(f"CAST({point.id} > {edge!r} AS INTEGER)" for edge in edges) or "0"
    told = door.ask_rows(
        f"SELECT month = $month AS latest, coalesce({steps}, {len(edges) + 1}) AS bin, count(*) AS boxes"
        " FROM exports_points JOIN exports_months USING (consignment_ref)"
        f" WHERE month <= $month AND {f'{point.id} IS NOT NULL' if point.compared else 'true'} GROUP BY ALL ORDER BY ALL",
        {"month": month},
    )
    counts = np.zeros((2, len(edges) + 2))
    for row in told:
        counts[int(row["latest"]), row["bin"]] = row["boxes"]
    before, latest = counts
    index = round(stability_index(before, latest), 4)
    # So much difference two samples of one trade show by chance.
    chance = float(chi2.ppf(SURE, max(int((counts.sum(axis=0) > 0).sum()) - 1, 1))) * (1 / before.sum() + 1 / latest.sum())
    high = round(max(band, chance), 4)
    said = (
        f"{point.title}: boxes that sailed in {_month(month)} stand {index:.2f} from those before"
        f" (stability index; band {high:.2f})."
    )
    return {
        "kind": "point",
        "subject": point.id,
        "title": point.title,
        "month": month,
        "boxes": int(latest.sum()),
        "boxes_before": int(before.sum()),
        "measure": "stability index",
        "observed": index,
        "expected": 0.0,
        "low": 0.0,
        "high": high,
        "outside": index > high,
        "text": said + (" It has left its band: weights may no longer fit." if index > high else ""),
    }


def _rule_rows(door: Door, rules: Sequence[Rule], month: date, boxes: Mapping[date, int]) -> list[dict[str, Any]]:
    """Return how often each rule fired in the latest month and before; told where more than chance and trade as usual."""
    fired = {(row["subject"], row["month"]): int(row["boxes"]) for row in door.ask_rows(FIRED)}
    latest, before = boxes[month], sum(count for other, count in boxes.items() if other < month)
    rows = []
    for rule in rules:
        if not rule.fires:
            continue
        now = fired.get((rule.id, month), 0)
        then = sum(count for (subject, other), count in fired.items() if subject == rule.id and other < month)
        usual = (then + 0.5) / (before + 1)
        spread = float(norm.ppf((1 + SURE) / 2)) * float(np.sqrt(usual * (1 - usual) * (1 / latest + 1 / before)))
        low, high = min(usual / FACTOR, usual - spread), max(usual * FACTOR, usual + spread)
        share = now / latest
        outside, way = not max(low, 0.0) <= share <= high, "more" if share > usual else "less"
        said = f"{rule.id} fired on {_percent(share)} of the boxes that sailed in {_month(month)}, on {_percent(usual)} before."
        rows.append(
            {
                "kind": "rule",
                "subject": rule.id,
                "title": rule.title,
                "month": month,
                "boxes": latest,
                "boxes_before": before,
                "measure": "share fired",
                "observed": round(share, 6),
                "expected": round(usual, 6),
                "low": round(max(low, 0.0), 6),
                "high": round(high, 6),
                "outside": outside,
                "text": said + (f" It has left its band: {way} than trade as usual." if outside else ""),
            }
        )
    return rows


def _calibration_row(door: Door, last: int) -> list[dict[str, Any]]:
    """Return what the last boxes opened at random held beside what their probabilities add up to; no row without any."""
    told = door.ask(RANDOM, {"last": last})
    if not told.num_rows:
        return []
    chances = told.column("probability").to_numpy()
    found = int(np.array(told.column("positive").to_pylist(), dtype=np.int64).sum())
    low, high = likely_counts(chances)
    outside = not low <= found <= high
    said = (
        f"Of the last {told.num_rows} boxes opened at random {found} held stolen vehicles; {chances.sum():.1f} were expected,"
        f" and {low} to {high} would be no surprise."
    )
    return [
        {
            "kind": "calibration",
            "subject": "random",
            "title": "Boxes opened at random",
            "month": None,
            "boxes": told.num_rows,
            "boxes_before": 0,
            "measure": "stolen found",
            "observed": float(found),
            "expected": round(float(chances.sum()), 6),
            "low": float(low),
            "high": float(high),
            "outside": outside,
            "text": said + (" The probabilities told do not fit what was found." if outside else ""),
        }
    ]


def likely_counts(chances: Numbers) -> tuple[int, int]:
    """Return the fewest and the most finds that would be no surprise (95 %) among boxes of these probabilities."""
    spread = np.ones(1)
    for chance in chances:
        spread = np.convolve(spread, [1 - chance, chance])
    held = np.cumsum(spread)
    tail = (1 - USUAL) / 2
    return int(np.searchsorted(held, tail)), int(np.searchsorted(held, 1 - tail))


def _month(month: date) -> str:
    return f"{month:%B %Y}"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %"
