"""The forms of the members' pages."""

from __future__ import annotations

from django import forms

from vinculum.desk.access.models import Organisation
from vinculum.desk.programme.members.kinds import kinds
from vinculum.site.named_forms import NamedForm, choice_field, day_field, thing_field

KINDS = [(kind.code, kind.title) for kind in kinds().values()]
MOST_MB = 5


class JoiningForm(NamedForm):
    """An organisation that enquired by telephone or in person."""

    name = "joining"
    title = forms.CharField(max_length=200, label="Name")
    kind = choice_field("Kind", KINDS, required=False)
    organisation = thing_field(
        "Body of the reference data",
        Organisation,
        required=False,
        help_text="If it hands records over or has people here. Choosing it opens nothing to anybody.",
    )

    def prepare(self) -> None:
        """Offer the organisations of the reference data."""
        self.choose("organisation", Organisation.objects.all())


class DescribeForm(JoiningForm):
    """What an organisation is."""

    name = "describe"


class ContactForm(NamedForm):
    """Somebody to ask at a member."""

    name = "contact"
    title = forms.CharField(max_length=200, label="Name")
    role = forms.CharField(max_length=200, required=False)
    email = forms.EmailField(required=False, label="E-mail address")
    phone = forms.CharField(max_length=40, required=False, label="Telephone")


class GivenForm(NamedForm):
    """What a member gave in kind."""

    name = "given"
    what = forms.CharField(max_length=300, label="What was given")
    given_on = day_field("On which day")
    value_gbp = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, label="Value in pounds",
        help_text="Leave it empty when nobody told one: unknown is not zero.",
    )  # fmt: skip
    basis = forms.CharField(max_length=300, label="How that is known")


class DatedForm(NamedForm):
    """The day on which a step happened."""

    name = "dated"
    on = day_field("On which day", required=False, help_text="Today if left empty.")


class ListForm(NamedForm):
    """A filled-in list of members."""

    name = "list"
    sheet = forms.FileField(label="Filled-in template", help_text=f"A workbook (.xlsx) of at most {MOST_MB} MB.")

    def clean_sheet(self) -> object:
        """Refuse what is too large before it is read."""
        held = self.cleaned_data["sheet"]
        if held.size > MOST_MB * 1024 * 1024:
            raise forms.ValidationError(f"The file has more than {MOST_MB} MB. A list of members is smaller.")
        return held
