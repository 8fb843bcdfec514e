"""The list of members, with filters, as at any day; and lists that are taken in from a spreadsheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.members.figures import RULES
from vinculum.desk.programme.members.joining import MEMBERSHIP, Joining, write_down
from vinculum.desk.programme.members.kinds import kind_title, kinds
from vinculum.desk.programme.members.listing import read_list, take_list, template
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.members.seeing import keeps, members_to
from vinculum.desk.programme.members.standing import BELONGS, memberships
from vinculum.desk.sheets.fault import Weight
from vinculum.site.asked_moment import asked_moment
from vinculum.site.asked_page import asked_page, rest_of_address
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.members.forms import JoiningForm, ListForm

MEMBERS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@guarded(Action.READ_MEMBERS)
def members(request: DeskRequest) -> HttpResponseBase:
    """List members by name, kind and state."""
    return _list(request, JoiningForm(request))


@guarded(Action.ENROL_MEMBERS, Verb.ALTERATION)
@require_POST
def add(request: DeskRequest) -> HttpResponseBase:
    """Write down an organisation that enquired."""
    form = JoiningForm(request, filled=True)
    if not form.is_valid():
        return _list(request, form, status=422)
    told = form.cleaned_data
    made = write_down(request.viewer, Joining(told["title"], told["kind"], told["organisation"]))
    request.told.about("member", made.reference)
    return HttpResponseRedirect(reverse("member", args=[made.reference]))


@guarded(Action.KEEP_MEMBERS)
def list_template(request: DeskRequest) -> HttpResponseBase:
    """Hand out the template of a list; it holds nobody's data."""
    request.told.counted(left="an empty template")
    answer = HttpResponse(template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="members-list.xlsx"'
    return answer


@guarded(Action.KEEP_MEMBERS)
def list_form(request: DeskRequest) -> HttpResponseBase:
    """Ask for a list."""
    return render(request, "members/list_form.html", {"form": ListForm(request)})


@guarded(Action.KEEP_MEMBERS, Verb.COLLECTION)
@require_POST
def take(request: DeskRequest) -> HttpResponseBase:
    """Take a list in whole, or tell by cell why nobody on it was entered."""
    form = ListForm(request, filled=True)
    if not form.is_valid():
        return render(request, "members/list_form.html", {"form": form}, status=422)
    sheet = form.cleaned_data["sheet"]
    data, name = sheet.read(), str(sheet.name)
    reading, _ = read_list(data, name, request.viewer.at.date())
    faults = [fault for fault in reading.faults if fault.weight is not Weight.ADVICE]
    request.told.counted(sha256=reading.sha256, rows=len(reading.rows), faults=len(faults))
    if faults:
        told = {"form": ListForm(request), "faults": reading.faults, "file": name, "rows": len(reading.rows)}
        return render(request, "members/list_form.html", told, status=422)
    entered = take_list(request.viewer, data, name)
    messages.success(request, f"{entered} organisations are members from now on.")
    return HttpResponseRedirect(reverse("members"))


def _list(request: DeskRequest, form: NamedForm, status: int = 200) -> HttpResponseBase:
    asked = asked_moment(request)
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "state")}
    found = Member.objects.filter(members_to(request.viewer))
    if chosen["q"]:
        found = found.filter(name__icontains=chosen["q"])
    if chosen["kind"]:
        found = found.filter(kind=chosen["kind"])
    rows = memberships(list(found), asked.at)
    if not keeps(request.viewer):
        # Who only reads sees who belongs, or once did; not who is on the way, or why somebody was suspended.
        rows = [one for one in rows if one.joined_on is not None or one.member.organisation_id == request.viewer.organisation]
    if chosen["state"]:
        rows = [one for one in rows if (one.state or "new") == chosen["state"]]
    request.told.counted(rows=len(rows))
    told = {
        "page": asked_page(request, [(one, kind_title(one.member.kind)) for one in rows], MEMBERS_A_PAGE),
        "query": rest_of_address(request),
        "belong": sum(one.state in BELONGS for one in rows),
        "chosen": chosen,
        "asked": asked,
        "kinds": kinds(),
        "states": MEMBERSHIP.states if keeps(request.viewer) else {},
        "figures": [figure_of(rule, request.viewer, Asked(asked.at)) for rule in RULES],
        "keeps": keeps(request.viewer),
        "form": form,
        "may_enrol": keeps(request.viewer) and not asked.past,
        "may_keep": decide(request.viewer, Action.KEEP_MEMBERS).allowed,
    }
    return render(request, "members/list.html", told, status=status)
