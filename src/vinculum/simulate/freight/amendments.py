"""Bookings changed after the box passed the gate: by crews to hide who receives it, by clerks to put a slip right."""

from __future__ import annotations

from typing import Any

import numpy as np

from vinculum.simulate.clock import HOUR, noted
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.people import invent_firm
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.streams import happens, one_of, stream

Row = dict[str, Any]


def amend(boxes: list[Box], prevalence: Prevalence, until: int, seed: int) -> list[Row]:
    """Return the later versions of bookings amended between gate and ship: each a whole row, as it is handed over again."""
    chance = stream(seed, "amendments")
    ports = sorted({box.row["discharge_port"] for box in boxes if box.row["discharge_port"]})
    rows = []
    for box in boxes:
        share = prevalence.crew_amended_share if box.crew >= 0 else prevalence.amended_share
        if box.gate_in_at is None or not happens(chance, share):
            continue
        at = box.gate_in_at + int(chance.uniform(0.05, 0.95) * (box.sails_at - HOUR - box.gate_in_at))
        changed = _by_a_crew(chance, ports) if box.crew >= 0 else _by_a_clerk(chance, box, ports)
        if box.gate_in_at < at < until:
            rows.append(box.row | changed | {"amended_at": noted(at)})
    return rows


def _by_a_crew(chance: np.random.Generator, ports: list[str]) -> Row:
    """Return what a crew changes: who receives the box, where it is landed, or in whose name it goes."""
    what = one_of(chance, (0.5, "consignee"), (0.25, "port"), (0.25, "shipper"))
    if what == "consignee":
        name = "TO ORDER" if happens(chance, 0.3) else invent_firm(chance, ("TRADING", "IMPORTS", "MOTORS"))
        return {"consignee_name": name, "notify_name": None}
    if what == "port":
        return {"discharge_port": ports[int(chance.integers(len(ports)))]}
    return {"shipper_name": invent_firm(chance, ("TRADING", "EXPORTS", "MOTORS")), "shipper_eori": None}


def _by_a_clerk(chance: np.random.Generator, box: Box, ports: list[str]) -> Row:
    """Return what an honest clerk changes: mostly a slip, a gap or a weight; now and then the goods were sold on at sea."""
    what = one_of(chance, (0.55, "weight"), (0.2, "consignee"), (0.1, "port"), (0.15, "notify"))
    if what == "weight":
        return {"gross_kg": round(box.row["gross_kg"] * float(chance.uniform(0.97, 1.03)), 0)}
    if what == "consignee":
        return {"consignee_name": invent_firm(chance, ("TRADING", "IMPORTS", "STORES"))}
    if what == "port":
        return {"discharge_port": ports[int(chance.integers(len(ports)))]}
    return {"notify_name": box.row["consignee_name"]}
