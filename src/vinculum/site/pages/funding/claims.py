"""A claim: its lines typed in or read from a spreadsheet, checked line by line, paid, and money paid back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.funding import checking, claiming
from vinculum.desk.programme.funding.awarding import award_parties
from vinculum.desk.programme.funding.claim_sheet import claim_template, read_claim
from vinculum.desk.programme.funding.kept import CLAIM
from vinculum.desk.programme.funding.models import Claim
from vinculum.desk.programme.funding.refusals import WrongAnswers
from vinculum.desk.sheets.fault import Fault
from vinculum.desk.workflows.stepping import history, standing_of
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.funding.finding import find_claim, steps_with, take_act
from vinculum.site.pages.funding.forms import BLANK_LINES, RepaymentForm, TermsForm, lines_form

SIMPLE = frozenset({"submit", "withdraw", "ask", "refuse", "pay"})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 5 * 1024 * 1024


@guarded(Action.READ_FUNDING)
def claim(request: DeskRequest, claim: str) -> HttpResponseBase:
    """Show a claim; to the recipient while it is a draft, as its form."""
    return _page(request, find_claim(request.viewer, claim))


@guarded(Action.CLAIM, Verb.ALTERATION)
@require_POST
def save(request: DeskRequest, claim: str) -> HttpResponseBase:
    """Save the lines of a draft."""
    found = find_claim(request.viewer, claim)
    form, names = lines_form(claiming.lines_of(found), data=request.POST)
    faults: dict[str, str] = {}
    lines: list[claiming.Spent] = []
    if form.is_valid():
        for row in names:
            cells = [form.cleaned_data[name] for name in row]
            if any(cell not in (None, "") for cell in cells):
                on, category, about, document, amount = cells
                if on is None or amount is None:
                    faults[row[0] if on is None else row[4]] = f"Line {len(lines) + 1}: give the day and the amount."
                    continue
                lines.append(claiming.Spent(on, category, about, amount, document))
        if not faults:
            try:
                claiming.save_lines(found, lines, request.viewer, saved=form.cleaned_data["saved"])
            except WrongAnswers as error:
                faults = {f"{name}-about": fault for name, fault in error.faults.items()}
    if form.errors or faults:
        form.tell(faults)
        return _page(request, found, form=form)
    request.told.about("claim", found.reference)
    messages.success(request, f"{len(lines)} lines are saved. Hand the claim in when it is whole.")
    return HttpResponseRedirect(reverse("claim", args=[found.reference]))


@guarded(Action.CLAIM, Verb.DISCLOSURE)
def sheet(request: DeskRequest, claim: str) -> HttpResponse:
    """Hand over the spreadsheet of a claim with its lines, to be filled in."""
    found = find_claim(request.viewer, claim)
    request.told.about("claim", found.reference)
    return HttpResponse(
        claim_template(found, claiming.lines_of(found)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{found.reference}.xlsx"', "X-Content-Type-Options": "nosniff"},
    )


@guarded(Action.CLAIM, Verb.COLLECTION)
@require_POST
def upload(request: DeskRequest, claim: str) -> HttpResponseBase:
    """Read the lines of a draft from a filled-in spreadsheet; every fault is told by its cell, and then nothing is saved."""
    found = find_claim(request.viewer, claim)
    sent = request.FILES.get("sheet")
    if sent is None or (sent.size or 0) > MOST_BYTES:
        return _page(request, found, upload_fault="Choose the filled-in spreadsheet of this claim, of at most 5 MB.")
    read = read_claim(found, sent.read(), str(sent.name), request.viewer.at.date())
    if read.refused:
        return _page(request, found, sheet_faults=read.faults)
    claiming.save_lines(found, read.lines, request.viewer, saved=claiming.version_of(found))
    request.told.about("claim", found.reference)
    request.told.counted(rows=len(read.lines))
    messages.success(request, f"{len(read.lines)} lines are read and saved. Hand the claim in when it is whole.")
    return HttpResponseRedirect(reverse("claim", args=[found.reference]))


@guarded(Action.CLAIM, Verb.ALTERATION, or_else=(Action.KEEP_FUNDING, Action.PAY_CLAIMS))
@require_POST
def act(request: DeskRequest, claim: str) -> HttpResponseBase:
    """Hand a claim in, withdraw it, send it back, refuse it or pay it."""
    found = find_claim(request.viewer, claim)
    done = take_act(
        request, CLAIM, found.reference,
        {
            "submit": lambda viewer, after, _reason: claiming.submit_claim(found, viewer, after=after),
            "withdraw": lambda viewer, after, reason: claiming.withdraw_claim(found, viewer, after=after, reason=reason),
            "ask": lambda viewer, after, reason: checking.turn_claim_down(found, "ask", viewer, after=after, reason=reason),
            "refuse": lambda viewer, after, reason: checking.turn_claim_down(found, "refuse", viewer, after=after, reason=reason),
            "pay": lambda viewer, after, _reason: checking.pay_claim(found, viewer, after=after),
        },
    )  # fmt: skip
    messages.success(request, f"You {done}.")
    where = "funding" if "ask" in request.POST.get("act", "") else "claim"
    return HttpResponseRedirect(reverse(where, args=[] if where == "funding" else [found.reference]))


@guarded(Action.KEEP_FUNDING, Verb.ALTERATION)
@require_POST
def check(request: DeskRequest, claim: str) -> HttpResponseBase:
    """Check a claim line by line."""
    found = find_claim(request.viewer, claim)
    after = request.POST.get("after", "")
    told = {}
    for line in claiming.lines_of(found):
        written = request.POST.get(f"line-{line.line}-allowed", "").replace(",", "").replace("£", "").strip()
        amount = Decimal(written) if written.replace(".", "", 1).isdecimal() and written.isascii() else Decimal(-1)
        told[line.line] = checking.Allowed(amount, request.POST.get(f"line-{line.line}-why", ""))
    try:
        checking.check_claim(found, told, request.viewer, after=int(after) if after.isdecimal() else -1)
    except WrongAnswers as error:
        return _page(request, found, check_faults=list(error.faults.values()))
    request.told.about("claim", found.reference)
    messages.success(request, "The claim is checked. Somebody else pays it.")
    return HttpResponseRedirect(reverse("claim", args=[found.reference]))


@guarded(Action.PAY_CLAIMS, Verb.ALTERATION)
@require_POST
def pay_back(request: DeskRequest, claim: str) -> HttpResponseBase:
    """Enter money that was paid back."""
    found, form = find_claim(request.viewer, claim), RepaymentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, repayment=form)
    asked = form.cleaned_data
    checking.enter_repayment(found, asked["amount_gbp"], asked["reason"], request.viewer, after=asked["after"])
    request.told.about("claim", found.reference)
    messages.success(request, "The repayment is entered.")
    return HttpResponseRedirect(reverse("claim", args=[found.reference]))


def _page(
    request: DeskRequest,
    found: Claim,
    form: TermsForm | None = None,
    repayment: RepaymentForm | None = None,
    check_faults: list[str] | None = None,
    sheet_faults: tuple[Fault, ...] = (),
    upload_fault: str = "",
) -> HttpResponseBase:
    viewer, held = request.viewer, history(CLAIM, found.reference)
    state, lines = standing_of(held).state, claiming.lines_of(found)
    writes = state == "draft" and viewer.organisation == found.award.recipient_id and decide(viewer, Action.CLAIM).allowed
    of_holder = viewer.organisation == found.award.pot.grant.holder_id
    fresh, names = lines_form(lines, initial=_initial(lines, claiming.version_of(found)))
    steps = steps_with(
        CLAIM, found.reference, request, reverse("claim-act", args=[found.reference]), award_parties(found.award), SIMPLE
    )
    shown = form or fresh
    told: dict[str, Any] = {
        "claim": found,
        "lines": [
            (line, claiming.CATEGORY_WORDS[claiming.Category(line.category)], getattr(line, "check_of_it", None))
            for line in lines
        ],
        "total": sum((line.amount_gbp for line in lines), Decimal(0)),
        "form": shown if writes else None,
        "rows": [[shown[name] for name in row] for row in names] if writes else [],
        "steps": steps,
        "checks": state == "submitted" and of_holder and decide(viewer, Action.KEEP_FUNDING).allowed,
        "repayment": repayment
        or (
            RepaymentForm(initial={"after": len(held)})
            if state == "paid" and of_holder and decide(viewer, Action.PAY_CLAIMS).allowed
            else None
        ),
        "check_faults": check_faults or [],
        "sheet_faults": sheet_faults,
        "upload_fault": upload_fault,
        "posted": request.POST,
        "blank": BLANK_LINES,
    }
    request.told.about("claim", found.reference)
    wrong = form is not None or repayment is not None or check_faults or sheet_faults or upload_fault
    return render(request, "funding/claim.html", told, status=422 if wrong else 200)


def _initial(lines: list[Any], saved: int) -> dict[str, Any]:
    found: dict[str, Any] = {"saved": saved}
    for line in lines:
        where = f"line-{line.line}"
        found |= {
            f"{where}-on": line.spent_on.isoformat(), f"{where}-category": line.category, f"{where}-about": line.about,
            f"{where}-document": line.document, f"{where}-amount": line.amount_gbp,
        }  # fmt: skip
    return found
