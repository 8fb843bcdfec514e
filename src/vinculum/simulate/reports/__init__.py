"""What police and insurers write down: crime reports, stolen markers, recoveries and claims, with the slips of a hurry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, MINUTE, day_of, noted
from vinculum.simulate.crime.happenings import Happenings, Theft
from vinculum.simulate.freight.papers import Box
from vinculum.simulate.honest import WriteOff
from vinculum.simulate.issue import issue_hex
from vinculum.simulate.people import Premises
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.reference import rows_of
from vinculum.simulate.reports.abroad import found_abroad
from vinculum.simulate.reports.claims import claim_damage, claim_theft
from vinculum.simulate.reports.common import Reports, Row, slip
from vinculum.simulate.reports.finds import write_find
from vinculum.simulate.reports.markers import enter_marker
from vinculum.simulate.streams import happens, one_of, stream

__all__ = ["Reports", "slip", "write_reports"]


def write_reports(
    world: Happenings,
    thefts: list[Theft],
    write_offs: list[WriteOff],
    chop_shops: Mapping[int, tuple[str, Premises]],
    boxes: Sequence[Box],
    prevalence: Prevalence,
    seed: int,
) -> Reports:
    """Return the rows that police and insurers hold at the end of the period; each theft gets its ``crime_ref``.

    ``chop_shops`` are those that partners know, by crew: a find in one names it.
    """
    reports = Reports()
    pnc = {row["force"]: row["pnc"] for row in rows_of("forces")}
    numbers = stream(seed, "crime numbers").permutation(900_000)[: len(thefts) * 2] + 100_000
    for number, theft in enumerate(thefts):
        chance = stream(seed, "reports", number)
        force = world.land.force[theft.node]
        year = day_of(theft.at).year % 100
        theft.crime_ref = f"{pnc[force]}/{numbers[2 * number]}/{year:02d}"
        spare = f"{pnc[force]}/{numbers[2 * number + 1]}/{year:02d}"
        _report(world, chance, reports, theft, spare, prevalence)
        write_find(world, chance, reports, theft, chop_shops.get(theft.crew))
    reports.recoveries += found_abroad(world, boxes, seed)
    claims = stream(seed, "claims")
    for loss in write_offs:
        reports.losses.append(claim_damage(world, claims, loss))
    _number(reports, seed)
    return reports


def _number(reports: Reports, seed: int) -> None:
    """Sort each feed by time and give it references that say nothing."""
    for name, key, when in (
        ("los", "los_ref", "created_at"),
        ("recoveries", "recovery_ref", "found_at"),
        ("losses", "claim_ref", "loss_on"),
    ):
        rows: list[Row] = getattr(reports, name)
        rows.sort(key=lambda row: (str(row[when]), str(row.get("vin")), str(row.get("vrm"))))
        for row, ref in zip(rows, issue_hex(stream(seed, "refs", name), len(rows)), strict=True):
            row[key] = ref
    reports.thefts.sort(key=lambda row: (row["reported_at"], row["crime_ref"], row["vrm"]))


def _report(
    world: Happenings, chance: np.random.Generator, reports: Reports, theft: Theft, spare: str, prevalence: Prevalence
) -> None:
    """Report one theft, once or twice, enter its marker and claim for it; what nobody has noticed by the end is left out."""
    fleet, vehicle, force = world.fleet, theft.vehicle, world.land.force[theft.node]
    parked = theft.at - int(chance.uniform(1, 9) * HOUR)
    noticed = theft.at + int(chance.exponential(3.0) * HOUR) + 10 * MINUTE
    late = happens(chance, 0.05)
    reported = noticed + int((chance.uniform(2, 16) * DAY) if late else chance.exponential(1.4) * HOUR + 5 * MINUTE)
    if reported >= world.until:
        theft.crime_ref = ""
        return
    if theft.found_at is not None:
        # A car may be found before anybody misses it; the find is then told after the report.
        theft.found_at = max(theft.found_at, reported + HOUR)
        world.back[vehicle] = max(int(world.back[vehicle]), theft.found_at + 2 * HOUR)
    vrm, vin = fleet.plate_of(vehicle), fleet.vin_of(vehicle)
    row: Row = {
        "crime_ref": theft.crime_ref,
        "force": force,
        "offence_code": str(chance.choice(["48/1", "48/1", "48/1", "130/1", "28", "34"]))
        if theft.crew < 0
        else str(chance.choice(["48/1", "48/1", "28"])),
        "reported_at": noted(reported),
        "stolen_from": noted(parked) if happens(chance, 0.93) else None,
        "stolen_to": noted(noticed) if happens(chance, 0.95) else None,
        "lat": theft.lat if happens(chance, 0.97) else None,
        "lon": theft.lon,
        "vrm": vrm if not happens(chance, 0.012) else slip(chance, vrm),
        "vin": (vin if not happens(chance, 0.015) else slip(chance, vin)) if happens(chance, 0.82) else None,
        "make": fleet.make_of(vehicle),
        "model": fleet.model_of(vehicle),
        "colour": fleet.colour_of(vehicle),
        "method": theft.method if happens(chance, 0.8) else None,
        "value_gbp": round(float(fleet.value[vehicle]) * float(chance.uniform(0.85, 1.25)), -2),
        "tracker_fitted": bool(fleet.tracker[vehicle]) if happens(chance, 0.9) else None,
    }
    if row["vrm"] != vrm and row["vin"] != vin:
        row["vrm"] = vrm
    if row["lat"] is None:
        row["lon"] = None
    reports.thefts.append(row)
    theft.plate_told, theft.vin_told = row["vrm"] == vrm, row["vin"] == vin
    _again(world, chance, reports, row, spare, reported)
    enter_marker(world, chance, reports, theft, reported, prevalence)
    claim_theft(world, chance, reports, theft)


def _again(world: Happenings, chance: np.random.Generator, reports: Reports, row: Row, spare: str, reported: int) -> None:
    """Now and then the same theft is told twice: sent again with a correction, or recorded a second time under another number."""
    later = reported + int(chance.uniform(0.2, 6) * DAY)
    told = one_of(chance, (0.015, "twice"), (0.015, "corrected"), (0.97, "once"))
    if told == "twice" and later < world.until:
        reports.thefts.append({**row, "reported_at": noted(later), "crime_ref": spare})
    elif told == "corrected":
        reports.thefts.append({**row, "value_gbp": round(row["value_gbp"] * 1.1, -2), "method": row["method"] or "UNKNOWN"})
