"""The form of a new watch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from vinculum.desk.access.tables import shown_tables
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.alerts.keeping import LONGEST, make_watch
from vinculum.desk.alerts.models import Channel, Looks, Watch
from vinculum.errors import VinculumError
from vinculum.picture.leads import PREFIX
from vinculum.picture.searchable import TextKind

LEAD_KINDS = sorted(table.removeprefix(PREFIX) for table in shown_tables() if table.startswith(PREFIX))
ANY = [("", "Any")]


class WatchForm(forms.Form):
    """What to look for, for how long, and how to be told."""

    title = forms.CharField(max_length=120, label="Name", help_text="Such as “the plate of 12/3456/26”.")
    looks = forms.ChoiceField(
        label="Look for",
        widget=forms.RadioSelect,
        initial=Looks.TEXT.value,
        choices=[(Looks.TEXT.value, "A mark, name or pattern"), (Looks.LEADS.value, "New leads")],
    )
    text = forms.CharField(
        required=False,
        max_length=200,
        label="Mark, name or pattern",
        help_text="As in the search box; ? is one unknown character.",
    )
    kind = forms.ChoiceField(
        required=False, label="Kind of mark", choices=[*ANY, *((kind.value, kind.value) for kind in TextKind)]
    )
    lead_kind = forms.ChoiceField(required=False, label="Kind of lead", choices=[*ANY, *((kind, kind) for kind in LEAD_KINDS)])
    least = forms.IntegerField(
        required=False, min_value=0, max_value=100, label="Least probability of a lead, in percent", help_text="0 if left empty."
    )
    days = forms.IntegerField(min_value=1, max_value=LONGEST.days, initial=30, label="Days until it ends")
    mail = forms.BooleanField(
        required=False, label="Tell me by e-mail", help_text="The mail says only that there is something; you sign in to see it."
    )
    webhook = forms.URLField(
        required=False,
        max_length=500,
        label="Tell this address (webhook)",
        assume_scheme="https",
        help_text="https only. The message is signed and says only that there is something.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a search for nothing."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("looks") == Looks.TEXT and not told.get("text", "").strip():
            self.add_error("text", "Say what to look for.")
        return told

    def keep(self, viewer: Viewer) -> Watch | None:
        """Keep the watch that the filled form describes; None, and an error on the form, if it cannot be."""
        told = self.cleaned_data
        looks = Looks(told["looks"])
        text = {"text": told["text"].strip(), "kind": told["kind"]}
        leads = {"kind": told["lead_kind"], "least": (told["least"] or 0) / 100}
        channels = [channel for channel, asked in ((Channel.MAIL, told["mail"]), (Channel.WEBHOOK, told["webhook"])) if asked]
        try:
            return make_watch(
                viewer,
                title=told["title"],
                looks=looks,
                asks=text if looks is Looks.TEXT else leads,
                expires_at=viewer.at + timedelta(days=told["days"]),
                channels=channels,
                webhook=told["webhook"],
            )
        except VinculumError as error:
            self.add_error(None, ValidationError(str(error)))
            return None
