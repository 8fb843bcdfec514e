"""Reading the audit: the list, one record, and a list taken away as a file."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from vinculum.desk.access.scope import national
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import AuditRecord, Verb
from vinculum.desk.audit.search import Asked, every_record, last_verification, own_records, records_of, visible_to
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.audit.form import AuditFilter

MOST_EXPORTED = 20_000
COLUMNS = ("sequence", "moment", "person", "organisation", "verb", "action", "route", "outcome", "purpose", "why", "reason")
# A spreadsheet runs a cell that begins so as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TooMuchToExport(VinculumError):
    """More records fit than one file holds."""


@guarded(Action.READ_AUDIT, purpose=True)
def audit(request: DeskRequest) -> HttpResponseBase:
    """List what was recorded, newest first, as the filters ask."""
    return _list(request, visible_to(request.viewer), "audit/list.html", {"whole": request.viewer.organisation in national()})


def list_own(request: DeskRequest) -> HttpResponseBase:
    """List what the viewer did themselves."""
    return _list(request, own_records(request.viewer), "account/own_record.html", {})


def _list(request: DeskRequest, seen: Q, template: str, more: dict[str, object]) -> HttpResponseBase:
    form = AuditFilter(request.GET)
    asked = form.asked() if form.is_valid() else Asked()
    before = request.GET.get("before", "")
    page = records_of(seen, asked, int(before) if before.isdecimal() and len(before) < 19 else None)  # noqa: PLR2004  fits a bigint
    _tell(request, asked, len(page.records))
    filters = {name: value for name, value in request.GET.items() if name != "before" and value}
    told = {
        "form": form,
        "page": page,
        "filters": urlencode(filters),
        "older": urlencode({**filters, "before": page.older}) if page.older else None,
        "verified": last_verification(),
        **more,
    }
    return render(request, template, told, status=200 if form.is_valid() else 422)


@guarded(Action.READ_AUDIT, purpose=True)
def record(request: DeskRequest, sequence: int) -> HttpResponseBase:
    """Show one record whole."""
    found = AuditRecord.objects.filter(visible_to(request.viewer), sequence=sequence).first()
    if found is None:
        raise Http404
    request.told.about("audit_record", str(sequence))
    return render(request, "audit/record.html", {"record": found, "detail": sorted(found.detail.items())})


@guarded(Action.READ_AUDIT, Verb.DISCLOSURE, purpose=True)
def export(request: DeskRequest) -> HttpResponseBase:
    """Hand out the records that the filters ask for as CSV, oldest first."""
    form = AuditFilter(request.GET)
    if not form.is_valid():
        return render(request, "audit/list.html", {"form": form, "page": None}, status=422)
    asked = form.asked()
    found = list(every_record(visible_to(request.viewer), asked, MOST_EXPORTED + 1))
    if len(found) > MOST_EXPORTED:
        raise TooMuchToExport(f"More than {MOST_EXPORTED:,} records fit. Ask for a shorter period.")
    _tell(request, asked, len(found))
    request.told.counted(left="audit.csv")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, "subjects", "digest"])
    for one in found:
        cells = [one.moment.isoformat() if name == "moment" else getattr(one, name) for name in COLUMNS]
        subjects = "; ".join(f"{kind} {mark}" for kind, mark in one.subjects)
        writer.writerow([_plain(cell) for cell in (*cells, subjects, one.digest)])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _tell(request: DeskRequest, asked: Asked, rows: int) -> None:
    request.told.counted(rows=rows)
    if asked.subject:
        request.told.about("searched", asked.subject.strip())
    if asked.person:
        request.told.about("person", asked.person.strip())


def _plain(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
