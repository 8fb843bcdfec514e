"""The forms of the pages of returns. That of an item is made of the declared columns, as the spreadsheet is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.columns import check_item, columns, days_of, text_of
from vinculum.desk.operations.returns.sending import Told
from vinculum.desk.operations.returns.vocabulary import metrics
from vinculum.desk.sheets.cells import Remark, read_cell
from vinculum.desk.sheets.declared import CellKind, CellValue, Column
from vinculum.desk.sheets.fault import FaultKind, Weight

DAY = {"type": "date"}
# What is only said of cells: on a page everything is typed as text.
OF_CELLS = frozenset({FaultKind.NUMBER_AS_TEXT, FaultKind.SPACES})


class BeginForm(forms.Form):
    """Which force tells of which days of which operation."""

    operation = forms.ChoiceField(label="Operation")
    force = forms.ChoiceField(label="Force")
    since = forms.DateField(label="First day", widget=forms.DateInput(DAY))
    until = forms.DateField(label="Last day", widget=forms.DateInput(DAY), help_text="The same day for the return of one day.")
    covers = forms.MultipleChoiceField(
        label="It tells only of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(metric.code, metric.title) for metric in metrics().values()],
        help_text="Leave all empty if it tells of everything: what is then not in it did not happen.",
    )
    reason = forms.CharField(
        label="Why you begin it for the force", required=False, max_length=300,
        help_text="Only when you are not of the force, such as: sent by e-mail.",
    )  # fmt: skip

    def __init__(self, operations: Sequence[Operation], forces: Sequence[tuple[str, str]], *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        for name, choices in (("operation", [(one.reference, one.name) for one in operations]), ("force", list(forces))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = choices


class ItemForm(forms.Form):
    """One item; read by the rules of the spreadsheet's cells. ``advice`` is what is said and does not stop it."""

    def __init__(self, operation: Operation, today: date, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.operation, self.today = operation, today
        self.values: dict[str, CellValue] = {}
        self.advice: list[str] = []
        for column in columns():
            self.fields[column.name] = _field(column)
        self.fields["reason"] = forms.CharField(
            label="Why it changes", required=False, max_length=500, help_text="Needed when the item is known already."
        )

    def clean(self) -> dict[str, Any]:
        """Read each field as a cell of its column, then the item as a whole."""
        told = super().clean() or {}
        for column in columns():
            if column.name in self.errors:
                continue
            text = told.get(column.name) or None
            read = read_cell(column, text, "General", days_of(self.operation, self.today))
            if read.value is not None:
                self.values[column.name] = read.value
            for remark in read.remarks:
                self._say(column.name, remark)
        if not self.errors:
            for name, remark in check_item(self.values, self.operation.ends_on):
                self._say(name, remark)
        return told

    def told(self) -> Told:
        """Return the item, with "" for every field that was left empty."""
        fields = {column.name: "" for column in columns() if column.name != "reference"} | text_of(self.values)
        return Told(str(self.values["reference"]), fields, self.cleaned_data["reason"], "Entered on the page")

    def _say(self, name: str, remark: Remark) -> None:
        if remark.weight is Weight.ROW:
            self.add_error(name, f"{remark.problem} {remark.remedy}")
        elif remark.kind not in OF_CELLS:
            self.advice.append(f"{self.fields[name].label}: {remark.problem} {remark.remedy}")


def _field(column: Column) -> forms.Field:
    told: dict[str, Any] = {
        "label": column.title,
        "help_text": column.definition,
        "required": column.required,
        "error_messages": {"required": f"{column.title} must be filled in."},
    }
    if column.kind is CellKind.CHOICE:
        return forms.ChoiceField(choices=[("", "Choose"), *((one.code, one.title) for one in column.choices)], **told)
    if column.kind is CellKind.DAY:
        return forms.CharField(widget=forms.TextInput(DAY), **told)
    return forms.CharField(max_length=column.longest, **told)


class WithdrawForm(forms.Form):
    """Which item falls away, and why."""

    reference = forms.CharField(label="Reference of the item", max_length=80)
    reason = forms.CharField(label="Why it falls away", max_length=500)


class UploadForm(forms.Form):
    """A workbook."""

    file = forms.FileField(
        label="Filled-in template (.xlsx)",
        max_length=200,
        error_messages={"required": "Choose a file.", "max_length": "The name of the file has more than 200 letters. Rename it."},
        allow_empty_file=True,
    )


class PrepareForm(forms.Form):
    """Figures to freeze."""

    title = forms.CharField(label="Title", max_length=200)
    as_at = forms.CharField(label="As at (UTC)", max_length=30, help_text="A moment that is past, such as 2025-10-29T00:00.")
    note = forms.CharField(label="What the reader should know", required=False, widget=forms.Textarea({"rows": 3}))


class JudgeForm(forms.Form):
    """A judgement about two items."""

    one = forms.CharField(max_length=100)
    other = forms.CharField(max_length=100)
    judgement = forms.ChoiceField(choices=[("merge", "one"), ("apart", "two")])
    reason = forms.CharField(max_length=500, required=False)


class ItemActForm(forms.Form):
    """What the lead does with an item: take a merge back, or let it count for another force."""

    act = forms.ChoiceField(choices=[("unmerge", "unmerge"), ("reallocate", "reallocate")])
    merge = forms.CharField(max_length=32, required=False)
    force = forms.CharField(max_length=20, required=False)
    reason = forms.CharField(max_length=500, required=False)
