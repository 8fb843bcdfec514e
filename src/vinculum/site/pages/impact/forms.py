"""The forms of impact: a published series, and a study with what becomes of each area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.impact.models import SENTENCE, TITLE
from vinculum.desk.programme.impact.series import month_of
from vinculum.desk.programme.impact.writing import Asked
from vinculum.site.pages.impact.counting import Source

ACTED_ON, COMPARED, BESIDE, LEFT_OUT = "acted_on", "compared", "beside", "left_out"
PARTS = ((COMPARED, "Compared with"), (ACTED_ON, "Acted on"), (BESIDE, "Beside one acted on"), (LEFT_OUT, "Left out"))
LARGEST_TABLE = 2 * 1024 * 1024


class MonthField(forms.CharField):
    """A month, written as 2026-03; its value is the first day."""

    def clean(self, value: Any) -> Any:
        """Return the first day of the month."""
        told = super().clean(value)
        if not told:
            return None
        month = month_of(told)
        if month is None:
            raise forms.ValidationError(f"“{told}” is not a month. Write it as 2026-03.")
        return month


class SeriesForm(forms.Form):
    """A table of counts that somebody published."""

    title = forms.CharField(max_length=TITLE, label="Name", help_text="Such as “London boroughs, theft of motor vehicles”.")
    what = forms.CharField(
        max_length=TITLE, label="What is counted", help_text="In the plural, as in a sentence: “thefts of motor vehicles”."
    )
    definition = forms.CharField(
        max_length=SENTENCE, label="Definition", help_text="What counts, and what does not. Whose rules are followed."
    )
    source = forms.CharField(max_length=SENTENCE, label="Published by", help_text="Who, and where it can be found.")
    as_at = forms.DateField(
        label="As at",
        help_text="The day up to which the counts are known, as the publisher says.",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    area_column = forms.CharField(max_length=100, label="Column of the areas", initial="area")
    only_column = forms.CharField(
        max_length=100,
        required=False,
        label="Only rows whose column",
        help_text="If the table holds more than what is counted, such as several offences. Leave it empty to take every row.",
    )
    only_value = forms.CharField(max_length=200, required=False, label="has the value")
    file = forms.FileField(
        label="Table (CSV)",
        max_length=200,
        help_text="A row an area and month, with the columns area, month and count; or a row an area and a column a month.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a choice of rows by half, and a file that is no text."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("only_column")) != bool(told.get("only_value")):
            self.add_error("only_value", "Give both the column and its value, or neither.")
        file = told.get("file")
        if file is not None:
            if file.size > LARGEST_TABLE * 4:
                self.add_error("file", "The table is larger than 8 MB. Take out the rows that are not counted.")
                return told
            try:
                told["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                self.add_error("file", f"The file is not UTF-8 text (byte {error.start:,}). Save it as CSV UTF-8.")
        return told


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area in the form of a study."""

    area: str
    label: str
    part: Any
    start: Any
    held: str


class StudyForm(forms.Form):
    """A study; for each area what becomes of it, and its own first month after where that differs."""

    title = forms.CharField(max_length=TITLE, label="Name")
    question = forms.CharField(
        max_length=SENTENCE, label="Question", help_text="Such as “Were fewer vehicles reported stolen where the week went?”"
    )
    done = forms.CharField(max_length=SENTENCE, label="What was done", help_text="In the areas acted on, and not in the others.")
    first = MonthField(label="First month counted", help_text="As 2024-01.")
    start = MonthField(label="First month after", help_text="For all areas acted on, unless one says otherwise below.")
    last = MonthField(label="Last month counted", help_text="It can lie ahead: the study is run when its counts are in.")
    readers = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        required=False,
        label="Who else may read it",
        widget=forms.CheckboxSelectMultiple,
        help_text="Runs that count theft reports stay with those who may see the same reports.",
    )

    def __init__(
        self, viewer: Viewer, source: Source, *words: Any, acted_on: Mapping[str, date] | None = None, **named: Any
    ) -> None:
        super().__init__(*words, **named)
        self.source = source
        proposed = acted_on or {}
        for number, area in enumerate(source.panel.areas):
            held = source.held[area]
            whole = held[0] <= held[1]
            part = ACTED_ON if area in proposed else COMPARED if whole else LEFT_OUT
            self.fields[f"part_{number}"] = forms.ChoiceField(choices=PARTS, initial=part, label=source.label(area))
            start = f"{proposed[area]:%Y-%m}" if area in proposed else ""
            self.fields[f"start_{number}"] = MonthField(required=False, max_length=10, label=source.label(area), initial=start)
        readers = cast("forms.ModelMultipleChoiceField[Organisation]", self.fields["readers"])
        readers.queryset = Organisation.objects.filter(kind="government", active=True).exclude(pk=viewer.organisation)

    @property
    def plain_fields(self) -> list[Any]:
        """The fields above the table of areas."""
        return [self[name] for name in ("title", "question", "done", "first", "start", "last", "readers")]

    @property
    def area_rows(self) -> list[AreaRow]:
        """The rows of the table of areas."""
        rows = []
        for number, area in enumerate(self.source.panel.areas):
            first, last = self.source.held[area]
            held = f"{first:%b %Y} to {last:%b %Y}" if first <= last else "no whole month"
            rows.append(AreaRow(area, self.source.label(area), self[f"part_{number}"], self[f"start_{number}"], held))
        return rows

    def asked(self) -> Asked:
        """Return the study that the filled form describes."""
        told = self.cleaned_data
        areas = self.source.panel.areas
        parts = {area: told[f"part_{number}"] for number, area in enumerate(areas)}
        starts = {area: told[f"start_{number}"] or told["start"] for number, area in enumerate(areas)}
        return Asked(
            title=told["title"],
            question=told["question"],
            done=told["done"],
            what=self.source.what,
            definition=self.source.definition,
            series=self.source.series,
            acted_on={area: starts[area] for area in _of(areas, parts, ACTED_ON)},
            compared=_of(areas, parts, COMPARED),
            beside=_of(areas, parts, BESIDE),
            first=told["first"],
            last=told["last"],
            readers=[one.code for one in told["readers"]],
        )


def _of(areas: Sequence[str], parts: Mapping[str, str], part: str) -> list[str]:
    return [area for area in areas if parts[area] == part]
