"""What stands behind the probabilities, as a person reads it."""

from collections.abc import Callable

from vinculum.picture.exports import STEP
from vinculum.picture.exports.telling import tell_model
from vinculum.picture.step import Room


def test_the_model_is_told_in_sentences(make_room: Callable[..., Room]) -> None:
    """Share, inspections, lesson, calibration and only what drifted; nothing else of what is watched."""
    room = make_room("2026-03-10T00:00:00")
    STEP.run(room)
    room.door.run("DROP VIEW picture.export_drift")
    columns = "kind VARCHAR, subject VARCHAR, month DATE, outside BOOLEAN, text VARCHAR"
    room.door.run(f"CREATE TABLE picture.export_drift ({columns})")
    for kind, outside, text in (
        ("point", True, "Prices moved."),
        ("rule", False, "R04 fired as ever."),
        ("calibration", False, "Two of 90 were expected."),
    ):
        room.door.run(
            "INSERT INTO picture.export_drift VALUES ($kind, 'x', NULL, $outside, $text)",
            {"kind": kind, "outside": outside, "text": text},
        )
    assert tell_model(room.door) == [
        "Stolen vehicles are expected in 0.7 % of all export boxes; 0 of 0 opened at random held some.",
        "The weights of the rules are the catalogue's: too few boxes were opened to teach them.",
        "Rules alone: 0 opened boxes held stolen vehicles and 0 did not; trees are learned from 30 of each on.",
        "Two of 90 were expected.",
        "Prices moved.",
    ]
