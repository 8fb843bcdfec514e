"""One return: what it holds, and everything that is done with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.operations.returns.columns import declared
from vinculum.desk.operations.returns.models import Line, Return
from vinculum.desk.operations.returns.seeing import fields_to
from vinculum.desk.operations.returns.sending import put, put_withdrawal, say_nil, send, take_out, validate
from vinculum.desk.operations.returns.vocabulary import kinds, metrics
from vinculum.desk.operations.returns.workbooks import subject_of
from vinculum.desk.operations.returns.workflows import RETURN, WORKBOOK, parties_of
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.returns.forms import ItemForm, UploadForm, WithdrawForm
from vinculum.site.pages.returns.found import is_written, may_write, seen_return, written_return
from vinculum.site.pages.returns.items import said_of
from vinculum.site.steps_on_page import StepForm, steps_on_page, take_from_form

SENDING = frozenset({"submit", "enter"})
KIND_TITLE = declared().column("kind").title


@guarded(Action.READ_OPERATIONS)
def one_return(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Show a return with its lines, its workbooks and where it stands."""
    return _page(request, seen_return(request, sent_return))


@guarded(Action.SEND_RETURNS, Verb.ALTERATION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def act(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Send, query, validate or abandon a return."""
    told = seen_return(request, sent_return)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise NotNow("The form did not say which act was meant. Open the page again and try once more.")
    asked = form.cleaned_data
    if asked["act"] in SENDING:
        step = send(told, request.viewer, after=asked["after"], reason=asked["reason"])
    elif asked["act"] == "validate":
        step = validate(told, request.viewer, after=asked["after"], reason=asked["reason"])
    else:
        step = take_from_form(RETURN, told.reference, request, parties_of(told))
    request.told.counted(act=step.act, state=step.state)
    messages.success(request, f"{RETURN.states[step.state].title}. {RETURN.states[step.state].about}")
    return HttpResponseRedirect(reverse("return", args=[told.reference]))


@guarded(Action.SEND_RETURNS, or_else=(Action.VALIDATE_RETURNS,))
def item_form(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Ask for an item; with ``line`` the one that stands in the return already."""
    told = written_return(request, sent_return)
    number = request.GET.get("line", "")
    line = told.lines.filter(pk=int(number)).first() if number.isdigit() else None
    initial = {"reference": line.reference, **line.told, "reason": line.reason} if line else {"on": told.since.isoformat()}
    form = ItemForm(told.operation, request.viewer.at.date(), initial=initial)
    return render(request, "returns/item_form.html", {"told": told, "form": form})


@guarded(Action.SEND_RETURNS, Verb.ALTERATION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def put_item(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Put an item into a return."""
    told = written_return(request, sent_return)
    form = ItemForm(told.operation, request.viewer.at.date(), request.POST)
    if not form.is_valid():
        return render(request, "returns/item_form.html", {"told": told, "form": form}, status=422)
    item = form.told()
    put(told, item)
    request.told.about("item", item.reference)
    messages.success(request, f"{item.reference} is in the return.")
    for words in form.advice:
        messages.warning(request, words)
    return HttpResponseRedirect(reverse("return", args=[told.reference]))


@guarded(Action.SEND_RETURNS, Verb.ALTERATION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def withdraw(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Put into a return that an item falls away."""
    told = written_return(request, sent_return)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, told, withdrawing=form, status=422)
    put_withdrawal(told, form.cleaned_data["reference"], form.cleaned_data["reason"])
    request.told.about("item", form.cleaned_data["reference"])
    messages.success(request, f"{form.cleaned_data['reference']} falls away when the return is sent.")
    return HttpResponseRedirect(reverse("return", args=[told.reference]))


@guarded(Action.SEND_RETURNS, Verb.ALTERATION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def remove(request: DeskRequest, sent_return: str, line: int) -> HttpResponseBase:
    """Take a line out of a return that is being written."""
    told = written_return(request, sent_return)
    found: Line | None = told.lines.filter(pk=line).first()
    if found is None:
        raise Http404
    take_out(told, line)
    request.told.about("item", found.reference)
    return HttpResponseRedirect(reverse("return", args=[told.reference]))


@guarded(Action.SEND_RETURNS, Verb.ALTERATION, or_else=(Action.VALIDATE_RETURNS,))
@require_POST
def nil(request: DeskRequest, sent_return: str) -> HttpResponseBase:
    """Say that there was nothing, or take that back."""
    told = written_return(request, sent_return)
    said = request.POST.get("nil") == "yes"
    say_nil(told, nil=said)
    request.told.counted(nil=said)
    return HttpResponseRedirect(reverse("return", args=[told.reference]))


def _page(request: DeskRequest, told: Return, *, withdrawing: WithdrawForm | None = None, status: int = 200) -> HttpResponseBase:
    lines = list(told.lines.all())
    written = is_written(told)
    books = list(told.workbooks.select_related("by").defer("data"))
    stand = standings(WORKBOOK, [subject_of(book) for book in books])
    request.told.counted(lines=len(lines))
    context = {
        "told": told,
        "lines": [_line(request, line) for line in lines],
        "books": [{"book": book, "state": WORKBOOK.states[stand[subject_of(book)].state]} for book in books],
        "covers": [metrics()[code].title for code in told.covers if code in metrics()],
        "writes": written and may_write(request, told),
        "uploading": UploadForm(),
        "withdrawing": withdrawing or WithdrawForm(auto_id="withdraw_%s"),
        "steps": steps_on_page(RETURN, told.reference, request, reverse("return_act", args=[told.reference]), parties_of(told)),
    }
    return render(request, "returns/return.html", context, status=status)


def _line(request: DeskRequest, line: Line) -> dict[str, object]:
    """Return a line as the page shows it: its fields under the titles of their columns."""
    said = [(title, text) for title, text in said_of(fields_to(request.viewer, line.told)) if title != KIND_TITLE]
    kind = kinds().get(line.told.get("kind", ""))
    return {"line": line, "kind": kind.title if kind else "Falls away", "said": said}
