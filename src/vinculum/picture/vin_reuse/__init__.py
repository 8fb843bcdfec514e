"""VIN reuse: one chassis number declared in several exports, altered characters included.

A vehicle leaves the country once. A number on a second declaration is a re-booking of the same box, or a number borrowed to
give a stolen car papers. DOMAIN 4.6 R02: at the Port of Montreal it was one declaration in eighteen, with dots and altered
characters to evade comparison.
"""

from vinculum.picture.step import Room, Step
from vinculum.picture.vin_reuse.declared import gather_declared
from vinculum.picture.vin_reuse.leads import write_leads
from vinculum.picture.vin_reuse.near import find_near
from vinculum.picture.vin_reuse.same import group_spellings
from vinculum.picture.vin_reuse.weigh import weigh_reuse


def find_vin_reuse(room: Room) -> None:
    """Write ``picture.vin_spellings``, ``picture.vin_reuse`` and ``picture.lead_vin_reuse``."""
    gather_declared(room.door, room.as_at)
    near = find_near(room.door)
    room.write("vin_spellings", group_spellings(room.door, near, room.settings["vin_reuse"]))
    room.write("vin_reuse", weigh_reuse(room.door, room.settings["vin_reuse"]))
    write_leads(room)


STEP = Step("vin_reuse", ("vin_spellings", "vin_reuse", "lead_vin_reuse"), find_vin_reuse)

__all__ = ["STEP"]
