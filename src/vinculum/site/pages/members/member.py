"""One member: where it stands, whom to ask, what it gives and gets."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.engagement.models import Attendance
from vinculum.desk.programme.engagement.seeing import attendances_to
from vinculum.desk.programme.members.contacts import ContactTold, add_contact, contacts_of
from vinculum.desk.programme.members.giving import InKindTold, gets, give_in_kind, gives
from vinculum.desk.programme.members.joining import DATED, MEMBERSHIP, Joining, describe, step
from vinculum.desk.programme.members.kinds import kind_title
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.members.seeing import inside_to, keeps
from vinculum.desk.programme.members.standing import memberships
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.members.finding import find_member
from vinculum.site.pages.members.forms import ContactForm, DatedForm, DescribeForm, GivenForm
from vinculum.site.steps_on_page import StepsOnPage, asked_step, steps_on_page


@guarded(Action.READ_MEMBERS)
def member(request: DeskRequest, member: str) -> HttpResponseBase:
    """Show a member."""
    return _one(request, find_member(request, member))


@guarded(Action.ENROL_MEMBERS, Verb.ALTERATION, or_else=(Action.KEEP_MEMBERS,))
@require_POST
def act(request: DeskRequest, member: str) -> HttpResponseBase:
    """Take a step of a membership."""
    found = find_member(request, member, inside=True)
    asked = asked_step(request)
    form = DatedForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    taken = step(request.viewer, found, asked.act, after=asked.after, reason=asked.reason, on=form.cleaned_data["on"])
    request.told.counted(act=taken.act, state=taken.state)
    messages.success(request, f"{found.name}: {MEMBERSHIP.states[taken.state].title.lower()}.")
    return HttpResponseRedirect(reverse("member", args=[found.reference]))


@guarded(Action.KEEP_MEMBERS, Verb.ALTERATION)
@require_POST
def correct(request: DeskRequest, member: str) -> HttpResponseBase:
    """Correct what an organisation is."""
    found = find_member(request, member, inside=True)
    form = DescribeForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    describe(request.viewer, found, Joining(told["title"], told["kind"], told["organisation"]))
    return HttpResponseRedirect(reverse("member", args=[found.reference]))


@guarded(Action.CORRECT_CONTACTS, Verb.COLLECTION)
@require_POST
def contact(request: DeskRequest, member: str) -> HttpResponseBase:
    """Keep somebody to ask."""
    found = find_member(request, member, inside=True)
    form = ContactForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    add_contact(
        request.viewer, found, ContactTold(told["title"], told["role"], told["email"], told["phone"]), request.viewer.name
    )
    messages.success(request, f"{told['title']} is a contact of {found.name}. Being one opens nothing to them.")
    return HttpResponseRedirect(reverse("member", args=[found.reference]))


@guarded(Action.KEEP_MEMBERS, Verb.ALTERATION)
@require_POST
def given(request: DeskRequest, member: str) -> HttpResponseBase:
    """Record what a member gave in kind."""
    found = find_member(request, member, inside=True)
    form = GivenForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form)
    told = form.cleaned_data
    give_in_kind(request.viewer, found, InKindTold(told["what"], told["given_on"], told["value_gbp"], told["basis"]))
    return HttpResponseRedirect(reverse("member", args=[found.reference]))


def _one(request: DeskRequest, found: Member, faulty: NamedForm | None = None) -> HttpResponseBase:
    viewer = request.viewer
    inside = Member.objects.filter(inside_to(viewer), pk=found.pk).exists()
    start = {"title": found.name, "kind": found.kind, "organisation": found.organisation_id}
    forms: dict[str, NamedForm] = {
        "contact": ContactForm(request), "given": GivenForm(request), "dated": DatedForm(request),
        "describe": DescribeForm(request, initial=start),
    }  # fmt: skip
    if faulty is not None:
        forms[faulty.name] = faulty
    steps = _steps(request, found) if inside else None
    told = {
        "member": found,
        "kind": kind_title(found.kind),
        "standing": memberships([found], viewer.at)[0],
        "inside": inside,
        "keeps": keeps(viewer),
        "steps": steps,
        "four_eyes": [one.barred for one in steps.barred if decide(viewer, one.rule.permission).allowed] if steps else [],
        "dated": DATED,
        "contacts": contacts_of(viewer, found),
        "gives": gives(viewer, found),
        "gets": gets(viewer, found),
        "handed_over": _handed_over(request, found) if inside else [],
        "given": found.given.exclude(replaced_by__isnull=False) if inside else (),
        "attended": _attended(request, found),
        "erased": found.contacts_erased.all() if inside else (),
        "forms": forms,
        "form": faulty,
        "may_correct": inside and decide(viewer, Action.CORRECT_CONTACTS).allowed,
        "may_keep": keeps(viewer) and decide(viewer, Action.KEEP_MEMBERS).allowed,
    }
    return render(request, "members/member.html", told, status=422 if faulty else 200)


def _steps(request: DeskRequest, found: Member) -> StepsOnPage:
    return steps_on_page(MEMBERSHIP, found.reference, request, reverse("member-act", args=[found.reference]))


def _attended(request: DeskRequest, found: Member) -> list[Attendance]:
    """Return the meetings that the viewer may know of at which the member was."""
    rows = Attendance.objects.filter(attendances_to(request.viewer)).select_related("meeting")
    own = rows.filter(member=found) | (rows.filter(organisation=found.organisation_id) if found.organisation_id else rows.none())
    return list(own.order_by("-meeting__begins_on"))


def _handed_over(request: DeskRequest, found: Member) -> list[tuple[str, int, int | None]]:
    """Return per feed how many deliveries of the member the viewer may see, and their rows where they may see those."""
    if found.organisation_id is None or not (settings.WORKSPACE.pictures_folder / "current").is_file():
        return []
    query = (
        "SELECT feed, count(*) AS deliveries, sum(rows) AS rows FROM evidence.deliveries "
        "WHERE partner = $partner GROUP BY feed ORDER BY feed"
    )
    rows = seen(request).ask(query, {"partner": found.organisation_id}).to_pylist()
    return [(row["feed"], row["deliveries"], row["rows"]) for row in rows]
