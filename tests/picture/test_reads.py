"""Reads are packed in order of time, without repeats, and nothing is left out in silence."""

from collections.abc import Callable

import pytest

from vinculum.marks.pack import pack
from vinculum.picture import reads
from vinculum.picture.step import Room

MakeRoom = Callable[..., Room]

CAMERAS = [
    {"camera_id": "B2", "lat": 51.5, "lon": -0.1},
    {"camera_id": "A1", "lat": 53.5, "lon": -2.2},
]


def read(camera: str, at: str, vrm: str, **more: object) -> dict[str, object]:
    return {"camera_id": camera, "read_at": at, "vrm": vrm} | more


def packed(room: Room) -> list[tuple[int, int, int]]:
    rows = room.door.ask_rows("SELECT key, camera, time FROM picture.plate_reads")
    return [(row["key"], row["camera"], row["time"]) for row in rows]


def test_reads_are_packed_in_order_of_time(make_room: MakeRoom) -> None:
    """Plates become keys, cameras become their place in the sorted list, times become milliseconds."""
    room = make_room(
        "2026-03-02T00:00:00",
        cameras=CAMERAS,
        reads=[read("B2", "2026-03-01T10:00:00.250", "ab12 cde"), read("A1", "2026-03-01T09:00:00", "XY99ZZZ")],
    )
    reads.STEP.run(room)
    assert packed(room) == [(pack("XY99ZZZ"), 0, 1772355600000), (pack("AB12CDE"), 1, 1772359200250)]
    assert room.door.ask_rows("SELECT delivery, row FROM picture.plate_reads") == [
        {"delivery": "reads-000000000001", "row": 2},
        {"delivery": "reads-000000000001", "row": 1},
    ]


def test_what_is_set_aside_is_counted(make_room: MakeRoom) -> None:
    """A read is kept, or its reason is written down: unknown camera, no plate, repeated."""
    room = make_room(
        "2026-03-02T00:00:00",
        cameras=CAMERAS,
        reads=[
            read("B2", "2026-03-01T10:00:00", "AB12CDE"),
            read("B2", "2026-03-01T10:00:00", "AB12 CDE", delivery="reads-000000000002", row=1),
            read("Z9", "2026-03-01T10:00:00", "AB12CDE"),
            read("A1", "2026-03-01T10:00:00", "--"),
        ],
    )
    reads.STEP.run(room)
    assert len(packed(room)) == 1
    assert room.door.ask_rows("SELECT reason, camera_id, reads FROM picture.reads_set_aside") == [
        {"reason": "its camera is not in the feed of cameras", "camera_id": "Z9", "reads": 1},
        {"reason": "its plate holds no letter or digit", "camera_id": "A1", "reads": 1},
        {"reason": "the same plate, camera and time is already there", "camera_id": "B2", "reads": 1},
    ]


def test_slices_do_not_change_the_answer(make_room: MakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """However small a slice of time is, every read is packed once and in order."""
    rows = [read(("A1", "B2")[n % 2], f"2026-03-0{1 + n % 3}T{n % 24:02d}:30:00", f"AB{n:02d}CDE") for n in range(72)]
    whole, sliced = (make_room("2026-03-05T00:00:00", cameras=CAMERAS, reads=rows) for _ in range(2))
    reads.STEP.run(whole)
    monkeypatch.setattr(reads, "SLICE_ROWS", 5)
    reads.STEP.run(sliced)
    assert len(packed(sliced)) == 72
    assert packed(whole) == packed(sliced)


def test_no_reads_give_empty_tables(make_room: MakeRoom) -> None:
    """A feed without a delivery yet is not an error."""
    room = make_room("2026-03-02T00:00:00")
    reads.STEP.run(room)
    assert packed(room) == []
    assert room.rows == {"read_cameras": 0, "plate_reads": 0, "reads_by_plate": 0, "reads_set_aside": 0}


def test_reads_by_plate_are_the_same_reads_in_order_of_plate(make_room: MakeRoom) -> None:
    """Asked for one plate, few pages are read."""
    seen = [("A1", 8, "XY12ZZZ"), ("B2", 9, "AB12CDE"), ("A1", 10, "AB12CDE")]
    room = make_room(
        "2026-03-02T00:00:00",
        cameras=CAMERAS,
        reads=[{"camera_id": camera, "read_at": f"2026-03-01T{hour:02d}:00:00", "vrm": vrm} for camera, hour, vrm in seen],
    )
    reads.STEP.run(room)
    told = room.door.ask_rows("SELECT key, time, camera FROM picture.reads_by_plate")
    assert told == room.door.ask_rows("SELECT key, time, camera FROM picture.plate_reads ORDER BY ALL")
    assert len(told) == 3


def test_a_camera_told_twice_keeps_the_place_told_most(make_room: MakeRoom) -> None:
    """Partners disagree on where a camera stands: the place told most often is used, and the number of places is kept."""
    twice = [*CAMERAS, {"camera_id": "A1", "lat": 53.6, "lon": -2.2}, {"camera_id": "A1", "lat": 53.6, "lon": -2.2}]
    room = make_room("2026-03-02T00:00:00", cameras=twice)
    reads.STEP.run(room)
    assert room.door.ask_rows("SELECT camera, camera_id, lat, places FROM picture.read_cameras") == [
        {"camera": 0, "camera_id": "A1", "lat": 53.6, "places": 2},
        {"camera": 1, "camera_id": "B2", "lat": 51.5, "places": 1},
    ]
