"""The list of reports: searched by words and marks, filtered, with the logs that partners handed over beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.intelligence.flows import REPORT
from vinculum.desk.intelligence.rows.reports import Report, Version
from vinculum.desk.intelligence.searching import Sought, search_received, search_reports
from vinculum.desk.intelligence.seeing import visible_to
from vinculum.desk.intelligence.wording import words
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to as operations_seen
from vinculum.desk.workflows.stepping import standings
from vinculum.picture.current import NoPicture
from vinculum.picture.search_texts import words as folded_words
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.intelligence.places import places
from vinculum.site.pages.vehicle.links import record_href

A_PAGE = 50
MOST_LOGS = 20
ANY = [("", "Any")]

# Logs handed over as evidence, of what the viewer may see of them: every word stands somewhere in the text, spacing apart.
LOGS_SQL = """
SELECT log_ref, force, submitted_at, source || '/' || assessment || '/' || handling AS grade, text, delivery, row
FROM evidence.logs
WHERE list_aggregate(list_transform($texts, lambda told:
    contains(regexp_replace(upper(text), '[^A-Z0-9]', '', 'g'), told)), 'bool_and')
ORDER BY submitted_at DESC, log_ref LIMIT $limit
"""


class SearchForm(forms.Form):
    """What is looked for."""

    q = forms.CharField(required=False, max_length=200, label="Words or a mark")
    state = forms.ChoiceField(required=False, choices=[*ANY, *((one.code, one.title) for one in REPORT.states.values())])
    priority = forms.ChoiceField(required=False, choices=[*ANY, *((one.code, one.title) for one in words("priority").values())])
    stage = forms.ChoiceField(
        required=False, label="Stage", choices=[*ANY, *((one.code, f"{one.code} {one.title}") for one in words("stage").values())]
    )
    operation = forms.ChoiceField(required=False)
    organisation = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, label="Reported from", widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label="Reported until", widget=forms.DateInput({"type": "date"}))

    def __init__(self, request: DeskRequest) -> None:
        super().__init__(request.GET)
        seen_by = Report.objects.filter(visible_to(request.viewer))
        wrote = Organisation.objects.filter(pk__in=seen_by.values("organisation"))
        offered = {
            "operation": [(one.reference, one.name) for one in Operation.objects.filter(operations_seen(request.viewer))],
            "organisation": [(one.code, one.name) for one in wrote],
        }
        for name, found in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [*ANY, *found]

    def sought(self) -> Sought:
        """Return what is looked for; a field that cannot be read asks for nothing."""
        self.is_valid()
        told = dict(self.cleaned_data)
        return Sought(told.pop("q", ""), **told)


@dataclass(frozen=True, slots=True)
class Row:
    """One report of the list."""

    version: Version
    state: str


@dataclass(frozen=True, slots=True)
class Log:
    """A log that a partner handed over as evidence, with its page."""

    reference: str
    force: str
    submitted_at: datetime
    grade: str
    text: str
    href: str


@guarded(Action.READ_INTELLIGENCE)
def intelligence(request: DeskRequest) -> HttpResponse:
    """List the reports that the viewer may see and that fit, with what else is held that fits."""
    form = SearchForm(request)
    sought = form.sought()
    start = request.GET.get("start", "")
    first = int(start) if start.isdecimal() and len(start) < 7 else 0  # noqa: PLR2004  a page of rows, not a bigint
    found = list(search_reports(request.viewer, sought)[first : first + A_PAGE + 1])
    states = standings(REPORT, [version.report.reference for version in found])
    rows = [Row(version, REPORT.states[states[version.report.reference].state].title) for version in found[:A_PAGE]]
    told: dict[str, Any] = {"form": form, "rows": rows, "within": places(request.viewer, "intelligence"), "asked": sought.text}
    if sought.text.strip():
        request.told.about("search", sought.text.strip())
        told |= {"logs": _logs(request, sought.text), "received": list(search_received(request.viewer, sought.text)[:MOST_LOGS])}
    for row in rows:
        request.told.about("report", row.version.report.reference)
    request.told.counted(reports=len(rows))
    kept = {name: value for name, value in request.GET.items() if name != "start" and value}
    told["more"] = urlencode({**kept, "start": first + A_PAGE}) if len(found) > A_PAGE else ""
    return render(request, "intelligence/list.html", told)


def _logs(request: DeskRequest, text: str) -> list[Log]:
    told = folded_words(text).split()
    if not told:
        return []
    try:
        rows = seen(request).ask_rows(LOGS_SQL, {"texts": told, "limit": MOST_LOGS})
    except NoPicture:
        return []
    return [
        Log(
            row["log_ref"], row["force"], row["submitted_at"], row["grade"], row["text"], record_href(row["delivery"], row["row"])
        )
        for row in rows
    ]
