"""Drawing up a short list from the picture as the officer may see it, and adding a box to it afterwards.

Every box that could have been chosen is kept with its basis and its chance in the draw, so that what the random arm finds can be
reckoned back to all of them. A box that waits on a list of the same unit is not eligible again, and is put to one draw only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.ports.ahead import BoxAhead
from vinculum.desk.ports.choosing import Picked, Wanted, pick_boxes
from vinculum.desk.ports.clock import BoardClock, settings
from vinculum.desk.ports.listed import drawn_refs, standing_refs
from vinculum.desk.ports.models import Basis, EligibleBox, ShortList
from vinculum.desk.ports.refusals import NotDrawn
from vinculum.desk.ports.workflow import BOX, parties_of
from vinculum.desk.workflows.refusals import Overtaken
from vinculum.desk.workflows.stepping import take
from vinculum.engine.door import Door
from vinculum.marks.locode import parse_locode
from vinculum.picture.settings import Settings


@transaction.atomic
def draw_up(door: Door, wanted: Wanted, clock: BoardClock, picture: str, rules: Settings, viewer: Viewer) -> ShortList:
    """Choose among the boxes that ``door`` shows and keep the list, by the settings ``rules`` of the picture.

    NotDrawn says why there is none, Overtaken that somebody drew one up just now.
    """
    _check(wanted)
    picked = pick_boxes(
        door, wanted, clock, rules, waiting=standing_refs(viewer.organisation), drawn_from=drawn_refs(viewer.organisation)
    )
    if not picked:
        raise NotDrawn(
            f"No box of {wanted.port} that you may see sails within {wanted.hours} hours, can still be lifted in time, is "
            "unopened and waits on no list yet. Choose more hours or another port. Nothing was kept."
        )
    day = clock.at.date()
    held = ShortList.objects.filter(organisation=viewer.organisation, port=wanted.port, day=day).count()
    short_list = ShortList(
        reference=f"{viewer.organisation}-{wanted.port}-{day:%Y%m%d}-{held + 1}",
        organisation_id=viewer.organisation,
        port=wanted.port,
        day=day,
        number=held + 1,
        lifts=wanted.lifts,
        random_share=wanted.random_share,
        lift_gbp=Decimal(str(rules["exports"]["lift_gbp"])),
        until=clock.at + timedelta(hours=wanted.hours),
        as_at=clock.at,
        picture=picture,
        note=wanted.note.strip(),
        drawn_at=viewer.at,
        drawn_by_id=viewer.person,
    )
    try:
        with transaction.atomic():
            short_list.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken(
            "Somebody drew up a list for this port at the same moment. Look at it; nothing of yours was kept."
        ) from error
    rows = EligibleBox.objects.bulk_create([_row(short_list, place, one, viewer.at) for place, one in enumerate(picked, start=1)])
    for row in rows:
        if row.basis:
            take(BOX, row.reference, "list", viewer, after=0, parties=parties_of(row))
    return short_list


@transaction.atomic
def add_box(
    short_list: ShortList, box: BoxAhead, clock: BoardClock, why: str, viewer: Viewer, *, manifest: int | None = None
) -> EligibleBox:
    """Put a box on a list by hand, on somebody's reasons: it belongs to no draw and speaks for no other box."""
    if not why.strip():
        raise NotDrawn("Say why this box: it is kept with the list. Nothing was changed.")
    if box.port != short_list.port:
        raise NotDrawn(f"The box is loaded at {box.port}, and the list is of {short_list.port}. Nothing was changed.")
    if box.opened_at is not None or box.sails_at <= clock.at:
        raise NotDrawn("The box was opened already, or has sailed. Nothing was changed.")
    if box.consignment_ref in standing_refs(short_list.organisation_id):
        raise NotDrawn("The box waits on a short list already. Nothing was changed.")
    if short_list.boxes.filter(consignment_ref=box.consignment_ref).exclude(basis="").exists():
        raise NotDrawn("The box was on this list before. Put it back from its own page. Nothing was changed.")
    if short_list.boxes.filter(consignment_ref=box.consignment_ref).exists():
        raise NotDrawn(
            "The box could have been chosen when the list was drawn up, and was not. Draw up another list with more lifts: "
            "a box is not swapped in by hand. Nothing was changed."
        )
    number = short_list.boxes.count() + 1
    row = EligibleBox(
        reference=f"{short_list.reference}-{number:04d}",
        short_list=short_list,
        number=number,
        consignment_ref=box.consignment_ref,
        sails_at=box.sails_at,
        probability=box.probability,
        expected_value_gbp=box.expected_value_gbp,
        basis=Basis.LEAD,
        inclusion_probability=None,
        told=why.strip()[:400],
        manifest=manifest,
        added_at=viewer.at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken("Somebody added a box at the same moment. Nothing of yours was kept; try again.") from error
    take(BOX, row.reference, "list", viewer, after=0, parties=parties_of(row), reason=why)
    return row


def _row(short_list: ShortList, place: int, one: Picked, at: datetime) -> EligibleBox:
    pick = one.pick
    if pick.box.sails_at is None:
        raise ValueError(f"{pick.box.consignment_ref}: a box without a sailing is on no board.")
    return EligibleBox(
        reference=f"{short_list.reference}-{place:04d}",
        short_list=short_list,
        number=place,
        consignment_ref=pick.box.consignment_ref,
        sails_at=pick.box.sails_at,
        probability=pick.box.probability,
        expected_value_gbp=pick.box.expected_value_gbp,
        basis=pick.basis or "",
        inclusion_probability=pick.inclusion_probability,
        drawn=pick.drawn,
        first_line=pick.first_line,
        counted_gbp=pick.counted_gbp,
        lift_on=pick.day,
        told=one.told[:400],
        added_at=at,
    )


def _check(wanted: Wanted) -> None:
    most = settings()["drawing"]["most_lifts"]
    if not 1 <= wanted.lifts <= most:
        raise NotDrawn(f"{wanted.lifts} lifts: ask for 1 to {most}. Nothing was kept.")
    if not 0 <= wanted.random_share <= 1:
        raise NotDrawn(f"A random share of {wanted.random_share:g}: it lies between 0 and 1. Nothing was kept.")
    if not wanted.hours > 0:
        raise NotDrawn(f"{wanted.hours} hours: ask for boxes that sail within 1 hour or more. Nothing was kept.")
    if not parse_locode(wanted.port).well_formed:
        raise NotDrawn(f"{wanted.port!r} is no UN/LOCODE. Choose a port from the list. Nothing was kept.")
