"""Meetings: looked for, written down, and one of them with who was there, who was told what, and what arose."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action, Handling
from vinculum.desk.audit.models import Verb
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.engagement.arising import ArisingTold, agree, stand
from vinculum.desk.programme.engagement.disclosing import DisclosureTold, disclose
from vinculum.desk.programme.engagement.figures import RULES
from vinculum.desk.programme.engagement.meeting import AttendanceTold, MeetingTold, add_attendance, note, write_down
from vinculum.desk.programme.engagement.models import Meeting, MeetingAction
from vinculum.desk.programme.engagement.seeing import actions_to, content_to, meetings_to
from vinculum.desk.programme.engagement.vocabulary import Marking, MeetingKind, ToldOf
from vinculum.desk.programme.things import find
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.engagement.finding import find_meeting
from vinculum.site.pages.engagement.forms import ArisingForm, AttendanceForm, DisclosureForm, MeetingForm, NoteForm


@guarded(Action.READ_ENGAGEMENT)
def engagement(request: DeskRequest) -> HttpResponseBase:
    """Look for meetings, the newest first."""
    return _list(request, MeetingForm(request))


@guarded(Action.KEEP_ENGAGEMENT, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest) -> HttpResponseBase:
    """Write a meeting down."""
    form = MeetingForm(request, filled=True)
    if not form.is_valid():
        return _list(request, form, status=422)
    told = form.cleaned_data
    made = write_down(
        request.viewer,
        MeetingTold(
            told["reference"], told["title"], MeetingKind(told["kind"]), told["begins_on"], told["ends_on"] or told["begins_on"],
            told["place"], told["about"], told["closed"], list(told["pillars"]),
        ),
    )  # fmt: skip
    return HttpResponseRedirect(reverse("meeting", args=[made.reference]))


@guarded(Action.READ_ENGAGEMENT)
def meeting(request: DeskRequest, meeting: str) -> HttpResponseBase:
    """Show a meeting."""
    return _one(request, find_meeting(request, meeting))


@guarded(Action.KEEP_ENGAGEMENT, Verb.ALTERATION)
@require_POST
def attend(request: DeskRequest, meeting: str) -> HttpResponseBase:
    """Add somebody who was there."""
    found = find_meeting(request, meeting, inside=True)
    form = AttendanceForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    add_attendance(request.viewer, found, AttendanceTold(**form.cleaned_data))
    return _back(found)


@guarded(Action.KEEP_ENGAGEMENT, Verb.ALTERATION)
@require_POST
def write_note(request: DeskRequest, meeting: str) -> HttpResponseBase:
    """Note something."""
    found = find_meeting(request, meeting, inside=True)
    form = NoteForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    note(request.viewer, found, form.cleaned_data["text"])
    return _back(found)


@guarded(Action.KEEP_ENGAGEMENT, Verb.DISCLOSURE)
@require_POST
def tell(request: DeskRequest, meeting: str) -> HttpResponseBase:
    """Write down who was told what; refused when one of them may not hear it."""
    found = find_meeting(request, meeting, inside=True)
    form = DisclosureForm(request, found, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    wanted = DisclosureTold(
        ToldOf(told["kind"]), told["words"], Marking(told["marking"]), Handling(told["handling"]), told["reference"].strip()
    )
    made = disclose(request.viewer, found, wanted, list(told["to"]), find)
    request.told.counted(left=made.kind, marking=made.marking, listeners=len(told["to"]))
    messages.success(request, "It is written down. It is never changed.")
    return _back(found)


@guarded(Action.KEEP_ENGAGEMENT, Verb.ALTERATION)
@require_POST
def arise(request: DeskRequest, meeting: str) -> HttpResponseBase:
    """Write down what is to be done."""
    found = find_meeting(request, meeting, inside=True)
    form = ArisingForm(request, found, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    agree(request.viewer, found, ArisingTold(told["reference"], told["title"], told["due_on"]), told["owner"], told["serves"])
    return _back(found)


def _back(found: Meeting) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("meeting", args=[found.reference]))


def _list(request: DeskRequest, form: NamedForm, status: int = 200) -> HttpResponseBase:
    viewer = request.viewer
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "kind")}
    found = Meeting.objects.filter(meetings_to(viewer))
    if chosen["kind"]:
        found = found.filter(kind=chosen["kind"])
    if chosen["q"]:
        # Words said at a closed meeting are looked through only where they may be read.
        inside = Meeting.objects.filter(content_to(viewer))
        text = chosen["q"]
        said = Q(notes__text__icontains=text) | Q(disclosures__words__icontains=text) | Q(about__icontains=text)
        shown = Q(title__icontains=text) | Q(place__icontains=text) | Q(pk__in=inside.filter(said).values("pk"))
        found = found.filter(shown)
    rows = list(found)
    request.told.counted(rows=len(rows))
    told = {
        "rows": [(one, MeetingKind(one.kind)) for one in rows],
        "chosen": chosen,
        "kinds": list(MeetingKind),
        "figures": [figure_of(rule, viewer, Asked(viewer.at)) for rule in RULES if rule.code != "engagement-channel"],
        "form": form,
        "now": viewer.at,
        "may_keep": decide(viewer, Action.KEEP_ENGAGEMENT).allowed,
    }
    return render(request, "engagement/list.html", told, status=status)


def _one(request: DeskRequest, found: Meeting, faulty: NamedForm | None = None) -> HttpResponseBase:
    viewer = request.viewer
    inside = Meeting.objects.filter(content_to(viewer), pk=found.pk).exists()
    forms: dict[str, NamedForm] = {
        "attendance": AttendanceForm(request), "note": NoteForm(request),
        "disclosure": DisclosureForm(request, found), "arising": ArisingForm(request, found),
    }  # fmt: skip
    if faulty is not None:
        forms[faulty.name] = faulty
    actions = MeetingAction.objects.filter(actions_to(viewer), meeting=found).select_related(
        "owner__organisation", "owner__member"
    )
    told = {
        "meeting": found,
        "kind": MeetingKind(found.kind),
        "inside": inside,
        "attendances": found.attendances.select_related("organisation", "member", "person"),
        "notes": found.notes.select_related("by") if inside else (),
        "disclosures": found.disclosures.select_related("by").prefetch_related(
            "told_to__attendance__organisation", "told_to__attendance__member"
        )
        if inside
        else (),
        "actions": stand(list(actions), viewer.at),
        "forms": forms,
        "form": faulty,
        "may_keep": inside and decide(viewer, Action.KEEP_ENGAGEMENT).allowed,
    }
    return render(request, "engagement/meeting.html", told, status=422 if faulty else 200)
