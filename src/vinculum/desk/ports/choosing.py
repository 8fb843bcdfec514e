"""Choosing the boxes of one port's lifts, from the viewer's picture, by the rules of `vinculum.picture.screening`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from vinculum.desk.ports.clock import BoardClock
from vinculum.engine.door import Door
from vinculum.picture.screening.box import rules_of
from vinculum.picture.screening.choosing import Pick, choose
from vinculum.picture.screening.scored import boxes_standing, budget_of, days_before, standing_rows
from vinculum.picture.screening.telling import told_of
from vinculum.picture.settings import Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a drawing: the port, how many lifts, which share of them at random (0 to 1), and within how many hours."""

    port: str
    lifts: int
    random_share: float
    hours: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """What is decided of one eligible box, and why in a sentence."""

    pick: Pick
    told: str


def pick_boxes(
    door: Door, wanted: Wanted, clock: BoardClock, settings: Settings, *, waiting: Collection[str], drawn_from: Collection[str]
) -> list[Picked]:
    """Return every box that could be chosen, the chosen ones first and the dearest of them before the rest.

    ``waiting`` names consignments whose boxes wait on a list already: they are not eligible. ``drawn_from`` names those whose
    boxes stood in an earlier draw: they can be chosen on a lead, and are put to no second draw.
    """
    rules = rules_of(settings["screening"])
    rows = standing_rows(
        door, clock.at, declared="picture.export_declared", scored="picture.export_risk", reasons="picture.export_reasons"
    )
    box_of = {row["consignment_ref"]: row["box"] for row in rows}
    waits = {box_of[ref] for ref in waiting if ref in box_of}
    until = clock.at + timedelta(hours=wanted.hours)
    boxes = [
        box
        for box in boxes_standing(rows, clock.at, rules)
        if box.port == wanted.port and box.sails_at is not None and box.sails_at <= until and box.name not in waits
    ]
    budget = budget_of(settings, wanted.lifts, at={wanted.port: wanted.lifts}, random_share=wanted.random_share)
    before = {box_of[ref] for ref in drawn_from if ref in box_of}
    found = choose(boxes, budget, rules, as_at=clock.at, past=days_before(door, clock.at, rules), drawn_from_before=before)
    sentences = told_of(found)
    return sorted(
        (Picked(pick, sentences[pick.box.name]) for pick in found.picks),
        key=lambda one: (not one.pick.chosen, -one.pick.box.expected_value_gbp, one.pick.box.consignment_ref),
    )
