"""The page on which a copy for a class of recipients is prepared: what to take out, and the text that is left."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.flows import REPORT, STANDING
from vinculum.desk.intelligence.recipients import RecipientClass, classes, period_of
from vinculum.desk.intelligence.reviewing import newest_of
from vinculum.desk.intelligence.rows.reports import Paragraph
from vinculum.desk.intelligence.sanitising import (
    CopiedParagraph,
    NotForThem,
    Suggestion,
    leftovers,
    prepare,
    suggestions,
    take_out,
)
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.finding import report_seen


@guarded(Action.DISSEMINATE_INTELLIGENCE, Verb.ALTERATION)
def sanitise(request: DeskRequest, report: str) -> HttpResponseBase:
    """Show each paragraph with what should go, and keep the copy when nothing that must go is left."""
    found = report_seen(request, report)
    to = classes().get(request.GET.get("to", ""))
    version = newest_of(found)
    state = standings(REPORT, [found.reference])[found.reference].state
    if to is None or version is None or found.desk_id != request.viewer.organisation or state not in STANDING:
        raise Http404
    told = request.POST
    paragraphs = list(version.paragraphs.all())
    links = list(version.links.all())
    found_out = {one.number: suggestions(version, one, links, to) for one in paragraphs}
    in_subject = leftovers(version, version.subject, links, to)
    subject = told.get("subject", take_out(version.subject, in_subject))
    texts = {one.number: told.get(f"text-{one.number}", _begin(one, found_out[one.number], to)) for one in paragraphs}
    left = {one.number: leftovers(version, texts[one.number], links, to) for one in paragraphs}
    fault = ""
    if request.method == "POST":
        standing = [one for each in (*left.values(), leftovers(version, subject, links, to)) for one in each]
        if standing and not told.get("keep_left"):
            fault = "The text still holds what should go. Take it out, or tick that it stays."
        else:
            try:
                kept = [CopiedParagraph(number, text) for number, text in texts.items()]
                copy = prepare(request.viewer, found, to, subject, told.get("marking", ""), kept)
            except NotForThem as error:
                fault = str(error)
            else:
                messages.success(request, "The copy is prepared. Somebody else at the desk reads it before it can be sent.")
                return HttpResponseRedirect(reverse("intelligence_copy", args=[copy.reference]))
    page = {
        "report": found,
        "version": version,
        "to": to,
        "subject": subject,
        "period": period_of(version.obtained_at, to.period),
        "marking": told.get("marking", to.markings[-1]),
        "rows": [_row(one, texts[one.number], found_out[one.number], left[one.number]) for one in paragraphs],
        "fault": fault,
        "asks_keep": bool(fault) and any(left.values()),
    }
    return render(request, "intelligence/sanitise.html", page, status=422 if fault else 200)


def _begin(paragraph: Paragraph, found: list[Suggestion], to: RecipientClass) -> str:
    """Return what a paragraph begins with in the form: nothing where the class may not have it, else without what should go."""
    if paragraph.handling == "C" and not to.conditions:
        return ""
    return take_out(paragraph.text, found)


def _row(paragraph: Paragraph, text: str, found: list[Suggestion], left: list[Suggestion]) -> dict[str, object]:
    return {"original": paragraph, "text": text, "suggestions": found, "left": left}
