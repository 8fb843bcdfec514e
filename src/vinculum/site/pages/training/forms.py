"""The forms of training."""

from __future__ import annotations

from typing import Any

from django import forms

from vinculum.desk.access.models import Organisation
from vinculum.desk.programme.training.courses import RESULT_WORDS, Outline, Part
from vinculum.desk.programme.training.models import Course, Officer

DAY = {"type": "date"}
SLUG = "Small letters, figures and hyphens."
OUTLINE = "One part a line: title | hours | what is taught."
MOST_PARTS = 40


class PostForm(forms.Form):
    """A post."""

    reference = forms.SlugField(max_length=60, help_text=SLUG)
    organisation = forms.ModelChoiceField(Organisation.objects.filter(active=True))
    desk = forms.CharField(max_length=100)
    title = forms.CharField(max_length=200)


class PostFundingForm(forms.Form):
    """Who pays for a post, from when until when."""

    begins_on = forms.DateField(label="First day", widget=forms.DateInput(DAY))
    ends_on = forms.DateField(label="Last day", widget=forms.DateInput(DAY), required=False, help_text="Empty: no end is set.")
    funders = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(active=True), label="Paid by", widget=forms.SelectMultiple
    )
    basis = forms.CharField(label="On what basis", max_length=300)


class OutlineForm(forms.Form):
    """What a course teaches."""

    parts = forms.CharField(label="Parts", widget=forms.Textarea({"rows": 8}), help_text=OUTLINE, max_length=20_000)
    built_with = forms.ModelMultipleChoiceField(Organisation.objects.filter(active=True), label="Built with", required=False)
    valid_months = forms.IntegerField(label="Months that its certificate holds", min_value=1, max_value=240, required=False)
    changed = forms.CharField(label="What is new in this version", max_length=1000)

    def clean_parts(self) -> list[Part]:
        """Read the lines as parts; a line that cannot be read is named."""
        found = []
        for number, line in enumerate(self.cleaned_data["parts"].splitlines(), 1):
            if not line.strip():
                continue
            title, hours, about = [*(cell.strip() for cell in line.split("|")), "", ""][:3]
            if not title or not hours.replace(".", "", 1).isdecimal() or not hours.isascii() or number > MOST_PARTS:
                raise forms.ValidationError(
                    f"Line {number}: write title | hours | what is taught, such as: In the yard | 14 | Shells."
                )
            found.append(Part(title, float(hours), about))
        return found

    def outline(self) -> Outline:
        """Return what the filled form says."""
        told = self.cleaned_data
        return Outline(told["parts"], [one.pk for one in told["built_with"]], told["valid_months"], told["changed"])


class CourseForm(OutlineForm):
    """A course with its first outline."""

    field_order = ("reference", "title", "about", "on_register")
    reference = forms.SlugField(max_length=40, help_text=SLUG)
    title = forms.CharField(max_length=200)
    about = forms.CharField(widget=forms.Textarea({"rows": 3}), max_length=2000)
    on_register = forms.BooleanField(label="Whoever holds its certificate stands in the register of examiners", required=False)


class SessionForm(forms.Form):
    """When and where a course runs."""

    host = forms.ModelChoiceField(Organisation.objects.filter(active=True))
    venue = forms.CharField(max_length=200)
    begins_on = forms.DateField(label="First day", widget=forms.DateInput(DAY))
    ends_on = forms.DateField(label="Last day", widget=forms.DateInput(DAY))
    places = forms.IntegerField(min_value=1, max_value=500)


class AttendanceForm(forms.Form):
    """What became of one officer in a session."""

    officer = forms.ModelChoiceField(Officer.objects.none())
    result = forms.ChoiceField(choices=[(result.value, words) for result, words in RESULT_WORDS.items()])

    def __init__(self, officers: Any, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        field = self.fields["officer"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = officers


class OfficerForm(forms.Form):
    """An officer to be entered."""

    name = forms.CharField(max_length=200)
    organisation = forms.ModelChoiceField(Organisation.objects.filter(active=True))
    station = forms.CharField(max_length=100, required=False, help_text="The station that they work from, never their home.")
    lat = forms.FloatField(label="Latitude of the station", required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label="Longitude of the station", required=False, min_value=-180, max_value=180)


class CallOutForm(forms.Form):
    """When an examiner can be called out."""

    available = forms.BooleanField(label="Can be called out", required=False)
    within_km = forms.IntegerField(label="How far, in km", min_value=1, max_value=500)
    hours = forms.CharField(label="At which hours", max_length=100)
    contact = forms.CharField(label="Desk to ring", max_length=200, help_text="A desk, not a person's own number.")


class PlaceForm(forms.Form):
    """A place to which an examiner is to come."""

    lat = forms.FloatField(label="Latitude", min_value=-90, max_value=90)
    lon = forms.FloatField(label="Longitude", min_value=-180, max_value=180)


class NeedForm(forms.Form):
    """How many are needed."""

    course = forms.ModelChoiceField(Course.objects.all(), to_field_name="reference")
    one_for_thefts = forms.IntegerField(label="One for so many thefts a year", min_value=1)
    least = forms.IntegerField(label="At least so many in each force", min_value=0)
    basis = forms.CharField(label="On what it rests", widget=forms.Textarea({"rows": 3}), max_length=2000)
