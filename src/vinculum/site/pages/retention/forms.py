"""The forms of the retention pages."""

from __future__ import annotations

from django import forms

from vinculum.desk.retention.holding import KINDS
from vinculum.desk.retention.models import Choice
from vinculum.desk.retention.rules import groups, questions

CHOICE_WORDS = {
    Choice.RETAIN: "Keep it, and review it again",
    Choice.ERASE: "Erase it",
    Choice.HOLD: "Put it under a legal hold",
}
DAY = {"type": "date"}
YES, NO = "yes", "no"


class ReviewForm(forms.Form):
    """The questions of a review and the decision."""

    choice = forms.ChoiceField(
        label="Decision", widget=forms.RadioSelect, choices=[(choice.value, words) for choice, words in CHOICE_WORDS.items()]
    )
    reason = forms.CharField(max_length=500, widget=forms.Textarea({"rows": 3}), help_text="Kept with the decision.")
    group = forms.TypedChoiceField(
        coerce=int, choices=[(number, f"{number}: {group.title}") for number, group in groups().items()]
    )
    next_review = forms.DateField(
        required=False, label="Next review", widget=forms.DateInput(DAY), help_text="Needed if you keep it."
    )

    def __init__(self, *words: object, **named: object) -> None:
        super().__init__(*words, **named)  # type: ignore[arg-type]  # handed on as they came
        asked = {
            code: forms.ChoiceField(label=text, widget=forms.RadioSelect, choices=[(YES, "Yes"), (NO, "No")])
            for code, text in questions().items()
        }
        self.fields = {**asked, **self.fields}  # the questions come before the decision that rests on them

    def answers(self) -> dict[str, bool]:
        """Return the answers, by question."""
        return {code: self.cleaned_data[code] == YES for code in questions()}


class HoldForm(forms.Form):
    """What is held, why, and until when."""

    kind = forms.ChoiceField(label="Kind of mark or reference", choices=[(kind, kind) for kind in KINDS])
    mark = forms.CharField(
        max_length=200, label="Mark or reference", help_text="Every row that carries it is held, in every feed."
    )
    why = forms.CharField(max_length=500, widget=forms.Textarea({"rows": 3}), label="Why", help_text="Such as the court case.")
    until_day = forms.DateField(
        required=False,
        label="Until day",
        widget=forms.DateInput(DAY),
        help_text="That day included; until it is released if left empty.",
    )


class WhyForm(forms.Form):
    """Why a hold is released, or records are erased."""

    why = forms.CharField(max_length=500, label="Why")
