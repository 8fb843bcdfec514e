"""The form of an inspection for a page: words and hints. What is right is decided where it is read, for every sender."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from vinculum.desk.operations.returns.vocabulary import conditions
from vinculum.desk.ports.inspection_fields import Fault
from vinculum.desk.ports.inspection_reading import known_forces
from vinculum.desk.ports.inspection_words import words
from vinculum.marks.locode import PortRole, ports

BLANK_NUMBER = "__n__"  # stands for the number of a vehicle in the block that a script copies


class Moment(forms.TextInput):
    """A day and an hour."""

    input_type = "datetime-local"


def chosen(label: str, choices: Mapping[str, str], *, needed: bool = False, hint: str = "") -> forms.CharField:
    """Return a field with a list to choose from; that the word is known is checked where it is read."""
    listed = [("", "Choose"), *choices.items()]
    return forms.CharField(label=label, required=needed, help_text=hint, widget=forms.Select(choices=listed))


def line(label: str, most: int, *, needed: bool = False, hint: str = "") -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(label=label, required=needed, max_length=most, help_text=hint)


def text(label: str, rows: int, hint: str = "") -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(label=label, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


def places() -> dict[str, str]:
    """Return the ports that a form offers: those of the United Kingdom first, where boxes are loaded."""
    told = sorted(ports().values(), key=lambda port: (port.role is not PortRole.LOAD, port.country != "GB", port.name))
    return {port.locode: f"{port.name} ({port.locode})" for port in told}


class InspectionForm(forms.Form):
    """One box. Names are those of the document that is sent."""

    container_no = line("Container number", 20, needed=True, hint="As on the box, such as MSKU 012345 9.")
    container_reason = line(
        "If the number fails its check digit: why it stands on the box like this", 300,
        hint="For example: repainted over, digit missing, photographed.",
    )  # fmt: skip
    opened_at = forms.CharField(
        label="When it was opened, or tried (UTC)",
        widget=Moment,
        help_text="UTC: in summer one hour behind the clock on the wall.",
    )
    place = chosen("Port", places(), needed=True)
    basis = chosen("Why this box", words("basis"), needed=True)
    result = chosen("What came of it", words("result"), needed=True)
    seal_declared = line("Seal number declared", 60)
    seal_found = line("Seal number on the box", 60)
    declared_goods = line("Goods declared", 500)
    found_goods = text("Goods found", 3, "Parts and cover load too.")
    consignment_ref = line("Consignment reference", 80)
    operation = line("Operation", 40, hint="If you work under one: its reference.")
    lift_gbp = line("Cost of the lift (GBP)", 12)
    storage_gbp = line("Cost of storage (GBP)", 12)
    arrests = line("Arrests", 2)
    crime_ref = line("Crime number", 80)
    force = chosen("Police force it is reported to", known_forces(), hint="If you leave this, the force of the port's area.")
    disposal = chosen("Where what was found goes", words("disposal"))
    remarks = text("Remarks", 4)
    place_reason = line(
        "If photos must keep where they were taken: why", 300,
        hint="Without a reason, place and device are taken out of every photo before it is kept.",
    )  # fmt: skip
    lead = forms.CharField(required=False, widget=forms.HiddenInput)

    # The parts of the page, in the order in which a box is opened.
    PARTS: ClassVar = (
        ("The box", ("container_no", "container_reason", "opened_at", "place", "basis", "seal_declared", "seal_found")),
        ("What came of it", ("result", "declared_goods", "found_goods")),
    )
    AFTER: ClassVar = (
        ("Costs and what follows", ("lift_gbp", "storage_gbp", "arrests", "crime_ref", "force", "disposal")),
        ("Where it belongs", ("consignment_ref", "operation", "remarks")),
    )

    def before_vehicles(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the parts above the vehicles: a title and its fields."""
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]

    def after_vehicles(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the parts below the vehicles."""
        return [(title, [self[name] for name in names]) for title, names in self.AFTER]

    def tell(self, faults: Iterable[Fault]) -> list[str]:
        """Show faults at their fields; return the sentences of those that belong to no field of this form."""
        return _tell(self, "", faults)


class VehicleForm(forms.Form):
    """One vehicle in the box. Its names carry its number: ``vehicle-0-make``."""

    standing = chosen("Is it stolen?", words("standing"))
    make = line("Make", 60)
    model = line("Model", 60)
    vrm_shown = line("Plate that it shows", 20)
    vins = forms.CharField(
        label="Chassis numbers seen (VIN)", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Each on a line, as you see it; ? for a character that cannot be read.",
    )  # fmt: skip
    engine_no = line("Engine number", 40)
    identity = line("True identity, if known", 40, hint="The VIN or plate that it really has.")
    theft_ref = line("Crime number of the theft", 80)
    theft_force = chosen("Force of the theft", known_forces())
    condition = chosen("Condition", {code: one.title for code, one in conditions().items()})
    position = chosen("Where in the box", words("position"))
    value_gbp = line("Value (GBP)", 12)

    def tell(self, faults: Iterable[Fault]) -> list[str]:
        """Show faults at their fields."""
        return _tell(self, f"{self.prefix}-", faults)


def _tell(form: forms.Form, prefix: str, faults: Iterable[Fault]) -> list[str]:
    form.full_clean()
    # Each field is checked where it is read; what Django would say of it is left out, so that nothing is said twice.
    form.errors.clear()
    left = []
    for fault in faults:
        name = fault.field.removeprefix(prefix)
        if fault.field.startswith(prefix) and name in form.fields:
            form.add_error(name, fault.sentence)
        else:
            left.append(fault.sentence)
    return left


def fields_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Return a document as the fields of a plain form: ``vehicle-0-make`` and its like for the vehicles."""
    found = {name: _shown(name, value) for name, value in document.items() if name not in {"vehicles", "photos"}}
    for number, vehicle in enumerate(document.get("vehicles", [])):
        for name, value in vehicle.items():
            found[f"vehicle-{number}-{name}"] = "\n".join(value) if name == "vins" else _shown(name, value)
    return found


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    return str(value)[:16] if name == "opened_at" else str(value)
