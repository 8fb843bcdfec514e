"""Forms that share a page: each has a name, under which its fields are told apart, and hears who fills it in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet

from vinculum.site.guard import DeskRequest


class NamedForm(forms.Form):
    """A form of a page. ``name`` tells its fields from those of the page's other forms."""

    name: ClassVar[str] = "form"

    def __init__(self, request: DeskRequest, *, filled: bool = False, initial: dict[str, Any] | None = None) -> None:
        """Take what the request posts when the form was ``filled`` in; else start with ``initial``."""
        super().__init__(
            request.POST if filled else None,
            request.FILES if filled else None,
            initial=initial,
            auto_id=f"{self.name}-%s",
        )
        self.viewer = request.viewer
        self.prepare()

    def prepare(self) -> None:
        """Fit choices to the viewer; a form whose fields are the same for everybody has nothing to do."""

    def choose(self, field: str, rows: QuerySet[Any, Any]) -> None:
        """Let a field choose among rows."""
        held = self.fields[field]
        if not isinstance(held, forms.ModelChoiceField):
            raise TypeError(field)
        held.queryset = rows


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput({"type": "date"}))


def text_field(label: str, *, required: bool = True, rows: int = 3, help_text: str = "") -> forms.CharField:
    """Return a field for some lines of text."""
    return forms.CharField(
        label=label, required=required, max_length=8000, help_text=help_text, widget=forms.Textarea({"rows": rows})
    )


def choice_field(label: str, choices: list[tuple[str, str]], *, required: bool = True, help_text: str = "") -> forms.ChoiceField:
    """Return a field that chooses one of some words; one that need not be chosen begins with nothing."""
    offered = choices if required else [("", "None"), *choices]
    return forms.ChoiceField(label=label, choices=offered, required=required, help_text=help_text)


def thing_field(label: str, model: type[Model], *, required: bool = True, help_text: str = "") -> forms.ModelChoiceField[Any]:
    """Return a field that chooses one of the rows which the form allows (``NamedForm.choose``); none until it does."""
    return forms.ModelChoiceField(
        model._default_manager.none(),  # noqa: SLF001 - Django's documented name for a model's manager
        label=label,
        required=required,
        help_text=help_text,
    )


def slug_field(
    help_text: str = "Small letters, digits and -. It stands in addresses and is not changed later.",
) -> forms.RegexField:
    """Return a field for a reference that stands in addresses."""
    return forms.RegexField(r"^[a-z0-9][a-z0-9-]{1,38}$", label="Reference", help_text=help_text)
