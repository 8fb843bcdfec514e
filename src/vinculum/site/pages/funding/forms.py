"""The forms of funding. Those of bids, scores and lines are made from the terms of their call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.operations.models import Operation
from vinculum.desk.programme.funding.answering import NO, YES
from vinculum.desk.programme.funding.calls import Criterion, FieldKind, Terms
from vinculum.desk.programme.funding.calls import Field as Asked
from vinculum.desk.programme.funding.claiming import CATEGORY_WORDS
from vinculum.desk.programme.funding.granting import CONTRIBUTION_KINDS
from vinculum.desk.programme.funding.models import Pot, SpendLine
from vinculum.desk.programme.funding.moving import KIND_WORDS
from vinculum.desk.programme.strategy.models import Pillar

DAY = {"type": "date"}
BLANK_LINES = 3


def pounds_field(label: str, help_text: str = "In pounds, such as 12500.50.", *, required: bool = True) -> forms.DecimalField:
    """Return a field for an amount of money."""
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, min_value=Decimal(0), help_text=help_text, required=required
    )


def day_field(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(DAY), help_text=help_text, required=required)


def text_field(label: str, help_text: str = "", *, rows: int = 3, required: bool = True) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea({"rows": rows}), help_text=help_text, required=required
    )


class GrantForm(forms.Form):
    """An offer of a grant. Conditions are one a line."""

    reference = forms.SlugField(max_length=40, help_text="Small letters, figures and hyphens, such as ho-2026.")
    title = forms.CharField(max_length=200)
    funder = forms.ModelChoiceField(Organisation.objects.filter(active=True))
    amount_gbp = pounds_field("Amount offered")
    begins_on = day_field("First day")
    ends_on = day_field("Last day")
    about = text_field("What it is for", required=False)
    pillars = forms.ModelMultipleChoiceField(Pillar.objects.all(), widget=forms.CheckboxSelectMultiple, required=False)
    demands = text_field(
        "Conditions", "One a line. What shows each of them is entered later, on the page of the grant.", required=False
    )


class PotForm(forms.Form):
    """A pot of a grant."""

    reference = forms.SlugField(max_length=40, help_text="Small letters, figures and hyphens.")
    title = forms.CharField(max_length=200)
    about = text_field("What it is for", required=False)
    pillars = forms.ModelMultipleChoiceField(Pillar.objects.all(), widget=forms.CheckboxSelectMultiple, required=False)


class MoveForm(forms.Form):
    """A move of money within a grant."""

    kind = forms.ChoiceField(label="What is to be done", choices=[(kind.value, words) for kind, words in KIND_WORDS.items()])
    source = forms.ModelChoiceField(Pot.objects.none(), label="Pot to take from", required=False, empty_label="None")
    target = forms.ModelChoiceField(Pot.objects.none(), label="Pot to put into", required=False, empty_label="None")
    amount_gbp = pounds_field("Amount")
    why = text_field("Why")

    def __init__(self, pots: Any, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        for name in ("source", "target"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = pots


class EvidenceForm(forms.Form):
    """What shows that a condition is met."""

    met = forms.ChoiceField(label="Is it met?", choices=[("yes", "It is met"), ("no", "It is not met")], widget=forms.RadioSelect)
    text = text_field("What shows it")


class RoundForm(forms.Form):
    """A round with the first version of its call."""

    reference = forms.SlugField(max_length=40, help_text="Small letters, figures and hyphens.")
    title = forms.CharField(max_length=200)
    about = text_field("What it is for", required=False)


class CallForm(forms.Form):
    """When a call runs, and its terms as text."""

    opens_on = day_field("First day for bids", "From the beginning of that day, UTC.")
    closes_on = day_field("Last day for bids")
    closes_at = forms.TimeField(label="Closes at", widget=forms.TimeInput({"type": "time"}), help_text="UTC, on the last day.")
    terms = forms.CharField(
        label="Terms", max_length=60_000, widget=forms.Textarea({"rows": 24}),
        help_text="Who may bid, what the form asks, how bids are scored. Every fault is named when you save.",
    )  # fmt: skip

    def opens_at(self) -> datetime:
        """Return the opening moment."""
        return datetime.combine(self.cleaned_data["opens_on"], time(), UTC)

    def closing(self) -> datetime:
        """Return the closing moment."""
        return datetime.combine(self.cleaned_data["closes_on"], self.cleaned_data["closes_at"], UTC)


class SeatForm(forms.Form):
    """Somebody who assesses a round."""

    person = forms.ModelChoiceField(Person.objects.none(), label="Assessor")

    def __init__(self, people: Any, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = people


class InterestForm(forms.Form):
    """An interest that somebody declares."""

    organisation = forms.ModelChoiceField(Organisation.objects.filter(active=True), label="In which organisation")
    why = text_field("What it is")


class AwardForm(forms.Form):
    """An award without a bid."""

    reference = forms.SlugField(max_length=50, help_text="Small letters, figures and hyphens.")
    recipient = forms.ModelChoiceField(Organisation.objects.filter(active=True))
    title = forms.CharField(max_length=200)
    about = text_field("What it pays for")
    operation = forms.ModelChoiceField(
        Operation.objects.none(), to_field_name="reference", required=False, empty_label="None",
        help_text="If it pays for one: its results are then told to the funder beside the money.",
    )  # fmt: skip
    amount_gbp = pounds_field("Amount")
    spend_by = day_field("Last day for spending")
    conditions = text_field("Conditions", "One a line.", required=False)
    reason = text_field("Why this recipient, without a round")

    def __init__(self, operations: QuerySet[Operation], *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        field = self.fields["operation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = operations


class ClaimForm(forms.Form):
    """The period of a claim."""

    spent_from = day_field("Spent from")
    spent_until = day_field("Spent until")


class RepaymentForm(forms.Form):
    """Money that was paid back."""

    amount_gbp = pounds_field("Amount paid back")
    reason = text_field("Why")
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ContributionForm(forms.Form):
    """What somebody gives beside a grant."""

    giver = forms.ModelChoiceField(Organisation.objects.filter(active=True))
    receiver = forms.ModelChoiceField(Organisation.objects.filter(active=True))
    kind = forms.ChoiceField(label="What is given", choices=list(CONTRIBUTION_KINDS.items()))
    about = text_field("What for")
    amount_gbp = pounds_field("Amount", "Leave it empty where it was not told: not told is not zero.", required=False)
    begins_on = day_field("From")
    ends_on = day_field("Until", required=False)
    source = forms.CharField(label="Where this is written", max_length=300)


class TermsForm(forms.Form):
    """A form made from declared fields; its answers are checked by the room, whose faults are put beside the fields."""

    def __init__(self, declared: Mapping[str, forms.Field], *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.fields.update(declared)

    def tell(self, faults: Mapping[str, str]) -> None:
        """Put faults beside their fields; one of no field stands above them."""
        self.is_valid()
        for code, fault in faults.items():
            self.add_error(code if code in self.fields else None, fault)


def bid_form(terms: Terms, **named: Any) -> TermsForm:
    """Return the form of a bid."""
    return TermsForm({field.code: _asked(field, terms) for field in terms.fields}, **named)


def score_form(criteria: Sequence[Criterion], **named: Any) -> TermsForm:
    """Return the form of an assessor: for each criterion a score and a reason."""
    fields: dict[str, forms.Field] = {}
    for one in criteria:
        scale = [("", "Choose"), *((str(score), str(score)) for score in range(one.top + 1))]
        fields[one.code] = forms.ChoiceField(label=f"{one.title}: score", choices=scale, required=False, help_text=one.guidance)
        fields[f"{one.code}-why"] = text_field(f"{one.title}: why", rows=2, required=False)
    return TermsForm(fields, **named)


def moderation_form(criteria: Sequence[Criterion], **named: Any) -> TermsForm:
    """Return the form of moderation: for each criterion the agreed score and a reason."""
    fields: dict[str, forms.Field] = {"after": forms.IntegerField(widget=forms.HiddenInput)}
    for one in criteria:
        scale = [("", "Choose"), *((str(Decimal(half) / 2), f"{half / 2:g}") for half in range(2 * one.top + 1))]
        fields[one.code] = forms.ChoiceField(label=f"{one.title}: agreed score", choices=scale, required=False)
        fields[f"{one.code}-why"] = text_field(f"{one.title}: why", rows=2, required=False)
    return TermsForm(fields, **named)


def lines_form(lines: Sequence[SpendLine], **named: Any) -> tuple[TermsForm, list[list[str]]]:
    """Return the form of a claim's lines with some blank ones, and the names of its fields line by line."""
    fields: dict[str, forms.Field] = {"saved": forms.IntegerField(widget=forms.HiddenInput)}
    names = []
    for number in range(1, len(lines) + BLANK_LINES + 1):
        row = {
            f"line-{number}-on": day_field(f"Line {number}: spent on", required=False),
            f"line-{number}-category": forms.ChoiceField(
                label=f"Line {number}: category", required=False,
                choices=[("", "Choose"), *((code.value, words) for code, words in CATEGORY_WORDS.items())],
            ),
            f"line-{number}-about": forms.CharField(label=f"Line {number}: what was bought", max_length=300, required=False),
            f"line-{number}-document": forms.CharField(label=f"Line {number}: invoice or order", max_length=100, required=False),
            f"line-{number}-amount": pounds_field(f"Line {number}: amount", "", required=False),
        }  # fmt: skip
        fields |= row
        names.append(list(row))
    return TermsForm(fields, **named), names


def _asked(field: Asked, terms: Terms) -> forms.Field:
    help_text = " ".join(filter(None, (field.guidance, _limits(field, terms))))
    if field.kind is FieldKind.LONG_TEXT:
        return forms.CharField(
            label=field.label, required=field.required, widget=forms.Textarea({"rows": 6}), help_text=help_text
        )
    if field.kind is FieldKind.DAY:
        return forms.CharField(label=field.label, required=field.required, widget=forms.DateInput(DAY), help_text=help_text)
    if field.kind in {FieldKind.YES_NO, FieldKind.CHOICE}:
        choices = [(one, one) for one in field.choices] or [(YES, "Yes"), (NO, "No")]
        return forms.ChoiceField(
            label=field.label, required=field.required, widget=forms.RadioSelect, choices=choices, help_text=help_text
        )
    return forms.CharField(label=field.label, required=field.required, help_text=help_text)


def _limits(field: Asked, terms: Terms) -> str:
    if field.code == "amount":
        return f"From £{terms.least_gbp:,.0f} to £{terms.most_gbp:,.0f}."
    if field.most is None:
        return ""
    return f"At most {field.most:,.0f}{' letters' if field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT} else ''}."
