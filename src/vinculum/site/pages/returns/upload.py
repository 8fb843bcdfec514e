"""A workbook for a return: the template, the upload, its faults by cell, and the decision what becomes of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.operations.returns.columns import declared
from vinculum.desk.operations.returns.models import Return, Workbook
from vinculum.desk.operations.returns.workbooks import receive, refuse, subject_of, take_in, template_of
from vinculum.desk.operations.returns.workflows import WORKBOOK
from vinculum.desk.sheets.fault import Fault, FaultKind, Weight
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import history, standing_of
from vinculum.site.bounded_upload import TOO_LARGE
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.returns.forms import UploadForm
from vinculum.site.pages.returns.found import is_written, seen_workbook, written_return

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 10 * 1024 * 1024
TOO_LARGE_WORDS = f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Send the rows alone, in a fresh template."
WEIGHTS = {
    Weight.FILE: "Stops the whole file",
    Weight.ROW: "The row is left out",
    Weight.ADVICE: "Only said",
}


@guarded(Action.SEND_RETURNS, Verb.DISCLOSURE, or_else=(Action.VALIDATE_RETURNS,))
def template(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Hand out the template of a return, with the lines that it holds already."""
    told = written_return(request, sent_return)
    data = template_of(told)
    request.told.counted(bytes=len(data), rows=told.lines.count())
    return _file(data, f"{told.operation.reference} {told.force_id} {told.since:%Y-%m-%d}.xlsx")


@guarded(Action.SEND_RETURNS, Verb.COLLECTION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def upload(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Keep a workbook and lead to what is wrong with it."""
    told = written_return(request, sent_return)
    form = UploadForm(request.POST, request.FILES)
    too_large = getattr(request, TOO_LARGE, False)
    if too_large or not form.is_valid() or form.cleaned_data["file"].size > MOST_BYTES:
        said = [str(error) for errors in form.errors.values() for error in errors] if not too_large else []
        messages.error(request, "; ".join(said) or TOO_LARGE_WORDS)
        return HttpResponseRedirect(reverse("return", args=[told.reference]))
    file = form.cleaned_data["file"]
    book = receive(told, file.name, file.read(), request.viewer)
    request.told.about("workbook", str(book.pk))
    request.told.counted(file=book.name, sha256=book.sha256, rows=len(book.rows), faults=len(book.faults))
    return HttpResponseRedirect(reverse("return_workbook", args=[told.reference, book.pk]))


@guarded(Action.SEND_RETURNS, or_else=(Action.VALIDATE_RETURNS,))
def workbook(request: DeskRequest, sent_return: str, workbook: int) -> HttpResponseBase:
    """Show what is wrong with a workbook, by cell, and ask what should become of it."""
    told = written_return(request, sent_return)
    book = seen_workbook(request, told, workbook)
    faults = faults_of(book)
    stand = standing_of(history(WORKBOOK, subject_of(book)))
    context = {
        "told": told,
        "book": book,
        "size": len(book.data),
        "state": WORKBOOK.states[stand.state],
        "after": stand.number,
        "open": stand.state == "received" and is_written(told),
        "whole": not any(fault.weight is Weight.FILE for fault in faults),
        "faults": [{"fault": fault, "weight": WEIGHTS[fault.weight]} for fault in faults],
        "left_out": len({fault.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for fault in faults if fault.weight is Weight.ROW}),
        "sheet": declared().title,
        "known": {line.reference for line in told.lines.all()} & {row["reference"] for row in book.rows},
    }
    return render(request, "returns/workbook.html", context)


@guarded(Action.SEND_RETURNS, Verb.ALTERATION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def decide(request: DeskRequest, sent_return: str, workbook: int) -> HttpResponseBase:
    """Take the good rows of a workbook in, or refuse it whole."""
    told = written_return(request, sent_return)
    book = seen_workbook(request, told, workbook)
    after = request.POST.get("after", "")
    if not after.isdigit():
        raise NotNow("The form did not say what its page showed. Open the page again and try once more.")
    if request.POST.get("decision") == "take":
        number = take_in(book, request.viewer, after=int(after))
        messages.success(request, f"{number} rows of {book.name} are in the return. It is not sent yet.")
    else:
        refuse(book, request.viewer, after=int(after))
        messages.success(request, f"{book.name} is refused whole. The file is kept.")
    request.told.counted(decision=request.POST.get("decision"))
    return HttpResponseRedirect(reverse("return", args=[told.reference]))


@guarded(Action.SEND_RETURNS, Verb.DISCLOSURE, or_else=(Action.VALIDATE_RETURNS,))
def file(request: DeskRequest, sent_return: str, workbook: int) -> HttpResponseBase:
    """Hand a workbook back as it came, byte for byte."""
    told: Return = written_return(request, sent_return)
    book = seen_workbook(request, told, workbook)
    request.told.counted(file=book.name, sha256=book.sha256)
    return _file(bytes(book.data), book.name)


def faults_of(book: Workbook) -> list[Fault]:
    """Return the faults that were found in a workbook when it came."""
    return [Fault(**{**told, "kind": FaultKind(told["kind"]), "weight": Weight(told["weight"])}) for told in book.faults]


def _file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
