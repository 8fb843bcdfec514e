"""The clone part of a build: learn travel times, judge cameras, find suspects in one pass, reason each through, write tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.engine.door import Door
from vinculum.picture.clones.calibration import features_of, shipped_calibration
from vinculum.picture.clones.cameras import CameraFault, judge_cameras
from vinculum.picture.clones.cases import Background, Case, reason_through
from vinculum.picture.clones.clocks import Clocks
from vinculum.picture.clones.last_seen import Screening, screen
from vinculum.picture.clones.leads import camera_lead, clone_lead, values_by_make
from vinculum.picture.clones.learn import fastest_by_distance
from vinculum.picture.clones.namesakes import Namesake, gather, namesakes_of
from vinculum.picture.clones.pair_times import NO_PAIRS, PairTimes, learn_pairs
from vinculum.picture.clones.rivals import Explanation, shares, weigh, with_second_vehicle
from vinculum.picture.clones.rules import Rules
from vinculum.picture.clones.speed_rule import speed_rule
from vinculum.picture.clones.suspects import keeper_areas, past_tests_of, register_entries, suspects_of
from vinculum.picture.clones.tables import (
    CAMERA_FAULTS,
    CLONES,
    INCONSISTENCIES,
    SPEED_RULE,
    TRACKS,
    TRAVEL_TIMES,
    clone_row,
    inconsistency_rows,
    track_rows,
    when,
)
from vinculum.picture.clones.wording import CameraName
from vinculum.picture.journeys import Journeys, journeys_of, packed_batches, sample_of_journeys
from vinculum.picture.lead_rows import LEAD_SCHEMA
from vinculum.picture.step import Room, Step
from vinculum.picture.travel_times import Roads, needed_of_pairs, roads_by_distance, with_learned_pairs

Floats = npt.NDArray[np.float64]

PRIOR_PLATES = 200  # how many plates' worth of weight the setting has beside what is counted of stray reads
MOST_ROUNDS = 3
JUDGE_READS = 2_000_000  # so many reads judge the cameras; more tell nothing new
UNLEARNED_NODES = np.array([0.0, 1_000.0])


@dataclass(frozen=True, slots=True)
class Scene:
    """Cameras, roads, clocks and faults as learned from the reads, and the journeys they were learned from."""

    cameras: tuple[CameraName, ...]
    lat: Floats
    lon: Floats
    sample: Journeys
    roads: Roads
    pairs: PairTimes
    clocks: Clocks
    faults: tuple[CameraFault, ...]


def survey(door: Door, rules: Rules) -> Scene:
    """Learn from a sample of journeys how fast vehicles get from camera to camera, and which cameras are wrong."""
    rows = door.ask_rows("SELECT camera_id, road, lat, lon FROM picture.read_cameras ORDER BY camera")
    cameras = tuple(CameraName(row["camera_id"], row["road"], row["lat"], row["lon"]) for row in rows)
    lat, lon = (np.array([row[name] for row in rows], np.float64) for name in ("lat", "lon"))
    sample = sample_of_journeys(door, rules.sample_reads)
    places = roads_by_distance(lat, lon, UNLEARNED_NODES, UNLEARNED_NODES * 3_600 / rules.unlearned_kmh, rules.slack_m)
    clocks = Clocks.trusted(lat.size)
    faults: tuple[CameraFault, ...] = ()
    judges = sample.of_plates(np.arange(0, sample.keys.size, max(1, -(-sample.time.size // JUDGE_READS))))
    # Wrong clocks make traffic look faster than it is, and too fast a limit hides wrong clocks: each is learned again with the
    # other set right. Pairs are learned once the grossest errors are set right, or they would be learned wrong by as much.
    for turn in range(MOST_ROUNDS):
        nodes_m, nodes_ms = fastest_by_distance(clocks.arranged(sample), places, rules)
        roads = roads_by_distance(lat, lon, nodes_m, nodes_ms, rules.slack_m)
        pairs = learn_pairs(sample, clocks, roads, rules) if turn else NO_PAIRS
        roads = with_learned_pairs(roads, pairs.a, pairs.b, pairs.least_ms)
        before = clocks.spells
        clocks, faults = judge_cameras(judges, roads, rules)
        if turn and clocks.spells == before:
            break
    return Scene(cameras, lat, lon, sample, roads, pairs, clocks, faults)


def reason_suspects(door: Door, scene: Scene, screening: Screening, rules: Rules) -> list[Case]:
    """Return the case of every suspect that still contradicts once the clocks are set right, in order of key."""
    source, near, odds = namesakes_of(screening.keys)
    wanted = np.unique(np.concatenate([screening.keys, near]))
    namesakes = gather(journeys_of(door, np.unique(near)), scene.clocks, scene.roads)
    known = namesakes.journeys.keys
    by_suspect: dict[int, list[Namesake]] = {}
    for row, key, log_odds in zip(source.tolist(), near.tolist(), odds.tolist(), strict=True):
        plate = int(np.searchsorted(known, key))
        if plate < known.size and known[plate] == key:
            by_suspect.setdefault(int(screening.keys[row]), []).append(Namesake(key, log_odds, plate))
    background = Background(
        roads=scene.roads,
        lat=scene.lat,
        lon=scene.lon,
        steps=screening.steps,
        contradictions=screening.contradictions,
        entries=register_entries(door, wanted),
        tests=past_tests_of(door, screening.keys),
        areas=keeper_areas(door, scene.sample, scene.lat, scene.lon),
        near=by_suspect,
        namesakes=namesakes,
    )
    cases = (reason_through(suspect, background, rules) for suspect in suspects_of(door, screening.keys, scene.clocks))
    return [case for case in cases if case is not None]


def strays_a_plate(cases: Sequence[Case], plates: int, rules: Rules) -> float:
    """Return how many stray reads a plate has by chance: what is counted of single strays, the setting beside it."""
    single = sum(len(case.separation.strays) == 1 for case in cases)
    return (single + PRIOR_PLATES * rules.stray_reads_a_plate) / (plates + PRIOR_PLATES)


def find_clones(room: Room) -> None:
    """Write every table of the clone part."""
    rules = Rules.from_settings(room.settings)
    scene = survey(room.door, rules)
    # A clock that was set right is right on average: good enough to learn from, not to accuse a plate by.
    trusted = replace(scene, clocks=scene.clocks.left_out())
    screening = screen(trusted.clocks.right_batches(packed_batches(room.door)), scene.roads, rules.tolerance_ms)
    cases = reason_suspects(room.door, trusted, screening, rules)
    plates = int(room.door.ask_rows("SELECT count(DISTINCT key) AS n FROM picture.plate_reads")[0]["n"])
    strays = strays_a_plate(cases, plates, rules)
    values = values_by_make(room.door)
    calibration = shipped_calibration()
    clones: list[dict[str, Any]] = []
    tracks: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    leads: list[dict[str, Any]] = []
    for case in sorted(cases, key=lambda case: case.suspect.plate):
        weights = weigh(case.signs, rules, strays)
        raw = shares(weights)
        probabilities = with_second_vehicle(raw, calibration.probability(features_of(case, raw)))
        clones.append(clone_row(case, probabilities, raw[Explanation.TWO_VEHICLES]))
        pairs += inconsistency_rows(case, scene.cameras)
        if probabilities[Explanation.TWO_VEHICLES] >= rules.lead_from:
            tracks += track_rows(case, scene.cameras)
            leads.append(clone_lead(case, probabilities, weights, scene.cameras, values, rules))
    room.write("clones", pa.Table.from_pylist(clones, schema=CLONES))
    room.write("clone_tracks", pa.Table.from_pylist(tracks, schema=TRACKS))
    room.write("inconsistencies", pa.Table.from_pylist(pairs, schema=INCONSISTENCIES))
    room.write("lead_clone", pa.Table.from_pylist(leads, schema=LEAD_SCHEMA))
    room.write("travel_times", travel_times(scene, cases))
    write_faults(room, scene)
    room.write("speed_rule", pa.Table.from_pylist(speed_rule(room.door, scene.lat, scene.lon, rules), schema=SPEED_RULE))


def travel_times(scene: Scene, cases: Sequence[Case]) -> pa.Table:
    """Return the learned times of camera pairs, and by distance those of the pairs that contradict."""
    used: set[tuple[int, int]] = set()
    for case in cases:
        for told in case.contradictions:
            one, other = int(case.suspect.camera[told.first]), int(case.suspect.camera[told.second])
            used.add((one, other))
    learned = set(zip(scene.pairs.a.tolist(), scene.pairs.b.tolist(), strict=True))
    by_distance = sorted(used - learned)
    a = np.array([pair[0] for pair in by_distance], np.int64)
    b = np.array([pair[1] for pair in by_distance], np.int64)
    rows = [
        (one, other, milliseconds, "learned", plates)
        for one, other, milliseconds, plates in zip(
            scene.pairs.a.tolist(),
            scene.pairs.b.tolist(),
            scene.pairs.least_ms.tolist(),
            scene.pairs.plates.tolist(),
            strict=True,
        )
    ] + [
        (one, other, milliseconds, "distance", None)
        for (one, other), milliseconds in zip(by_distance, needed_of_pairs(a, b, scene.roads).tolist(), strict=True)
    ]
    return pa.Table.from_pylist(
        [
            {
                "from_camera": scene.cameras[one].camera_id,
                "to_camera": scene.cameras[other].camera_id,
                "seconds": milliseconds / 1000,
                "basis": basis,
                "plates": plates,
            }
            for one, other, milliseconds, basis, plates in sorted(rows, key=lambda row: row[:2])
        ],
        schema=TRAVEL_TIMES,
    )


def write_faults(room: Room, scene: Scene) -> None:
    """Write the cameras at fault, one row a spell, and their leads."""
    places = {
        row["camera_id"]: (row["delivery"], row["row"])
        for row in room.door.ask_rows(
            """SELECT camera_id, min(delivery) AS delivery, min_by(row, (delivery, row)) AS row
            FROM evidence.cameras GROUP BY camera_id"""
        )
    }
    rows = [
        {
            "camera_id": scene.cameras[fault.camera].camera_id,
            "fault": "unexplained" if spell.fast_ms is None else "clock",
            "start_at": when(spell.start_ms),
            "until_at": when(spell.until_ms),
            "fast_s": None if spell.fast_ms is None else spell.fast_ms / 1000,
            "plates": fault.plates,
            "contradicted": fault.contradicted,
            "expected": fault.expected,
            "remaining": fault.remaining,
        }
        for fault in scene.faults
        for spell in fault.spells
    ]
    room.write("camera_faults", pa.Table.from_pylist(rows, schema=CAMERA_FAULTS))
    leads = [
        camera_lead(fault, scene.cameras[fault.camera], places[scene.cameras[fault.camera].camera_id]) for fault in scene.faults
    ]
    room.write("lead_camera", pa.Table.from_pylist(leads, schema=LEAD_SCHEMA))


STEP = Step(
    "clones",
    (
        "clones",
        "clone_tracks",
        "inconsistencies",
        "lead_clone",
        "travel_times",
        "camera_faults",
        "lead_camera",
        "speed_rule",
    ),
    find_clones,
)
