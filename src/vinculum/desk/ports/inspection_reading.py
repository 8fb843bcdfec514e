"""Reading what an officer sent: every field checked, everything that is wrong told at once, nothing dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from uuid import UUID

from vinculum.desk.operations.returns.vocabulary import conditions
from vinculum.desk.ports.inspection_fields import Fault, Fields, NotRight
from vinculum.desk.ports.inspection_told import PhotoTold, Told, Vehicle
from vinculum.desk.ports.inspection_words import MOST_PHOTOS, MOST_VEHICLES, was_opened, words
from vinculum.marks.container import container_candidates, parse_container
from vinculum.marks.fold import UNKNOWN, fold
from vinculum.marks.locode import parse_locode
from vinculum.marks.reference import forces

VIN_SEEN = re.compile(r"[A-Z0-9?]{1,20}")
BETWEEN_VINS = re.compile(r"[\s,;]+")
MOST_VINS = 6
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
# What intake allows a record to lie ahead of its receipt: the clock of a device may be wrong, not by days.
AHEAD = timedelta(days=1)
REPAIRS = 5


def read_document(document: object, received_at: datetime) -> Told:
    """Return what a document tells; NotRight names every field that is wrong. ``received_at`` is UTC."""
    faults: list[Fault] = []
    form = Fields(document, faults)
    form.unknown({field.name for field in fields(Told)})
    told = Told(
        container_no=_container(form),
        container_reason=form.text("container_reason", 300),
        consignment_ref=form.text("consignment_ref", 80),
        opened_at=_moment(form, received_at),
        place=_place(form),
        basis=form.word("basis", words("basis"), needed="Choose why the box was chosen."),
        result=form.word("result", words("result"), needed="Choose what came of it."),
        lead=form.text("lead", 80),
        operation=form.text("operation", 40),
        declared_goods=form.text("declared_goods", 500),
        found_goods=form.text("found_goods", 2000, lines=True),
        seal_declared=form.text("seal_declared", 60),
        seal_found=form.text("seal_found", 60),
        vehicles=tuple(
            _vehicle(Fields(part, faults, f"vehicle-{number}-"))
            for number, part in enumerate(form.rows("vehicles", MOST_VEHICLES))
        ),
        lift_gbp=form.pounds("lift_gbp"),
        storage_gbp=form.pounds("storage_gbp"),
        arrests=form.count("arrests", 99),
        crime_ref=form.text("crime_ref", 80),
        force=form.word("force", known_forces()),
        disposal=form.word("disposal", words("disposal")),
        remarks=form.text("remarks", 4000, lines=True),
        place_reason=form.text("place_reason", 300),
        photos=tuple(
            _photo(Fields(part, faults, f"photo-{number}-")) for number, part in enumerate(form.rows("photos", MOST_PHOTOS))
        ),
    )
    _check_together(told, form)
    if faults:
        raise NotRight(faults)
    return told


def known_forces() -> dict[str, str]:
    """Return the name of every police force by its data.police.uk id."""
    return {force.id: force.name for force in forces()}


def _container(form: Fields) -> str:
    number = fold(form.text("container_no", 20))
    if not number:
        form.fault("container_no", "Enter the number of the container.")
    elif not parse_container(number).well_formed and not form.text("container_reason", 300):
        offered = tuple(one.value for one in container_candidates(number, REPAIRS))
        instead = f" One character away: {', '.join(offered)}." if offered else ""
        form.fault(
            "container_no",
            f"{number} is no container number: {'; '.join(parse_container(number).notes)}.{instead} "
            "Correct it, or say why it stands on the box like this.",
            offered,
        )
    return number


def _moment(form: Fields, received_at: datetime) -> datetime:
    text = form.text("opened_at", 40)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        form.fault("opened_at", "Enter when the box was opened, such as 2026-03-02T17:05 (UTC).")
        return EARLIEST
    moment = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if moment > received_at + AHEAD:
        form.fault("opened_at", f"{text} has not come yet. Check the day.")
    elif moment < EARLIEST:
        form.fault("opened_at", f"{text} is too long ago. Check the year.")
    return moment


def _place(form: Fields) -> str:
    place = parse_locode(form.text("place", 20))
    if not place.well_formed:
        form.fault("place", "Choose the port or place.")
        return ""
    return place.normal


def _vehicle(row: Fields) -> Vehicle:
    row.unknown({field.name for field in fields(Vehicle)})
    return Vehicle(
        standing=row.word("standing", words("standing"), needed="Say whether the vehicle is stolen."),
        make=row.text("make", 60),
        model=row.text("model", 60),
        vrm_shown=row.text("vrm_shown", 20).upper(),
        vins=_vins(row),
        engine_no=row.text("engine_no", 40).upper(),
        identity=row.text("identity", 40).upper(),
        theft_ref=row.text("theft_ref", 80),
        theft_force=row.word("theft_force", known_forces()),
        condition=row.word("condition", {code: one.title for code, one in conditions().items()}),
        position=row.word("position", words("position")),
        value_gbp=row.pounds("value_gbp"),
    )


def _vins(row: Fields) -> tuple[str, ...]:
    """Return the chassis numbers seen: a list, or one text with spaces or lines between."""
    seen = [str(one) for one in row.rows("vins", MOST_VINS)]
    found = dict.fromkeys(one.upper() for text in seen for one in BETWEEN_VINS.split(text) if one)
    for one in found:
        if VIN_SEEN.fullmatch(one) is None:
            row.fault("vins", f"{one[:30]!r} is no chassis number: letters and digits, {UNKNOWN} where one cannot be read.")
    return tuple(found)


def _photo(row: Fields) -> PhotoTold:
    row.unknown({field.name for field in fields(PhotoTold)})
    text = row.text("uuid", 40)
    try:
        number = str(UUID(text))
    except ValueError:
        row.fault("uuid", f"{text!r} is not the number of a photo.")
        number = ""
    return PhotoTold(number, row.text("caption", 200))


def _check_together(told: Told, form: Fields) -> None:
    """Note what does not go together."""
    if told.result == "positive" and not told.stolen and not told.found_goods:
        form.fault("result", "Say what was found: add the vehicle, or describe the parts under goods found.")
    if told.result == "negative" and told.stolen:
        form.fault("result", "A stolen or suspected vehicle was told of, so the result is not that nothing was found.")
    if told.result and not was_opened(told.result) and (told.vehicles or told.found_goods):
        form.fault("result", "A box that was not opened tells nothing of what is inside. Choose another result, or remove it.")
    if len({photo.uuid for photo in told.photos}) != len(told.photos):
        form.fault("photos", "A photo is named twice.")


def read_fields(document: Mapping[str, str]) -> dict[str, object]:
    """Return the document that a plain form makes: ``vehicle-0-make`` and its like become the fields of vehicles, by number."""
    vehicles: dict[int, dict[str, object]] = {}
    found: dict[str, object] = {}
    for name, value in document.items():
        part = re.fullmatch(r"vehicle-(\d{1,2})-(\w+)", name)
        if part is None:
            found[name] = value
        elif value.strip():
            vehicles.setdefault(int(part[1]), {})[part[2]] = [value] if part[2] == "vins" else value
    found["vehicles"] = [vehicles[number] for number in sorted(vehicles)]
    return found
