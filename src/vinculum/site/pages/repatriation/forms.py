"""The forms of a case: opening one, and what is told of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms

from vinculum.desk.access.models import Organisation
from vinculum.desk.repatriation.casework import Concerned, End, Found
from vinculum.desk.repatriation.costing import Told
from vinculum.desk.repatriation.court import CourtTold
from vinculum.desk.repatriation.vocabulary import (
    Answer,
    Capacity,
    CostKind,
    CourtKind,
    Part,
    date_kinds,
    letter_kinds,
)
from vinculum.marks.locode import countries
from vinculum.site.pages.operations.fields import a_day, a_line, choice, words

NONE = ("", "None")
FORCES = ("police_force", "special_police")


def pounds(label: str, *, required: bool = True, hint: str = "") -> forms.DecimalField:
    """Return a field for an amount of money."""
    return forms.DecimalField(
        label=label, min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=required, help_text=hint,
        error_messages={"required": f"{label}: enter it.", "invalid": f"{label}: enter one such as 1250.50."},
    )  # fmt: skip


class CaseForm(forms.Form):
    """A stolen vehicle found abroad."""

    make = a_line("Make", longest=60)
    model = a_line("Model", longest=60)
    vrm = a_line("Registration mark", longest=20)
    vin = a_line("Chassis number", longest=40)
    crime_ref = a_line("Crime reference of the theft", longest=60)
    force = choice("Force that recorded the theft")
    stolen_on = a_day("Stolen on")
    found_on = a_day("Found on")
    country = choice("Country in which it was found")
    place = a_line("Place", required=False)
    value_gbp = pounds("What it is worth where it stands, in pounds", required=False, hint="Leave it empty while nobody knows.")
    value_basis = a_line("What that rests on", required=False)
    recovery_ref = a_line("Recovery record", required=False, longest=80)
    consignment_ref = a_line("Consignment", required=False, longest=80)
    lead = a_line("Lead", required=False, longest=80)

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        held = Organisation.objects.filter(kind__in=FORCES, active=True).values_list("code", "name")
        cast("forms.ChoiceField", self.fields["force"]).choices = [("", "Choose"), *held]
        abroad = sorted((name, code) for code, name in countries().items() if code != "GB")
        cast("forms.ChoiceField", self.fields["country"]).choices = [("", "Choose"), *((code, name) for name, code in abroad)]

    def told(self) -> Found:
        """Return what was entered."""
        return Found(**{name: value for name, value in self.cleaned_data.items() if value is not None})


class PartyForm(forms.Form):
    """Somebody with a part in a case."""

    part = choice("Part in the case", [(part.value, part.words) for part in Part])
    capacity = choice(
        "Of a claimant: in what capacity", [NONE, *((one.value, one.words) for one in Capacity)], required=False
    )  # fmt: skip
    organisation = choice(
        "Organisation of the partnership", required=False,
        hint="Its people will see the case, without what concerns others, if it is the claimant or the insurer.",
    )  # fmt: skip
    name = a_line("Name", required=False, hint="Of a person, a firm or an authority outside the partnership, or who acts for it.")
    contact = a_line("How to reach them", required=False, longest=300)

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        held = Organisation.objects.filter(active=True).values_list("code", "name")
        cast("forms.ChoiceField", self.fields["organisation"]).choices = [NONE, *held]

    def told(self) -> Concerned:
        """Return what was entered."""
        said = self.cleaned_data
        capacity = Capacity(said["capacity"]) if said["capacity"] else None
        return Concerned(Part(said["part"]), said["name"], said["organisation"], said["contact"], capacity)


class LetterForm(forms.Form):
    """Which letter to draft."""

    kind = choice("Letter", [(code, one.title) for code, one in letter_kinds().items()], radios=True)


class LetterFactForm(forms.Form):
    """What happened with a letter."""

    what = choice("What happened", [(Answer.SENT.value, "It was sent"), (Answer.ANSWERED.value, "It was answered")], radios=True)
    on = a_day("On")


class DateForm(forms.Form):
    """A date that the case may not miss."""

    kind = choice("Kind", [(code, one.title) for code, one in date_kinds().items()])
    about = a_line("What is due", required=False, hint="Leave it empty to call it by its kind.")
    due_on = a_day("Due on")
    basis = a_line("Who set it, and where that stands", required=False, longest=300)
    instead_of = forms.IntegerField(label="Instead of date number", min_value=1, required=False)


class MetForm(forms.Form):
    """A date was met."""

    on = a_day("Met on")
    how = a_line("How", required=False)


class CourtForm(forms.Form):
    """What a court did, or will do."""

    kind = choice("What", [(one.value, one.words) for one in CourtKind], radios=True)
    court = a_line("Court")
    on = a_day("On")
    words = a_line("What was said or decided", required=False, longest=500)

    def told(self) -> CourtTold:
        """Return what was entered."""
        said = self.cleaned_data
        return CourtTold(CourtKind(said["kind"]), said["court"], said["on"], said["words"])


class CostForm(forms.Form):
    """An amount spent, or still to be spent."""

    planned = choice("Money", [("", "Spent"), ("yes", "Still to be spent")], required=False)
    kind = choice("For", [(one.value, one.words) for one in CostKind])
    what = a_line("What exactly")
    amount_gbp = pounds("Amount in pounds")
    on = a_day("On")

    def told(self) -> Told:
        """Return what was entered."""
        said = self.cleaned_data
        return Told(CostKind(said["kind"]), said["what"], said["amount_gbp"], said["on"], bool(said["planned"]))


class NoteForm(forms.Form):
    """What the desks tell each other."""

    words = words("Note", hint="Read by police only.")


class WhyForm(forms.Form):
    """A reason."""

    why = a_line("Why", longest=150)


class ReturnForm(forms.Form):
    """The hand-over of a vehicle."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    on = a_day("Handed over on")

    def told(self) -> End:
        """Return what was entered."""
        return End(self.cleaned_data["on"])


class SaleForm(forms.Form):
    """The sale of a vehicle abroad."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    on = a_day("Sold on")
    proceeds_gbp = pounds("What it brought, in pounds")
    paid_to = a_line("Paid to", hint="The insurer, the finance house or the owner.")

    def told(self) -> End:
        """Return what was entered."""
        said = self.cleaned_data
        return End(said["on"], said["proceeds_gbp"], said["paid_to"])
