"""Lost-or-stolen markers: entered, confirmed, found, weeded at six weeks, or made in error (DOMAIN 3.6)."""

from __future__ import annotations

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, MINUTE, noted
from vinculum.simulate.crime.happenings import NEVER, Happenings, Theft
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.reports.common import Reports, Row, slip
from vinculum.simulate.streams import happens


def enter_marker(
    world: Happenings,
    chance: np.random.Generator,
    reports: Reports,
    theft: Theft,
    reported: int,
    prevalence: Prevalence,
) -> None:
    """Enter a marker and play its life by the rules of DOMAIN 3.6: confirmed, found, weeded at six weeks, or entered in error."""
    fleet, end = world.fleet, world.until
    created = reported + int(chance.exponential(0.8) * HOUR) + 2 * MINUTE
    if created >= end:
        return
    vrm, vin = fleet.plate_of(theft.vehicle), fleet.vin_of(theft.vehicle)
    row: Row = {
        "force": world.land.force[theft.node],
        "crime_ref": None,
        "vrm": vrm,
        "vin": vin if happens(chance, 0.8) else None,
        "created_at": noted(created),
        "confirmed_at": None,
        "removed_at": None,
        "removal": None,
        "true_vrm": vrm,
    }
    if row["vin"] and happens(chance, 0.012):
        row["vrm"] = slip(chance, vrm)
        if happens(chance, 0.4):
            # Noticed and mended: the wrong entry is removed as an error, a right one made.
            mended = created + int(chance.uniform(1, 40) * HOUR)
            if mended < end:
                reports.los.append({**row, "removed_at": noted(mended), "removal": "error"})
                row, created = {**row, "vrm": vrm, "created_at": noted(mended)}, mended
    unconfirmed = chance.random() < prevalence.unconfirmed_share
    late = unconfirmed and happens(chance, 0.4)
    confirm = created + int(
        (chance.uniform(2.1, 41) * DAY) if late else chance.exponential(11.0) * HOUR % (46 * HOUR) + 20 * MINUTE
    )
    found = theft.found_at if theft.found_at is not None and theft.found_at > created else NEVER
    told = found + int(chance.uniform(0.5, 30) * HOUR) if found < end else NEVER
    forgotten = unconfirmed and not late and happens(chance, 0.3)
    if (late or not unconfirmed) and confirm < min(told, end):
        row["confirmed_at"], row["crime_ref"] = noted(confirm), theft.crime_ref
        if told < end:
            row["removed_at"], row["removal"] = noted(told), "found"
    elif told < end and not forgotten and told < created + 42 * DAY:
        row["removed_at"], row["removal"] = noted(told), "found"
    elif created + 42 * DAY + 3 * HOUR < end:
        weeded = (created + 42 * DAY) // DAY * DAY + DAY + 2 * HOUR  # the nightly run after six weeks
        if weeded < end:
            row["removed_at"], row["removal"] = noted(weeded), "weeded"
            again = weeded + int(chance.uniform(1, 30) * DAY)
            if happens(chance, 0.1) and again < end and told >= end:
                reports.los.append({**row, "created_at": noted(again), "confirmed_at": None, "removed_at": None, "removal": None})
                if again + 20 * HOUR < end:
                    reports.los[-1] |= {"confirmed_at": noted(again + 5 * HOUR), "crime_ref": theft.crime_ref}
    reports.los.append(row)
