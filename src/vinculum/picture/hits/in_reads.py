"""Hits in the plate reads: each read that is, or may be a misread of, a stolen vehicle's plate, with its probability and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz.distance import Levenshtein

from vinculum.marks.fold import fold
from vinculum.picture.hits.candidates import candidate_pairs, candidate_rows, watched_plates
from vinculum.picture.hits.competition import SAMPLE, Looks, gather_field, learn_habits, readings_of, words
from vinculum.picture.hits.texts import key_texts, learn_library
from vinculum.picture.hits.weigh import Explained, explain
from vinculum.picture.step import Room

Integers = npt.NDArray[np.int64]

HITS = pa.schema(
    [
        ("stolen_vrm", pa.string()),
        ("crime_ref", pa.string()),
        ("force", pa.string()),
        ("feed", pa.string()),
        ("camera_id", pa.string()),
        ("read_at", pa.timestamp("us", tz="UTC")),  # of a plate read; null for other feeds
        ("seen_at", pa.timestamp("us", tz="UTC")),
        ("vrm_read", pa.string()),  # the mark as handed over
        ("exact", pa.bool_()),
        ("probability", pa.float64()),
        ("why", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("delivery", pa.string()),
        ("row", pa.int64()),
    ]
)


def hits_in_reads(room: Room, watch: pa.Table) -> list[dict[str, Any]]:
    """Return a row (schema ``HITS``) for each read that may be a watched plate, ``least_probability`` and above."""
    settings = room.settings["hits"]
    door = room.door
    watched = watched_plates(watch, int(room.as_at.timestamp() * 1000))
    library = learn_library(door, settings["known_after_reads"], settings["fitted_pairs"])
    if library.texts.stored.size == 0 or watched.key.size == 0:
        return []
    pairs = candidate_pairs(watched, library)
    rows = candidate_rows(door, watched, library.texts, pairs)
    if rows.num_rows == 0:
        return []
    step = max(1, int(library.texts.reads.sum()) // SAMPLE)
    makes, colours = words(door, "make", step), words(door, "colour", step)
    looks = Looks(makes, colours, makes.code(watch.column("make")), colours.code(watch.column("colour")))
    asked = np.unique(rows.column("text").to_numpy())
    field = gather_field(door, library, watched, pairs, looks, asked, settings["unseen_reads"])
    readings, seen = readings_of(door, rows, looks)
    explained = explain(readings, field.plates, field.rivals, learn_habits(door, settings, makes, colours, step))
    mine = np.flatnonzero(explained.plate == rows.column("watch").to_numpy()[explained.read])
    told = mine[explained.probability[mine] >= settings["least_probability"]]
    rival = _best_rival(explained, rows.column("watch").to_numpy(), explained.read[told])
    cameras = {row["camera_id"]: row for row in door.ask_rows("SELECT camera_id, lat, lon FROM picture.read_cameras")}
    theft = watch.to_pylist()
    at = rows.take(pa.array(explained.read[told])).to_pylist()
    what = seen.take(pa.array(explained.read[told])).to_pylist()
    rival_of = rival[explained.read[told]]
    rival_text = key_texts(field.keys[np.maximum(rival_of, 0)]).to_pylist()
    found = []
    for row, read, place, other, other_plate in zip(at, what, told.tolist(), rival_of.tolist(), rival_text, strict=True):
        stolen = theft[row["watch"]]
        exact = fold(read["vrm"]) == stolen["vrm"]
        why = _why(stolen, read, int(explained.near[place]), other_plate if other >= 0 else None, exact=exact)
        camera = cameras[read["camera_id"]]
        found.append(
            {
                "stolen_vrm": stolen["vrm"],
                "crime_ref": stolen["crime_ref"],
                "force": stolen["force"],
                "feed": "reads",
                "camera_id": read["camera_id"],
                "read_at": read["read_at"].astimezone(UTC),
                "seen_at": read["read_at"].astimezone(UTC),
                "vrm_read": read["vrm"],
                "exact": exact,
                "probability": float(explained.probability[place]) * _already_taken(stolen, read["read_at"]),
                "why": why,
                "lat": camera["lat"],
                "lon": camera["lon"],
                "delivery": row["delivery"],
                "row": row["row"],
            }
        )
    return found


def _already_taken(stolen: dict[str, Any], at: datetime) -> float:
    """Return the chance that it was gone by a time: where the report gives no first time, it grows evenly up to the last."""
    if not stolen["start_assumed"] or at >= stolen["stolen_to"]:
        return 1.0
    return float((at - stolen["stolen_from"]) / (stolen["stolen_to"] - stolen["stolen_from"]))


def _best_rival(explained: Explained, watch: Integers, wanted: Integers) -> Integers:
    """Return for each read ``wanted`` the plate that competes hardest with the one watched for, -1 where none does."""
    best = np.full(watch.size, -1, dtype=np.int64)
    asked = np.zeros(watch.size, dtype=np.bool_)
    asked[wanted] = True
    read, plate, weight = explained.read, explained.plate, explained.weight
    others = np.flatnonzero(asked[read] & (plate != watch[read]) & (weight > 0))
    order = others[np.lexsort((plate[others], weight[others], read[others]))]
    best[read[order]] = plate[order]
    return best


def _why(stolen: dict[str, Any], read: dict[str, Any], near: int, rival: str | None, *, exact: bool) -> str:
    """Return the sentence an officer could read out."""
    if exact:
        parts = [f"plate {stolen['vrm']} as stolen"]
    else:
        steps = Levenshtein.editops(stolen["vrm"], fold(read["vrm"]))
        parts = [f"{fold(read['vrm'])} is {stolen['vrm']} misread in {len(steps)} place{'s' if len(steps) > 1 else ''}"]
    for name in ("make", "colour"):
        if read[name] is not None and stolen[name] is not None:
            parts.append(f"{name} {'agrees' if read[name] == stolen[name] else 'differs: ' + read[name] + ' seen'}")
    if near:
        parts.append(f"{near} correct read{'s' if near > 1 else ''} of the plate within the hour")
    if rival is not None:
        parts.append(f"next likeliest is plate {rival}")
    if stolen["vrm"] != stolen["reported"]:
        parts.append(f"the report names {stolen['reported']}, the register gives {stolen['vrm']} for its VIN")
    return "; ".join(parts)
