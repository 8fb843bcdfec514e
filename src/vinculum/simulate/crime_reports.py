"""What police and insurers write down: crime reports, stolen markers, recoveries and claims, with the slips of a hurry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vinculum.simulate.clock import DAY, HOUR, MINUTE, day_of, noted
from vinculum.simulate.crime.happenings import NEVER, Happenings, Theft
from vinculum.simulate.honest import WriteOff
from vinculum.simulate.issue import issue_hex
from vinculum.simulate.people import Premises
from vinculum.simulate.prevalence import Prevalence
from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happens, one_of, stream

Row = dict[str, Any]
INSURERS = ("ALBION MUTUAL", "CITADEL DIRECT", "FERRYMAN", "GUILDHALL", "HEARTH & ROAD", "LODESTAR", "NORTH SEA", "TRUEPENNY")
SLIPS = {
    "0": "O",
    "O": "0",
    "1": "I",
    "I": "1",
    "5": "S",
    "S": "5",
    "8": "B",
    "B": "8",
    "V": "U",
    "U": "V",
    "M": "N",
    "N": "M",
    "2": "Z",
}


@dataclass(slots=True)
class Reports:
    """Rows of the four feeds."""

    thefts: list[Row] = field(default_factory=list)
    los: list[Row] = field(default_factory=list)
    recoveries: list[Row] = field(default_factory=list)
    losses: list[Row] = field(default_factory=list)


def slip(chance: np.random.Generator, mark: str) -> str:
    """Return a mark as somebody mistypes it: a likeness, a neighbour swapped, or a character left out."""
    place = int(chance.integers(len(mark) - 1))
    here, after = mark[place], mark[place + 1]
    likeness = f"{mark[:place]}{SLIPS.get(here, after)}{mark[place + 1 :]}"
    swapped = f"{mark[:place]}{after}{here}{mark[place + 2 :]}"
    dropped = f"{mark[:place]}{mark[place + 1 :]}"
    slipped = one_of(chance, (0.5, likeness), (0.35, swapped), (0.15, dropped))
    return slipped if slipped != mark else dropped


def write_reports(
    world: Happenings,
    thefts: list[Theft],
    write_offs: list[WriteOff],
    chop_shops: Mapping[int, tuple[str, Premises]],
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
        _recover(world, chance, reports, theft, chop_shops.get(theft.crew))
    claims = stream(seed, "claims")
    for loss in write_offs:
        reports.losses.append(_damage(world, claims, loss))
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
    _again(world, chance, reports, row, spare, reported)
    _marker(world, chance, reports, theft, force, reported, prevalence)
    _claim(world, chance, reports, theft)


def _again(world: Happenings, chance: np.random.Generator, reports: Reports, row: Row, spare: str, reported: int) -> None:
    """Now and then the same theft is told twice: sent again with a correction, or recorded a second time under another number."""
    later = reported + int(chance.uniform(0.2, 6) * DAY)
    told = one_of(chance, (0.015, "twice"), (0.015, "corrected"), (0.97, "once"))
    if told == "twice" and later < world.until:
        reports.thefts.append({**row, "reported_at": noted(later), "crime_ref": spare})
    elif told == "corrected":
        reports.thefts.append({**row, "value_gbp": round(row["value_gbp"] * 1.1, -2), "method": row["method"] or "UNKNOWN"})


def _marker(
    world: Happenings,
    chance: np.random.Generator,
    reports: Reports,
    theft: Theft,
    force: str,
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
        "force": force,
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


def _recover(
    world: Happenings, chance: np.random.Generator, reports: Reports, theft: Theft, chop_shop: tuple[str, Premises] | None
) -> None:
    """Write down a find that happens before the end."""
    if theft.found_at is None or not theft.crime_ref or theft.found_at >= world.until:
        theft.found_at = None
        return
    lat, lon = world.around(chance, theft.found_node)
    inside = chop_shop if theft.context == "CHOP_SHOP" else None
    if inside:
        lat, lon = inside[1].lat, inside[1].lon
    named = happens(chance, 0.75)
    vin = theft.vin_seen
    own = theft.vrm_shown == world.fleet.plate_of(theft.vehicle)
    if vin and own and happens(chance, 0.02):
        vin = slip(chance, vin)
    share = {"COMPLETE": 1.0, "DAMAGED": 0.6, "CLONED_LIVE": 0.95, "VIN_TAMPERED": 0.9}.get(theft.condition, 0.04)
    resolvable = own or vin == world.fleet.vin_of(theft.vehicle)
    reports.recoveries.append(
        {
            "crime_ref": theft.crime_ref if named or not resolvable else None,
            "force": world.land.force[theft.found_node],
            "found_at": noted(theft.found_at),
            "lat": lat,
            "lon": lon,
            "vrm_shown": theft.vrm_shown,
            "vin_seen": vin,
            "condition": theft.condition if happens(chance, 0.93) else None,
            "context": theft.context,
            "premises_ref": inside[0] if inside else None,
            "value_gbp": round(float(world.fleet.value[theft.vehicle]) * share, -1),
        }
    )


def _claim(world: Happenings, chance: np.random.Generator, reports: Reports, theft: Theft) -> None:
    """Claim from the insurer for a theft that was not made good within a few weeks."""
    back = theft.found_at is not None and theft.condition == "COMPLETE"
    if chance.random() > (0.1 if back else 0.78) and not theft.false_report:
        return
    paid = theft.at + int(chance.uniform(18, 60) * DAY)
    fleet = world.fleet
    reports.losses.append(
        {
            "insurer": INSURERS[int(chance.integers(len(INSURERS)))],
            "vrm": fleet.plate_of(theft.vehicle),
            "vin": fleet.vin_of(theft.vehicle) if happens(chance, 0.9) else None,
            "loss_type": "theft",
            "loss_on": day_of(theft.at),
            "category": None,
            "settled_gbp": round(float(fleet.value[theft.vehicle]) * float(chance.uniform(0.85, 1.05)))
            if paid < world.until
            else None,
            "settled_on": day_of(paid) if paid < world.until else None,
            "buyer": None,
        }
    )


def _damage(world: Happenings, chance: np.random.Generator, loss: WriteOff) -> Row:
    fleet = world.fleet
    paid = loss.at + int(chance.uniform(6, 40) * DAY)
    return {
        "insurer": INSURERS[int(chance.integers(len(INSURERS)))],
        "vrm": fleet.plate_of(loss.vehicle) if not happens(chance, 0.01) else slip(chance, fleet.plate_of(loss.vehicle)),
        "vin": fleet.vin_of(loss.vehicle) if happens(chance, 0.92) else None,
        "loss_type": "damage",
        "loss_on": day_of(loss.at),
        "category": loss.category,
        "settled_gbp": round(float(fleet.value[loss.vehicle]) * float(chance.uniform(0.8, 1.05))) if paid < world.until else None,
        "settled_on": day_of(paid) if paid < world.until else None,
        "buyer": str(
            chance.choice(
                ["COASTWAY SALVAGE", "HEDGEROW AUCTIONS", "IRONBRIDGE BREAKERS", "MERIDIAN SALVAGE POOL", "TINDALL & SON"]
            )
        )
        if paid < world.until
        else None,
    }
