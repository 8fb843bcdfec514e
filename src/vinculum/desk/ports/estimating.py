"""What openings so far say of all boxes: the unit's finished short lists, and before them what inspections in evidence tell.

A short list counts once every box that its draw took was opened, or can be no more. Boxes drawn that nobody could open are taken
to be like those that were, and the estimate says how many there were and what it would be at worst. Before there were lists the
chance of a random opening was not recorded: there it is the share of a port's boxes of a month that was opened at random
(`with_chances`). The reckoning itself is `vinculum.picture.screening.estimates`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.ports.ahead import read_boxes
from vinculum.desk.ports.clock import BoardClock
from vinculum.desk.ports.found import Found, found_in
from vinculum.desk.ports.listed import Listed, boxes_of_lists
from vinculum.desk.ports.models import EligibleBox, ShortList
from vinculum.desk.ports.seeing import boxes_visible_to, visible_to
from vinculum.engine.door import Door
from vinculum.picture.screening.estimates import (
    Estimate,
    Frame,
    Opening,
    Yield,
    hit_rate,
    missed,
    prevalence,
    with_chances,
    yields,
)

# Boxes that sailed, by month and port, and what was found in those that were opened; boxes of short lists are counted there.
BEFORE = """
WITH boxes AS (
    SELECT strftime(sails_at, '%Y-%m') AS draw, load_port AS port,
        coalesce(nullif(regexp_replace(upper(container_no), '[^A-Z0-9]', '', 'g'), ''), consignment_ref) AS box, sails_at,
        bool_or(list_contains($listed, consignment_ref)) AS is_listed, list(consignment_ref) AS refs
    FROM picture.export_risk WHERE sails_at <= $at GROUP BY ALL
), first AS (
    SELECT consignment_ref, arg_min(basis, inspected_at) AS basis, bool_or(result = 'positive') AS positive,
        max(value_gbp) AS value_gbp, max(cost_gbp) AS cost_gbp
    FROM evidence.inspections WHERE consignment_ref IS NOT NULL AND result IN ('positive', 'negative') GROUP BY consignment_ref
)
SELECT draw, port, count(DISTINCT (box, sails_at)) AS boxes,
    list({'basis': basis, 'positive': positive, 'value_gbp': value_gbp, 'cost_gbp': cost_gbp} ORDER BY consignment_ref)
        FILTER (basis IS NOT NULL) AS openings
FROM (SELECT draw, port, box, sails_at, unnest(refs) AS consignment_ref FROM boxes WHERE NOT is_listed)
LEFT JOIN first USING (consignment_ref)
GROUP BY draw, port ORDER BY draw, port
"""
ENDED = frozenset({"opened", "not_opened", "sailed", "refused"})


@dataclass(frozen=True, slots=True)
class Estimates:
    """What openings say. ``unseen`` counts boxes that were drawn and not opened; ``worst`` takes all of them for positive."""

    prevalence: Estimate
    missed: Estimate
    random: Estimate
    lead: Estimate
    yields: tuple[Yield, ...]
    lists: int
    unseen: int
    worst: Estimate | None


def estimates_of(door: Door, viewer: Viewer, clock: BoardClock, lift_gbp: float) -> Estimates:
    """Return what openings tell that the viewer may see."""
    lists = list(ShortList.objects.filter(visible_to(viewer)))
    openings, frames, unseen, finished = _of_lists(door, viewer, clock, lists)
    before_openings, before_frames = _before(door, viewer, clock)
    seen = sum(one.basis == "random" for one in openings)
    # Of the boxes drawn on lists only a share was seen: each that was stands for so many more.
    share = seen / (seen + len(unseen)) if unseen and seen else 1.0
    weighed = [_seen_share(one, share) for one in openings]
    all_openings, all_frames = [*before_openings, *weighed], [*before_frames, *(_frame_share(one, share) for one in frames)]
    worst = prevalence([*before_openings, *openings, *unseen], [*before_frames, *frames]) if unseen else None
    return Estimates(
        prevalence=prevalence(all_openings, all_frames),
        missed=missed(all_openings, all_frames),
        random=hit_rate(all_openings, "random"),
        lead=hit_rate(all_openings, "lead"),
        yields=tuple(one for one in yields(all_openings, lift_gbp) if one.port is None),
        lists=finished,
        unseen=len(unseen),
        worst=worst,
    )


def _of_lists(
    door: Door, viewer: Viewer, clock: BoardClock, lists: Sequence[ShortList]
) -> tuple[list[Opening], list[Frame], list[Opening], int]:
    """Return the openings and frames of finished lists, the boxes drawn and not seen (as if positive), and how many lists."""
    held: defaultdict[int, list[Listed]] = defaultdict(list)
    for one in boxes_of_lists(viewer, [one.pk for one in lists]):
        held[one.box.short_list_id].append(one)
    boxes = read_boxes(door, {one.box.consignment_ref for rows in held.values() for one in rows})
    found = found_in(door, boxes.values())
    openings, frames, unseen = [], [], []
    finished = [one for one in lists if all(_is_over(row, clock, found) for row in held[one.pk] if row.box.drawn)]
    for short_list in finished:
        for row in held[short_list.pk]:
            inspection = found.get(row.box.consignment_ref)
            if inspection is not None and inspection.result in {"positive", "negative"}:
                openings.append(_opening(short_list, row.box, inspection))
            elif row.box.drawn:
                unseen.append(replace(_opening(short_list, row.box, None), positive=True))
        frames += _frames(viewer, short_list)
    return openings, frames, unseen, len(finished)


def _is_over(row: Listed, clock: BoardClock, found: Mapping[str, Found]) -> bool:
    return row.box.consignment_ref in found or row.standing.state in ENDED or row.box.sails_at <= clock.at


def _opening(short_list: ShortList, box: EligibleBox, found: Found | None) -> Opening:
    return Opening(
        draw=short_list.reference,
        port=short_list.port,
        basis=box.basis,
        positive=found is not None and found.positive,
        inclusion_probability=box.inclusion_probability or 0.0,
        first_line=box.first_line,
        value_gbp=found.value_gbp if found else None,
        cost_gbp=found.cost_gbp if found else None,
    )


def _frames(viewer: Viewer, short_list: ShortList) -> list[Frame]:
    """Return the boxes that stood in a list's draw, by their chance."""
    stood = short_list.boxes.filter(boxes_visible_to(viewer), inclusion_probability__gt=0)
    rows = Counter(stood.values_list("inclusion_probability", "first_line"))
    chances = sorted({chance for chance, _ in rows if chance is not None})
    return [
        Frame(short_list.reference, short_list.port, rows[chance, True] + rows[chance, False], rows[chance, True], chance)
        for chance in chances
    ]


def _before(door: Door, viewer: Viewer, clock: BoardClock) -> tuple[list[Opening], list[Frame]]:
    stood = EligibleBox.objects.filter(boxes_visible_to(viewer), inclusion_probability__gt=0, sails_at__lte=clock.at)
    listed = sorted(set(stood.values_list("consignment_ref", flat=True)))
    rows = door.ask_rows(BEFORE, {"at": clock.at, "listed": listed})
    openings = [
        Opening(row["draw"], row["port"], **one) for row in rows for one in (row["openings"] or ()) if one["basis"] != "referral"
    ]
    return with_chances(openings, [Frame(row["draw"], row["port"], row["boxes"]) for row in rows])


def _seen_share(one: Opening, share: float) -> Opening:
    return replace(one, inclusion_probability=(one.inclusion_probability or 0.0) * share) if one.basis == "random" else one


def _frame_share(frame: Frame, share: float) -> Frame:
    return replace(frame, inclusion_probability=(frame.inclusion_probability or 0.0) * share)
