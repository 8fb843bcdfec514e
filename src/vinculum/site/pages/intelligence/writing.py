"""Writing a report, and writing one again: the form, what it shows while somebody types, and keeping it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.flows import REPORT, parties_of
from vinculum.desk.intelligence.provenance import SourceTold
from vinculum.desk.intelligence.reviewing import newest_of
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.writing import begin, write_again
from vinculum.desk.intelligence.written import BadReport, Fault
from vinculum.desk.workflows.stepping import history, offers, take
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.finding import report_seen
from vinculum.site.pages.intelligence.foreseen import Foreseen, foresee, names_in
from vinculum.site.pages.intelligence.forms import ReportForms, desk_of, with_one_more, without_last
from vinculum.site.pages.intelligence.places import places

WRITING_AGAIN = ("edit", "correct")


class NotWritten(VinculumError):
    """A report that this person cannot write again now."""


@guarded(Action.WRITE_INTELLIGENCE, Verb.ALTERATION)
def write(request: DeskRequest) -> HttpResponseBase:
    """Show the form of a new report, and keep it as a draft or submit it at once."""
    return _form(request, None)


@guarded(Action.WRITE_INTELLIGENCE, Verb.ALTERATION)
def edit(request: DeskRequest, report: str) -> HttpResponseBase:
    """Show the form of a report that there is, filled, and keep what is sent as another version."""
    found = report_seen(request, report)
    if found.organisation_id != request.viewer.organisation:
        raise Http404
    return _form(request, found)


@guarded(Action.WRITE_INTELLIGENCE)
@require_POST
def preview(request: DeskRequest) -> HttpResponseBase:
    """Show what the texts typed so far name, and what is there already; nothing is kept."""
    return render(
        request, "intelligence/foreseen.html", {"foreseen": _foreseen(request, ReportForms(request.viewer, request.POST))}
    )


def _foreseen(request: DeskRequest, forms: ReportForms, but: str = "") -> Foreseen:
    source = forms.source.written() if forms.source.is_valid() else SourceTold()
    return foresee(request, str(forms.head["subject"].value() or ""), forms.texts(), source, but)


def _form(request: DeskRequest, report: Report | None) -> HttpResponseBase:
    version = newest_of(report) if report else None
    act, after = _act_on(request, report)
    page: dict[str, Any] = {"report": report, "act": act, "after": after, "within": places(request.viewer, "intelligence_write")}
    if request.method != "POST":
        return render(request, "intelligence/write.html", page | {"forms": ReportForms(request.viewer, version=version)})
    told = request.POST
    for name, change in (("more", with_one_more), ("less", without_last)):
        if (prefix := told.get(name)) and prefix in {"paragraphs", "links"}:
            return render(request, "intelligence/write.html", page | {"forms": ReportForms(request.viewer, change(told, prefix))})
    forms = ReportForms(request.viewer, told)
    readable = forms.is_valid()
    page |= {"forms": forms, "foreseen": _foreseen(request, forms, report.reference if report else "")}
    if told.get("check") or not readable:
        return render(request, "intelligence/write.html", page, status=200 if readable else 422)
    repeated = page["foreseen"].repeated
    if repeated and not forms.source.cleaned_data["keep_repeated"]:
        forms.source.add_error("keep_repeated", f"The text repeats words of the source: {', '.join(repeated)}. Take them out.")
        return render(request, "intelligence/write.html", page, status=422)
    try:
        kept = _keep(request, forms, report, act)
    except BadReport as error:
        _show_faults(forms, error.faults)
        return render(request, "intelligence/write.html", page, status=422)
    return HttpResponseRedirect(reverse("intelligence_report", args=[kept.reference]))


def _keep(request: DeskRequest, forms: ReportForms, report: Report | None, act: str) -> Report:
    viewer, written = request.viewer, forms.written()
    names = names_in(request, forms.texts())
    source = forms.source.written()
    if report is None:
        report = begin(viewer, written, desk=desk_of(forms.head, None), source=source, names=names)
    else:
        after = request.POST.get("after", "")
        write_again(
            viewer, report, written, act=act, after=int(after) if after.isdecimal() else -1, why=request.POST.get("why", ""),
            source=source, names=names,
        )  # fmt: skip
    request.told.about("report", report.reference)
    if request.POST.get("submit") and act != "correct":
        take(REPORT, report.reference, "submit", viewer, after=len(history(REPORT, report.reference)), parties=parties_of(report))
        messages.success(request, f"{report.reference} is submitted for review.")
    else:
        messages.success(request, f"{report.reference} is kept.")
    return report


def _act_on(request: DeskRequest, report: Report | None) -> tuple[str, int]:
    """Return the act by which the report is written, and how many steps it has."""
    if report is None:
        return "begin", 0
    steps = history(REPORT, report.reference)
    open_to = {one.rule.code: one.barred for one in offers(REPORT, steps, request.viewer, parties_of(report))}
    act = next((act for act in WRITING_AGAIN if open_to.get(act) == ""), None)
    if act is None:
        raise NotWritten(f"{report.reference} cannot be written again now. Its page says where it stands.")
    return act, len(steps)


def _show_faults(forms: ReportForms, faults: list[Fault]) -> None:
    for fault in faults:
        form = forms.paragraphs.forms[fault.paragraph - 1] if fault.paragraph else forms.head
        name = {"stage": "stages", "flag": "flags"}.get(fault.name, fault.name)
        form.add_error(name if name in form.fields else None, fault.sentence)
