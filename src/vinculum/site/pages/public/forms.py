"""The forms of the public site: a wording, and what somebody outside writes."""

from __future__ import annotations

from datetime import UTC

from django import forms
from django.core.validators import validate_slug

from vinculum.desk.programme.public.enquiring import Written
from vinculum.desk.programme.public.vocabulary import EnquiryKind, sections
from vinculum.desk.programme.public.writing import Wording


class WordingForm(forms.Form):
    """What a version of a page says."""

    title = forms.CharField(max_length=120, label="Title")
    summary = forms.CharField(max_length=300, label="Summary", help_text="One sentence, shown in lists.")
    body = forms.CharField(
        label="Text",
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=(
            "Leave an empty line between paragraphs. ## makes a heading, - a list, **bold**, [words](https://address) a link. "
            "HTML is shown as it is typed."
        ),
    )
    not_before = forms.DateTimeField(
        required=False,
        label="Not public before",
        help_text="An embargo, in UTC, such as 2026-03-02 00:01. Leave empty for none.",
    )
    after = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def wording(self) -> Wording:
        """Return what the filled form says."""
        told = self.cleaned_data
        embargo = told["not_before"].astimezone(UTC) if told["not_before"] else None
        return Wording(told["title"], told["summary"], told["body"], embargo)


class NewPageForm(WordingForm):
    """A new page: its place, and its first wording."""

    section = forms.ChoiceField(label="Section", choices=lambda: [(one.code, one.title) for one in sections().values()])
    slug = forms.CharField(
        max_length=50, label="Address", validators=[validate_slug], help_text="Small letters and hyphens, such as keyless-theft."
    )
    field_order = ("section", "slug")


class EnquiryForm(forms.Form):
    """What somebody outside writes. ``homepage`` is a trap: people do not see it, programs fill it in."""

    name = forms.CharField(max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="Your e-mail address", help_text="We answer there.", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    organisation = forms.CharField(
        max_length=200, label="Your organisation", widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    message = forms.CharField(
        max_length=4000,
        label="What you want to tell or ask",
        help_text="Do not send details of a crime, a vehicle or a person: report those to your police force.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    homepage = forms.CharField(required=False, label="Leave this empty")

    def written(self, kind: EnquiryKind) -> Written:
        """Return what the filled form says."""
        told = self.cleaned_data
        return Written(kind.code, told["name"], told["email"], told.get("organisation", ""), told["message"])
