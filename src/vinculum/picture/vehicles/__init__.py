"""The identity ledger: which marks are one vehicle, what is said of it when and by whom, and where that cannot all be true."""

from vinculum.picture.step import Room, Step
from vinculum.picture.vehicles.conflicts import write_conflicts
from vinculum.picture.vehicles.describe import describe_vehicle
from vinculum.picture.vehicles.identities import resolve_identities
from vinculum.picture.vehicles.intervals import write_ledger


def keep_ledger(room: Room) -> None:
    """Write ``intervals``, ``vehicles``, ``vehicle_marks`` and ``conflicts`` from ``picture.claims``."""
    spelt = resolve_identities(room)
    write_ledger(room)
    write_conflicts(room, spelt.tangled)


STEP = Step("vehicles", ("intervals", "vehicles", "vehicle_marks", "conflicts"), keep_ledger)

__all__ = ["STEP", "describe_vehicle", "keep_ledger"]
