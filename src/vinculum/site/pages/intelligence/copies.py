"""The page of a copy, for those who may see its original: released by somebody else, sent, recalled, and what came back."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.models import Group, Organisation
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.intelligence.flows import COPY
from vinculum.desk.intelligence.recipients import classes, usefulness
from vinculum.desk.intelligence.sanitising import class_members
from vinculum.desk.intelligence.sending import report_of, send, sent_of
from vinculum.desk.workflows.refusals import NotNow
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.intelligence.finding import copy_seen
from vinculum.site.steps_on_page import steps_on_page, take_from_form


@guarded(Action.READ_INTELLIGENCE)
def show(request: DeskRequest, copy: str) -> HttpResponseBase:
    """Show a copy with where it stands, and who was sent it."""
    found = copy_seen(request, copy)
    parties = {"desk": report_of(found).desk_id}
    steps = steps_on_page(COPY, found.reference, request, reverse("intelligence_copy_act", args=[copy]), parties)
    may_send = any(offer.rule.code == "send" for offer in steps.offered)
    to = classes()[found.recipient_class]
    sent = sent_of(found, request.viewer.at.date())
    have = set(found.disseminations.values_list("recipient_id", flat=True))
    members = [one for one in class_members(to) if one.code not in have] if may_send else []
    codes = {one.code for one in class_members(to)} if may_send else set()
    groups = [
        group
        for group in Group.objects.prefetch_related("members")
        if (held := {one.code for one in group.members.all() if one.active}) and held <= codes
    ]
    told = {
        "copy": found,
        "report": report_of(found),
        "to": to,
        "paragraphs": found.paragraphs.all(),
        "steps": replace(steps, offered=tuple(offer for offer in steps.offered if offer.rule.code != "send")),
        "sent": sent,
        "overdue": sum(1 for one in sent if one.overdue),
        "usefulness": usefulness(),
        "may_send": may_send,
        "members": members,
        "groups": groups if may_send else [],
    }
    return render(request, "intelligence/copy.html", told)


@guarded(Action.DISSEMINATE_INTELLIGENCE, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, copy: str) -> HttpResponseBase:
    """Release, discard or recall a copy."""
    found = copy_seen(request, copy)
    if request.POST.get("act") in {"send", "prepare"}:
        raise NotNow("Choose whom to send it to on the page of the copy.")
    step = take_from_form(COPY, found.reference, request, {"desk": report_of(found).desk_id})
    messages.success(request, f"You {COPY.acts[step.act].done}.")
    return HttpResponseRedirect(reverse("intelligence_copy", args=[copy]))


@guarded(Action.DISSEMINATE_INTELLIGENCE, Verb.DISCLOSURE)
@require_POST
def send_out(request: DeskRequest, copy: str) -> HttpResponseBase:
    """Send a released copy to the organisations and groups that were chosen."""
    found = copy_seen(request, copy)
    after = request.POST.get("after", "")
    sent = send(
        request.viewer,
        found,
        list(Organisation.objects.filter(code__in=request.POST.getlist("organisation"), active=True)),
        list(Group.objects.filter(code__in=request.POST.getlist("group"))),
        after=int(after) if after.isdecimal() else -1,
    )
    request.told.counted(sent=len(sent))
    messages.success(request, f"Sent to {len(sent)} organisation{'s' if len(sent) != 1 else ''}.")
    return HttpResponseRedirect(reverse("intelligence_copy", args=[copy]))
