"""The forms of products: what to make, and what an author adds to a section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from vinculum.desk.documents.kinds import Kind, audiences
from vinculum.desk.documents.targets import Target, is_listed
from vinculum.desk.yardstick import Confidence

# What an input of type datetime-local sends. It names no zone: the labels say UTC.
MOMENT = "%Y-%m-%dT%H:%M"
LONGEST_CODE = 64


class MakeForm(forms.Form):
    """What to make of one kind: about what, for whom, as at which moment."""

    of = forms.ChoiceField(required=False)
    audience = forms.ChoiceField(label="For whom", widget=forms.RadioSelect)
    as_at = forms.DateTimeField(
        label="As known by (UTC; empty for now)",
        required=False,
        input_formats=[MOMENT, "%Y-%m-%d"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        help_text="Nothing that became known later is in it.",
    )
    until = forms.DateTimeField(
        label="Hold back until (UTC)",
        required=False,
        input_formats=[MOMENT],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        help_text="An embargo: even when it is released, its audience sees it only from this moment.",
    )

    def __init__(self, kind: Kind, targets: Sequence[Target], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        of = self.fields["of"]
        if not kind.of:
            del self.fields["of"]
        elif not is_listed(kind.of):
            told = f"The code of the {kind.of}, as its page or record gives it."
            self.fields["of"] = forms.CharField(label=kind.of.capitalize(), max_length=LONGEST_CODE, help_text=told)
        elif isinstance(of, forms.ChoiceField):
            of.label, of.required = kind.of.capitalize(), True
            of.choices = [(one.code, one.name) for one in targets]
        audience = self.fields["audience"]
        if isinstance(audience, forms.ChoiceField):
            audience.choices = [(code, audiences()[code].title) for code in kind.audiences]
            audience.initial = kind.audiences[0]
        if not kind.embargo:
            del self.fields["until"]


class RemarkForm(forms.Form):
    """Words for a section: commentary, or a judgement with how good its basis is."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    section = forms.ChoiceField(label="Section")
    confidence = forms.ChoiceField(
        label="What it is",
        required=False,
        choices=[
            ("", "Commentary"),
            *((one.value, f"Judgement, with {one.value} confidence in its basis") for one in Confidence),
        ],
        help_text="A judgement says how likely something is, in the words of the yardstick: highly likely, unlikely …",
    )
    text = forms.CharField(
        label="Text",
        required=False,
        max_length=6000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Plain text; *stress*, **strong**, lists, links. It replaces what stood here before; empty takes it away.",
    )

    def __init__(self, kind: Kind, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        section = self.fields["section"]
        if isinstance(section, forms.ChoiceField):
            section.choices = [(one.code, one.heading) for one in kind.sections]
