"""The page of a report: what it says, what it names, what was done, and where its copies went; and the page of its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.deconfliction import held_elsewhere
from vinculum.desk.intelligence.flows import COPY, REPORT, STANDING, parties_of
from vinculum.desk.intelligence.grades import words_of
from vinculum.desk.intelligence.recipients import classes
from vinculum.desk.intelligence.rows.copies import Copy
from vinculum.desk.intelligence.rows.keeping import ErasureProof
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, Version
from vinculum.desk.intelligence.rows.sources import SourceRecord
from vinculum.desk.intelligence.wording import words
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.finding import report_seen
from vinculum.site.pages.intelligence.foreseen import vehicle_page
from vinculum.site.pages.intelligence.places import places
from vinculum.site.steps_on_page import StepsOnPage, steps_on_page, take_from_form

# Acts that have a page of their own, where what belongs to them is given.
ELSEWHERE = frozenset({"begin", "import", "edit", "correct", "accept", "disseminate"})


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link of the report on its page."""

    link: Link
    role: str
    href: str
    reports: str


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A copy of the report, for which class, where it stands and to how many it went."""

    copy: Copy
    title: str
    state: str
    sent: int


@guarded(Action.READ_INTELLIGENCE)
def show(request: DeskRequest, report: str) -> HttpResponseBase:
    """Show a report; ``?version=`` asks for an earlier one."""
    found = report_seen(request, report)
    viewer = request.viewer
    versions = list(Version.objects.filter(report=found).select_related("person").order_by("-number"))
    if not versions:
        proof = ErasureProof.objects.filter(report=found).first()
        return render(request, "intelligence/erased.html", {"report": found, "proof": proof})
    asked = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == asked), versions[0])
    links = list(version.links.all())
    steps = steps_on_page(REPORT, found.reference, request, reverse("intelligence_act", args=[report]), parties_of(found))
    offered = {offer.rule.code for offer in steps.offered}
    request.told.counted(version=version.number)
    told = {
        "report": found,
        "version": version,
        "versions": versions,
        "paragraphs": _paragraphs(version),
        "links": [_link(request, link) for link in links],
        "elsewhere": held_elsewhere(viewer, [((link.kind, link.normal), link.shown) for link in links])
        if _own(request, found)
        else [],
        "steps": _without_own_pages(steps),
        "state": steps.state,
        "may_edit": bool(offered & {"edit", "correct"}),
        "correcting": "correct" in offered,
        "may_review": "accept" in offered,
        "classes": classes().values() if _may_copy(request, found, steps.state.code if steps.state else "") else (),
        "copies": _copies(found),
        "may_source": _may_source(request, found),
        "answers": found.answers.select_related("requirement"),
        "priority": words("priority")[version.priority],
        "stages": [words("stage")[code] for code in version.stages],
        "flags": [words("flag")[code] for code in version.flags],
        "within": places(viewer, ""),
    }
    return render(request, "intelligence/report.html", told)


@guarded(Action.WRITE_INTELLIGENCE, Verb.ALTERATION, or_else=(Action.REVIEW_INTELLIGENCE, Action.DISSEMINATE_INTELLIGENCE))
@require_POST
def act(request: DeskRequest, report: str) -> HttpResponseBase:
    """Take an act that needs nothing but a reason."""
    found = report_seen(request, report)
    asked = request.POST.get("act", "")
    if asked in ELSEWHERE:
        raise NotNow(f"{REPORT.acts[asked].title} has a page of its own; open it from the page of the report.")
    step = take_from_form(REPORT, found.reference, request, parties_of(found))
    messages.success(request, f"{found.reference}: you {REPORT.acts[step.act].done}.")
    return HttpResponseRedirect(reverse("intelligence_report", args=[report]))


@guarded(Action.READ_SOURCES)
def source(request: DeskRequest, report: str) -> HttpResponseBase:
    """Show where a report came from, to those of its own organisation or desk who may know; it stands on no other page."""
    found = report_seen(request, report)
    if not _may_source(request, found):
        raise Http404
    records = SourceRecord.objects.filter(report=found).select_related("person")
    request.told.counted(sources=len(records))
    return render(request, "intelligence/source.html", {"report": found, "records": records})


def _may_source(request: DeskRequest, report: Report) -> bool:
    return _own(request, report) and decide(request.viewer, Action.READ_SOURCES).allowed


def _own(request: DeskRequest, report: Report) -> bool:
    return request.viewer.organisation in {report.organisation_id, report.desk_id}


def _may_copy(request: DeskRequest, report: Report, state: str) -> bool:
    may = decide(request.viewer, Action.DISSEMINATE_INTELLIGENCE).allowed
    return may and report.desk_id == request.viewer.organisation and state in STANDING


def _without_own_pages(steps: StepsOnPage) -> StepsOnPage:
    """Return the steps without the acts that have a page of their own."""
    return replace(steps, offered=tuple(offer for offer in steps.offered if offer.rule.code not in ELSEWHERE))


def _paragraphs(version: Version) -> list[dict[str, object]]:
    notes: dict[int, list[object]] = {}
    for note in version.notes.select_related("person"):
        notes.setdefault(note.paragraph, []).append(note)
    return [{"row": one, "words": _grade_words(one), "notes": notes.get(one.number, [])} for one in version.paragraphs.all()]


def _grade_words(paragraph: Paragraph) -> str:
    told = [
        words_of("source")[paragraph.source].title,
        words_of("assessment")[paragraph.assessment].title,
        words_of("handling")[paragraph.handling].title,
        *(words_of("action")[code].title for code in [paragraph.action] if code),
        *(words_of("sanitisation")[code].title for code in [paragraph.sanitisation] if code),
    ]
    return "; ".join(told)


def _link(request: DeskRequest, link: Link) -> LinkShown:
    open_vehicles = decide(request.viewer, Action.READ_VEHICLE).allowed
    request.told.about(link.kind, link.shown)
    return LinkShown(link, words("role")[link.role].title, vehicle_page(link.kind, link.normal, open_vehicles=open_vehicles),
                     f"{reverse('intelligence')}?{urlencode({'q': link.shown})}")  # fmt: skip


def _copies(report: Report) -> list[CopyShown]:
    copies = list(Copy.objects.filter(version__report=report).prefetch_related("disseminations").order_by("made_at", "pk"))
    states = standings(COPY, [copy.reference for copy in copies])
    return [
        CopyShown(copy, classes()[copy.recipient_class].title, COPY.states[states[copy.reference].state].title,
                  len(copy.disseminations.all()))
        for copy in copies
    ]  # fmt: skip
